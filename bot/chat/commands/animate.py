"""``/animate``: a picture sent or replied to comes alive; of two the second is how it ends. Not from words alone."""

from __future__ import annotations

from bot.chat.asking import Asker
from bot.chat.command import Command
from bot.providers.wire import Task

COMMAND = Command(
    "animate",
    Asker(Task.VIDEO, of_files=True),
    {"en": "bring a picture to life", "vi": "làm ảnh chuyển động"},
    order=13,
    task=Task.VIDEO,
    also=("chuyendong", "dong"),
)
