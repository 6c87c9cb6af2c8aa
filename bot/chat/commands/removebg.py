"""``/removebg``: a picture loses its background."""

from __future__ import annotations

from bot.chat.asking import Asker
from bot.chat.command import Command
from bot.providers.wire import Task

COMMAND = Command(
    "removebg",
    Asker(Task.CUTOUT),
    {"en": "remove the background", "vi": "xóa nền ảnh"},
    order=16,
    task=Task.CUTOUT,
    also=("xoanen", "nen", "bg", "background", "cutout"),
)
