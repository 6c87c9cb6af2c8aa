"""The gateways as the job's road sees them: submit, ask, look up, upload, save; the network's faults become outcomes.

A submit that surely did not leave is a plain failure; one whose answer was lost is `Unclear`, and nothing here sends it
again.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import SecretStr

from bot.clock import Clock, SystemClock
from bot.media.check import BYTES_MAX
from bot.providers import download
from bot.providers.account import STYLES, AccountReport, AccountStyle, usual_style
from bot.providers.auth import AuthStyle
from bot.providers.catalog import Catalog
from bot.providers.download import Limits
from bot.providers.money import NO_BUDGET, Budget
from bot.providers.offers import Gateway, Offer, Plan
from bot.providers.routing import Routing
from bot.providers.shaping import SavedFile
from bot.providers.transport import MIB, Hand, Network, NoAnswerError, NotSentError, Transport
from bot.providers.wire import (
    WRITTEN,
    BodyFile,
    Call,
    Failed,
    FailureKind,
    Finished,
    InlineFile,
    Output,
    PollOutcome,
    Reply,
    Running,
    SourceFile,
    Submission,
    SubmitOutcome,
    Succeeded,
    Unclear,
    WireProtocol,
)

_RETRY_S = 5
_HEARD_EVERY_S = 1.0
_HANDS = 16
_SMALL_ANSWER = 4 * MIB  # polls and accounts never carry pictures
# People copy the address from the gateway's pages with the version; our paths bring their own.
_TAILS = ("/public/api/v1", "/v1beta", "/v1")


@dataclass(frozen=True, slots=True)
class GatewayAccess:
    """What the owner set for a gateway; None leaves it to the catalogue file, ``unlimited_pictures`` lifts its cap."""

    name: str
    key: SecretStr
    base_url: str | None = None
    threads: int | None = None
    pictures_per_day: int | None = None
    unlimited_pictures: bool = False
    budget: Budget = NO_BUDGET
    plan: Plan | None = None


class Gateways:
    """Every switched-on gateway with its key, its protocols and its limits. Close it at the end."""

    def __init__(
        self,
        catalog: Catalog,
        access: Iterable[GatewayAccess],
        protocols: Mapping[str, WireProtocol],
        clock: Clock | None = None,
    ) -> None:
        self._catalog = catalog
        self._protocols = protocols
        self._clock = clock or SystemClock()
        self._network: Network | None = None
        self._access = {one.name: one for one in access}
        self._transports: dict[tuple[str, AuthStyle], Transport] = {}
        self._hands = asyncio.Semaphore(_HANDS)
        self.routing = Routing(catalog, self._access)
        self.markup = 0  # per cent on every price, by the owner; the same for all, so the cheapest stays it

    async def close(self) -> None:
        """Close all connections."""
        if self._network is not None:
            await self._network.close()

    def names(self) -> tuple[str, ...]:
        """Return the gateways that are switched on, in the catalogue's order."""
        return tuple(name for name in self._catalog.gateways if name in self._access)

    def gateway(self, name: str) -> Gateway:
        """Return a gateway's own data, whether it is on or not; raises KeyError."""
        return self._catalog.gateways[name]

    def offer(self, gateway: str, name: str) -> Offer:
        """Return the offer of that name there; raises LookupError when the owner took it or the gateway's key away."""
        found = self._catalog.offer(gateway, name)
        if found is None:
            raise LookupError(f"{gateway} no longer offers {name}")
        if gateway not in self._access:
            raise LookupError(f"{gateway} has no key any more")
        return found

    def protocol(self, offer: Offer) -> WireProtocol:
        """Return how an offer is spoken to."""
        return self._protocols[offer.protocol]

    def threads(self, gateway: str) -> int:
        """Return how many jobs may be in flight there, 0 = no limit; one while it is being tried again."""
        if self.routing.is_trying(gateway, self._clock.now()):
            return 1
        set_, plan = self._access[gateway].threads, self.plan(gateway)
        if set_ is None and plan is not None:
            set_ = plan.threads
        return self.gateway(gateway).threads if set_ is None else set_

    def pictures_per_day(self, gateway: str) -> int | None:
        """Return the gateway's cap of pictures a day; None = no cap."""
        access = self._access[gateway]
        if access.unlimited_pictures:
            return None
        cap, plan = access.pictures_per_day, access.plan
        if cap is None and plan is not None:
            cap = plan.pictures_per_day
        return self.gateway(gateway).pictures_per_day if cap is None else cap

    def plan(self, gateway: str) -> Plan | None:
        """Return the plan that the owner has there; None where none is known."""
        return self._access[gateway].plan

    def budget(self, gateway: str) -> Budget:
        """Return what may be spent there, in its currency."""
        return self._access[gateway].budget

    def hand(self) -> Hand:
        """Return a hand to take an answer with (`submit`); leaving its block frees it."""
        return Hand(self._hands)

    async def submit(
        self, offer: Offer, submission: Submission, hand: Hand | None = None, said: Callable[[str], None] | None = None
    ) -> SubmitOutcome:
        """Send one submission, once, and say what became of it; ``said`` gets the words so far of a streamed answer."""
        protocol = self.protocol(offer)
        heard = _Hearing(protocol.hear, said, self._clock).heard if protocol.hear and said else None
        timeout_s = self.gateway(offer.gateway).timeouts.submit_s
        submission = self._worded(offer, submission)
        try:
            reply = await self._transport(offer).send(
                protocol.submit(submission), timeout_s=timeout_s, hand=hand, heard=heard
            )
        except NotSentError as error:
            outcome: SubmitOutcome = Failed(FailureKind.EXHAUSTED, str(error), retry_after_s=_RETRY_S)
            self.routing.stumbled(offer.gateway, str(error), self._clock.now())
            return outcome
        except NoAnswerError as error:
            outcome = Unclear(str(error))
        else:
            outcome = protocol.read_submit(reply, submission)
        if hand is not None and not _holds_files(outcome):
            hand.free()
        self._note(offer, outcome)
        return outcome

    async def poll(self, offer: Offer, remote_id: str, submission: Submission) -> PollOutcome | None:
        """Ask how the work is, and fetch the result where that takes a second call; None = could not be asked."""
        protocol = self.protocol(offer)
        if protocol.poll is None or protocol.read_poll is None:
            raise TypeError(f"{protocol.name} answers at once and is never polled")
        submission = self._worded(offer, submission)
        reply = await self._ask(offer, protocol.poll(remote_id, submission))
        if reply is None:
            return None
        outcome = protocol.read_poll(reply, remote_id, submission)
        if isinstance(outcome, Finished):
            reply = await self._ask(offer, outcome.fetch, BYTES_MAX)
            if reply is None or protocol.read_fetch is None:
                return None
            outcome = protocol.read_fetch(reply, remote_id, submission)
        self._note(offer, outcome)
        return outcome

    async def upload(self, offer: Offer, image: SourceFile) -> SourceFile | Failed:
        """Send a picture in ahead of the submit; free of charge, so every trouble is a plain failure."""
        protocol = self.protocol(offer)
        if protocol.upload is None or protocol.read_upload is None:
            return image
        timeout_s = self.gateway(offer.gateway).timeouts.submit_s
        try:
            reply = await self._transport(offer).send(
                protocol.upload(image), timeout_s=timeout_s, body_max=_SMALL_ANSWER
            )
        except (NotSentError, NoAnswerError) as error:
            self.routing.stumbled(offer.gateway, str(error), self._clock.now())
            return Failed(FailureKind.EXHAUSTED, str(error), retry_after_s=_RETRY_S)
        read = protocol.read_upload(reply)
        if isinstance(read, Failed):
            self._note(offer, read)
            return read
        return replace(image, remote_path=read)  # proves nothing of the submits: their failures stay counted

    async def lookup(self, offer: Offer, submission: Submission) -> tuple[str, ...] | None:
        """Name the jobs there that may be this submission; None = cannot be asked, or the answer cannot be read."""
        lookup = self.protocol(offer).lookup
        if lookup is None:
            return None
        reply = await self._ask(offer, lookup.call, BYTES_MAX)
        return None if reply is None else lookup.read(reply, self._worded(offer, submission))

    async def seed(self, offer: Offer, remote_id: str) -> str:
        """Ask, free of charge, what a finished job was drawn from; "" where nobody tells."""
        protocol = self.protocol(offer)
        if protocol.ask_seed is None or protocol.read_seed is None:
            return ""
        reply = await self._ask(offer, protocol.ask_seed(remote_id, offer.wire))
        return "" if reply is None else protocol.read_seed(reply)

    def account_style(self, name: str) -> AccountStyle | None:
        """Return how a gateway is asked about our account; None where nothing can be asked for free."""
        return self.gateway(name).account or usual_style(offer.protocol for offer in self.offers_of(name))

    async def account(self, name: str) -> AccountReport | str:
        """Ask, free of charge, whether the key works, what was spent, what is there; a sentence where nobody tells."""
        style = self.account_style(name)
        if style is None:
            return "there is no free call to try the key with"
        gateway, asking = self.gateway(name), STYLES[style]()
        call, first = next(asking), True
        while True:
            try:
                reply = await self._free(name, gateway.auth, call)
            except (NotSentError, NoAnswerError) as error:
                if first:
                    return str(error)
                reply = Reply(0)
            try:
                call, first = asking.send(reply), False
            except StopIteration as done:
                report: AccountReport = done.value
                return report

    async def _free(self, name: str, auth: AuthStyle, call: Call) -> Reply:
        timeout_s = self.gateway(name).timeouts.poll_s
        return await self._way(name, auth).send(call, timeout_s=timeout_s, body_max=_SMALL_ANSWER)

    async def save(self, offer: Offer, output: Output, folder: Path, stem: str) -> SavedFile:
        """Bring an output to ``folder``, checked; raises what `bot.providers.download.save` raises."""
        gateway = self.gateway(offer.gateway)
        limits = Limits(timeout_s=gateway.timeouts.download_s, hosts=gateway.hosts)
        return await download.save(output, self._transport(offer), folder, stem, task=offer.task, limits=limits)

    def _worded(self, offer: Offer, submission: Submission) -> Submission:
        """Give the prompt a harmless number of its own where the gateway answers the same words from its memory."""
        if not self.gateway(offer.gateway).caches or offer.task in WRITTEN:
            return submission
        number = zlib.crc32(submission.client_ref.encode()) % 100_000
        return replace(submission, prompt=f"{submission.prompt}\n(variation {number})")

    async def _ask(self, offer: Offer, call: Call, body_max: int = _SMALL_ANSWER) -> Reply | None:
        timeout_s = self.gateway(offer.gateway).timeouts.poll_s
        try:
            return await self._transport(offer).send(call, timeout_s=timeout_s, body_max=body_max)
        except (NotSentError, NoAnswerError):
            return None

    def _note(self, offer: Offer, outcome: SubmitOutcome | PollOutcome) -> None:
        now = self._clock.now()
        match outcome:
            case Failed(FailureKind.BROKEN, reason) | Unclear(reason):
                self.routing.stumbled(offer.gateway, reason, now)
            case Failed(FailureKind.EXHAUSTED):
                self.routing.turned_down(offer.gateway, outcome, now, offer.name)
            case Running():
                pass  # proves nothing: an error answer to a poll reads as running too
            case Finished():
                pass
            case Succeeded() | Failed():
                self.routing.served(offer.gateway, now)
            case _:  # Accepted
                self.routing.served(offer.gateway, now)

    def offers_of(self, gateway: str) -> list[Offer]:
        """Return what a gateway offers, sold or not."""
        return [offer for model in self._catalog.models.values() for offer in model.offers if offer.gateway == gateway]

    def _transport(self, offer: Offer) -> Transport:
        return self._way(offer.gateway, offer.auth)

    def _way(self, gateway: str, auth: AuthStyle) -> Transport:
        if self._network is None:  # made here, because sockets belong to a running event loop
            self._network = Network()
        found = self._transports.get((gateway, auth))
        if found is None:
            access = self._access[gateway]
            base = _bare(access.base_url or self.gateway(gateway).base_url)
            found = Transport(self._network, gateway, base, access.key, auth)
            self._transports[gateway, auth] = found
        return found


class _Hearing:
    """Gathers a streamed answer and tells the words so far, every now and then."""

    def __init__(self, read: Callable[[Sequence[str]], str], said: Callable[[str], None], clock: Clock) -> None:
        self._read = read
        self._said = said
        self._clock = clock
        self._pieces: list[bytes] = []
        self._told_at = clock.steady()

    def heard(self, piece: bytes) -> None:
        self._pieces.append(piece)
        if self._clock.steady() - self._told_at < _HEARD_EVERY_S:
            return
        self._told_at = self._clock.steady()
        words = self._read(b"".join(self._pieces).decode("utf-8", "ignore").splitlines())
        if words:
            self._said(words)


def _holds_files(outcome: SubmitOutcome) -> bool:
    return isinstance(outcome, Succeeded) and any(isinstance(one, InlineFile | BodyFile) for one in outcome.outputs)


def _bare(base_url: str) -> str:
    base = base_url.rstrip("/")
    return next((base.removesuffix(tail) for tail in _TAILS if base.endswith(tail)), base)
