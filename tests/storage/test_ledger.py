"""storage.ledger: money moves once, within what is there, and every correction is a new row."""

from __future__ import annotations

import asyncio

import pytest

from storage import invariants, ledger
from storage.database import ConstraintError, StorageError, Tx
from storage.ledger import AlreadyResolvedError, Balance, KeyReusedError, NotEnoughError

NOW = 1_790_000_000


@pytest.fixture
async def bank(db):
    async def found(tx: Tx) -> None:
        await ledger.open_account(tx, "gifts", "CRD")
        await ledger.open_account(tx, "rev", "CRD")
        await ledger.open_account(tx, "w:an", "CRD", guard=1)
        await ledger.open_account(tx, "prepaid", "CRD", guard=2)
        await ledger.open_account(tx, "dong", "VND")
        await ledger.post(tx, "grant:1", "gifts", "w:an", 100, "grant", NOW)

    await db.write(found)
    return db


async def hold(db, hold_id: str, amount: int) -> bool:
    return await db.write(ledger.hold, hold_id, "w:an", "rev", amount, "gen", NOW, None)


async def test_a_hold_sets_aside_and_a_capture_gives_back_the_rest(bank):
    assert await hold(bank, "h:1", 60) is True
    assert await bank.read(ledger.balance, "w:an") == Balance(posted=100, held=60, available=40)
    await bank.write(ledger.capture, "h:1", 45, NOW)
    assert await bank.read(ledger.balance, "w:an") == Balance(posted=55, held=0, available=55)
    assert (await bank.read(ledger.balance, "rev")).posted == 45


async def test_a_void_gives_back_everything(bank):
    await hold(bank, "h:1", 60)
    await bank.write(ledger.void, "h:1", NOW)
    assert await bank.read(ledger.balance, "w:an") == Balance(100, 0, 100)
    assert await bank.read(ledger.balance, "rev") == Balance(0, 0, 0)


async def test_a_capture_of_nothing_is_a_void(bank):
    await hold(bank, "h:1", 60)
    await bank.write(ledger.capture, "h:1", 0, NOW)
    assert await bank.read(ledger.balance, "w:an") == Balance(100, 0, 100)
    with pytest.raises(AlreadyResolvedError):
        await bank.write(ledger.capture, "h:1", 60, NOW)


async def test_what_is_held_cannot_be_held_again(bank):
    await hold(bank, "h:1", 60)
    with pytest.raises(NotEnoughError) as refused:
        await hold(bank, "h:2", 41)
    assert refused.value.available == 40
    assert await hold(bank, "h:3", 40) is True
    with pytest.raises(NotEnoughError):
        await bank.write(ledger.post, "p:1", "w:an", "rev", 1, "adjust", NOW)


async def test_a_refusal_inside_a_transaction_leaves_it_usable(bank):
    async def try_both(tx: Tx) -> int:
        try:
            await ledger.hold(tx, "h:1", "w:an", "rev", 101, "gen", NOW, None)
        except NotEnoughError as refused:
            await ledger.hold(tx, "h:1", "w:an", "rev", refused.available, "gen", NOW, None)
        return (await ledger.balance(tx, "w:an")).held

    assert await bank.write(try_both) == 100


async def test_an_account_on_the_other_side_has_its_guard_too(bank):
    with pytest.raises(NotEnoughError) as refused:
        await bank.write(ledger.post, "p:1", "gifts", "prepaid", 5, "provider_cost", NOW)
    assert refused.value.available == 0
    await bank.write(ledger.post, "p:2", "prepaid", "gifts", 9, "provider_topup", NOW)
    with pytest.raises(NotEnoughError) as refused:
        await bank.write(ledger.post, "p:3", "gifts", "prepaid", 10, "provider_cost", NOW)
    assert refused.value.available == 9


async def test_fifty_at_once_on_the_last_credits_and_one_wins(bank):
    outcomes = await asyncio.gather(*(hold(bank, f"h:{n}", 100) for n in range(50)), return_exceptions=True)
    assert outcomes.count(True) == 1
    assert sum(isinstance(one, NotEnoughError) and one.available == 0 for one in outcomes) == 49
    assert await bank.read(ledger.balance, "w:an") == Balance(100, 100, 0)


