"""``/blend``: several pictures become one."""

from __future__ import annotations

from bot.chat.asking import Asker
from bot.chat.command import Command
from bot.providers.wire import Task

COMMAND = Command(
    "blend",
    Asker(Task.BLEND),
    {"en": "blend two pictures or more into one", "vi": "ghép nhiều ảnh thành một"},
    order=18,
    task=Task.BLEND,
    also=("hoa", "mix", "ghep"),
)
