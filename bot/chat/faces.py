"""What Telegram is shown of a file: photo, film, sound, voice message, words or a plain file; and the two calls for it.

A message of words can be edited into all of them but a voice message, which has to be sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputFile,
    InputMedia,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
)
from telegram.constants import ParseMode

FaceKind = Literal["photo", "document", "video", "audio", "voice", "text"]


@dataclass(frozen=True, slots=True)
class Face:
    """A file ready to be shown. ``words`` are those of a text, which stand in the message itself.

    ``name`` is what the file is called where people keep it, without its ending.
    """

    kind: FaceKind
    path: Path
    width: int = 0
    height: int = 0
    seconds: int = 0
    thumb: Path | None = None
    title: str = ""
    performer: str = ""
    words: str = ""
    name: str = ""

    def as_document(self) -> Face:
        """Return the same file, shown as a plain one."""
        return Face("document", self.path, thumb=self.thumb, name=self.name)

    def text(self, caption: str) -> str:
        """Return what stands in the message beside the file: the caption, and the words of a text above it."""
        return f"{self.words}\n\n{caption}" if self.words else caption


async def edit(bot: Bot, face: Face, caption: str, where: dict[str, int], keyboard: InlineKeyboardMarkup) -> object:
    """Turn a message into a face; ``where`` names chat and message."""
    text = face.text(caption)
    if face.kind == "text":
        return await bot.edit_message_text(text, parse_mode=ParseMode.HTML, reply_markup=keyboard, **where)  # type: ignore[arg-type] # names of PTB
    with _opened(face, attach=True) as (file, thumb):
        media = _media(face, file, thumb, text)
        return await bot.edit_message_media(media, reply_markup=keyboard, **where)  # type: ignore[arg-type] # as above


async def send(bot: Bot, face: Face, caption: str, **more: Any) -> Message:  # noqa: ANN401 (PTB's own names)
    """Send a face as a message of its own."""
    text = face.text(caption)
    if face.kind == "text":
        return await bot.send_message(text=text, parse_mode=ParseMode.HTML, **more)
    with _opened(face, attach=False) as (file, thumb):
        more |= {"caption": text, "parse_mode": ParseMode.HTML}
        match face.kind:
            case "photo":
                return await bot.send_photo(photo=file, **more)
            case "video":
                size: dict[str, Any] = {"width": face.width, "height": face.height, "duration": face.seconds}
                return await bot.send_video(video=file, supports_streaming=True, thumbnail=thumb, **size, **more)
            case "audio":
                told: dict[str, Any] = {
                    "title": face.title or None,
                    "performer": face.performer or None,
                    "duration": face.seconds,
                }
                return await bot.send_audio(audio=file, thumbnail=thumb, **told, **more)
            case "voice":
                return await bot.send_voice(voice=file, duration=face.seconds, **more)
            case _:
                return await bot.send_document(
                    document=file, thumbnail=thumb, disable_content_type_detection=True, **more
                )


async def send_group(bot: Bot, group: Sequence[Face], **more: Any) -> Message:  # noqa: ANN401 (PTB's own names)
    """Send two to ten photos, or as many plain files, as one album; returns its first message."""
    with ExitStack() as stack:
        media: list[Any] = []
        for face in group:
            file, thumb = stack.enter_context(_opened(face, attach=True))
            media.append(_media(face, file, thumb, ""))
        messages = await bot.send_media_group(media=media, **more)
    return messages[0]


def _media(face: Face, file: InputFile, thumb: InputFile | None, text: str) -> InputMedia:
    told: dict[str, Any] = {"caption": text, "parse_mode": ParseMode.HTML}
    match face.kind:
        case "photo":
            return InputMediaPhoto(file, **told)
        case "video":
            size: dict[str, Any] = {"width": face.width, "height": face.height, "duration": face.seconds}
            return InputMediaVideo(file, thumbnail=thumb, supports_streaming=True, **size, **told)
        case "audio":
            named: dict[str, Any] = {
                "title": face.title or None,
                "performer": face.performer or None,
                "duration": face.seconds,
            }
            return InputMediaAudio(file, thumbnail=thumb, **named, **told)
        case _:
            return InputMediaDocument(file, thumbnail=thumb, disable_content_type_detection=True, **told)


@contextmanager
def _opened(face: Face, *, attach: bool) -> Iterator[tuple[InputFile, InputFile | None]]:
    """Open the files without reading them into memory: many results may be under way at once."""
    with ExitStack() as stack:

        def stream(path: Path, name: str = "") -> InputFile:
            filename = f"{name or path.stem}{path.suffix}"
            return InputFile(
                stack.enter_context(path.open("rb")), filename=filename, attach=attach, read_file_handle=False
            )

        thumb = stream(face.thumb) if face.thumb is not None and face.thumb.exists() else None
        yield stream(face.path, face.name), thumb
