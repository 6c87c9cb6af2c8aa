"""Where films and sounds are decoded: a process of its own with bounded memory and time, no network names and no keys.

Started by `bot.media.reel` as ``reel_worker.py <op> <in> <out> <thumb> <bytes_max> <rate>``; prints one line of JSON.
It imports nothing of ours, so that a hostile file meets as little as possible.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
from PIL import Image

MIB = 1024 * 1024
THUMB_SIDE = 320  # Telegram's rule for thumbnails: JPEG, 320 a side, 200 kB
THUMB_BYTES = 200 * 1000
_FORMATS = "mov,mp4,m4a,3gp,matroska,webm"
_SOUNDS = "wav,mp3,ogg,flac,aac,mov,mp4,matroska,webm,aiff"
_SMALL_SIDES = (1280, 854, 640)
_AUDIO_RATE = 96_000
_SECONDS_MAX = 900
_NICE = 5  # a film may take minutes; pictures and answers go first


def limit(memory: int = 2048 * MIB, seconds: int = 240) -> None:
    """Bind this process: address space, CPU time, size of what it writes, no core file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (200 * MIB, 200 * MIB))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class UnusableError(Exception):
    """The file is nothing that can be shown."""


def video(source: Path, out: Path, thumb: Path, bytes_max: int, _rate: int) -> dict[str, Any]:
    """Make an H.264 MP4 with its index in front; the streams are copied where they fit, else made anew and smaller."""
    with _opened(source, _FORMATS) as given:
        if not given.streams.video:
            raise UnusableError("no picture in it")
        codec = given.streams.video[0].codec_context
        seconds = _seconds(given)
        _still(given, thumb)
        width, height = codec.width, codec.height
        sound = given.streams.audio[0].codec_context.name if given.streams.audio else "aac"
        fits = codec.name == "h264" and sound == "aac" and source.stat().st_size <= bytes_max
    if fits:
        _remux(source, out)
    else:
        width, height = _encode(source, out, seconds, bytes_max)
    if out.stat().st_size > bytes_max:
        raise UnusableError("too large, however small it is made")
    return {"suffix": ".mp4", "width": width, "height": height, "ms": round(seconds * 1000)}


def _seconds(container: Any) -> float:  # noqa: ANN401 (PyAV's container)
    seconds = float((container.duration or 0) / av.time_base)
    if seconds <= 0:
        stream = (container.streams.video or container.streams.audio)[0]
        seconds = float((stream.duration or 0) * (stream.time_base or 0))
    if not 0 < seconds <= _SECONDS_MAX:
        raise UnusableError("no length, or too long")
    return seconds


def _still(container: Any, thumb: Path) -> None:  # noqa: ANN401 (as above)
    """Save a frame of the first second that is no black one, as a thumbnail."""
    best: Image.Image | None = None
    for number, frame in enumerate(container.decode(video=0)):
        picture = cast("Image.Image", frame.to_image())
        best = picture
        if number >= 24 or sum(picture.resize((1, 1)).convert("RGB").getpixel((0, 0))) > 60:  # type: ignore[arg-type] # RGB gives three
            break
    if best is None:
        raise UnusableError("no frame can be decoded")
    best.thumbnail((THUMB_SIDE, THUMB_SIDE))
    for quality in (85, 70, 50):
        best.convert("RGB").save(thumb, "JPEG", quality=quality)
        if thumb.stat().st_size <= THUMB_BYTES:
            return


def _remux(source: Path, out: Path) -> None:
    with _opened(source, _FORMATS) as given, _mp4(out) as made:
        pairs = {
            stream.index: made.add_stream_from_template(stream)
            for stream in (given.streams.video[0], *given.streams.audio[:1])
        }
        for packet in given.demux([given.streams[index] for index in pairs]):
            if packet.dts is not None:
                packet.stream = pairs[packet.stream.index]
                made.mux(packet)


def _opened(source: Path, formats: str) -> Any:  # noqa: ANN401 (PyAV's container)
    """Open a file as one of these formats only: others may name further files or addresses."""
    return av.open(str(source), options={"format_whitelist": formats})


def _mp4(out: Path) -> Any:  # noqa: ANN401 (PyAV's container)
    return av.open(str(out), "w", format="mp4", options={"movflags": "+faststart"})


def _encode(source: Path, out: Path, seconds: float, bytes_max: int) -> tuple[int, int]:
    """Make it anew, smaller each time until it fits."""
    size = (0, 0)
    for side in _SMALL_SIDES:
        rate = max(150_000, int(bytes_max * 8 * 0.85 / seconds) - _AUDIO_RATE)
        size = _encode_at(source, out, side, min(rate, 4_000_000))
        if out.stat().st_size <= bytes_max:
            break
    return size


