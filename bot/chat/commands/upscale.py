"""``/upscale``: a picture becomes larger."""

from __future__ import annotations

from bot.chat.asking import Asker
from bot.chat.command import Command
from bot.providers.wire import Task

COMMAND = Command(
    "upscale",
    Asker(Task.UPSCALE),
    {"en": "make a picture larger", "vi": "phóng to và làm nét ảnh"},
    order=14,
    task=Task.UPSCALE,
    also=("phong", "phongto", "net", "hd"),
)
