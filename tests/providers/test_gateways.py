"""The gateways as the job's road sees them, over real HTTP with the real protocols."""

from __future__ import annotations

import base64

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.providers.account import AccountReport
from bot.providers.discovery import protocols
from bot.providers.gateways import GatewayAccess, Gateways
from bot.providers.wire import (
    Accepted,
    Failed,
    FailureKind,
    InlineFile,
    Running,
    SourceFile,
    Submission,
    Succeeded,
    Unclear,
)
from tests.catalogue import CATALOG
from tests.providers.pictures import picture
from tests.providers.servers import raw, serving

FLOW = "/public/api/v1"


class FixedClock:
    """A clock that stands until it is told."""

    def __init__(self):
        self.at = 1_000_000

    def now(self):
        return self.at

    def steady(self):
        return float(self.at)

    async def sleep(self, seconds):
        self.at += int(seconds)


class World:
    """Gateways pointed at a server, closed at the end of the test."""

    def __init__(self):
        self.clock = FixedClock()
        self.open = []

    def at(self, url, name="flow", **more):
        found = Gateways(CATALOG, [GatewayAccess(name, SecretStr("sandbox-key"), url, **more)], protocols(), self.clock)
        self.open.append(found)
        return found


@pytest.fixture
async def world():
    found = World()
    yield found
    for gateways in found.open:
        await gateways.close()


def words(offer, **more):
    return Submission(offer.remote_model, "a red kite", options=offer.wire, **more)


ANSWERS = {
    "/text-to-image": {"job_id": "gw-1", "status": "queued"},
    "/upload-image": {"path": "uploads/7.png"},
    "/jobs/gw-1": {"status": "completed", "progress": 100},
    "/my-jobs": {"jobs": [{"job_id": "gw-1", "prompt": "a red kite"}]},
    "/usage": {"plan_label": "Plan 1", "credits_remaining": 5},
}


async def flow_handler(request):
    path = request.path.removeprefix(FLOW)
    if path == "/jobs/gw-1/image":
        return web.Response(body=picture())
    return web.json_response(ANSWERS.get(path, {"detail": "no such thing"}), status=200 if path in ANSWERS else 404)


async def test_the_whole_road_of_a_job_gateway(world, tmp_path):
    async with serving(flow_handler) as server:
        gateways = world.at(server.url)
        offer = gateways.offer("flow", "flow")
        submission = words(offer)
        assert await gateways.submit(offer, submission) == Accepted("gw-1")
        outcome = await gateways.poll(offer, "gw-1", submission)
        assert isinstance(outcome, Succeeded)
        file = await gateways.save(offer, outcome.outputs[0], tmp_path, "1-0")
        assert file.width == 64
        assert await gateways.lookup(offer, submission) == ("gw-1",)
        image = await gateways.upload(offer, SourceFile("image/png", picture()))
        assert image.remote_path == "uploads/7.png"
        report = await gateways.account("flow")
        assert isinstance(report, AccountReport)
        assert report.ok
    assert {request.headers["X-API-Key"] for request in server.asked} == {"sandbox-key"}


async def test_a_gateway_that_answers_at_once(world, tmp_path):
    async def handler(_):
        part = {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(picture()).decode()}}
        return web.json_response({"candidates": [{"content": {"parts": [part]}}]})

    async with serving(handler) as server:
        gateways = world.at(server.url, "key4u")
        offer = gateways.offer("key4u", "nano-banana")
        outcome = await gateways.submit(offer, words(offer))
    assert isinstance(outcome, Succeeded)
    assert isinstance(outcome.outputs[0], InlineFile)
    assert (await gateways.save(offer, outcome.outputs[0], tmp_path, "a")).mime == "image/png"
    assert server.asked[0].headers["Authorization"] == "Bearer sandbox-key"


async def test_each_offer_shows_the_key_as_its_route_wants_it(world):
    async def handler(_):
        return web.json_response({})

    async with serving(handler) as server:
        gateways = world.at(server.url, "thucchien")
        for name in ("nano-banana-pro", "nano-banana-pro-edit"):
            offer = gateways.offer("thucchien", name)
            images = (SourceFile("image/png", picture()),) if offer.pictures_least else ()
            await gateways.submit(offer, words(offer, files=images))
    first, second = server.asked
    assert (first.path, first.headers.get("Authorization")) == ("/v1/images/generations", "Bearer sandbox-key")
    assert second.path == "/gemini/v1beta/models/gemini-3-pro-image:generateContent"
    assert (second.headers.get("x-goog-api-key"), second.headers.get("Authorization")) == ("sandbox-key", None)


@pytest.mark.parametrize("tail", ["", "/", "/public/api/v1", "/public/api/v1/"])
async def test_an_address_copied_with_its_version_works_too(world, tail):
    async with serving(flow_handler) as server:
        gateways = world.at(server.url + tail)
        offer = gateways.offer("flow", "flow")
        assert await gateways.submit(offer, words(offer)) == Accepted("gw-1")


