"""Every protocol in every situation: what the gateway answers, what it becomes, how the job ends, what a person reads.

The table is in ``outcomes_at_once``, ``outcomes_films`` and ``outcomes_jobs``; each of its answers is read as a value,
and then goes the whole way: a real server says it, the real road carries the job to its end, and the card's sentence
of that end is looked at in both languages. (What a success looks like in the chat is shown by tests/e2e/test_media.py.)
"""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
from collections import Counter
from dataclasses import dataclass
from urllib.parse import unquote

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.chat.standing import look, sentence
from bot.chat.texts import texts
from bot.generation.accounts import open_house
from bot.generation.fallback import _PATIENCE_S
from bot.providers.catalog import load_catalog
from bot.providers.discovery import protocols
from bot.providers.gateways import GatewayAccess, Gateways
from bot.providers.wire import (
    Accepted,
    Failed,
    FailureKind,
    Finished,
    Running,
    Submission,
    Succeeded,
    Unclear,
)
from storage import attempts, invariants
from storage.attempts import Attempt
from storage.database import Database
from storage.jobs import Job
from storage.migrate import migrate
from tests.clock import FakeClock
from tests.generation.conftest import House
from tests.protocols.outcomes import GONE, MEDIA, NEVER_RUNS, NO_LINK, PICTURE, Answer, CannotBe, download
from tests.protocols.outcomes_at_once import AT_ONCE
from tests.protocols.outcomes_films import FILMS
from tests.protocols.outcomes_jobs import JOBS
from tests.providers.servers import serving

PROTOCOLS = protocols()
numbers = itertools.count(1)
TABLE = {row.protocol: row for row in (*AT_ONCE, *FILMS, *JOBS)}
CAN_BE = [
    pytest.param(row, situation, id=f"{row.protocol}-{situation}")
    for row in TABLE.values()
    for situation, answers in row.situations().items()
    if not isinstance(answers, CannotBe)
]
TYPES = {
    "accepted": Accepted,
    "finished": Finished,
    "succeeded": Succeeded,
    "running": Running,
    "unclear": Unclear,
    **dict.fromkeys(FailureKind, Failed),
}
MEANT = {
    "success": {"succeeded"},
    "running": {"running"},
    "refused": {"refused"},
    "invalid": {"invalid"},
    "no_credit": {"exhausted"},
    "throttled": {"exhausted"},
    "broken": {"broken", "unclear"},
    "unknown_status": {"running"},
    "missing_result": {"broken", "unclear", "running", "gone"},
}
# What becomes of a job of which its gateway says this for ever; the other words are ends themselves.
ENDS = {"running": "expired", "gone": "broken"}
WORKING = {"en": "🎨 Painting…", "vi": "🎨 Đang vẽ"}
FREE = {"en": "Nothing was charged", "vi": "Bạn không mất tiền"}


def model(row):
    """Return the name of the model that is offered by the row's protocol."""
    return row.protocol.replace("_", "-")


def asked(row):
    """Return what the answers of a row are answers to."""
    return Submission("model-1", "a boat", options=PROTOCOLS[row.protocol].options(**row.wire))


def read(row, answer, media=MEDIA):
    """Read an answer as the transport would have it read."""
    protocol, submission, reply = PROTOCOLS[row.protocol], asked(row), answer.reply(media)
    if answer.to == "submit":
        return protocol.read_submit(reply, submission)
    remote_id = protocol.read_submit(row.accepted.reply(), submission).remote_id
    return (protocol.read_fetch if answer.to == "fetch" else protocol.read_poll)(reply, remote_id, submission)


# The table itself


def test_every_protocol_has_its_row():
    assert set(TABLE) == set(PROTOCOLS), "a wire protocol's answers belong into tests/protocols/outcomes_*.py"
    assert len(TABLE) == len((*AT_ONCE, *FILMS, *JOBS))


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
def test_no_situation_is_left_out(row):
    polled = PROTOCOLS[row.protocol].poll is not None
    assert (row.accepted is not None) is polled
    assert (row.finished is not None) is (PROTOCOLS[row.protocol].read_fetch is not None)
    for situation, answers in row.situations().items():
        if answers is NEVER_RUNS:
            assert not polled, f"{row.protocol} is polled"
            assert situation in {"running", "unknown_status"}
        else:
            assert not isinstance(answers, CannotBe), f"{row.protocol}, {situation}: {answers.why}"
            assert answers, f"{row.protocol}, {situation}: no answer"
            assert {one.becomes for one in answers} <= MEANT[situation]
    links = {type(one) for answer in row.success for one in read(row, answer).outputs if type(one) in GONE}
    assert row.expired, f"{row.protocol}: which links its results are, or why they are none"
    assert links == (set() if row.expired is NO_LINK else set(row.expired))


