"""storage.invariants: silent on an honest database, and loud about every fault planted in one."""

from __future__ import annotations

import sqlite3
import time

import pytest

from storage import attempts, inbox, invariants, ledger, quotas
from storage.inbox import Incoming
from storage.quotas import Limit

NOW = 1_790_000_000
DAY = "2026-11-21"


@pytest.fixture
async def busy(house):
    """Jobs 1 captured in part, 2 voided, 3 working, 4 captured for nothing, 5 ready; a handled and a new update."""
    person = await house.person(money=1000)
    made = [await house.job(person) for _ in range(5)]
    for job in made:
        attempt = await house.in_line(job)
        await house.db.write(quotas.reserve, f"a:{attempt.id}", [Limit("gw:flow", "pictures", DAY, 1, 100)])
    for attempt_id in (1, 2, 4):
        await house.db.write(
            attempts.move, attempt_id, ("waiting",), "done", remote_id=f"r{attempt_id}", submitted_at=NOW
        )
        await house.db.write(quotas.settle, f"a:{attempt_id}", {"pictures": 1})
    await house.capture(made[0], 7)
    await house.void(made[1])
    await house.capture(made[3], 0)
    await house.db.write(ledger.open_account, "cost:flow", "USD")
    await house.db.write(ledger.open_account, "prepaid:flow", "USD")
    await house.db.write(ledger.post, "cost:1", "cost:flow", "prepaid:flow", 40_000, "provider_cost", NOW, 1)
    await house.db.write(inbox.store, [Incoming(1, "c", "{}"), Incoming(2, "c", "{}")], NOW)
    await house.db.write(inbox.finish, 1)
    return house


async def found(house) -> set[str]:
    sentences = await house.db.survey(invariants.broken)
    sentences += await house.db.survey(invariants.late_updates, NOW + 60)
    assert all(sentence.endswith(".") for sentence in sentences)
    return {sentence.partition(":")[0] for sentence in sentences}


async def test_an_honest_database_has_nothing_to_tell(busy, db):
    assert await db.read(invariants.broken) == []
    assert await db.survey(invariants.broken) == []


async def test_an_empty_database_has_nothing_to_tell(db):
    assert await db.read(invariants.broken) == []


