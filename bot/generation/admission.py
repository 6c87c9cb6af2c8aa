"""The door: job row, quota holds and money hold in ONE transaction, or a clear refusal and nothing at all."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.errors import PersonError
from bot.generation import endings, period
from bot.generation.accounts import EARNED, payer_of
from bot.generation.doors import check_open
from bot.generation.quote import Quote
from bot.generation.request import GenerationRequest
from bot.generation.rules import GroupLimits, Rules
from bot.providers.gateways import Gateways
from bot.providers.offers import Offer
from bot.providers.wire import PICTURES, WRITTEN
from storage import attempts, caps, jobs, ledger, quotas
from storage.attempts import Attempt, NewAttempt
from storage.crashpoint import crashpoint
from storage.database import Database, Tx
from storage.jobs import Job, NewJob
from storage.people import Person
from storage.quotas import Limit, QuotaError

E = TypeVar("E")
_GATEWAY = "gw:"
_HOURS_FROM_MIN = 90


@dataclass(frozen=True, slots=True)
class Ask:
    """A request with its place in the world; ``idem`` makes asking twice the same as asking once.

    ``limits`` are those of the group where it is asked.
    """

    idem: str
    person: Person
    chat_id: int
    thread_id: int | None
    message_id: int | None
    request: GenerationRequest
    limits: GroupLimits
    batch_id: int | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A job with its attempts as they are in the transaction that admits it; ``fresh`` as of what was `Admitted`."""

    job: Job
    parts: Sequence[Attempt]
    fresh: bool


_Also: TypeAlias = Callable[[Tx, Taken], Awaitable[E]]


@dataclass(frozen=True, slots=True)
class Admitted(Generic[E]):
    """``fresh`` is False where the same ask was admitted before. ``extra``: what the caller did in the transaction."""

    job: Job
    fresh: bool
    extra: E


