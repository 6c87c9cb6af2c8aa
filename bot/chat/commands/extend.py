"""``/extend``: a reply to a film or a song of ours goes on from it."""

from __future__ import annotations

from bot.chat.asking import Asker
from bot.chat.command import Command
from bot.providers.wire import Task

COMMAND = Command(
    "extend",
    Asker(Task.EXTEND),
    {"en": "go on from a film or song of mine (as a reply)", "vi": "kéo dài video hoặc bài hát (trả lời tin đó)"},
    order=27,
    task=Task.EXTEND,
    also=("keodai", "longer"),
)
