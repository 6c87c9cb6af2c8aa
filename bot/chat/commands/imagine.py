"""``/imagine``: words, and pictures sent or replied to with them, become pictures."""

from __future__ import annotations

from bot.chat.asking import Asker
from bot.chat.command import Command
from bot.providers.wire import Task

COMMAND = Command(
    "imagine",
    Asker(Task.IMAGE),
    {"en": "make a picture from words", "vi": "vẽ ảnh từ lời mô tả"},
    order=10,
    task=Task.IMAGE,
    also=("ve", "draw", "paint", "gen", "generate", "image", "img", "anh", "tao", "sua", "edit"),
)
