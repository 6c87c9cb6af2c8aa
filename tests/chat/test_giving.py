"""A gift is of what one has: who owes the house something gives nothing away."""

import pytest

from bot.chat.giving import POOL, move
from bot.errors import PersonError
from storage import buttons, ledger, people, pools

NOW = 1_790_000_000


async def somebody(tx, number):
    person = await people.meet(tx, number, f"P{number}", "vi", NOW)
    await ledger.open_account(tx, f"w:{person.uid}", "CRD", guard=1)
    await ledger.open_account(tx, "grant_src", "CRD")
    await ledger.post(tx, f"start:{number}", "grant_src", f"w:{person.uid}", 9000, "grant", NOW)
    return person


@pytest.mark.parametrize("to", [POOL, "friend"])
async def test_who_owes_of_a_payment_taken_back_gives_nothing_away(db, to):
    ana, friend = await db.write(somebody, 1), await db.write(somebody, 2)
    whom = POOL if to == POOL else friend.uid
    nonce = await db.write(buttons.mint, "give", -5, NOW, None, f"yes:{whom}:5000", ana.uid)
    button = await db.read(buttons.find, nonce)

    async def owe(tx):
        await ledger.open_account(tx, f"chargeback:{ana.uid}", "CRD")
        await ledger.post(tx, "debt", f"chargeback:{ana.uid}", "fx:crd", 7000, "chargeback", NOW)

    await db.write(owe)
    with pytest.raises(PersonError, match="frozen"):
        await db.write(move, button, whom, 5000, NOW)
    assert (await db.read(ledger.balance, f"w:{ana.uid}")).available == 9000
    await db.write(ledger.post, "paid", f"w:{ana.uid}", f"chargeback:{ana.uid}", 3000, "pay_back", NOW)
    await db.write(ledger.post, "forgiven", "grant_src", f"chargeback:{ana.uid}", 4000, "forgive", NOW)
    assert (await db.write(move, button, whom, 5000, NOW)).fresh
    if to == POOL:
        pool = await db.read(pools.find, -5)
        assert (await db.read(ledger.balance, pool.account_id)).available == 5000


async def test_who_left_is_given_nothing_and_gives_nothing(db):
    ana, friend = await db.write(somebody, 1), await db.write(somebody, 2)
    nonce = await db.write(buttons.mint, "give", -5, NOW, None, f"yes:{friend.uid}:5000", ana.uid)
    button = await db.read(buttons.find, nonce)

    async def gone(tx, uid):
        await tx.execute("UPDATE person SET telegram_id = NULL WHERE uid = :uid", uid=uid)

    await db.write(gone, friend.uid)
    with pytest.raises(PersonError, match="gift-unknown"):
        await db.write(move, button, friend.uid, 5000, NOW)
    await db.write(gone, ana.uid)
    with pytest.raises(PersonError, match="deleteme-done"):
        await db.write(move, button, POOL, 5000, NOW)
