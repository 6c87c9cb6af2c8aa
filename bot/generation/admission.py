"""The door: job row, quota holds and money hold in ONE transaction, or a clear refusal and nothing at all."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.errors import PersonError
from bot.generation import endings, period
from bot.generation.accounts import EARNED, payer_of
from bot.generation.quote import Quote
from bot.generation.request import GenerationRequest
from bot.generation.rules import Rules
from bot.providers.gateways import Gateways
from bot.providers.offers import Offer
from bot.providers.wire import PICTURES, WRITTEN
from storage import attempts, jobs, ledger, quotas
from storage.attempts import Attempt, NewAttempt
from storage.crashpoint import crashpoint
from storage.database import Database, Tx
from storage.jobs import Job, NewJob
from storage.people import Person
from storage.quotas import Limit, QuotaError

E = TypeVar("E")
_GATEWAY = "gw:"


@dataclass(frozen=True, slots=True)
class Ask:
    """A request with its place in the world; ``idem`` makes asking twice the same as asking once."""

    idem: str
    person: Person
    chat_id: int
    thread_id: int | None
    message_id: int | None
    request: GenerationRequest


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
        also: Callable[[Tx, Job], Awaitable[E]],
    ) -> Admitted[E]:
        """Admit on the first offer whose gateway has room today; raises PersonError and leaves nothing behind.

        What was admitted before is that job, whatever has changed since. Of the ``quotes``, which may raise too, the
        cheapest comes first; where its gateway has no room left today, the next one is taken at its own price, which
        the card names.
        """
        if await self._db.read(jobs.by_idem, ask.idem) is not None:
            return await self._db.write(_again, ask.idem, also)
        if not self.selling:
            raise PersonError("not-selling")
        full: QuotaError | None = None
        for quote in quotes(ask.request):
            crashpoint("admit.before")
            try:
                admitted = await self._db.write(self._admit, ask, quote, also)
            except QuotaError as error:
                if not error.scope.startswith(_GATEWAY):
                    raise self._refusal(error) from None
                full = error
                continue
            except ledger.NotEnoughError as error:
                raise PersonError("not-enough", price=quote.price, available=max(error.available, 0)) from None
            crashpoint("admit.done")
            return admitted
        if full is None:
            raise PersonError("model-none")
        raise self._refusal(full)

    async def _admit(self, tx: Tx, ask: Ask, quote: Quote, also: Callable[[Tx, Job], Awaitable[E]]) -> Admitted[E]:
        now = self._clock.now()
        payer = payer_of(ask.person, self._rules)
        job = await jobs.add(tx, self._new_job(ask, quote, payer), now)
        if job is None:
            return await _again(tx, ask.idem, also)
        await quotas.reserve(tx, f"j:{job.id}", self._personal_limits(ask, quote, now))
        await ledger.hold(tx, endings.hold_of(job.id), payer, EARNED, job.price, "gen", now, job_id=job.id)
        for part, count in enumerate(quote.parts):
            attempt = await add_attempt(tx, job, quote.offer, part, 1, count, now)
            await reserve_gateway(tx, self._gateways, attempt, now)
        return Admitted(job, fresh=True, extra=await also(tx, job))

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
        )

    def _personal_limits(self, ask: Ask, quote: Quote, now: int) -> list[Limit]:
        scope, today = f"u:{ask.person.uid}", period.day(now, self._rules.zone)
        limits = [Limit(scope, "credits", today, quote.price, self._rules.credits_per_day)]
        if ask.request.task not in WRITTEN:
            limits.insert(0, Limit(scope, "pictures", today, ask.request.count, self._rules.pictures_per_day))
        return limits

    def _refusal(self, error: QuotaError) -> PersonError:
        zone = self._rules.zone
        if error.scope.startswith(_GATEWAY):
            there = self._gateways.gateway(error.scope.removeprefix(_GATEWAY)).reset_timezone
            reset = period.next_midnight(self._clock.now(), ZoneInfo(there)).astimezone(zone)
            return PersonError("quota-gateway", back=reset.strftime("%H:%M %d/%m"))
        back = period.next_midnight(self._clock.now(), zone).strftime("%H:%M %d/%m")
        limit = error.limit or 0
        left = limit - error.used - error.held
        if 0 < left < limit:
            return PersonError(f"day-left-{error.metric}", left=left, limit=limit, back=back)
        return PersonError(f"quota-{error.metric}", limit=limit, back=back)


async def _again(tx: Tx, idem: str, also: Callable[[Tx, Job], Awaitable[E]]) -> Admitted[E]:
    known = await jobs.by_idem(tx, idem)
    if known is None:
        raise LookupError(idem)
    return Admitted(known, fresh=False, extra=await also(tx, known))


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