# Reading


def agrees(outcome, answer):
    """Fail unless an outcome is what the table says that the answer becomes."""
    assert isinstance(outcome, TYPES[answer.becomes]), outcome
    match outcome:
        case Failed():
            assert (outcome.kind, outcome.retry_after_s) == (answer.becomes, answer.wait_s), outcome
        case Running():
            assert (outcome.progress, outcome.note is not None) == (answer.percent, answer.noted), outcome
        case Succeeded():
            assert len(outcome.outputs) == 1


@pytest.mark.parametrize(("row", "situation"), CAN_BE)
def test_each_answer_is_read_as_what_it_is(row, situation):
    for answer in row.situations()[situation]:
        if answer.to != "download":
            agrees(read(row, answer), answer)


@pytest.mark.parametrize("row", [row for row in TABLE.values() if row.accepted], ids=lambda row: row.protocol)
def test_a_job_is_accepted_and_a_bad_answer_about_it_ends_nothing(row):
    agrees(read(row, row.accepted), row.accepted)
    if row.finished:
        agrees(read(row, row.finished), row.finished)
    for status, body in ((429, {"error": {"message": "slow down"}}), (502, b"<html>Bad gateway</html>"), (200, b"")):
        answer = Answer("poll", "running", status, body, noted=True)
        agrees(read(row, answer), answer)


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
def test_who_is_out_of_credit_is_not_asked_again_and_who_is_throttled_is(row):
    assert {answer.wait_s for answer in row.no_credit} == {None}
    assert all(answer.wait_s for answer in row.throttled)


# The rest of the way


def catalogue(folder):
    """Write one gateway that offers a model by each protocol."""
    parts = [
        """
[gateway]
name = "acme"
title = "Acme"
env = "ACME"
base_url = "https://api.acme.example"
auth = "bearer"
currency = "USD"
credits_per_unit = "1000"
threads = 0
reset_timezone = "UTC"
priced = 2026-11-21
source = "ours"

[gateway.timeouts]
deadline_s = 30
first_poll_s = 1
poll_every_s = 5
"""
    ]
    for row in TABLE.values():
        wire = ", ".join(f"{name} = {json.dumps(value)}" for name, value in row.wire.items())
        parts.append(f"""
[models.{model(row)}]
title = "{row.protocol}"
description = {{ vi = "một", en = "one" }}
protocol = "{row.protocol}"
remote_model = "model-1"
task = "{row.task}"
wire = {{ {wire} }}
price = "0.10"
""")
    folder.mkdir()
    (folder / "acme.toml").write_text("".join(parts), encoding="utf-8")
    return load_catalog(folder, protocols=PROTOCOLS)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    return catalogue(tmp_path_factory.mktemp("outcomes") / "catalog")


class Acme:
    """Answers as a row says: well until one situation, and there with that answer for ever."""

    def __init__(self, row, answer, success):
        self.row, self.answer, self.success = row, answer, success
        self.url, self.calls, self.meanwhile = "", [], lambda: None
        self.known = {}
        if row.accepted:
            remote_id = read(row, row.accepted).remote_id
            self.known["poll"] = PROTOCOLS[row.protocol].poll(remote_id, asked(row))
        if row.finished:
            self.known["fetch"] = read(row, row.finished).fetch

    async def __call__(self, request):
        other = "submit" if request.method == "POST" else "download"
        to = next((name for name, call in self.known.items() if self.is_call(request, call)), other)
        self.calls.append(to)
        if to == "poll":
            await self.meanwhile()
        told = self.told(to)
        if told is None:
            return web.Response(body=PICTURE)
        reply = told.reply(self.url)
        return web.Response(status=reply.status, body=reply.body, headers=reply.headers)

    def is_call(self, request, call):
        same = (request.method, request.path) == (call.method, unquote(call.path))
        same = same and dict(request.query) == dict(call.query)
        return same and all(request.headers.get(name) == value for name, value in call.headers.items())

    def told(self, to):
        if to == self.answer.to:
            return self.answer
        if to == "poll" and "fetch" in {self.answer.to, self.success.to}:
            return self.row.finished
        return {"submit": self.row.accepted, self.success.to: self.success}.get(to)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """Make the database once; every test takes a copy."""
    file = tmp_path_factory.mktemp("empty") / "a.db"

    async def make():
        database = await Database.open(f"sqlite:///{file}", locked=True)
        await migrate(database, 0)
        await database.write(open_house, [("acme", "USD")])
        await database.close()

    asyncio.run(make())
    return file


