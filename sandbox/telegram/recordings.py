"""Sounds and films as a person's client sends them: measured, and a recording of any kind made a voice message."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction

import av
from av.container import InputContainer

from sandbox.telegram.errors import bad_request

_VOICE_RATE, _VOICE_BITS = 48_000, 32_000


@dataclass(frozen=True)
class Measured:
    """What a client tells Telegram of a sound or film: seconds, and a film's width and height as it is shown."""

    duration: int
    width: int = 0
    height: int = 0
    title: str = ""
    performer: str = ""


def measure_sound(content: bytes) -> Measured:
    """Return how long a sound is and what its tags say; raises `BotApiError` when there is no sound in it."""
    with _opened(content, "AUDIO_PROCESS_FAILED") as source:
        tags = {name.lower(): value for name, value in source.metadata.items()}
        seconds = Fraction(source.duration, av.time_base) if source.duration else _count(source)
        return Measured(_whole(seconds), title=tags.get("title", ""), performer=tags.get("artist", ""))


def measure_film(content: bytes) -> Measured:
    """Return how long and how large a film is; raises `BotApiError` when there are no moving pictures in it."""
    with _opened(content, "VIDEO_PROCESS_FAILED") as source:
        frame = next(source.decode(video=0))
        if not source.duration:  # a picture opens like a film of one frame
            raise bad_request("VIDEO_PROCESS_FAILED")
        width, height = frame.width, frame.height
        if frame.rotation % 180:  # a phone that was held upright
            width, height = height, width
        return Measured(_whole(Fraction(source.duration, av.time_base)), width, height)


def as_voice(content: bytes) -> tuple[bytes, int]:
    """Return a recording as OGG with Opus, the one form of a voice message, and its seconds; raises `BotApiError`.

    A browser records WebM or MP4; what is OGG with Opus already stays as it is.
    """
    with _opened(content, "VOICE_PROCESS_FAILED") as source:
        sound = source.streams.audio[0].codec_context
        if source.format.name == "ogg" and sound.codec.canonical_name == "opus":
            return content, _whole(_count(source))
        written, seconds = io.BytesIO(), Fraction(0)
        with av.open(written, "w", format="ogg") as target:
            voice = target.add_stream("libopus", rate=_VOICE_RATE, layout="mono")
            voice.bit_rate = _VOICE_BITS
            for frame in source.decode(audio=0):
                # A recorder's own times begin anywhere and have gaps; the samples follow each other.
                frame.time_base = Fraction(1, frame.sample_rate)
                frame.pts = round(seconds * frame.sample_rate)
                seconds += Fraction(frame.samples, frame.sample_rate)
                target.mux(voice.encode(frame))
            target.mux(voice.encode(None))
        if not seconds:
            raise bad_request("VOICE_PROCESS_FAILED")
        return written.getvalue(), _whole(seconds)


@contextmanager
def _opened(content: bytes, refusal: str) -> Iterator[InputContainer]:
    """Open for reading; whatever is wrong with the bytes becomes that refusal."""
    if not content:
        raise bad_request("file must be non-empty")
    try:
        with av.open(io.BytesIO(content), "r") as source:
            yield source
    except (av.FFmpegError, IndexError, StopIteration) as error:  # broken; without such a stream; without a frame
        raise bad_request(refusal) from error


def _count(source: InputContainer) -> Fraction:
    return sum((Fraction(frame.samples, frame.sample_rate) for frame in source.decode(audio=0)), Fraction(0))


def _whole(seconds: Fraction) -> int:
    return max(1, round(seconds))
