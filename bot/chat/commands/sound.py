"""``/sound``: words become a sound, a film gets one."""

from __future__ import annotations

from bot.chat.asking import Asker
from bot.chat.command import Command
from bot.providers.wire import Task

COMMAND = Command(
    "sound",
    Asker(Task.SOUND),
    {"en": "make a sound effect", "vi": "tạo hiệu ứng âm thanh"},
    order=24,
    task=Task.SOUND,
    also=("am", "amthanh", "sfx", "tieng"),
)
