"""Sounds that the gateways deliver: speech as soft syllables, songs as a tune of the words; pure and deterministic."""

from __future__ import annotations

import hashlib
import io
import math
import re
import wave
from array import array
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import cast

import av

RATE = 24_000
_SYLLABLE_S = 0.16
_GAP_S = 0.05
_SPEECH_MAX_S = 20.0
_SCALE = (0, 2, 4, 7, 9, 12)
_CHUNK = 1024
_CODECS = {"mp3": ("mp3", "libmp3lame"), "opus": ("ogg", "libopus"), "aac": ("adts", "aac"), "flac": ("flac", "flac")}


def speech(text: str, voice: str = "") -> array[int]:
    """Return what a voice says: one tone for each syllable, as high as the voice's name tells."""
    height = 110 + int.from_bytes(hashlib.sha256(voice.encode()).digest()[:1]) // 2
    said: array[int] = array("h")
    for word in re.findall(r"\w+", text) or ["…"]:
        for _ in range(max(1, len(word) // 3)):
            said += _tone(height + hash_of(word) % 60, _SYLLABLE_S, 0.3)
        said += array("h", bytes(2 * round(_GAP_S * RATE)))
        if len(said) > _SPEECH_MAX_S * RATE:
            break
    return said


def melody(prompt: str, seconds: float, *, loud: float = 0.3) -> array[int]:
    """Return a tune of the words, as long as asked for."""
    notes = hashlib.sha256(prompt.encode("utf-8", "replace")).digest()
    base, tune, at = 180 + notes[0], array("h"), 0
    while len(tune) < seconds * RATE:
        step = _SCALE[notes[at % len(notes)] % len(_SCALE)]
        tune += _tone(round(base * 2 ** (step / 12)), 0.25, loud)
        at += 1
    return tune[: round(seconds * RATE)]


def hash_of(word: str) -> int:
    """Return a number of the word that is the same in every process."""
    return int.from_bytes(hashlib.sha256(word.encode("utf-8", "replace")).digest()[:4])


@lru_cache(maxsize=256)
def _tone(pitch: int, seconds: float, loud: float) -> array[int]:
    count = round(seconds * RATE)
    edge = max(1, count // 8)
    turn = 2 * math.pi * pitch / RATE
    return array(
        "h",
        (
            round(
                32_000
                * loud
                * min(1, at / edge, (count - at) / edge)
                * math.sin(turn * at)
                * (1 + math.sin(turn * at * 2))
                / 2
            )
            for at in range(count)
        ),
    )


def wav(samples: array[int]) -> bytes:
    """Return RIFF/WAVE, 16 bit, mono."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return out.getvalue()


def encoded(samples: array[int], kind: str) -> bytes:
    """Return the samples as mp3, opus, aac, flac, wav or pcm (s16le)."""
    if kind == "wav":
        return wav(samples)
    if kind == "pcm":
        return samples.tobytes()
    form, codec = _CODECS[kind]
    out = io.BytesIO()
    with av.open(out, "w", format=form) as container:
        stream = cast("av.AudioStream", container.add_stream(codec, rate=RATE, layout="mono"))
        for frame in frames(samples):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def frames(samples: array[int]) -> Iterator[av.AudioFrame]:
    """Yield the samples as frames for an encoder; PyAV's encoders resample what they cannot take."""
    for at in range(0, len(samples), _CHUNK):
        piece = samples[at : at + _CHUNK]
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(piece))
        frame.planes[0].update(piece.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        yield frame
