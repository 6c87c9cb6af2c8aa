"""``/batch``: many prompts by lines or a file of them, or many photos with one instruction."""

from __future__ import annotations

from bot.chat.batching import ask_about_batch
from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.providers.wire import Task
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with what would be made, and a button that begins it."""
    await ask_about_batch(room, incoming, person)


async def run_unseen(room: Room, incoming: Incoming) -> None:
    """Answer an anonymous admin the same: whoever presses makes it theirs."""
    await ask_about_batch(room, incoming, None)


COMMAND = Command(
    "batch",
    run,
    {"en": "many prompts or photos in one go", "vi": "làm nhiều ảnh một lượt"},
    order=19,
    task=Task.IMAGE,
    also=("nhieu", "bulk", "many", "list", "danhsach", "csv", "lo"),
    unseen=run_unseen,
)
