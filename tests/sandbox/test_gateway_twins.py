"""The gateways of the sandbox over real HTTP: our protocols, and requests that their references do not allow."""

from __future__ import annotations

import asyncio
import base64
import io
import json
from decimal import Decimal

import aiohttp
import pytest
from PIL import Image

from bot.providers.job_api import JobOptions
from bot.providers.protocols import flow, gemini_generate_content, openai_images, unified_video
from bot.providers.protocols.gemini_generate_content import GeminiOptions
from bot.providers.protocols.openai_images import OpenAIImagesOptions
from bot.providers.wire import (
    Accepted,
    Call,
    Failed,
    FailureKind,
    InlineFile,
    RemoteFile,
    Running,
    SourceFile,
    Submission,
    Succeeded,
)
from sandbox.faults import read_fault
from tests.twins import photo, serving

BODY_MAX = 64 * 1024 * 1024


@pytest.fixture
async def gateways():
    async with serving() as found:
        yield found


FLOW, GEMINI, IMAGES = flow.PROTOCOL, gemini_generate_content.PROTOCOL, openai_images.PROTOCOL
VIDEO = unified_video.PROTOCOL
PASS_THROUGH = GeminiOptions(prefix="/gemini")


def opened(data):
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


async def finished(gateways, remote_id, submission):
    """Poll a job to its end; return the outcome and the progress seen."""
    seen = []
    for _ in range(400):
        reply = await gateways.send("flow", FLOW.poll(remote_id, submission))
        outcome = FLOW.read_poll(reply, remote_id, submission)
        if not isinstance(outcome, Running):
            return outcome, seen
        assert outcome.note is None
        seen.append(outcome.progress)
        await asyncio.sleep(0.01)
    raise AssertionError("the job never ended")


async def flow_job(gateways, submission):
    accepted = await gateways.make("flow", FLOW, submission)
    assert isinstance(accepted, Accepted)
    return accepted.remote_id


async def test_flow_makes_four_pictures_of_the_asked_ratio_and_books_them(gateways):
    gateways.work("flow", latency_s=0.3, fixed_picture=False, steps=3)
    asked = Submission("imagen", "a red kite", count=4, aspect_ratio="16:9")
    job = await flow_job(gateways, asked)
    outcome, progress = await finished(gateways, job, asked)
    assert isinstance(outcome, Succeeded)
    replies = await asyncio.gather(*(gateways.send("flow", output.call) for output in outcome.outputs))
    assert {opened(reply.body).size for reply in replies} == {(1024, 576)}
    assert {opened(reply.body).format for reply in replies} == {"PNG"}
    assert len({reply.body for reply in replies}) == 4
    assert progress == sorted(progress)
    assert len(set(progress)) > 2
    (task,) = gateways.world.tasks
    assert (task.gateway, task.id, task.state, task.count, task.unit) == ("flow", job, "completed", 4, "VND")
    assert Decimal(task.billed) == 400


async def test_flow_edits_an_uploaded_photo(gateways):
    gateways.work("flow", fixed_picture=False)
    uploaded = FLOW.read_upload(await gateways.send("flow", FLOW.upload(photo((250, 30, 30)))))
    asked = Submission("imagen", "brighter", files=(SourceFile("image/jpeg", b"", uploaded),))
    job = await flow_job(gateways, asked)
    outcome, _ = await finished(gateways, job, asked)
    (output,) = outcome.outputs
    red, green, blue = opened((await gateways.send("flow", output.call)).body).getpixel((512, 300))
    assert red > 200
    assert max(green, blue) < 110


async def test_flow_jobs_beyond_the_threads_wait_in_line(gateways):
    gateways.work("flow", threads=1, latency_s=0.4)
    asked = Submission("imagen", "x")
    jobs = [await flow_job(gateways, asked) for _ in range(3)]
    states = [json.loads((await gateways.send("flow", FLOW.poll(job, asked))).body)["status"] for job in jobs]
    assert states == ["running", "queued", "queued"]
    for job in jobs:
        assert isinstance((await finished(gateways, job, asked))[0], Succeeded)


async def test_flow_refuses_a_prompt_as_a_failed_job_and_bills_nothing(gateways):
    asked = Submission("imagen", "a FORBIDDEN thing")
    outcome, _ = await finished(gateways, await flow_job(gateways, asked), asked)
    assert outcome.kind is FailureKind.REFUSED
    assert gateways.world.tasks[0].billed == "0"


