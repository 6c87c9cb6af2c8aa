"""A person who leaves: what is taken out, what stays, and that the file itself has nothing of them any more."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from storage import (
    assets,
    audit,
    batches,
    blocks,
    buttons,
    erasing,
    grants,
    inbox,
    invariants,
    jobs,
    ledger,
    people,
    quotas,
    tombstones,
)
from storage.batches import NewBatch
from storage.inbox import Incoming
from tests.storage.conftest import DAY, NOW

SECRET = "Xuyên-chi-tím-0451"  # a word that nobody else says
TELEGRAM = 7_123_456_789
# What each table is to a person who leaves. Who adds a table says here what it is, and erases it where it is theirs.
ERASED = {
    "asset", "batch", "button", "choice", "erasure", "export", "favourite", "gallery", "inbox", "job_words",
    "kept_words", "question", "sent_file", "history_view", "invite_link", "web_pass",
}  # fmt: skip
WIPED = {"person", "job", "attempt", "star_order", "audit", "block"}  # rows that stay, without words, places and names
ANONYMOUS = {  # a random uid, or a mark
    "account", "transfer", "quota", "quota_hold", "forgotten", "forgotten_use", "forgotten_debt", "credit_grant",
    "invite", "payment", "promo_use", "promo_try", "cap", "broadcast_to", "unreachable",
}  # fmt: skip
NOBODYS = {
    "account_report", "audit_head", "broadcast", "chat_alias", "line", "markup", "migration", "pool", "promo",
    "star_list", "switch", "told", "upload",
}  # fmt: skip


async def test_every_table_is_known_to_who_erases(db):
    async def names(tx):
        return {row[0] for row in await tx.all("SELECT name FROM sqlite_schema WHERE type = 'table'")}

    assert await db.read(names) == ERASED | WIPED | ANONYMOUS | NOBODYS


async def everything_of(house, person):
    """Fill every table with words of one person."""
    db, uid = house.db, person.uid
    words = f"{SECRET} " + "a long sentence about it " * random.Random(person.uid).randint(1, 40)  # noqa: S311
    for _ in range(3):
        job = await house.job(person)
        attempt = await house.in_line(job)
        asset = assets.NewAsset(job.id, attempt.id, 1, f"{SECRET}.png", "s", "image/png", 1, 1, 1, title=words)
        await db.write(assets.add, asset, NOW)
        await house.capture(job, 10)

        async def fill(tx, job=job, attempt=attempt):
            await tx.execute(
                "UPDATE job SET request = :request, idem = :idem, chat_id = :chat, shown = 1 WHERE id = :id",
                request=json.dumps({"prompt": words}, ensure_ascii=False),
                idem=f"m:{person.telegram_id}:{job.id}",
                chat=person.telegram_id,
                id=job.id,
            )
            await tx.execute(
                "UPDATE attempt SET state = 'done', reason = :words, follow_ups = :words WHERE id = :id",
                words=words,
                id=attempt.id,
            )
            await tx.execute("INSERT INTO favourite VALUES (:uid, :id, 1)", uid=uid, id=job.id)
            await tx.execute("INSERT INTO job_words VALUES (:id, :words)", id=job.id, words=words)
            await tx.execute(
                "INSERT INTO sent_file SELECT id, 'photo', :words, :words, 1 FROM asset WHERE job_id = :id",
                words=words,
                id=job.id,
            )
            await tx.execute(
                "INSERT INTO gallery (person_uid, chat_id, shelf, words, job_id, at) "
                "VALUES (:uid, :chat, 'all', :words, 1, 1)",
                uid=uid,
                chat=person.telegram_id,
                words=words,
            )

        await db.write(fill)
        await db.write(buttons.mint, "again", person.telegram_id, NOW, job.id, words, uid)
        await db.write(buttons.mint, "claim", person.telegram_id, NOW, None, words, None)
    raw = {"message": {"from": {"id": person.telegram_id, "first_name": SECRET}, "text": words}}
    number = next(house.number)
    await db.write(inbox.store, [Incoming(number, "chat:1", json.dumps(raw, ensure_ascii=False))], NOW)
    await db.write(inbox.finish, number)
    await db.write(batches.add, NewBatch(uid, person.telegram_id, None, 1, "vi", json.dumps([words]), 9), NOW)


async def erase(db, one):
    after = 0
    while ids := await db.read(erasing.job_ids, one.person_uid, after):
        await db.write(erasing.wipe_jobs, ids, lambda _: "{}")
        after = ids[-1]
    await db.write(erasing.wipe_person, one)
    after = 0
    while (after := await db.write(erasing.wipe_buttons, one, after)) is not None:
        pass
    after = 0
    while (found := await db.write(erasing.wipe_updates, one, after)) is not None:
        after = found[0]
    await db.write(erasing.end, one.person_uid)


async def leave(house, person):
    await house.db.write(tombstones.bury, person.uid, "mark", [DAY], NOW)
    await house.db.write(erasing.begin, person.uid, person.telegram_id, NOW)
    [one] = await house.db.read(erasing.open_ones)
    await erase(house.db, one)


async def somebody(house, name=SECRET, money=1000000):
    person = await house.person(name, money)

    async def rename(tx):
        await tx.execute("UPDATE person SET telegram_id = :id WHERE uid = :uid", id=TELEGRAM, uid=person.uid)

    await house.db.write(rename)
    return await house.db.read(people.find, person.uid)


def bytes_of(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))


async def test_nothing_of_a_person_is_left_in_the_files_of_the_database(house):
    others = [await house.person(f"P{number}", 10_000_000) for number in range(10)]
    person = await somebody(house)
    crowd = random.Random(5)  # noqa: S311
    for _ in range(25):  # pages split and cells move while others write
        other = crowd.choice(others)
        job = await house.job(other)

        async def ask(tx, job=job):
            words = json.dumps({"prompt": "z" * crowd.randint(10, 3000)})
            await tx.execute("UPDATE job SET request = :words, shown = 1 WHERE id = :id", words=words, id=job.id)

        await house.db.write(ask)
        if crowd.random() < 0.5:
            await everything_of(house, await house.db.read(people.find, person.uid))
    assert SECRET.encode() in bytes_of(house.db.path)
    await leave(house, person)
    await house.db.fold()
    left = bytes_of(house.db.path)
    assert [match.start() for match in re.finditer(SECRET.encode(), left)] == []
    assert str(TELEGRAM).encode() not in left
    assert TELEGRAM.to_bytes(6, "big") not in left


async def test_what_others_have_and_the_books_stay(house):
    person, other = await somebody(house), await house.person("Bo", 100)
    await everything_of(house, person)
    kept = await house.job(other)
    await house.db.write(buttons.mint, "again", 5, NOW, kept.id, "theirs", other.uid)
    await house.db.write(inbox.store, [Incoming(900, "chat:5", '{"from": {"id": 5}}')], NOW)

    async def count(tx):
        return [tuple(row) for row in await tx.all("SELECT * FROM transfer ORDER BY id")]

    before = await house.db.read(count)
    await leave(house, person)
    assert await house.db.read(count) == before
    assert await house.db.read(invariants.broken) == []
    assert (await house.db.read(jobs.get, kept.id)).idem == kept.idem
    assert await house.db.read(buttons.of_job, kept.id, "again", "theirs")
    assert [one.update_id for one in await house.db.read(inbox.pending)] == [900]


async def test_an_update_that_is_still_handled_has_to_wait(house):
    person = await somebody(house)
    await house.db.write(inbox.store, [Incoming(1, "press", json.dumps({"from": {"id": TELEGRAM}}))], NOW)
    await house.db.write(erasing.begin, person.uid, TELEGRAM, NOW)
    [one] = await house.db.read(erasing.open_ones)
    assert await house.db.write(erasing.wipe_updates, one, 0) == (1, True)
    await house.db.write(inbox.store, [Incoming(2, "chat", json.dumps({"from": {"id": TELEGRAM}}))], NOW + 5)
    await house.db.write(inbox.finish, 1)
    assert await house.db.write(erasing.wipe_updates, one, 0) == (2, False)
    assert [row.update_id for row in await house.db.read(inbox.pending)] == [2]  # of who came back


async def test_coming_back_renews_no_limit(house):
    person = await somebody(house)
    await house.capture(await house.job(person), 10)
    await leave(house, person)
    again = await house.db.write(people.meet, TELEGRAM, "New", "vi", NOW)
    assert again.uid != person.uid
    await house.db.write(tombstones.recognise, again.uid, "mark")
    assert await house.db.read(quotas.usage, f"u:{again.uid}", "pictures", DAY) == (1, 0)
    assert await house.db.read(tombstones.returned_at, again.uid) == NOW
    assert await house.db.read(invariants.broken) == []
    stranger = await house.person("Cy")
    await house.db.write(tombstones.recognise, stranger.uid, "another mark")
    assert await house.db.read(tombstones.returned_at, stranger.uid) is None


async def test_what_an_owner_wrote_goes_and_a_shut_door_stays_shut(house):
    person = await somebody(house)

    async def shut(tx):
        await blocks.block(tx, f"u:{person.uid}", SECRET, "u:owner", NOW)
        await audit.note(tx, "u:owner", "block", f"u:{person.uid}", SECRET, NOW)

    await house.db.write(shut)
    await leave(house, person)
    await house.db.fold()
    assert SECRET.encode() not in bytes_of(house.db.path)
    assert await house.db.read(audit.check) == []
    again = await house.db.write(people.meet, TELEGRAM, "New", "vi", NOW)
    await house.db.write(tombstones.recognise, again.uid, "mark")
    assert await house.db.read(blocks.is_blocked, again.uid)


async def test_what_is_left_of_a_grant_is_closed_with_it(house):
    person = await somebody(house, money=0)
    grant = grants.NewGrant(person.uid, "daily", "daily", 50, NOW + 100)
    await house.db.write(grants.give, grant, NOW)

    async def close(tx):
        for account, left in await erasing.wallets(tx, person.uid):
            await ledger.open_account(tx, "breakage", "CRD")
            await ledger.post(tx, f"left:{account}", account, "breakage", left, "left_behind", NOW)
            await erasing.close_grants(tx, person.uid, account, left)
        await grants.expire(tx, NOW + 200)
        return await erasing.wallets(tx, person.uid)

    assert await house.db.write(close) == []
    assert await house.db.read(invariants.broken) == []


@pytest.mark.parametrize(
    ("raw", "is_theirs"),
    [
        ({"message": {"from": {"id": TELEGRAM}}}, True),
        ({"message": {"from": {"id": 5}, "reply_to_message": {"from": {"id": TELEGRAM}}}}, True),
        ({"message": {"entities": [{"type": "text_mention", "user": {"id": TELEGRAM}}]}}, True),
        ({"message": {"from": {"id": 5}, "text": f"{TELEGRAM}"}}, False),
        ({"message": {"from": {"id": 5}, "message_id": TELEGRAM}}, False),
    ],
)
def test_an_update_concerns_who_is_named_in_it(raw, is_theirs):
    assert erasing.concerns(json.dumps(raw), TELEGRAM) is is_theirs
