"""Cancelling as the chat does it: money and threads are free at once; the cards, one a second, say so afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from bot.chat.room import Room
from bot.generation import endings
from storage.jobs import Job


async def cancel(room: Room, jobs: Sequence[Job], outcome: str = "cancelled", *, unsent: bool = False) -> int:
    """Cancel jobs, or only those that are ``unsent`` to any gateway; returns how many were still to be cancelled."""
    now, end = room.clock.now(), endings.drop_unsent if unsent else endings.cancel
    cancelled = await asyncio.gather(*[room.db.write(end, job, now, outcome) for job in jobs])
    done = [job for job, is_done in zip(jobs, cancelled, strict=True) if is_done]
    if done:
        room.line.wake_all()
    for job in done:
        room.errands.send(f"end:{job.id}", partial(room.settling.settle, job.id))
    return len(done)
