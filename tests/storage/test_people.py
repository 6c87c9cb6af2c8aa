"""storage.people: one person per Telegram account, and groups that move."""

from __future__ import annotations

from storage import batches, buttons, jobs, lookup, people
from storage.batches import NewBatch

NOW = 1_790_000_000


async def test_a_person_is_made_once_and_keeps_the_language_they_chose(db):
    first = await db.write(people.meet, 7, "An", "vi", NOW)
    await db.write(people.set_language, first.uid, "en")
    again = await db.write(people.meet, 7, "An Nguyễn", "vi", NOW + 5)
    assert (again.uid, again.name, again.language, again.created_at) == (first.uid, "An Nguyễn", "en", NOW)
    assert await db.read(people.find, first.uid) == again
    assert await db.read(people.find, "nobody") is None
    other = await db.write(people.meet, 8, "Bình", "vi", NOW)
    assert other.uid != first.uid
    assert first.uid != "7"


async def test_an_unchanged_name_is_not_written_again(db):
    person = await db.write(people.meet, 7, "An", "vi", NOW)
    before = db._writer._connection.total_changes
    assert await db.write(people.meet, 7, "An", "en", NOW) == person
    assert db._writer._connection.total_changes == before


async def test_a_group_that_moved_is_found_at_its_newest_place(db):
    await db.write(people.migrate_chat, -1, -100)
    await db.write(people.migrate_chat, -100, -200)
    await db.write(people.migrate_chat, -100, -200)
    assert [await db.read(people.follow_chat, chat) for chat in (-1, -100, -200, 5)] == [-200, -200, -200, 5]
    await db.write(people.migrate_chat, -200, -1)
    assert [await db.read(people.follow_chat, chat) for chat in (-1, -100, -200)] == [-1, -1, -1]
    await db.write(people.migrate_chat, 9, 9)
    assert await db.read(people.follow_chat, 9) == 9


async def test_unfinished_work_moves_with_its_group_and_gets_a_new_card(house):
    person = await house.person(money=100)
    moving, ended = await house.job(person), await house.job(person)
    for job in (moving, ended):
        await house.db.write(jobs.set_card, job.id, 55)
    await house.db.write(jobs.mark_shown, ended.id)
    moved_button = await house.db.write(buttons.mint, "cancel", 1, NOW, moving.id)
    left_button = await house.db.write(buttons.mint, "again", 1, NOW, ended.id)
    await house.db.write(people.migrate_chat, 1, -100)
    moved, left = await house.db.read(jobs.get, moving.id), await house.db.read(jobs.get, ended.id)
    assert (moved.chat_id, moved.card_id) == (-100, None)
    assert (left.chat_id, left.card_id) == (1, 55)
    assert (await house.db.read(buttons.find, moved_button)).chat_id == -100
    assert (await house.db.read(buttons.find, left_button)).chat_id == 1


async def test_batches_that_are_offered_or_not_told_yet_move_with_their_group(house):
    person = await house.person()
    new = NewBatch(person.uid, -1, 3, 9, "vi", "[]", 40)
    offered, begun, left, told = [await house.db.write(batches.add, new, NOW) for _ in range(4)]
    for one in (begun, told):
        await house.db.write(batches.begin, one, person.uid, "vi", 55, 0)
    await house.db.write(batches.leave, left)
    await house.db.write(batches.end, told, 56)
    await house.db.write(people.migrate_chat, -1, -100)
    found = [await house.db.read(batches.get, one) for one in (offered, begun, left, told)]
    assert [one.chat_id for one in found] == [-100, -100, -1, -1]
    assert [(one.thread_id, one.message_id, one.card_id) for one in found[:2]] == [(None, None, None)] * 2
    assert found[3].card_id == 56


async def test_a_name_with_at_is_of_who_was_seen_with_it_last(house):
    """Somebody gives up a name and another takes it: what the owner gives to it goes to who has it now."""
    minh, other = await house.person("Minh"), await house.person("Other")
    await house.db.write(people.meet, other.telegram_id, "Other", "vi", NOW, "minh")
    await house.db.write(people.meet, minh.telegram_id, "Minh", "vi", NOW, "Minh")
    assert (await house.db.read(lookup.by_username, "minh")).uid == minh.uid
    await house.db.write(people.meet, minh.telegram_id, "Minh", "vi", NOW, "")
    assert await house.db.read(lookup.by_username, "minh") is None
