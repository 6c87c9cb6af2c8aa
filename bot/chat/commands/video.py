"""``/video``: films from words, from pictures as frames, from what a message replies to."""

from __future__ import annotations

from bot.chat.asking import Asker
from bot.chat.command import Command
from bot.providers.wire import Task

COMMAND = Command(
    "video",
    Asker(Task.VIDEO),
    {"en": "make a film from words or pictures", "vi": "làm video từ lời mô tả hoặc ảnh"},
    order=12,
    task=Task.VIDEO,
    also=("film", "phim", "clip", "quay"),
)
