"""storage.blocks and storage.switches: who is kept out, what is off; both with a reason, both survive a restart."""

from __future__ import annotations

from storage import blocks, people, switches
from storage.database import Database

NOW = 1_790_000_000


async def test_a_person_is_blocked_once_and_let_in_once(db):
    holder = blocks.of_person("An")
    assert not await db.read(blocks.is_blocked, "An")
    assert await db.write(blocks.block, holder, "spam", "u:owner", NOW)
    assert not await db.write(blocks.block, holder, "other", "u:owner", NOW + 1)
    assert await db.read(blocks.is_blocked, "An")
    assert await db.read(blocks.find, holder) == blocks.Block(holder, "spam", "u:owner", NOW)
    assert await db.write(blocks.unblock, holder)
    assert not await db.write(blocks.unblock, holder)
    assert not await db.read(blocks.is_blocked, "An")


async def test_a_blocked_group_stays_blocked_when_it_moves(db):
    await db.write(blocks.block, blocks.of_chat(-5), "spam", "u:owner", NOW)
    assert not await db.read(blocks.is_blocked, "-5")
    await db.write(people.migrate_chat, -5, -1005)
    assert await db.read(blocks.chat_is_blocked, -1005)
    assert not await db.read(blocks.chat_is_blocked, -5)


async def test_a_switch_is_off_with_its_reason_until_it_is_on_again_also_after_a_restart(db, url):
    assert await db.write(switches.turn_off, switches.MAINTENANCE, "new disk", "u:owner", NOW)
    assert not await db.write(switches.turn_off, switches.MAINTENANCE, "other", "u:owner", NOW)
    again = await Database.open(url, locked=True)
    assert await again.read(switches.is_off, switches.MAINTENANCE)
    await again.close()
    found = await db.read(switches.all_off)
    assert [(one.name, one.reason) for one in found.values()] == [("maintenance", "new disk")]
    assert await db.write(switches.turn_on, switches.MAINTENANCE)
    assert not await db.write(switches.turn_on, switches.MAINTENANCE)


async def test_a_gateway_is_off_by_its_own_switch_or_by_that_of_all_spending(db):
    await db.write(switches.turn_off, switches.of_gateway("flow"), "dear", "u:owner", NOW)
    assert await db.read(switches.gateway_is_off, "flow")
    assert not await db.read(switches.gateway_is_off, "key4u")
    await db.write(switches.turn_off, switches.SPENDING, "drift", "u:owner", NOW)
    assert await db.read(switches.gateway_is_off, "key4u")
    await db.write(switches.turn_on, switches.SPENDING)
    assert not await db.read(switches.gateway_is_off, "key4u")