async def test_flow_without_credits_answers_402_counting_what_is_under_way(gateways):
    gateways.work("flow", credits=5, latency_s=5)
    await flow_job(gateways, Submission("imagen", "x", count=4))
    refused = await gateways.make("flow", FLOW, Submission("imagen", "x", count=2))
    assert (refused.kind, refused.retry_after_s) == (FailureKind.EXHAUSTED, None)


async def test_flow_finds_a_lost_submission_and_tells_its_usage(gateways):
    gateways.work("flow", latency_s=5)  # nothing is billed yet
    asked = Submission("imagen", "where am I?")
    job = await flow_job(gateways, asked)
    await flow_job(gateways, Submission("imagen", "somebody else"))
    assert FLOW.lookup.read(await gateways.send("flow", FLOW.lookup.call), asked) == (job,)
    usage = (await gateways.send("flow", Call("GET", "/public/api/v1/usage"))).json()
    assert usage["credits_remaining"] == 100_000


async def test_flow_jobs_survive_a_restart(gateways):
    gateways.work("flow", latency_s=5)
    asked = Submission("imagen", "x")
    job = await flow_job(gateways, asked)
    kept = json.loads(json.dumps(gateways.world.snapshot()))
    gateways.world.reset()
    gateways.work("flow", latency_s=0.02, fixed_picture=True)
    gateways.world.restore(kept)
    assert isinstance((await finished(gateways, job, asked))[0], Succeeded)


async def test_films_survive_a_restart_and_are_billed_once(gateways):
    gateways.work("key4u", latency_s=5)
    asked = Submission("veo_3_1-fast", "a train in the mist", options=JobOptions(action="veo"))
    job = (await gateways.make("key4u", VIDEO, asked)).remote_id
    await asyncio.sleep(0)
    kept = json.loads(json.dumps(gateways.world.snapshot()))
    gateways.world.reset()
    gateways.work("key4u", latency_s=0.02, fixed_picture=True)
    gateways.world.restore(kept)
    await asyncio.sleep(0.1)
    outcome = VIDEO.read_poll(await gateways.send("key4u", VIDEO.poll(job, asked)), job, asked)
    assert isinstance(outcome, Succeeded)
    assert await gateways.fetched("key4u", outcome.outputs[0])
    assert [task.state for task in gateways.world.tasks] == ["completed"]


@pytest.mark.parametrize(
    ("path", "tree", "named"),
    [
        ("text-to-image", {"prompts": ["x"], "model_name": "imagen"}, "model_name"),
        ("text-to-image", {"prompts": "x"}, "prompts"),
        ("text-to-image", {"prompts": ["x"], "aspect_ratio": "3:2"}, "aspect_ratio"),
        ("text-to-image", {"prompts": ["x"], "num_images": 5}, "num_images"),
        ("text-to-image", {"prompts": ["x"], "num_images": "2"}, "num_images"),
        ("reference-to-image", {"prompts": ["x"], "reference_images": ["p"], "num_images": 2}, "num_images"),
        ("reference-to-image", {"prompts": ["x"], "reference_images": []}, "reference_images"),
    ],
)
async def test_flow_names_what_its_reference_does_not_document(gateways, path, tree, named):
    reply = await gateways.post(f"/flow/public/api/v1/{path}", tree, **{"X-API-Key": "sandbox-flow"})
    assert reply.status == 422
    assert named in reply.json()["detail"]


@pytest.mark.parametrize("headers", [{}, {"X-API-Key": "wrong"}, {"Authorization": "Bearer sandbox-flow"}])
async def test_flow_takes_its_key_in_one_header_only(gateways, headers):
    reply = await gateways.post("/flow/public/api/v1/text-to-image", {"prompts": ["x"]}, **headers)
    assert reply.status == 403


async def test_flow_takes_no_upload_that_is_no_picture(gateways):
    found = FLOW.read_upload(await gateways.send("flow", FLOW.upload(SourceFile("image/png", b"words"))))
    assert found.kind is FailureKind.INVALID


async def test_a_picture_is_not_there_before_its_job_is_done(gateways):
    gateways.work("flow", latency_s=5)
    asked = Submission("imagen", "x")
    job = await flow_job(gateways, asked)
    async with gateways.session.get(
        f"{gateways.url}/flow/public/api/v1/jobs/{job}/image?index=0", headers=gateways.headers("flow")
    ) as got:
        assert got.status == 404


