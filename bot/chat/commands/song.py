"""``/song``: an idea, or ``--lyrics``, becomes a song."""

from __future__ import annotations

from bot.chat.asking import Asker
from bot.chat.command import Command
from bot.providers.wire import Task

COMMAND = Command(
    "song",
    Asker(Task.SONG),
    {"en": "make a song", "vi": "sáng tác bài hát"},
    order=22,
    task=Task.SONG,
    also=("nhac", "hat", "music", "bai", "baihat", "sing"),
)
