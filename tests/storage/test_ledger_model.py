"""Ledger and quotas against a plain model: any program of operations leaves both with the same money."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from storage import invariants, jobs, ledger, people, quotas
from storage.database import Database, StorageError, Tx
from storage.jobs import NewJob
from storage.ledger import AlreadyResolvedError, Balance, KeyReusedError, NotEnoughError
from storage.migrate import migrate
from storage.quotas import Limit, QuotaError

NOW = 1_790_000_000
WALLETS = ("w:a", "w:b")
PICTURES_MAX = 6
wallets = st.sampled_from(WALLETS)
amounts = st.integers(1, 60)


class Books(RuleBasedStateMachine):
    """The model: two dictionaries of numbers, and what is open."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.loop = asyncio.new_event_loop()
        self.db = self.run(Database.open(f"sqlite:///{Path(self.folder.name)}/a.db", locked=True))
        self.run(migrate(self.db, NOW))
        self.run(self.db.write(self.found))
        self.posted = dict.fromkeys((*WALLETS, "rev", "gifts"), 0)
        self.open: dict[int, tuple[str, int]] = {}
        self.ended: list[int] = []
        self.pictures = {wallet: [0, 0] for wallet in WALLETS}
        self.number = 0

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def outcome(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Return the result, or the refusal."""
        try:
            return self.run(work)
        except StorageError as refusal:
            return refusal

    def teardown(self) -> None:
        self.run(self.db.close())
        self.loop.close()
        self.folder.cleanup()

    async def found(self, tx: Tx) -> None:
        self.person = await people.meet(tx, 1, "An", "vi", NOW)
        await ledger.open_account(tx, "rev", "CRD")
        await ledger.open_account(tx, "gifts", "CRD")
        for wallet in WALLETS:
            await ledger.open_account(tx, wallet, "CRD", 1)

    def available(self, wallet: str) -> int:
        return self.posted[wallet] - sum(amount for owner, amount in self.open.values() if owner == wallet)

    @rule(wallet=wallets, amount=amounts)
    def grant(self, wallet: str, amount: int) -> None:
        self.number += 1
        assert self.run(self.db.write(ledger.post, f"g:{self.number}", "gifts", wallet, amount, "grant", NOW))
        self.posted[wallet] += amount
        self.posted["gifts"] -= amount

    @precondition(lambda self: self.number)
    @rule(wallet=wallets, amount=amounts)
    def grant_again_by_the_same_key(self, wallet: str, amount: int) -> None:
        before = self.run(self.db.read(ledger.balance, wallet))
        if self.run(self.db.read(self.has, "g:1")):
            again = self.outcome(self.db.write(ledger.post, "g:1", "gifts", wallet, amount, "grant", NOW))
            assert again is False or isinstance(again, KeyReusedError)
            assert self.run(self.db.read(ledger.balance, wallet)) == before

    @staticmethod
    async def has(tx: Tx, key: str) -> bool:
        return await tx.value("SELECT 1 FROM transfer WHERE id = :key", key=key) is not None

    @rule(source=wallets, amount=amounts)
    def gift(self, source: str, amount: int) -> None:
        target = WALLETS[1 - WALLETS.index(source)]
        self.number += 1
        moved = self.outcome(self.db.write(ledger.post, f"t:{self.number}", source, target, amount, "gift", NOW))
        if self.available(source) >= amount:
            assert moved is True
            self.posted[source] -= amount
            self.posted[target] += amount
        else:
            assert isinstance(moved, NotEnoughError)
            assert moved.available == self.available(source)

    @rule(wallet=wallets, price=amounts, pictures=st.integers(1, 4))
    def admit(self, wallet: str, price: int, pictures: int) -> None:
        used, held = self.pictures[wallet]

        async def admitted(tx: Tx) -> int:
            new = NewJob(f"m:{self.number}", self.person.uid, wallet, 1, "vi", "m", "{}", pictures, price)
            job = await jobs.add(tx, new, NOW)
            assert job is not None
            limit = Limit(f"u:{wallet}", "pictures", "today", pictures, PICTURES_MAX)
            await quotas.reserve(tx, f"j:{job.id}", [limit])
            await ledger.hold(tx, f"h:{job.id}", wallet, "rev", price, "gen", NOW, job.id)
            return job.id

        self.number += 1
        outcome = self.outcome(self.db.write(admitted))
        if used + held + pictures > PICTURES_MAX:
            assert isinstance(outcome, QuotaError)
            assert (outcome.used, outcome.held) == (used, held)
        elif self.available(wallet) < price:
            assert isinstance(outcome, NotEnoughError)
            assert outcome.available == self.available(wallet)
        else:
            self.open[outcome] = (wallet, price)
            self.pictures[wallet][1] += pictures

    @precondition(lambda self: self.open)
    @rule(data=st.data(), part=st.integers(0, 4), made=st.integers(0, 5))
    def end(self, data: st.DataObject, part: int, made: int) -> None:
        job_id = data.draw(st.sampled_from(sorted(self.open)))
        wallet, price = self.open[job_id]
        paid = price * part // 4

        async def ended(tx: Tx) -> int:
            job = await jobs.get(tx, job_id)
            state = "captured" if part else "voided"
            assert await jobs.resolve(tx, job_id, ("working",), state, NOW, paid=paid)
            await ledger.capture(tx, f"h:{job_id}", paid, NOW)
            await quotas.settle(tx, f"j:{job_id}", {"pictures": made} if part else {})
            return job.count

        count = self.run(self.db.write(ended))
        del self.open[job_id]
        self.ended.append(job_id)
        self.posted[wallet] -= paid
        self.posted["rev"] += paid
        self.pictures[wallet][0] += min(made, count) if part else 0
        self.pictures[wallet][1] -= count

    @precondition(lambda self: self.ended)
    @rule(data=st.data(), amount=st.integers(0, 60))
    def end_again(self, data: st.DataObject, amount: int) -> None:
        job_id = data.draw(st.sampled_from(self.ended))
        outcome = self.outcome(self.db.write(ledger.capture, f"h:{job_id}", amount, NOW))
        assert isinstance(outcome, AlreadyResolvedError) or "not within" in str(outcome)

    @invariant()
    def both_have_the_same(self) -> None:
        for account, posted in self.posted.items():
            held = sum(amount for owner, amount in self.open.values() if owner == account)
            assert self.run(self.db.read(ledger.balance, account)) == Balance(posted, held, posted - held)
        for wallet, (used, held) in self.pictures.items():
            assert self.run(self.db.read(quotas.usage, f"u:{wallet}", "pictures", "today")) == (used, held)
        assert self.run(self.db.read(invariants.broken)) == []


TestBooks = Books.TestCase
TestBooks.settings = settings(
    max_examples=50,
    stateful_step_count=40,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
