"""Errands: one that fails stops no other; of those that show how things stand only the last waits."""

from __future__ import annotations

import asyncio

from bot.chat.errands import Errands


async def test_while_one_is_under_way_only_the_last_to_come_waits_and_a_failure_stops_none():
    errands, seen, gate = Errands(), [], asyncio.Event()

    def showing(number):
        async def show():
            seen.append(number)
            await gate.wait()
            if number == 4:
                raise ValueError("a trouble")

        return show

    for number in range(5):
        errands.renew("page", showing(number))
        errands.renew("other", showing(f"other {number}"))
        await asyncio.sleep(0)
    gate.set()
    await asyncio.sleep(0.01)
    assert seen == [0, "other 0", 4, "other 4"]
    errands.renew("page", showing(5))
    await asyncio.sleep(0.01)
    assert seen[-1] == 5
    await errands.stop()


async def test_what_is_stopped_can_begin_anew():
    errands, seen = Errands(), []

    async def hang():
        seen.append("hangs")
        await asyncio.Event().wait()

    for _ in range(2):
        errands.renew("page", hang)
        await asyncio.sleep(0)
        await errands.stop()
    assert seen == ["hangs", "hangs"]
