"""A person asks to be forgotten: work stops, the account is parted from them, what is left of the wallet goes.

Every function here runs inside a transaction, as in `endings`.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.generation import endings
from bot.generation.accounts import LEFT_BEHIND
from bot.generation.request import GenerationRequest
from storage import debts, erasing, ledger, people, tombstones
from storage.database import Tx
from storage.erasing import Erasure
from storage.people import Person


async def leave(tx: Tx, person: Person, mark: str, periods: Sequence[str], now: int) -> bool:
    """Stop what can be stopped and part the person from their account; False where that was done before."""
    there = await people.find(tx, person.uid)
    if there is None or there.telegram_id is None:
        return False
    await stop_work(tx, person.uid, now)
    await tombstones.bury(tx, person.uid, mark, periods, now)
    await debts.bury(tx, person.uid, mark, now)
    await erasing.begin(tx, person.uid, there.telegram_id, now)
    return True


async def stop_work(tx: Tx, uid: str, now: int) -> None:
    """Cancel all that is under way; what a gateway has already is followed to its end, and shown to nobody."""
    for job in await erasing.unshown_jobs(tx, uid):
        await endings.cancel(tx, job, now)


async def close(tx: Tx, one: Erasure, now: int) -> bool:
    """End an erasure where nothing of the person is at work any more; what is left in the wallet goes to the house."""
    if await erasing.is_at_work(tx, one.person_uid):
        return False
    await ledger.open_account(tx, LEFT_BEHIND, "CRD")
    for account, left in await erasing.wallets(tx, one.person_uid):
        await ledger.post(tx, f"left:{account}", account, LEFT_BEHIND, left, "left_behind", now)
        await erasing.close_grants(tx, one.person_uid, account, left)
    await erasing.end(tx, one.person_uid)
    return True


def without_words(request: str) -> str:
    """Take the words out of a job's request."""
    return GenerationRequest.model_validate_json(request).without_words().model_dump_json()
