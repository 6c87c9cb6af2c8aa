"""Which accounts exist and who pays: the names of the ledger's chart, in one place.

``w:<uid>`` is a wallet that cannot go below zero; ``tab:<uid>`` records what a person cost where nobody pays
(BOT_BILLING=off). ``rev`` earns, ``grant_src`` gives. Each gateway has ``cost:``, ``loss:`` and ``prepaid:`` in its own
currency.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.generation.rules import Rules
from storage import debts, grants, ledger, people, tombstones
from storage.database import Tx
from storage.people import Person

EARNED = "rev"
GIFTS = grants.SOURCE
LEFT_BEHIND = grants.BREAKAGE


def payer_of(person: Person, rules: Rules) -> str:
    """Return the account that pays for this person's work."""
    return f"w:{person.uid}" if rules.billing == "credits" else f"tab:{person.uid}"


async def open_house(tx: Tx, gateways: Iterable[tuple[str, str]]) -> None:
    """Open the accounts that are nobody's: ``gateways`` are pairs of name and currency."""
    await ledger.open_account(tx, EARNED, "CRD")
    await ledger.open_account(tx, GIFTS, "CRD")
    for name, unit in gateways:
        for kind in ("cost", "loss", "prepaid"):
            await ledger.open_account(tx, f"{kind}:{name}", unit)


async def meet(  # noqa: PLR0913, PLR0917 (who comes, as Telegram tells it)
    tx: Tx, telegram_id: int, name: str, language: str, mark: str, now: int, username: str | None = None
) -> tuple[Person, str]:
    """Meet a person and open their wallet; returns both. Who was here before and left is known by the ``mark``."""
    person = await people.meet(tx, telegram_id, name, language, now, username)
    wallet = f"w:{person.uid}"
    await ledger.open_account(tx, wallet, "CRD", guard=ledger.NO_OVERDRAFT)
    if await tombstones.knows(tx, mark):
        await tombstones.recognise(tx, person.uid, mark)
        await debts.recognise(tx, person.uid, mark, now)
    return person, wallet


async def welcome(  # noqa: PLR0913, PLR0917 (who comes, and what is theirs)
    tx: Tx,
    telegram_id: int,
    name: str,
    language: str,
    rules: Rules,
    now: int,
    mark: str = "",
    username: str | None = None,
) -> Person:
    """Meet a person as `people.meet` does; at first open their accounts and give the start credits, once for good.

    Who was here before and asked to be forgotten is known by the ``mark``, and is not given them again: also one whom
    a payment met first.
    """
    person, wallet = await meet(tx, telegram_id, name, language, mark, now, username)
    if rules.billing != "credits":
        await ledger.open_account(tx, payer_of(person, rules), "CRD")
    elif rules.start_credits > 0:
        grant_id = f"grant:start:{person.uid}"
        given = await tx.value("SELECT 1 FROM transfer WHERE id = :id", id=grant_id) is not None
        if not given and await tombstones.returned_at(tx, person.uid) is None:
            await ledger.post(tx, grant_id, GIFTS, wallet, rules.start_credits, "grant", now)
    return person
