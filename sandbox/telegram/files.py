"""Files that Telegram holds: bytes by sha256 in a folder, ids for this bot, photos in sizes made when asked for."""

from __future__ import annotations

import base64
import hashlib
import io
import mimetypes
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from sandbox.forms import Upload
from sandbox.telegram.errors import bad_request

PHOTO_SIDES = (320, 800, 1280)
PHOTO_BYTES_MAX, UPLOAD_BYTES_MAX, DOWNLOAD_BYTES_MAX = 10 * 2**20, 50 * 2**20, 20 * 2**20
_JPEG_QUALITY = 87
# The first letters of real file ids tell the kind; ours keep that habit.
_PREFIXES = {
    "photo": "AgACAg",
    "document": "BQACAg",
    "video": "BAACAg",
    "audio": "CQACAg",
    "voice": "AwACAg",
    "animation": "CgACAg",
}
_FOLDERS = {"photo": "photos", "voice": "voice", "audio": "music", "video": "videos", "animation": "animations"}
_DEFAULT_MIME = {
    "photo": "image/jpeg",
    "video": "video/mp4",
    "audio": "audio/mpeg",
    "voice": "audio/ogg",
    "animation": "video/mp4",
}


@dataclass
class StoredFile:
    """One file, or one size of a photo (``side`` > 0: scaled down to that, as JPEG, when first asked for)."""

    n: int
    photo: int  # number of the photo that this is a size of, else 0
    kind: str
    file_id: str
    unique_id: str
    sha256: str
    name: str
    mime: str
    size: int | None
    width: int = 0
    height: int = 0
    side: int = 0
    described: dict[str, Any] = field(default_factory=dict)  # as it was first sent: a file_id brings that along

    @property
    def path(self) -> str:
        """Return the ``file_path`` that getFile tells."""
        suffix = ".jpg" if self.kind == "photo" else Path(self.name).suffix[:12]
        return f"{_FOLDERS.get(self.kind, 'documents')}/file_{self.n}{suffix}"

    def as_size(self) -> dict[str, Any]:
        """Return the PhotoSize."""
        size = {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "width": self.width,
            "height": self.height,
        }
        return size if self.size is None else size | {"file_size": self.size}