async def test_capture_and_void_race_and_one_wins(bank):
    for turn in range(20):
        await hold(bank, f"h:{turn}", 4)
        race = [bank.write(ledger.capture, f"h:{turn}", 4, NOW), bank.write(ledger.void, f"h:{turn}", NOW)] * 1
        race += [bank.write(ledger.void, f"h:{turn}", NOW), bank.write(ledger.capture, f"h:{turn}", 1, NOW)]
        if turn % 2:
            race.reverse()
        outcomes = await asyncio.gather(*race, return_exceptions=True)
        assert outcomes.count(None) == 1
        assert sum(isinstance(one, AlreadyResolvedError) for one in outcomes) == 3
    assert (await bank.read(ledger.balance, "w:an")).held == 0


async def test_the_schema_itself_allows_one_resolution(bank):
    await hold(bank, "h:1", 60)
    await bank.write(ledger.capture, "h:1", 60, NOW)

    async def again(tx: Tx) -> None:
        await tx.execute(
            "INSERT INTO transfer (id, kind, debit_id, credit_id, amount, hold_id, hold_amount, code, at) "
            "VALUES ('other', 'void', 'w:an', 'rev', 60, 'h:1', 60, 'gen', 1)"
        )

    with pytest.raises(ConstraintError) as refused:
        await bank.write(again)
    assert refused.value.constraint == "transfer.hold_id"


async def test_the_same_post_twice_moves_once_and_other_fields_are_an_error(bank):
    assert await bank.write(ledger.post, "t", "w:an", "rev", 10, "adjust", NOW, ref="why") is True
    assert await bank.write(ledger.post, "t", "w:an", "rev", 10, "adjust", NOW + 9, ref="why") is False
    assert (await bank.read(ledger.balance, "w:an")).posted == 90
    for changed in (("gifts", "rev", 10, "adjust"), ("w:an", "rev", 11, "adjust"), ("w:an", "rev", 10, "gift")):
        with pytest.raises(KeyReusedError):
            await bank.write(ledger.post, "t", *changed, NOW, ref="why")
    with pytest.raises(KeyReusedError):
        await bank.write(ledger.post, "t", "w:an", "rev", 10, "adjust", NOW, ref="other")
    with pytest.raises(KeyReusedError):
        await bank.write(ledger.hold, "t", "w:an", "rev", 10, "adjust", NOW, None)


async def test_the_same_hold_twice_holds_once_even_where_a_second_would_not_fit(bank):
    assert await hold(bank, "h:1", 100) is True
    with pytest.raises((KeyReusedError, NotEnoughError)):
        await hold(bank, "h:1", 99)
    assert await hold(bank, "h:1", 100) is False
    assert (await bank.read(ledger.balance, "w:an")).held == 100


@pytest.mark.parametrize("amount", [0, -1, 2**53, 1.5])
async def test_amounts_are_whole_and_within_range(bank, amount):
    with pytest.raises(StorageError):
        await bank.write(ledger.post, "t", "gifts", "w:an", amount, "grant", NOW)
    assert (await bank.read(ledger.balance, "w:an")).posted == 100


async def test_units_do_not_mix_and_accounts_must_exist(bank):
    with pytest.raises(ConstraintError, match="units differ"):
        await bank.write(ledger.post, "t", "gifts", "dong", 1, "grant", NOW)
    with pytest.raises(StorageError):
        await bank.write(ledger.post, "t", "gifts", "nobody", 1, "grant", NOW)
    with pytest.raises(StorageError):
        await bank.write(ledger.post, "t", "gifts", "gifts", 1, "grant", NOW)
    with pytest.raises(StorageError, match="no account"):
        await bank.read(ledger.balance, "nobody")


async def test_more_than_the_hold_is_never_captured(bank):
    await hold(bank, "h:1", 10)
    for amount in (11, -1):
        with pytest.raises(StorageError, match="not within"):
            await bank.write(ledger.capture, "h:1", amount, NOW)
    for missing in ("h:2", "grant:1"):
        with pytest.raises(StorageError, match="no hold"):
            await bank.write(ledger.void, missing, NOW)


async def test_transfers_cannot_be_changed_or_deleted(bank):
    async def change(tx: Tx) -> None:
        await tx.execute("UPDATE transfer SET amount = 1")

    async def delete(tx: Tx) -> None:
        await tx.execute("DELETE FROM transfer")

    for vandalism in (change, delete):
        with pytest.raises(ConstraintError, match="immutable"):
            await bank.write(vandalism)


async def test_an_account_is_opened_once_with_one_meaning(bank):
    await bank.write(ledger.open_account, "w:an", "CRD", 1)
    assert (await bank.read(ledger.balance, "w:an")).posted == 100
    for unit, guard in (("VND", 1), ("CRD", 0)):
        with pytest.raises(KeyReusedError):
            await bank.write(ledger.open_account, "w:an", unit, guard)
    assert await bank.read(invariants.broken) == []
