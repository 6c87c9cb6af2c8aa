"""``/speak``: words, or those of the message it replies to, become a voice message."""

from __future__ import annotations

from bot.chat.asking import Asker
from bot.chat.command import Command
from bot.providers.wire import Task

COMMAND = Command(
    "speak",
    Asker(Task.SPEECH),
    {"en": "say words aloud", "vi": "đọc thành giọng nói"},
    order=20,
    task=Task.SPEECH,
    also=("doc", "noi", "say", "tts", "voice", "giong"),
)