class FileStore:
    """All files of this world in one folder."""

    def __init__(self, folder: Path, secret: str) -> None:
        """Use a folder (made when missing); ``secret`` makes the ids differ from other bots'."""
        self._folder = folder
        self._secret = secret
        folder.mkdir(parents=True, exist_ok=True)
        self._files: list[StoredFile] = []
        self._by_id: dict[str, StoredFile] = {}

    def find(self, any_id: str) -> StoredFile | None:
        """Find by file_id or file_unique_id."""
        return self._by_id.get(any_id)

    def find_path(self, path: str) -> StoredFile | None:
        """Find by getFile's path."""
        number = path.rpartition("file_")[2].partition(".")[0]
        index = int(number) - 1 if number.isascii() and number.isdigit() else -1
        file = self._files[index] if 0 <= index < len(self._files) else None
        return file if file is not None and file.path == path else None

    def photo_sizes(self, photo: int) -> list[StoredFile]:
        """Return all sizes of a photo, smallest first."""
        first = photo - 1  # a photo's number is its first size's number
        return [file for file in self._files[first : first + len(PHOTO_SIDES)] if file.photo == photo]

    def add_photo(self, upload: Upload) -> list[StoredFile]:
        """Keep a photo and return its sizes; only the header is read. Raises `BotApiError` as Telegram would."""
        width, height = read_dimensions(upload.content)
        sha256 = self._keep(upload)
        photo = len(self._files) + 1
        sizes: list[StoredFile] = []
        for side in PHOTO_SIDES:
            scale = min(1.0, side / max(width, height))
            file = self._add("photo", sha256, Upload("photo.jpg", b"", "image/jpeg"))
            file.photo, file.side, file.size = photo, side, None
            file.width, file.height = max(1, round(width * scale)), max(1, round(height * scale))
            sizes.append(file)
            if scale == 1.0:
                break
        return sizes

    def add_persons_photo(self, jpeg: bytes) -> list[StoredFile]:
        """Keep a photo as a person's client sends it: what `scale_down` made of it, at most 1280 wide or high."""
        sizes = self.add_photo(Upload("photo.jpg", jpeg))
        sizes[-1].size, sizes[-1].side = len(jpeg), 0  # the largest size is these very bytes
        return sizes

    def add_file(self, kind: str, upload: Upload) -> StoredFile:
        """Keep any other file as it is."""
        if not upload.content:
            raise bad_request("file must be non-empty")
        if len(upload.content) > UPLOAD_BYTES_MAX:
            raise bad_request("file is too big")
        file = self._add(kind, self._keep(upload), upload)
        file.size = len(upload.content)
        return file

    def content(self, file: StoredFile) -> bytes:
        """Return the bytes; a size of a photo is made now (tens of milliseconds) and its ``size`` filled in."""
        if not file.side:
            return (self._folder / file.sha256).read_bytes()
        made = self._folder / f"{file.sha256}-{file.side}.jpg"
        if not made.exists():
            self._write(made, scale_down((self._folder / file.sha256).read_bytes(), file.side))
        jpeg = made.read_bytes()
        file.size = len(jpeg)
        return jpeg

    def snapshot(self) -> list[dict[str, Any]]:
        """Return all records as JSON; the bytes lie in the folder."""
        return [asdict(file) for file in self._files]

    def restore(self, kept: list[Mapping[str, Any]]) -> None:
        """Take back the records."""
        self._files = [StoredFile(**record) for record in kept]
        self._by_id = {}
        for file in self._files:
            self._by_id[file.file_id] = self._by_id[file.unique_id] = file

    def _keep(self, upload: Upload) -> str:
        path = self._folder / upload.sha256
        if not path.exists():
            self._write(path, upload.content)
        return upload.sha256

    def _write(self, path: Path, content: bytes) -> None:
        # Two threads may make the same size of a photo at once.
        partial = path.with_name(f"{path.name}.{threading.get_ident()}.partial")
        partial.write_bytes(content)
        partial.replace(path)

    def _add(self, kind: str, sha256: str, upload: Upload) -> StoredFile:
        number = len(self._files) + 1
        digest = hashlib.sha256(f"{self._secret} {number} {sha256}".encode()).digest()
        unique = "AQAD" + base64.urlsafe_b64encode(digest[:9]).decode()
        file_id = _PREFIXES[kind] + base64.urlsafe_b64encode(digest[:27] + number.to_bytes(6)).decode()
        mime = upload.content_type
        if mime in ("", "application/octet-stream") or kind == "photo":
            guessed = mimetypes.guess_type(upload.filename)[0]
            mime = _DEFAULT_MIME.get(kind, "") or guessed or "application/octet-stream"
        file = StoredFile(number, 0, kind, file_id, unique, sha256, upload.filename, mime.split(";")[0], None)
        self._files.append(file)
        self._by_id[file_id] = self._by_id[unique] = file
        return file


def read_dimensions(content: bytes) -> tuple[int, int]:
    """Return width and height from a picture's header; raises `BotApiError` where Telegram refuses a photo."""
    if not content:
        raise bad_request("file must be non-empty")
    if len(content) > PHOTO_BYTES_MAX:
        raise bad_request("file is too big")
    try:
        with Image.open(io.BytesIO(content)) as picture:
            width, height = picture.size
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def scale_down(content: bytes, side: int) -> bytes:
    """Return the picture as JPEG without metadata, at most ``side`` wide and high; raises `BotApiError`."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.draft("RGB", (side, side))
            upright = ImageOps.exif_transpose(picture)
            if "A" in upright.getbands() or "transparency" in upright.info:
                layer = upright.convert("RGBA")
                upright = Image.new("RGB", layer.size, "white")
                upright.paste(layer, mask=layer.getchannel("A"))
            flat = upright.convert("RGB")
            flat.thumbnail((side, side), Image.Resampling.BICUBIC)
            written = io.BytesIO()
            Image.frombytes("RGB", flat.size, flat.tobytes()).save(written, "JPEG", quality=_JPEG_QUALITY)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    return written.getvalue()