@pytest.mark.parametrize(("gateway", "options"), [("key4u", GeminiOptions()), ("thucchien", PASS_THROUGH)])
async def test_gemini_draws_at_the_asked_ratio_and_size_and_the_draft_is_not_the_result(gateways, gateway, options):
    gateways.work(gateway, fixed_picture=False)
    asked = Submission("gemini-3-pro-image", "biển", aspect_ratio="16:9", size="2K", options=options)
    outcome = await gateways.make(gateway, GEMINI, asked)
    (output,) = outcome.outputs
    assert isinstance(output, InlineFile)
    assert opened(base64.b64decode(output.base64)).size == (2048, 1152)
    assert [task.state for task in gateways.world.tasks] == ["completed"]


async def test_gemini_edits_keep_the_photos_ratio(gateways):
    gateways.work("key4u", fixed_picture=False)
    outcome = await gateways.make(
        "key4u", GEMINI, Submission("gemini-2.5-flash-image", "warmer", files=(photo(size=(300, 400)), photo()))
    )
    assert opened(base64.b64decode(outcome.outputs[0].base64)).size == (768, 1024)


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("forbidden", FailureKind.REFUSED),
        ("[[textonly]]", FailureKind.REFUSED),
        ("[[noimage]]", FailureKind.BROKEN),
    ],
)
async def test_gemini_may_answer_without_a_picture(gateways, prompt, kind):
    outcome = await gateways.make("key4u", GEMINI, Submission("gemini-2.5-flash-image", prompt))
    assert outcome.kind is kind
    assert gateways.world.tasks[0].billed == "0"


async def test_the_pass_through_refuses_a_bearer_key(gateways):
    tree = GEMINI.submit(Submission("gemini-2.5-flash-image", "x")).json_body
    path = "/thucchien/gemini/v1beta/models/gemini-2.5-flash-image:generateContent"
    assert (await gateways.post(path, tree, Authorization="Bearer sandbox-thucchien")).status == 401
    assert (await gateways.post(path, tree, **{"x-goog-api-key": "sandbox-thucchien"})).status == 200


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"prompt": "x"}, "prompt"),
        ({"generationConfig": {"imageConfig": {"aspectRatio": "7:5"}}}, "aspectRatio"),
        ({"generationConfig": {"imageConfig": {"imageSize": "1k"}}}, "imageSize"),
        ({"generationConfig": {"n": 2}}, "'n'"),
        (
            {"contents": [{"parts": [{"text": "x"}, {"inline_data": {"mime_type": "image/png", "data": "!!"}}]}]},
            "base64",
        ),
        ({"contents": []}, "contents"),
    ],
)
async def test_gemini_names_what_its_reference_does_not_document(gateways, change, named):
    tree = {"contents": [{"parts": [{"text": "x"}]}]} | change
    path = "/key4u/v1beta/models/gemini-2.5-flash-image:generateContent"
    reply = await gateways.post(path, tree, Authorization="Bearer sandbox-key4u")
    assert reply.status == 400
    assert named in reply.json()["error"]["message"]


async def test_a_small_model_takes_no_size(gateways):
    outcome = await gateways.make("key4u", GEMINI, Submission("gemini-2.5-flash-image", "x", size="1K"))
    assert outcome.kind is FailureKind.INVALID


async def test_openai_images_come_as_base64_with_their_cost(gateways):
    outcome = await gateways.make("thucchien", IMAGES, Submission("nano-banana-2", "x", aspect_ratio="3:4"))
    assert isinstance(outcome, Succeeded)
    assert outcome.cost == "0.0672"
    assert gateways.world.tasks[0].billed == "0.0672"
    options = OpenAIImagesOptions(path="/images/generations", send=["n", "aspect_ratio"])
    four = await gateways.make("thucchien", IMAGES, Submission("imagen-4", "x", count=4, options=options))
    assert (len(four.outputs), four.cost) == (4, "0.16")


