"""Cancelling as the chat does it: the job ends, its card says so, a thread that became free is used."""

from __future__ import annotations

from bot.chat.room import Room
from bot.generation import endings
from storage.jobs import Job


async def cancel_job(room: Room, job: Job, outcome: str = "cancelled") -> bool:
    """Cancel; returns False where the job had ended already."""
    done = await room.db.write(endings.cancel, job, room.clock.now(), outcome)
    if done:
        await room.settling.settle(job.id)
        room.line.wake_all()
    return done
