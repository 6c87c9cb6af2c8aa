"""``/better``: a few words become a full prompt in English, with a button that draws it."""

from __future__ import annotations

from bot.chat.asking import Asker
from bot.chat.command import Command
from bot.generation.unsaid import BETTER
from bot.providers.wire import Task

COMMAND = Command(
    "better",
    Asker(Task.CHAT, BETTER),
    {"en": "turn a few words into a good prompt", "vi": "viết lời mô tả hay hơn"},
    order=31,
    task=Task.CHAT,
    also=("prompt", "hayhon"),
)