# ruff: noqa: S608, ISC004 (faults are planted with plain SQL)
INSERT = "INSERT INTO transfer (id, kind, debit_id, credit_id, amount, hold_id, hold_amount, code, job_id, at) VALUES "
WALLET = "(SELECT payer_id FROM job LIMIT 1)"
FAULTS = {
    "one credit appears in a wallet": (
        "UPDATE account SET credits_posted = credits_posted + 1 WHERE guard = 1",
        "I1 I4",
    ),
    "one unit moves between accounts without a transfer": (
        "UPDATE account SET credits_posted = credits_posted + CASE id WHEN 'rev' THEN -1 ELSE 1 END "
        "WHERE guard = 0 AND unit = 'CRD'",
        "I4",
    ),
    "a held credit is forgotten on one side": (
        "UPDATE account SET debits_held = debits_held - 1 WHERE guard = 1",
        "I2 I4",
    ),
    "a wallet is overdrawn": ("UPDATE account SET debits_posted = 5000 WHERE guard = 1", "I3"),
    "an amount in the journal is changed": ("UPDATE transfer SET amount = 41000 WHERE id = 'cost:1'", "I4"),
    "a transfer disappears": ("DELETE FROM transfer WHERE id = 'cost:1'", "I4"),
    "a transfer moved nothing": (INSERT + f"('x', 'post', {WALLET}, 'rev', 5, NULL, NULL, 'gen', 1, 1)", "I4"),
    "a hold is captured and voided": (
        INSERT + f"('x', 'void', {WALLET}, 'rev', 10, 'h:1', 10, 'gen', 1, 1)",
        "I5",
    ),
    "a void of a hold that never was": (
        INSERT + f"('x', 'void', {WALLET}, 'rev', 10, 'h:77', 10, 'gen', 3, 1)",
        "I5",
    ),
    "more is captured than was held": ("UPDATE transfer SET amount = 11 WHERE id = 'h:1:cap'", "I5 I6"),
    "a captured job says it was voided": ("UPDATE job SET state = 'voided' WHERE id = 1", "I6"),
    "a voided job says it was captured": ("UPDATE job SET state = 'captured', paid = 9 WHERE id = 2", "I6"),
    "a working job's hold was voided before": ("UPDATE job SET state = 'working' WHERE id = 2", "I6"),
    "a job ended and its hold did not": ("UPDATE job SET state = 'voided' WHERE id = 3", "I6 I9"),
    "a job says it paid something else": ("UPDATE job SET paid = 8 WHERE id = 1", "I6"),
    "a job's price is not what was set aside": ("UPDATE job SET price = price + 1 WHERE id = 3", "I6"),
    "a job has no hold at all": (
        "INSERT INTO job (idem, person_uid, payer_id, chat_id, language, model, request, count, price, created_at) "
        "SELECT 'x', person_uid, payer_id, 1, 'vi', 'm', '{}', 1, 5, 1 FROM job LIMIT 1",
        "I6",
    ),
    "a hold belongs to nothing": (INSERT + f"('x', 'hold', {WALLET}, 'rev', 5, NULL, NULL, 'gen', NULL, 1)", "I7"),
    "a hold's job is gone": ("DELETE FROM job WHERE id = 3", "I7 I9"),
    "a quota counts one more": ("UPDATE quota SET used = used + 1 WHERE scope = 'gw:flow'", "I8"),
    "a quota holds one less": ("UPDATE quota SET held = held - 1 WHERE scope = 'gw:flow'", "I8"),
    "a reservation disappears": ("DELETE FROM quota_hold WHERE holder = 'j:3'", "I8"),
    "a quota disappears": ("DELETE FROM quota WHERE scope = 'gw:flow'", "I8"),
    "a reservation outlives its job": (
        "UPDATE quota_hold SET state = 'held', used = 0 WHERE holder = 'j:1'",
        "I8 I9",
    ),
    "an ended attempt still holds its quota": ("UPDATE attempt SET state = 'failed' WHERE id = 3", "I9"),
    "a reservation of nobody": ("UPDATE quota_hold SET holder = 'x:3' WHERE holder = 'j:3'", "I9"),
    "a top-up without a payment": (
        INSERT + f"('x', 'post', 'gifts', {WALLET}, 5, NULL, NULL, 'topup_xtr', NULL, 1)",
        "I11",
    ),
    "an update is left lying": (f"UPDATE inbox SET received_at = {NOW - 541} WHERE update_id = 2", "I15"),
    "two gateways took the same part": (
        "INSERT INTO attempt (job_id, part, try_number, person_uid, gateway, model, count, client_ref, turn, "
        "remote_id, state, created_at) SELECT job_id, part, 2, person_uid, 'key4u', model, 1, 'x', 1, 'r9', 'done', 1 "
        "FROM attempt WHERE id = 1",
        "I16",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_planted_fault_is_told_by_its_number(busy, vandal: sqlite3.Connection, fault):
    sql, expected = FAULTS[fault]
    changed = vandal.execute(sql).rowcount
    assert changed >= 1, "the fault was not planted"
    told = await found(busy)
    assert set(expected.split()) <= told
    assert told - set(expected.split()) <= {"I1", "I2", "I4"}, "told by a number it has nothing to do with"


async def test_many_faults_are_told_in_few_sentences(busy, vandal):
    vandal.executemany(
        "INSERT INTO inbox (update_id, lane, raw, received_at) VALUES (?, 'c', '{}', 1)", ((n,) for n in range(10, 500))
    )
    assert len(await busy.db.survey(invariants.late_updates, NOW)) <= 20


async def test_the_patience_with_updates_is_an_argument(busy, db):
    assert await db.read(invariants.late_updates, NOW + 600) == []
    assert len(await db.read(invariants.late_updates, NOW + 60, 30)) == 1


async def test_a_check_of_many_rows_is_quick(busy, vandal):
    vandal.execute("BEGIN")
    rows = ((f"p:{n}", "cost:flow", "prepaid:flow", 1, n) for n in range(100_000))
    vandal.executemany(
        "INSERT INTO transfer (id, kind, debit_id, credit_id, amount, code, job_id, at) "
        "VALUES (?, 'post', ?, ?, ?, 'provider_cost', ?, 1)",
        rows,
    )
    vandal.execute("UPDATE account SET debits_posted = debits_posted + 100000 WHERE id = 'cost:flow'")
    vandal.execute("UPDATE account SET credits_posted = credits_posted + 100000 WHERE id = 'prepaid:flow'")
    vandal.execute("COMMIT")
    started = time.process_time()
    assert await busy.db.survey(invariants.broken) == []
    assert time.process_time() - started < 3
