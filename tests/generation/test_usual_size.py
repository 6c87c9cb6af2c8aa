"""Who chose no size or length gets the usual one of the offer that was priced: it is stored, sent and kept."""

import pytest
from aiohttp import web

from bot.errors import PersonError
from bot.generation.request import GenerationRequest
from bot.providers.wire import Task
from storage import attempts, jobs
from tests.providers.servers import serving

NOWHERE = "http://127.0.0.1:9"


async def stored(house, job):
    return GenerationRequest.model_validate_json((await house.db.read(jobs.get, job.id)).request)


@pytest.fixture
async def gateway():
    """One that notes what it is asked; the road of thucchien is closed."""

    async def handler(request):
        if request.path.endswith("images/generations"):
            return web.json_response({"error": {"message": "no credit"}}, status=402)
        server.bodies.append(await request.json())
        return web.json_response({"error": {"message": "no"}}, status=400)

    async with serving(handler) as server:
        server.bodies = []
        yield server


async def test_what_was_priced_is_stored_and_sent(house, gateway):
    there = house(key4u=gateway.url)
    attempt = await there.begin("nano-banana-2")
    _, job = await there.run(attempt)
    assert ((await stored(there, job)).size, job.price) == ("2K", 240)
    assert gateway.bodies[0]["generationConfig"]["imageConfig"]["imageSize"] == "2K"


async def test_a_length_is_stored_too(house):
    there = house(thucchien=NOWHERE)
    admitted = await there.admit("veo-3.1", task=Task.VIDEO)
    assert (await stored(there, admitted.job)).seconds == 8


async def test_another_gateway_makes_what_was_priced_and_not_its_own_usual_size(house, gateway, clock):
    there = house(thucchien=gateway.url, key4u=gateway.url)
    there.gateways.routing.pause("key4u", clock.now() + 300, "busy", now=clock.now())
    attempt = await there.begin("nano-banana-2")
    clock.move(300)
    await there.run(attempt)
    [second] = await there.db.write(attempts.claim, "key4u", None, None, clock.now())
    await there.run(second)
    assert (attempt.gateway, second.job_id) == ("thucchien", attempt.job_id)
    assert gateway.bodies[0]["generationConfig"]["imageConfig"]["imageSize"] == "1K"


async def test_another_model_is_asked_for_its_own_usual_size_where_the_person_chose_none(house):
    there = house(flow=NOWHERE, thucchien=NOWHERE, key4u=NOWHERE)
    request = GenerationRequest(prompt="a boat", model="nano-banana-2")
    assert there.quoting.of_another(request.model_copy(update={"size": "2K"}), "flow").size is None
    with pytest.raises(PersonError, match="model-size"):
        there.quoting.of_another(request.model_copy(update={"size": "4K"}), "flow")
