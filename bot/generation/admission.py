"""The door: job row, quota holds and money hold in ONE transaction, or a clear refusal and nothing at all."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.errors import PersonError
from bot.generation import budgets, gifts, period, purse
from bot.generation.doors import check_open
from bot.generation.purse import Payers, ShortError
from bot.generation.quote import Quote
from bot.generation.request import GenerationRequest
from bot.generation.rules import GroupLimits, Rules
from bot.providers.gateways import Gateways
from bot.providers.offers import Offer
from bot.providers.wire import PICTURES, WRITTEN
from storage import attempts, bars, caps, jobs, quotas
from storage.attempts import Attempt, NewAttempt
from storage.crashpoint import crashpoint
from storage.database import Database, Tx
from storage.jobs import Job, NewJob
from storage.people import Person
from storage.quotas import Limit, QuotaError

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Ask:
    """A request with its place in the world; ``idem`` makes asking twice the same as asking once.

    ``limits`` are those of the group where it is asked; ``card_id`` names the message that stands for it already.
    """

    idem: str
    person: Person
    chat_id: int
    thread_id: int | None
    message_id: int | None
    request: GenerationRequest
    limits: GroupLimits
    batch_id: int | None = None
    card_id: int | None = None


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
        # Whom to tell of a budget that turns work away.
        self.turned_away: Callable[[QuotaError], Awaitable[None]] = _nobody

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
        full: list[QuotaError] = []
        for quote in _within(ask.limits, quotes(ask.request)):
            crashpoint("admit.before")
            try:
                admitted = await self._db.write(self._admit, ask, quote, also)
            except QuotaError as error:
                if not budgets.is_house(error):
                    raise self._refusal(error, quote.price) from None
                await self.turned_away(error)
                full.append(error)
                continue
            except ShortError as error:
                raise self._short(error, quote.price) from None
            crashpoint("admit.done")
            return admitted
        if not full:
            raise PersonError("model-none")
        now = self._clock.now()
        raise self._refusal(min(full, key=lambda one: budgets.back_at(one, self._gateways, self._rules, now)))

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
            await self.turned_away(error)
            raise self._refusal(error) from None

    async def _admit_all(
        self, tx: Tx, quoted: Sequence[tuple[Ask, Sequence[Quote]]], first: Callable[[Tx], Awaitable[None]]
    ) -> None:
        await first(tx)
        count = price = 0
        for number, (ask, quotes) in enumerate(quoted):
            quote = await self._with_room(tx, ask.request, quotes)
            try:
                await self._admit(tx, ask, quote, _nothing_more)
            except ShortError as error:
                whole = sum(found[0].price for _, found in quoted)
                raise self._short(error, whole, price) from None
            except QuotaError as error:
                if budgets.is_house(error):
                    raise
                ours = {"credits": price, "jobs": number}.get(error.metric, count)
                left = max((error.limit or 0) - error.used - error.held + ours, 0)
                back = self._comes_back(self._rules.zone)["back"]
                limit = error.limit or 0
                raise PersonError("batch-over", metric=error.metric, limit=limit, left=left, back=back) from None
            count += 0 if ask.request.task in WRITTEN else ask.request.count
            price += quote.price

    async def _with_room(self, tx: Tx, request: GenerationRequest, quotes: Sequence[Quote]) -> Quote:
        """Return the cheapest whose gateway has room and money now; where none has, the cheapest."""
        now = self._clock.now()
        for quote in quotes:
            limits = _house_limits(self._gateways, self._rules, quote.offer, request, sum(quote.parts), now)
            if await budgets.have_room(tx, limits):
                return quote
        return quotes[0]

    async def _admit(self, tx: Tx, ask: Ask, quote: Quote, also: _Also[E]) -> Admitted[E]:
        now = self._clock.now()
        standing = await bars.against(tx, ask.person.uid, ask.chat_id)
        if standing.owed > 0 and self._rules.billing == "credits":
            raise PersonError("frozen", credits=standing.owed)
        await gifts.give_daily(tx, ask.person.uid, self._rules, now)
        payers = await purse.payers(tx, self._rules, ask.person, ask.chat_id, quote.price, now)
        job = await jobs.add(tx, self._new_job(ask, quote, payers), now)
        if job is None:
            return await _again(tx, ask.idem, also)
        check_open(standing)
        await quotas.reserve(tx, f"j:{job.id}", [*self._personal_limits(ask, quote, now, standing.cap), *payers.limits])
        await purse.hold(tx, payers, job.id, now)
        parts = [await add_attempt(tx, job, quote.offer, part, 1, count, now) for part, count in enumerate(quote.parts)]
        for attempt in parts:
            await reserve_gateway(tx, self._gateways, self._rules, attempt, ask.request, now)
        return Admitted(job, fresh=True, extra=await also(tx, Taken(job, parts, fresh=True)))

    def _new_job(self, ask: Ask, quote: Quote, payers: Payers) -> NewJob:
        return NewJob(
            idem=ask.idem,
            person_uid=ask.person.uid,
            payer_id=payers.payer_id,
            chat_id=ask.chat_id,
            thread_id=ask.thread_id,
            message_id=ask.message_id,
            language=ask.person.language,
            model=ask.request.model,
            request=ask.request.as_made_by(quote.offer).model_dump_json(),
            count=ask.request.count,
            price=quote.price,
            batch_id=ask.batch_id,
            card_id=ask.card_id,
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
        if budgets.is_house(error):
            return budgets.refusal(error, self._gateways, self._rules, self._clock.now())
        back = self._comes_back(self._rules.zone)
        asked = price if error.metric == "credits" else error.amount
        limit, left = error.limit or 0, error.left
        return PersonError(f"quota-{error.metric}", limit=limit, used=limit - left, left=left, asked=asked, **back)

    def _short(self, error: ShortError, price: int, before: int = 0) -> PersonError:
        """Return the sentence for money that is not there; ``before``: others of the same request would have had it."""
        left = error.available + before
        if error.why == "own":
            return PersonError("not-enough", price=price, available=left)
        back = self._comes_back(self._rules.zone)
        return PersonError(f"pool-short-{error.why}", price=price, available=left, limit=error.limit, **back)

    def _comes_back(self, there: ZoneInfo) -> dict[str, object]:
        return budgets.comes_back(self._clock.now(), there, self._rules.zone)


def _within(limits: GroupLimits, quotes: Sequence[Quote]) -> Sequence[Quote]:
    """Return the quotes that a group allows; raises PersonError where even the cheapest is too dear there."""
    most = limits.price_max
    if most is None or not quotes:
        return quotes
    if quotes[0].price > most:
        raise PersonError("group-too-dear", most=most, price=quotes[0].price)
    return [quote for quote in quotes if quote.price <= most]


async def _nobody(_error: QuotaError) -> None:
    """Tell nobody of a limit that is reached."""


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


async def reserve_gateway(
    tx: Tx, gateways: Gateways, rules: Rules, attempt: Attempt, request: GenerationRequest, now: int
) -> None:
    """Hold what an attempt takes of the house's limits: pictures of the gateway's day, budgets; raises QuotaError."""
    offer = gateways.offer(attempt.gateway, attempt.model)
    await quotas.reserve(tx, f"a:{attempt.id}", _house_limits(gateways, rules, offer, request, attempt.count, now))


def _house_limits(
    gateways: Gateways, rules: Rules, offer: Offer, request: GenerationRequest, count: int, now: int
) -> list[Limit]:
    """Return the limits of the house that an attempt touches; a gateway's own day counts no films or sounds."""
    limits = budgets.limits_of(gateways, rules, offer, request, count, now)
    if offer.task in PICTURES:
        most = gateways.pictures_per_day(offer.gateway)
        limits.append(Limit(*gateway_quota(gateways, offer.gateway, now), count, most))
    return limits


def gateway_quota(gateways: Gateways, name: str, now: int) -> tuple[str, str, str]:
    """Return scope, metric and period under which a gateway's pictures of its own day are counted."""
    today = period.day(now, ZoneInfo(gateways.gateway(name).reset_timezone))
    return f"{budgets.GATEWAY}{name}", "pictures", today
