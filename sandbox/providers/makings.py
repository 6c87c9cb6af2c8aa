"""One thing to be made, whatever the medium: a value, so that a gateway can make it again instead of keeping it."""

from __future__ import annotations

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
    """Return words as a model would give them: they depend on the last paragraph asked and on the pictures."""
    before, _, last = prompt.strip().rpartition("\n\n")
    words = " ".join(last.split())[:400] or "nothing in particular"
    if photos:
        seen = "A picture" if len(photos) == 1 else f"{len(photos)} pictures"
        return f"{seen} with a quiet scene in soft light, warm colours and a wide view. You asked: {words}"
    if before:  # an instruction stands above: what follows is to be worked on
        return f"{words}, soft evening light, warm colours, fine detail, a quiet mood, wide view"
    return f"This sandbox knows nothing by itself; a real model answers here. You asked: {words}"