async def test_openai_images_may_come_as_an_address_that_takes_no_key(gateways):
    options = OpenAIImagesOptions(send=["n"])
    outcome = await gateways.make("key4u", IMAGES, Submission("grok-imagine-image", "x", count=2, options=options))
    assert len(outcome.outputs) == 2
    assert isinstance(outcome.outputs[0], RemoteFile)
    async with gateways.session.get(outcome.outputs[0].url) as got:
        assert opened(await got.read()).format == "PNG"
    async with gateways.session.get(outcome.outputs[0].url, headers=gateways.headers("key4u")) as got:
        assert got.status == 400


async def test_each_gateway_refuses_in_its_own_way(gateways):
    blocked = await gateways.make("thucchien", IMAGES, Submission("nano-banana-2", "forbidden"))
    assert blocked == Failed(FailureKind.REFUSED, "blocked or empty")
    options = OpenAIImagesOptions(send=["n", "size"])
    outspoken = await gateways.make("key4u", IMAGES, Submission("gpt-image-1", "forbidden", options=options))
    assert outspoken.kind is FailureKind.REFUSED


@pytest.mark.parametrize("field", ["response_format", "quality", "image_size", "seed"])
async def test_a_google_model_takes_no_field_of_others(gateways, field):
    tree = {"model": "nano-banana-2", "prompt": "x", field: "low"}
    reply = await gateways.post("/thucchien/v1/images/generations", tree, Authorization="Bearer sandbox-thucchien")
    assert reply.status == 400
    assert field in reply.json()["error"]["message"]


@pytest.mark.parametrize("gateway", ["thucchien", "key4u"])
async def test_a_gateway_without_money_threads_or_model_says_so(gateways, gateway):
    asked = Submission("nano-banana-2", "x")
    unknown = await gateways.make(gateway, IMAGES, Submission("no-such-model", "x"))
    assert (unknown.kind, unknown.model_only) == (FailureKind.EXHAUSTED, True)
    gateways.work(gateway, threads=1, latency_s=0.8)
    first = asyncio.create_task(
        gateways.make(gateway, GEMINI, Submission("gemini-2.5-flash-image", "x", options=_passed(gateway)))
    )
    while not any(task.state == "running" for task in gateways.world.tasks):
        await asyncio.sleep(0.01)
    busy = await gateways.make(gateway, IMAGES, asked)
    assert busy.kind is FailureKind.EXHAUSTED
    assert 0 < busy.retry_after_s <= 60
    assert isinstance(await first, Succeeded)
    gateways.work(gateway, credits=0)
    broke = await gateways.make(gateway, IMAGES, asked)
    assert (broke.kind, broke.retry_after_s, broke.model_only) == (FailureKind.EXHAUSTED, None, False)


def _passed(gateway):
    return PASS_THROUGH if gateway == "thucchien" else GeminiOptions()


@pytest.mark.parametrize("gateway", ["thucchien", "key4u"])
async def test_a_wrong_key_is_refused(gateways, gateway):
    tree = IMAGES.submit(Submission("m", "x")).json_body
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"sandbox-{gateway}"}):
        reply = await gateways.post(f"/{gateway}/v1/images/generations", tree, **headers)
        assert IMAGES.read_submit(reply, Submission("m", "x")).kind is FailureKind.EXHAUSTED


async def test_a_fault_sends_words_where_the_picture_should_be(gateways):
    fault = {"kind": "not_a_picture", "match": "", "times": 0}
    gateways.world.faults.set([read_fault(fault | {"to": name}) for name in ("flow", "key4u", "thucchien")])
    inline = await gateways.make("key4u", GEMINI, Submission("gemini-2.5-flash-image", "x"))
    assert base64.b64decode(inline.outputs[0].base64).startswith(b"This should")
    images = await gateways.make("thucchien", IMAGES, Submission("m", "x"))
    assert base64.b64decode(images.outputs[0].base64).startswith(b"This should")
    asked = Submission("imagen", "x")
    outcome, _ = await finished(gateways, await flow_job(gateways, asked), asked)
    assert (await gateways.send("flow", outcome.outputs[0].call)).body.startswith(b"This should")


async def test_a_lost_answer_is_work_done_and_billed(gateways):
    gateways.world.faults.set([read_fault({"to": "key4u", "match": "generateContent", "kind": "lost"})])
    with pytest.raises(aiohttp.ClientError):
        await gateways.make("key4u", GEMINI, Submission("gemini-2.5-flash-image", "x"))
    assert [task.state for task in gateways.world.tasks] == ["completed"]