def _encode_at(source: Path, out: Path, side: int, rate: int) -> tuple[int, int]:
    with _opened(source, _FORMATS) as given, _mp4(out) as made:
        shown = given.streams.video[0]
        scale = min(1.0, side / max(shown.codec_context.width, shown.codec_context.height, 1))
        video = made.add_stream("libx264", rate=shown.average_rate or 25, options={"preset": "veryfast"})
        video.width = max(2, round(shown.codec_context.width * scale) // 2 * 2)
        video.height = max(2, round(shown.codec_context.height * scale) // 2 * 2)
        video.pix_fmt, video.bit_rate = "yuv420p", rate
        streams = [shown, *given.streams.audio[:1]]
        audio = made.add_stream("aac", rate=44_100, layout="stereo") if len(streams) > 1 else None
        for frame in given.decode(streams):
            if isinstance(frame, av.VideoFrame):
                made.mux(video.encode(frame.reformat(video.width, video.height, "yuv420p")))
            elif audio is not None:
                made.mux(audio.encode(frame))
        made.mux(video.encode(None))
        if audio is not None:
            made.mux(audio.encode(None))
        return video.width, video.height


def voice(source: Path, out: Path, thumb: Path, bytes_max: int, rate: int) -> dict[str, Any]:  # noqa: ARG001 (one shape for all)
    """Make OGG with Opus, as Telegram plays voice messages; bare PCM (16 bit, mono) where a rate is given."""
    return _sound(source, out, rate, ("ogg", "libopus", 48_000, 32_000)) | {"suffix": ".ogg"}


def song(source: Path, out: Path, thumb: Path, bytes_max: int, rate: int) -> dict[str, Any]:  # noqa: ARG001 (as above)
    """Make an MP3; one that is an MP3 already stays as it is."""
    if not rate:
        with _opened(source, _SOUNDS) as given:
            if given.format.name == "mp3" and given.streams.audio:
                seconds = _seconds(given)
                next(given.decode(audio=0))
                out.write_bytes(source.read_bytes())
                return {"suffix": ".mp3", "ms": round(seconds * 1000)}
    return _sound(source, out, rate, ("mp3", "libmp3lame", 44_100, 160_000)) | {"suffix": ".mp3"}


def _sound(source: Path, out: Path, rate: int, form: tuple[str, str, int, int]) -> dict[str, Any]:
    kind, codec, out_rate, bits = form
    samples = 0
    with av.open(str(out), "w", format=kind) as made:
        stream = cast("av.AudioStream", made.add_stream(codec, rate=out_rate, layout="mono"))
        stream.bit_rate = bits
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=out_rate)
        for frame in _frames(source, rate):
            frame.pts = None
            for piece in resampler.resample(frame):
                samples += piece.samples
                if samples > _SECONDS_MAX * out_rate:
                    raise UnusableError("too long")
                made.mux(stream.encode(piece))
        for piece in resampler.resample(None):
            samples += piece.samples
            made.mux(stream.encode(piece))
        made.mux(stream.encode(None))
    if not samples:
        raise UnusableError("no sound in it")
    return {"ms": round(samples * 1000 / out_rate)}


def _frames(source: Path, rate: int) -> Iterator[av.AudioFrame]:
    if not rate:
        with _opened(source, _SOUNDS) as given:
            if not given.streams.audio:
                raise UnusableError("no sound in it")
            yield from given.decode(audio=0)
        return
    with source.open("rb") as file:
        at = 0
        while piece := file.read(8192):
            whole = piece[: len(piece) // 2 * 2]
            frame = av.AudioFrame(format="s16", layout="mono", samples=len(whole) // 2)
            frame.planes[0].update(whole.ljust(frame.planes[0].buffer_size, b"\0"))
            frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
            at += frame.samples
            yield frame


OPS: dict[str, Callable[[Path, Path, Path, int, int], dict[str, Any]]] = {"video": video, "voice": voice, "song": song}


def main(arguments: Sequence[str]) -> int:
    """Run one operation; the reason of a failure is its class, never a file's own words."""
    op, source, out, thumb, bytes_max, rate = arguments
    limit()
    os.nice(_NICE)
    os.umask(0o077)
    av.logging.set_level(None)
    try:
        answer = OPS[op](Path(source), Path(out), Path(thumb), int(bytes_max), int(rate))
    except UnusableError as error:
        answer = {"error": str(error)}
    except Exception as error:  # noqa: BLE001 (whatever a decoder raises: this file is not taken)
        answer = {"error": type(error).__name__}
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0 if "suffix" in answer else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
