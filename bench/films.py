"""A film of 45 MB that is a film: noise that no encoder makes small, so that copying its streams is real work."""

from __future__ import annotations

import io
import random

import av

_SIDE = (1280, 720)
_FRAMES = 24
_A_SECOND = 3
_MB = 40  # asked of the encoder, which takes more


def film() -> bytes:
    """Return an MP4 of eight seconds and about 45 MB."""
    rows = random.Random(7)  # noqa: S311 (noise is no secret)
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as made:
        video = made.add_stream("libx264", rate=_A_SECOND, options={"preset": "ultrafast", "tune": "zerolatency"})
        video.width, video.height = _SIDE
        video.pix_fmt, video.bit_rate = "yuv420p", _MB * 8_000_000 * _A_SECOND // _FRAMES
        for _ in range(_FRAMES):
            frame = av.VideoFrame(*_SIDE, "yuv420p")
            for plane in frame.planes:
                plane.update(rows.randbytes(plane.buffer_size))
            made.mux(video.encode(frame))
        made.mux(video.encode(None))
    return out.getvalue()
