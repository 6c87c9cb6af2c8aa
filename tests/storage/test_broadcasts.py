"""storage.broadcasts, caps and lookup: what the owner's desk keeps and looks up."""

from __future__ import annotations

from storage import blocks, broadcasts, caps, exports, lookup, people

NOW = 1_790_000_000


async def test_a_message_to_all_goes_to_each_once_and_not_to_who_is_kept_out_or_closed(db):
    met = [await db.write(people.meet, 100 + number, f"P{number}", "vi", NOW) for number in range(5)]
    await db.write(blocks.block, blocks.of_person(met[0].uid), "x", "u:o", NOW)
    await db.write(broadcasts.close_to, met[1].uid, NOW)
    assert await db.read(broadcasts.audience) == 3
    one = await db.write(broadcasts.begin, "k", "hello", "u:o", NOW)
    assert await db.write(broadcasts.begin, "k", "hello", "u:o", NOW) is None
    taken = []
    while (person := await db.write(broadcasts.take, one.id)) is not None:
        taken.append(person[1])
        await db.write(broadcasts.count, one.id, "sent")
    assert sorted(taken) == [102, 103, 104]
    assert await db.write(broadcasts.finish, one.id, "done", NOW + 9)
    assert not await db.write(broadcasts.finish, one.id, "stopped", NOW + 9)
    assert (await db.read(broadcasts.latest)).sent == 3
    await db.write(people.meet, met[1].telegram_id, "P", "vi", NOW, "p_one")
    assert await db.read(broadcasts.audience) == 4


async def test_one_that_is_stopped_reaches_nobody_more(db):
    await db.write(people.meet, 1, "P", "vi", NOW)
    one = await db.write(broadcasts.begin, "k", "hello", "u:o", NOW)
    assert (await db.read(broadcasts.under_way)).id == one.id
    await db.write(broadcasts.finish, one.id, "stopped", NOW)
    assert await db.write(broadcasts.take, one.id) is None
    assert await db.read(broadcasts.under_way) is None
    assert await db.read(broadcasts.left, one.id) == 0


async def test_a_cap_is_set_changed_and_taken_away(db):
    person = await db.write(people.meet, 1, "P", "vi", NOW)
    assert await db.read(caps.cap_of, person.uid) is None
    for most in (100, 0, None):
        await db.write(caps.set_cap, person.uid, most, "u:o", NOW)
        assert await db.read(caps.cap_of, person.uid) == most
    assert [caps.least(None, None), caps.least(5, None), caps.least(9, 0)] == [None, 5, 0]


async def test_people_are_found_by_the_name_that_telegram_last_told(db):
    person = await db.write(people.meet, 1, "Minh", "vi", NOW)
    assert await db.read(lookup.by_username, "minh_duc") is None
    await db.write(people.meet, 1, "Minh", "vi", NOW, "Minh_Duc")
    assert (await db.read(lookup.by_username, "minh_duc")).uid == person.uid
    await db.write(people.meet, 1, "Minh", "vi", NOW)
    assert (await db.read(lookup.by_username, "minh_duc")).uid == person.uid, "nothing was told of it"
    assert [one.uid for one in await db.survey(lookup.named, lambda name: "inh" in name, 5)] == [person.uid]
    assert await db.read(lookup.by_username, "nobody") is None
    await db.write(people.meet, 1, "Minh", "vi", NOW, "")
    assert await db.read(lookup.by_username, "minh_duc") is None


async def test_an_export_has_its_head_also_over_no_rows(db):
    for what in ("ledger", "jobs", "balances", "audit"):
        names, rows = await db.survey(exports.rows_of, what)
        assert len(names) > 5
        assert rows == []
