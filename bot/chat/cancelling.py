"""Cancelling as the chat does it: money and threads are free at once; the cards, one a second, say so afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from bot.chat.room import Room
from bot.generation import endings
from storage.jobs import Job


async def cancel(room: Room, jobs: Sequence[Job], outcome: str = "cancelled") -> int:
    """Cancel jobs; returns how many had not ended already."""
    now = room.clock.now()
    cancelled = await asyncio.gather(*[room.db.write(endings.cancel, job, now, outcome) for job in jobs])
    done = [job for job, is_done in zip(jobs, cancelled, strict=True) if is_done]
    if done:
        room.line.wake_all()
    for job in done:
        room.errands.send(f"end:{job.id}", partial(room.settling.settle, job.id))
    return len(done)
