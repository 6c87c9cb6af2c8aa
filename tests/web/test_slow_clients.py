"""Clients that begin to speak and never end: they take neither the bot's sockets nor the dashboard for long."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

SLOW = 300


async def test_clients_that_never_end_their_first_line_are_few_and_sent_away(house, visitor):
    link = await house.link()
    house.dashboard.head_s = 1.0
    there = urlsplit(link)
    slow = [await asyncio.open_connection(there.hostname, there.port) for _ in range(SLOW)]
    for _, writer in slow:
        writer.write(b"GET /overview HTT")
    ended = [asyncio.create_task(reader.read()) for reader, _ in slow]
    await asyncio.wait(ended, timeout=0.6)
    assert sum(one.done() for one in ended) >= SLOW // 2  # more than so many at once are not even heard
    await asyncio.wait(ended, timeout=10)
    assert all(one.done() for one in ended)
    async with visitor.get(link) as page:
        assert page.status == 200
    for _, writer in slow:
        writer.close()


async def test_a_client_that_has_asked_may_keep_its_line_open(house, visitor):
    link = await house.link()
    house.dashboard.head_s = 0.2
    first = await visitor.get(link)
    await asyncio.sleep(0.5)
    assert (first.status, (await visitor.get(link)).status) == (200, 200)
