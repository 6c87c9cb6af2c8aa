"""One thing to be made, whatever the medium: a value, so that a gateway can make it again instead of keeping it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sandbox.providers import filming, painter, sounding

Medium = Literal["image", "video", "speech", "song", "sound", "text"]
TYPES = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "mp4": "video/mp4",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
    "opus": "audio/ogg",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "txt": "text/plain",
}
_USUAL = {"image": "png", "video": "mp4", "speech": "mp3", "song": "mp3", "sound": "mp3", "text": "txt"}
_VIETNAMESE = re.compile("[àáâãèéêìíòóôõùúýăđĩũơưạ-ỹ]")
_SAID_EN = {
    "one": "A picture with a quiet scene in soft light, warm colours and a wide view.",
    "several": "{count} pictures with a quiet scene in soft light, warm colours and a wide view.",
    "better": "soft evening light, warm colours, fine detail, a quiet mood, wide view",
    "nothing": "This sandbox knows nothing by itself. A real model answers here.",
    "asked": "You asked",
}
_SAID_VI = {
    "one": "Một bức ảnh yên bình, ánh sáng dịu, màu ấm, góc nhìn rộng.",
    "several": "{count} bức ảnh yên bình, ánh sáng dịu, màu ấm, góc nhìn rộng.",
    "better": "ánh chiều dịu, màu ấm, chi tiết rõ, không khí yên bình, góc nhìn rộng",
    "nothing": "Đây là sandbox, tự nó không biết gì; mô hình thật sẽ trả lời ở đây.",
    "asked": "Bạn hỏi",
}
_UNSAID = "Describe this picture"  # so a bot asks where a person has asked nothing
_SECONDS_MAX = 30  # what takes longer is cut: nobody waits for it in a sandbox


@dataclass(frozen=True)
class Making:
    """What is wanted: ``count`` outputs of a medium; ``shape`` is ``16:9``, ``1024x768`` or empty for a photo's own."""

    medium: Medium
    prompt: str
    shape: str = ""
    size: str = "1K"
    seconds: float = 5
    photos: tuple[bytes, ...] = ()
    voice: str = ""
    kind: str = ""
    count: int = 1
    index: int = 0

    @property
    def ending(self) -> str:
        """The kind of file: as asked for, else the medium's usual one."""
        return self.kind or _USUAL[self.medium]

    @property
    def type(self) -> str:
        """The content type of what `make` returns."""
        return TYPES[self.ending]

    def one(self, index: int) -> Making:
        """Return one of its outputs as a making of its own."""
        return replace(self, count=1, index=self.index + index)


def make(wanted: Making, *, fixed: bool = False) -> bytes:
    """Make one output; ``fixed``: a prepared one, for load tests. Blocking, so call it in a thread."""
    seconds = min(wanted.seconds, _SECONDS_MAX)
    match wanted.medium:
        case "image":
            return _paint(wanted, fixed=fixed)
        case "video":
            shape = wanted.shape or "16:9"
            photos = wanted.photos
            return (
                filming.fixed_film()
                if fixed
                else filming.film(wanted.prompt, shape, seconds, photos=photos, index=wanted.index)
            )
        case "speech":
            return sounding.encoded(sounding.speech(wanted.prompt, wanted.voice), wanted.ending)
        case "song" | "sound":
            return sounding.encoded(sounding.melody(f"{wanted.prompt}{wanted.index}", seconds), wanted.ending)
        case "text":
            return describe(wanted.prompt, wanted.photos).encode()


def _paint(wanted: Making, *, fixed: bool) -> bytes:
    kind: painter.Kind = "jpeg" if wanted.ending == "jpeg" else "png"
    if fixed:
        return painter.fixed_picture(kind)
    shape = wanted.shape or None
    return painter.paint(painter.order(wanted.prompt, shape, wanted.size, wanted.photos, index=wanted.index, kind=kind))


def describe(prompt: str, photos: Sequence[bytes] = ()) -> str:
    """Return words as a model would give them: they depend on the last paragraph asked, its language, the pictures."""
    before, _, last = prompt.strip().rpartition("\n\n")
    said = _SAID_VI if _VIETNAMESE.search(last.lower()) else _SAID_EN
    words = " ".join(last.split())[:400] or "nothing in particular"
    if photos:
        seen = said["one" if len(photos) == 1 else "several"].format(count=len(photos))
        return seen if words.startswith(_UNSAID) else f"{seen} {said['asked']}: {words}"
    if before:  # an instruction stands above: what follows is to be worked on
        return f"{words}, {said['better']}"
    return f"{said['nothing']} {said['asked']}: {words}"