@dataclass(frozen=True)
class Seen:
    """How a job went: its end, what its card said while it was polled and at the end, and what was called."""

    job: Job
    attempt: Attempt
    meanwhile: list[dict[str, str]]
    end: dict[str, str]
    calls: Counter[str]
    owes: tuple[int, int]


@pytest.fixture
async def live(catalog, empty, tmp_path):
    """Return a function that carries one job out at a gateway of its own, in a house of its own."""

    async def run(acme):
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        shutil.copy(empty, folder / "a.db")
        db = await Database.open(f"sqlite:///{folder}/a.db", locked=True)
        try:
            async with serving(acme) as server:
                acme.url = server.url
                return await carried(db, catalog, folder, acme)
        finally:
            await db.close()

    return run


async def carried(db, catalog, folder, acme):
    """Carry a job to its end, waiting wherever the gateway says that asking again makes sense."""
    clock, row, meanwhile = FakeClock(), acme.row, []
    access = [GatewayAccess("acme", SecretStr("k" * 20), acme.url)]
    house = House(db, Gateways(catalog, access, PROTOCOLS, clock), catalog, clock, folder)
    attempt = await house.begin(model(row), task=row.task)

    async def card():
        standing = await db.read(look, attempt.job_id, clock.now())
        return {code: sentence(standing, texts(code)) for code in FREE}

    async def note():
        meanwhile.append(await card())

    acme.meanwhile = note
    try:
        attempt, job = await house.run(attempt)
        while attempt.state == "waiting":
            clock.move(attempt.not_before_at - clock.now())
            [attempt] = await db.write(attempts.claim, "acme", None, None, clock.now())
            attempt, job = await house.run(attempt)
    finally:
        await house.gateways.close()
    assert await db.read(invariants.broken) == []
    owes = (await house.balances()).get(job.payer_id, (0, 0))
    return Seen(job, attempt, meanwhile, await card(), Counter(acme.calls), owes)


def says_the_end(seen, end):
    """Fail unless the job ended so, nobody paid, and the card says just that in both languages."""
    assert (seen.job.state, seen.job.outcome, seen.job.paid, seen.owes) == ("voided", end, 0, (0, 0)), (
        seen.attempt.reason
    )
    for code, free in FREE.items():
        assert seen.end[code] == texts(code)(f"end-{end}", reference=str(seen.job.id))
        assert free in seen.end[code]
    assert seen.end["vi"] != seen.end["en"]


@pytest.mark.parametrize(("row", "situation"), CAN_BE)
async def test_each_situation_ends_a_job_in_its_own_words(live, row, situation):
    # Of the answers that become the same only the last one: the road knows outcomes, not answers.
    for answer in {(one.becomes, one.to): one for one in row.situations()[situation]}.values():
        success = answer if answer.becomes == "succeeded" else row.success[0]
        seen = await live(Acme(row, answer, success))
        if answer.becomes == "succeeded":
            assert (seen.job.state, seen.job.outcome, seen.job.paid) == ("captured", None, seen.job.price)
        else:
            says_the_end(seen, ENDS.get(answer.becomes, answer.becomes))
        assert (seen.calls["submit"] > 1) is (answer.wait_s is not None and answer.wait_s < _PATIENCE_S), seen.calls
        if answer.becomes == "running":
            assert seen.calls["poll"] > 5
            bar = f" {min(answer.percent, 99)}%" if answer.percent else ""
            for code, working in WORKING.items():
                assert seen.meanwhile[0][code].startswith(working)
                assert seen.meanwhile[-1][code].startswith("🎨 ▰" if bar else working)
                assert bar in seen.meanwhile[-1][code]


LINKS = {
    (row.protocol, kind): pytest.param(row, answer, GONE[kind][0], id=f"{row.protocol}-{kind.__name__}")
    for row in TABLE.values()
    for answer in row.success
    for kind in {type(one) for one in read(row, answer).outputs} & GONE.keys()
}


@pytest.mark.parametrize(("row", "success", "status"), LINKS.values())
async def test_an_expired_link_is_asked_again_and_then_told(live, row, success, status):
    seen = await live(Acme(row, download(status), success))
    says_the_end(seen, "broken")
    assert seen.calls["download"] == 4
    assert seen.attempt.reason == f"output: status {status}"
    assert seen.calls["submit"] == 1
