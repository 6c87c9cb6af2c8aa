"""What can be done under a request that came to nothing, in every medium."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from pydantic import SecretStr

from bot.chat.instead import milder, other_models, ways_out
from bot.chat.way_out import UnableError, ways_out_of
from bot.errors import PersonError
from bot.generation.quote import Quoting
from bot.generation.request import GenerationRequest, Reference, Source
from bot.generation.unsaid import UNSAID
from bot.providers.discovery import protocols
from bot.providers.gateways import GatewayAccess, Gateways
from bot.providers.wire import Failed, FailureKind, Task
from storage import attempts, jobs, ledger, people
from storage.attempts import NewAttempt
from storage.jobs import NewJob
from tests.clock import FakeClock
from tests.playing import play_catalog

PICTURE = Reference(file_id="p")
BY_WORDS = [Task.IMAGE, Task.VIDEO, Task.SPEECH, Task.SONG, Task.SOUND]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    return play_catalog(tmp_path_factory.mktemp("catalog"))


@pytest.fixture
def gateways(catalog):
    return Gateways(catalog, [GatewayAccess(name, SecretStr("k")) for name in catalog.gateways], protocols())


@pytest.fixture
def quoting(catalog, gateways):
    return Quoting(catalog, gateways, FakeClock(), "nano-banana-2")


async def an_ended_job(tx, request, outcome, gateway="thucchien"):
    person = await people.meet(tx, 5, "Ana", "en", 0)
    await ledger.open_account(tx, "w:a", "CRD")
    new = NewJob("m:5:1", person.uid, "w:a", 5, "en", request.model, request.model_dump_json(), 1, 10)
    job = await jobs.add(tx, new, 0)
    await attempts.add(tx, NewAttempt(job.id, 0, 1, person.uid, gateway, "x", 1, "ref"), 0)
    await jobs.resolve(tx, job.id, ("working",), "voided", 0, outcome=outcome)
    return await jobs.get(tx, job.id)


def gateway(quoting, way):
    return quoting.quotes(way.request)[0].offer.gateway


@pytest.mark.parametrize("task", [*BY_WORDS, Task.CHAT])
def test_every_medium_has_another_model_that_costs_what_is_told(quoting, task):
    request = quoting.complete(GenerationRequest(prompt="rain", model="", task=task))
    others = other_models(quoting, request)
    assert others
    assert [one.price for one in others] == sorted(one.price for one in others)
    for one in others[:3]:
        assert one.request.model != request.model
        assert quoting.quotes(one.request)[0].price == one.price


def test_who_rests_is_not_named(quoting, gateways):
    request = quoting.complete(GenerationRequest(prompt="rain", model="flow"))
    for name in ("thucchien", "key4u"):
        gateways.routing.turned_down(name, Failed(FailureKind.EXHAUSTED, "no credit"), FakeClock().now())
    assert other_models(quoting, request) == []


@pytest.mark.parametrize("task", BY_WORDS)
def test_refused_words_are_reworded_and_then_made_as_they_were_asked_for(quoting, task):
    request = quoting.complete(GenerationRequest(prompt="rain", model="", task=task))
    reworded = milder(quoting, request)[0].request
    assert (reworded.task, reworded.prompt, reworded.then) == (Task.CHAT, "rain", request)
    assert "content rules" in reworded.words


@pytest.mark.parametrize(
    "request_",
    [
        GenerationRequest(prompt="why?", model="", task=Task.CHAT),
        GenerationRequest(prompt=UNSAID[Task.VIDEO], model="", task=Task.VIDEO, references=(PICTURE,)),
        GenerationRequest(prompt="", model="", task=Task.CUTOUT, references=(PICTURE,)),
        GenerationRequest(
            prompt="rain", model="", task=Task.EXTEND, source=Source(gateway="g", protocol="p", remote_id="1")
        ),
    ],
    ids=["an answer", "nothing said", "no words", "a next step"],
)
def test_what_has_no_words_of_the_persons_is_not_reworded(quoting, request_):
    assert milder(quoting, request_) == []


@pytest.mark.parametrize(
    ("outcome", "offered"),
    [
        ("refused", ["suggested"]),
        ("exhausted", ["again", "instead"]),
        ("invalid", ["instead"]),
        ("unclear", ["again", "instead"]),
        ("broken", ["again", "instead"]),
        ("cancelled", ["again"]),
        ("picture-bad", []),
    ],
)
async def test_each_end_has_its_own_ways_out(db, quoting, outcome, offered):
    request = quoting.complete(GenerationRequest(prompt="rain", model="nano-banana-2"))
    job = await db.write(an_ended_job, request, outcome)
    ways = await ways_out(db, quoting, job)
    assert [way.action for way in ways] == offered
    assert [way.price for way in ways if way.action == "again"] == [quoting.price_of(request)] * ("again" in offered)


async def test_where_a_gateway_failed_another_gateways_model_is_named(db, quoting):
    request = quoting.complete(GenerationRequest(prompt="rain", model="nano-banana-2"))
    job = await db.write(an_ended_job, request, "broken", "flow")
    _again, other = await ways_out(db, quoting, job)
    assert gateway(quoting, other) != "flow"
    [cheapest] = await ways_out(db, quoting, replace(job, outcome="invalid"))
    assert gateway(quoting, cheapest) == "flow"


async def test_a_refused_edit_keeps_its_pictures_for_other_words(db, quoting):
    request = quoting.complete(GenerationRequest(prompt="night", model="", references=(PICTURE,)))
    job = await db.write(an_ended_job, request, "refused")
    *_, other_words = await ways_out(db, quoting, job)
    assert other_words.action == "edit_photo"
    assert '"file_id":"p"' in other_words.argument()


def test_a_full_gateway_is_not_named_for_another_of_its_models(quoting, gateways):
    gateways.routing.turned_down("flow", Failed(FailureKind.EXHAUSTED, "no credit"), FakeClock().now())
    first, *others = other_models(quoting, quoting.complete(GenerationRequest(prompt="rain", model="nano-banana-2")))
    there = gateway(quoting, first)
    request = next(one.request for one in others if gateway(quoting, one) == there)
    assert other_models(quoting, request)[0].request.model == first.request.model
    error = UnableError(PersonError("quota-gateway", wait=1, unit="hours", back="00:00"), request)
    assert {quote.offer.gateway for quote in quoting.quotes(request)} == {"key4u", "thucchien"}  # full, both of them
    assert list(ways_out_of(SimpleNamespace(quoting=quoting), error)) == []
    assert there not in {gateway(quoting, one) for one in other_models(quoting, request, {there})}