async def test_a_submit_that_did_not_leave_is_a_plain_failure(world):
    async with serving(flow_handler) as server:
        url = server.url
    gateways = world.at(url)
    offer = gateways.offer("flow", "flow")
    outcome = await gateways.submit(offer, words(offer))
    assert isinstance(outcome, Failed)
    assert (outcome.kind, outcome.retry_after_s) == (FailureKind.EXHAUSTED, 5)
    assert "not reachable" in outcome.reason
    assert await gateways.poll(offer, "gw-1", words(offer)) is None
    assert await gateways.lookup(offer, words(offer)) is None
    uploaded = await gateways.upload(offer, SourceFile("image/png", b"x"))
    assert isinstance(uploaded, Failed)
    assert "not reachable" in await gateways.account("flow")


async def test_a_submit_whose_answer_was_lost_is_unclear_and_sent_once(world):
    async with raw(b"") as server:
        gateways = world.at(server.url)
        offer = gateways.offer("flow", "flow")
        assert isinstance(await gateways.submit(offer, words(offer)), Unclear)
        assert len(server.asked) == 1


async def test_a_gateway_that_keeps_failing_rests_and_is_tried_again_one_at_a_time(world):
    async def handler(_):
        return web.Response(status=500, text="<html>oops</html>")

    async with serving(handler) as server:
        gateways = world.at(server.url, "key4u")
        offer = gateways.offer("key4u", "nano-banana")
        assert gateways.threads("key4u") == 10
        for _ in range(5):
            await gateways.submit(offer, words(offer))
    assert gateways.routing.rest_s("key4u", world.clock.now()) > 0
    world.clock.at += 60
    assert gateways.routing.rest_s("key4u", world.clock.now()) == 0
    assert gateways.threads("key4u") == 1


@pytest.mark.parametrize(("status", "times"), [(502, 5), (403, 1)])
async def test_a_picture_that_the_gateway_does_not_take_in_rests_it_as_a_submit_does(world, status, times):
    async def handler(_):
        return web.json_response({"detail": "no"}, status=status)

    async with serving(handler) as server:
        gateways = world.at(server.url)
        offer = gateways.offer("flow", "flow-edit")
        for _ in range(times):
            assert gateways.routing.rest_s("flow", world.clock.now()) == 0
            assert isinstance(await gateways.upload(offer, SourceFile("image/png", picture())), Failed)
    assert gateways.routing.rest_s("flow", world.clock.now()) > 0


async def test_a_picture_that_is_taken_in_does_not_make_up_for_submits_that_fail(world):
    async def handler(request):
        taken = request.path.endswith("upload-image")
        return web.json_response({"path": "uploads/7.png"} if taken else {}, status=200 if taken else 500)

    async with serving(handler) as server:
        gateways = world.at(server.url)
        offer = gateways.offer("flow", "flow-edit")
        for _ in range(5):
            image = await gateways.upload(offer, SourceFile("image/png", picture()))
            await gateways.submit(offer, words(offer, files=(image,)))
    assert gateways.routing.rest_s("flow", world.clock.now()) > 0


async def test_a_daily_limit_closes_the_gateway_until_it_said(world):
    async def handler(_):
        return web.json_response({"detail": "daily limit"}, status=429)

    async with serving(handler) as server:
        gateways = world.at(server.url)
        offer = gateways.offer("flow", "flow")
        outcome = await gateways.submit(offer, words(offer))
    assert isinstance(outcome, Failed)
    assert gateways.routing.rest_s("flow", world.clock.now() + 1799) > 0
    assert gateways.routing.rest_s("flow", world.clock.now() + 1800) == 0


async def test_an_error_answer_to_a_poll_ends_nothing(world):
    async def handler(_):
        return web.Response(status=502, text="<html>")

    async with serving(handler) as server:
        gateways = world.at(server.url)
        offer = gateways.offer("flow", "flow")
        assert isinstance(await gateways.poll(offer, "gw-1", words(offer)), Running)


async def test_limits_come_from_the_owner_first_and_from_the_file_else(world):
    plain = world.at("http://127.0.0.1:9")
    assert (plain.threads("flow"), plain.pictures_per_day("flow"), plain.names()) == (3, None, ("flow",))
    owned = world.at("http://127.0.0.1:9", threads=0, pictures_per_day=3000)
    assert (owned.threads("flow"), owned.pictures_per_day("flow")) == (0, 3000)
    free = world.at("http://127.0.0.1:9", pictures_per_day=3000, unlimited_pictures=True)
    assert free.pictures_per_day("flow") is None


def test_an_offer_that_is_gone_is_a_lookup_error():
    gateways = Gateways(CATALOG, [], protocols())
    with pytest.raises(LookupError, match="no longer offers"):
        gateways.offer("flow", "veo")
    with pytest.raises(LookupError, match="no key"):
        gateways.offer("flow", "flow")
    assert gateways.names() == ()


async def test_a_gateway_that_caches_is_never_asked_in_the_same_words_twice():
    asked = []

    async def answer(request):
        asked.append((await request.json())["prompt"])
        return web.json_response({"data": []})

    async with serving(answer) as server:
        gateways = Gateways(CATALOG, [GatewayAccess("thucchien", SecretStr("k"), server.url)], protocols())
        offer = gateways.offer("thucchien", "nano-banana-2")
        for ref in ("one", "two"):
            await gateways.submit(offer, Submission("m", "a cat", client_ref=ref, options=offer.wire))
        await gateways.close()
    assert asked[0] != asked[1]
    assert all(words.startswith("a cat\n") for words in asked)