class Admission:
    """Admits asks under the owner's rules."""

    def __init__(self, db: Database, gateways: Gateways, rules: Rules, clock: Clock) -> None:
        self._db = db
        self._gateways = gateways
        self._rules = rules
        self._clock = clock
        self.selling = True  # False while the books do not add up

    async def admit(
        self,
        ask: Ask,
        quotes: Callable[[GenerationRequest], Sequence[Quote]],
        also: _Also[E],
    ) -> Admitted[E]:
        """Admit on the first offer whose gateway has room today; raises PersonError and leaves nothing behind.

        What was admitted before is that job, whatever has changed since; ``also`` is done in its transaction too. Of
        the ``quotes``, which may raise too, the cheapest comes first; where its gateway has no room left today, the
        next one is taken at its own price, which the card names.
        """
        try:
            return await self._admit_anew(ask, quotes, also)
        except PersonError:
            if await self._db.read(jobs.by_idem, ask.idem) is None:
                raise
            return await self._db.write(_again, ask.idem, also)

    async def _admit_anew(
        self,
        ask: Ask,
        quotes: Callable[[GenerationRequest], Sequence[Quote]],
        also: _Also[E],
    ) -> Admitted[E]:
        if not self.selling:
            raise PersonError("not-selling")
        full: QuotaError | None = None
        for quote in _within(ask.limits, quotes(ask.request)):
            crashpoint("admit.before")
            try:
                admitted = await self._db.write(self._admit, ask, quote, also)
            except QuotaError as error:
                if not error.scope.startswith(_GATEWAY):
                    raise self._refusal(error, quote.price) from None
                full = error
                continue
            except ledger.NotEnoughError as error:
                raise PersonError("not-enough", price=quote.price, available=max(error.available, 0)) from None
            crashpoint("admit.done")
            return admitted
        if full is None:
            raise PersonError("model-none")
        raise self._refusal(full)

    async def admit_all(
        self,
        asks: Sequence[Ask],
        quotes: Callable[[GenerationRequest], Sequence[Quote]],
        first: Callable[[Tx], Awaitable[None]],
    ) -> None:
        """Admit all of one person's asks in ONE transaction, or raise PersonError and leave nothing behind.

        ``first`` comes ahead of them in the same transaction; what it raises ends that.
        """
        if not self.selling:
            raise PersonError("not-selling")
        quoted = [(ask, _within(ask.limits, quotes(ask.request))) for ask in asks]
        try:
            await self._db.write(self._admit_all, quoted, first)
        except QuotaError as error:
            raise self._refusal(error) from None

    async def _admit_all(
        self, tx: Tx, quoted: Sequence[tuple[Ask, Sequence[Quote]]], first: Callable[[Tx], Awaitable[None]]
    ) -> None:
        await first(tx)
        count = price = 0
        for number, (ask, quotes) in enumerate(quoted):
            quote = await self._with_room(tx, quotes)
            try:
                await self._admit(tx, ask, quote, _nothing_more)
            except ledger.NotEnoughError as error:
                whole = sum(found[0].price for _, found in quoted)
                raise PersonError("not-enough", price=whole, available=max(error.available + price, 0)) from None
            except QuotaError as error:
                if error.scope.startswith(_GATEWAY):
                    raise
                ours = {"credits": price, "jobs": number}.get(error.metric, count)
                left = max((error.limit or 0) - error.used - error.held + ours, 0)
                back = self._comes_back(self._rules.zone)["back"]
                limit = error.limit or 0
                raise PersonError("batch-over", metric=error.metric, limit=limit, left=left, back=back) from None
            count += 0 if ask.request.task in WRITTEN else ask.request.count
            price += quote.price

    async def _with_room(self, tx: Tx, quotes: Sequence[Quote]) -> Quote:
        """Return the cheapest whose gateway has room today; where none has, the cheapest."""
        for quote in quotes:
            most = self._gateways.pictures_per_day(quote.offer.gateway) if quote.offer.task in PICTURES else None
            if most is None:
                return quote
            used = await quotas.usage(tx, *gateway_quota(self._gateways, quote.offer.gateway, self._clock.now()))
            if sum(used) + sum(quote.parts) <= most:
                return quote
        return quotes[0]

    async def _admit(self, tx: Tx, ask: Ask, quote: Quote, also: _Also[E]) -> Admitted[E]:
        now = self._clock.now()
        payer = payer_of(ask.person, self._rules)
        job = await jobs.add(tx, self._new_job(ask, quote, payer), now)
        if job is None:
            return await _again(tx, ask.idem, also)
        await check_open(tx, ask.person.uid, ask.chat_id)
        cap = await caps.cap_of(tx, ask.person.uid)
        await quotas.reserve(tx, f"j:{job.id}", self._personal_limits(ask, quote, now, cap))
        await ledger.hold(tx, endings.hold_of(job.id), payer, EARNED, job.price, "gen", now, job_id=job.id)
        parts = [await add_attempt(tx, job, quote.offer, part, 1, count, now) for part, count in enumerate(quote.parts)]
        for attempt in parts:
            await reserve_gateway(tx, self._gateways, attempt, now)
        return Admitted(job, fresh=True, extra=await also(tx, Taken(job, parts, fresh=True)))

    def _new_job(self, ask: Ask, quote: Quote, payer: str) -> NewJob:
        return NewJob(
            idem=ask.idem,
            person_uid=ask.person.uid,
            payer_id=payer,
            chat_id=ask.chat_id,
            thread_id=ask.thread_id,
            message_id=ask.message_id,
            language=ask.person.language,
            model=ask.request.model,
            request=ask.request.as_made_by(quote.offer).model_dump_json(),
            count=ask.request.count,
            price=quote.price,
            batch_id=ask.batch_id,
        )

    def _personal_limits(self, ask: Ask, quote: Quote, now: int, cap: int | None) -> list[Limit]:
        scope, today = f"u:{ask.person.uid}", period.day(now, self._rules.zone)
        limits = [Limit(scope, "credits", today, quote.price, caps.least(self._rules.credits_per_day, cap))]
        if ask.request.task not in WRITTEN:
            limits.insert(0, Limit(scope, "pictures", today, ask.request.count, self._rules.pictures_per_day))
        if ask.chat_id < 0:  # counted without a limit too: it may be set in the middle of a day
            limits.append(Limit(f"c:{ask.chat_id}:{scope}", "jobs", today, 1, ask.limits.jobs_per_day))
        return limits

    def _refusal(self, error: QuotaError, price: int = 0) -> PersonError:
        """Return the sentence for a limit that is reached: what is left of it, and when all of it comes back."""
        if error.scope.startswith(_GATEWAY):
            there = self._gateways.gateway(error.scope.removeprefix(_GATEWAY)).reset_timezone
            return PersonError("quota-gateway", **self._comes_back(ZoneInfo(there)))
        back = self._comes_back(self._rules.zone)
        asked = price if error.metric == "credits" else error.amount
        return PersonError(f"quota-{error.metric}", limit=error.limit or 0, left=error.left, asked=asked, **back)

    def _comes_back(self, there: ZoneInfo) -> dict[str, object]:
        """Say when the day ends there: how long it takes, true wherever one lives, and the time where the bot lives."""
        now = self._clock.now()
        at = period.next_midnight(now, there)
        minutes = max(-(-(int(at.timestamp()) - now) // 60), 1)
        hours = minutes > _HOURS_FROM_MIN
        wait = round(minutes / 60) if hours else minutes
        back = at.astimezone(self._rules.zone).strftime("%H:%M")
        return {"wait": wait, "unit": "hours" if hours else "minutes", "back": back}


def _within(limits: GroupLimits, quotes: Sequence[Quote]) -> Sequence[Quote]:
    """Return the quotes that a group allows; raises PersonError where even the cheapest is too dear there."""
    most = limits.price_max
    if most is None or not quotes:
        return quotes
    if quotes[0].price > most:
        raise PersonError("group-too-dear", most=most, price=quotes[0].price)
    return [quote for quote in quotes if quote.price <= most]


async def _nothing_more(_tx: Tx, _taken: Taken) -> None:
    """Do nothing in the transaction that admits a job."""


async def _again(tx: Tx, idem: str, also: _Also[E]) -> Admitted[E]:
    known = await jobs.by_idem(tx, idem)
    if known is None:
        raise LookupError(idem)
    taken = Taken(known, await attempts.of_job(tx, known.id), fresh=False)
    return Admitted(known, fresh=False, extra=await also(tx, taken))


async def add_attempt(  # noqa: PLR0913, PLR0917 (a row's columns)
    tx: Tx, job: Job, offer: Offer, part: int, try_number: int, count: int, now: int
) -> Attempt:
    """Put one part of a job into a gateway's line."""
    return await attempts.add(
        tx,
        NewAttempt(
            job_id=job.id,
            part=part,
            try_number=try_number,
            person_uid=job.person_uid,
            gateway=offer.gateway,
            model=offer.name,
            count=count,
            client_ref=secrets.token_urlsafe(12),
        ),
        now,
        of_batch=job.batch_id is not None,
    )


async def reserve_gateway(tx: Tx, gateways: Gateways, attempt: Attempt, now: int) -> None:
    """Hold an attempt's pictures of the gateway's own day, which counts no films or sounds; raises QuotaError."""
    if gateways.offer(attempt.gateway, attempt.model).task not in PICTURES:
        return
    scope, metric, today = gateway_quota(gateways, attempt.gateway, now)
    limit = Limit(scope, metric, today, attempt.count, gateways.pictures_per_day(attempt.gateway))
    await quotas.reserve(tx, f"a:{attempt.id}", [limit])


def gateway_quota(gateways: Gateways, name: str, now: int) -> tuple[str, str, str]:
    """Return scope, metric and period under which a gateway's pictures of its own day are counted."""
    today = period.day(now, ZoneInfo(gateways.gateway(name).reset_timezone))
    return f"{_GATEWAY}{name}", "pictures", today
