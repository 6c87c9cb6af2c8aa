"""``/describe``: a picture becomes words."""

from __future__ import annotations

from bot.chat.asking import Asker
from bot.chat.command import Command
from bot.providers.wire import Task

COMMAND = Command(
    "describe",
    Asker(Task.DESCRIBE),
    {"en": "say what is in a picture", "vi": "mô tả một bức ảnh"},
    order=26,
    task=Task.DESCRIBE,
    also=("mota", "ta"),
)
