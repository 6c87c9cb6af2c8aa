"""``/describe``: a picture becomes words."""

from __future__ import annotations

from bot.chat.asking import asker
from bot.chat.command import Command
from bot.providers.wire import Task

COMMAND = Command(
    "describe",
    asker(Task.DESCRIBE),
    {"en": "say what is in a picture", "vi": "mô tả một bức ảnh"},
    order=26,
    task=Task.DESCRIBE,
    also=("mota", "ta"),
)
