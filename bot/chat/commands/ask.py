"""``/ask``: a question gets an answer in words."""

from __future__ import annotations

from bot.chat.asking import Asker
from bot.chat.command import Command
from bot.providers.wire import Task

COMMAND = Command(
    "ask",
    Asker(Task.CHAT),
    {"en": "ask a question", "vi": "hỏi đáp bằng lời"},
    order=29,
    task=Task.CHAT,
    also=("hoi", "chat", "gpt"),
)
