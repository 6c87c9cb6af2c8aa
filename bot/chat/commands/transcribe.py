"""``/transcribe``: a voice message becomes words."""

from __future__ import annotations

from bot.chat.asking import Asker
from bot.chat.command import Command
from bot.providers.wire import Task

COMMAND = Command(
    "transcribe",
    Asker(Task.TRANSCRIBE),
    {"en": "write down a voice message", "vi": "chép lời tin nhắn thoại"},
    order=28,
    task=Task.TRANSCRIBE,
    also=("chep", "cheploi"),
)
