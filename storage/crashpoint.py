"""Named points where a test may kill the process as a power cut would; each name is written out where it is hit."""

from __future__ import annotations

import os
import signal

_name, _, _nth = os.environ.get("CRASH_AT", "").partition(":")
_left = int(_nth or 1)


def crashpoint(name: str) -> None:
    """Do nothing, unless ``CRASH_AT`` is ``name`` or ``name:n``: then SIGKILL this process at the n-th hit."""
    if name != _name:
        return
    global _left  # noqa: PLW0603 (counts hits of the whole process)
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
