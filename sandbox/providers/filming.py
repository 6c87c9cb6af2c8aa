"""Films what the gateways deliver: the camera moves over a painted picture or over the photos sent; H.264 and AAC."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache

import av
from PIL import Image, ImageOps

from sandbox.providers import painter, sounding

FPS = 12
_SIDE_MAX = 640
_ZOOM = 0.18


def film(
    prompt: str, ratio: str, seconds: float, *, photos: Sequence[bytes] = (), index: int = 0, side: int = _SIDE_MAX
) -> bytes:
    """Return an MP4 of about that length; the photos follow each other, words alone are painted first. In a thread."""
    width, height = _even(ratio, side)
    stills = [_still(photo, width, height) for photo in photos[:4]] or [
        _still(painter.paint(painter.order(prompt, f"{width}x{height}", index=index)), width, height)
    ]
    return _encode(_moves(stills, round(seconds * FPS), width, height), seconds, prompt, (width, height))


@lru_cache(maxsize=1)
def fixed_film() -> bytes:
    """Return the one short film for load tests."""
    return film("a fixed film for load tests", "16:9", 1, side=128)


def _even(ratio: str, side: int) -> tuple[int, int]:
    across, down = (int(part) for part in ratio.replace("x", ":").replace("*", ":").split(":"))
    scale = side / max(across, down)
    return max(16, round(across * scale) // 2 * 2), max(16, round(down * scale) // 2 * 2)


def _still(data: bytes, width: int, height: int) -> Image.Image:
    with Image.open(io.BytesIO(data)) as photo:
        whole = ImageOps.exif_transpose(photo).convert("RGB")
    return ImageOps.fit(whole, (round(width * (1 + _ZOOM)), round(height * (1 + _ZOOM))))


def _moves(stills: Sequence[Image.Image], frames: int, width: int, height: int) -> Iterator[Image.Image]:
    """Pan slowly over each still and fade into the next."""
    for number in range(frames):
        place = number / max(frames - 1, 1)
        at = place * (len(stills) - 1)
        here = stills[int(at)]
        if at > int(at):
            here = Image.blend(here, stills[int(at) + 1], at - int(at))
        left, top = round((here.width - width) * place), round((here.height - height) * (1 - place) / 2)
        yield here.crop((left, top, left + width, top + height))


def _encode(frames: Iterator[Image.Image], seconds: float, prompt: str, size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        video = container.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "crf": "30"})
        video.width, video.height = size
        video.pix_fmt = "yuv420p"
        audio = container.add_stream("aac", rate=sounding.RATE, layout="mono")
        for number, image in enumerate(frames):
            frame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call] # PyAV's stubs lack it
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        for sound in sounding.frames(sounding.melody(prompt, seconds, loud=0.15)):
            container.mux(audio.encode(sound))
        container.mux(audio.encode(None))
    return out.getvalue()
