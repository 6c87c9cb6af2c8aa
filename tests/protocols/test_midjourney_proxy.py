"""Midjourney: values in, values out, and its twin with its buttons; all answers of key4u.md §3.8 and odd ones."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image

from bot.providers.protocols.midjourney_proxy import PROTOCOL, MidjourneyOptions
from bot.providers.wire import (
    Accepted,
    Call,
    Earlier,
    Failed,
    FailureKind,
    Finished,
    FollowUp,
    RemoteFile,
    Reply,
    Running,
    Submission,
    Succeeded,
    TextOutput,
)
from tests.twins import photo

ASKED = Submission("MID_JOURNEY", "a paper boat", aspect_ratio="3:2", options=MidjourneyOptions())
ACTION = MidjourneyOptions(action="action")
DESCRIBE = Submission("MID_JOURNEY", "", files=(photo(),), options=MidjourneyOptions(action="describe"))
PNG = RemoteFile("https://mj.example/1.png")


def answer(tree, status=200):
    return Reply(status, json.dumps(tree).encode())


def pressed(task, key, prompt="a paper boat"):
    return Submission("MID_JOURNEY", prompt, earlier=Earlier(task, key), options=ACTION)


def test_chosen_options_are_written_behind_the_prompt():
    choices = {"v": "7", "s": "250", "chaos": "20", "tile": "on", "no": "text, people", "quality": "2", "style": "raw"}
    body = PROTOCOL.submit(Submission("NIJI_JOURNEY", " a boat ", aspect_ratio="3:2", choices=choices)).json_body
    assert body == {
        "botType": "NIJI_JOURNEY",
        "prompt": "a boat --ar 3:2 --v 7 --s 250 --chaos 20 --no text, people --style raw --tile --q 2",
    }


@pytest.mark.parametrize(
    ("asked", "path", "fields"),
    [
        (Submission("MID_JOURNEY", "x", files=(photo(),)), "/mj/submit/imagine", {"botType", "prompt", "base64Array"}),
        (pressed("12", "MJ::JOB::upsample::1::a"), "/mj/submit/action", {"taskId", "customId", "chooseSameChannel"}),
        (Submission("MID_JOURNEY", "", aspect_ratio="2:3", files=(photo(), photo()),
                    options=MidjourneyOptions(action="blend")),
         "/mj/submit/blend", {"botType", "base64Array", "dimensions"}),
        (DESCRIBE, "/mj/submit/describe", {"botType", "base64"}),
        (Submission("MID_JOURNEY", "x", files=(photo(role="mask"),), earlier=Earlier("12"),
                    options=MidjourneyOptions(action="modal")),
         "/mj/submit/modal", {"taskId", "prompt", "maskBase64"}),
        (Submission("MID_JOURNEY", "x", options=MidjourneyOptions(mode="fast")), "/mj-fast/mj/submit/imagine",
         {"botType", "prompt"}),
    ],
)  # fmt: skip
def test_each_action_has_its_path_and_fields(asked, path, fields):
    call = PROTOCOL.submit(asked)
    assert (call.path, set(call.json_body)) == (path, fields)


@pytest.mark.parametrize(
    ("reply", "seed"),
    [
        (answer({"code": 1, "result": "1234567890"}), "1234567890"),
        (answer({"code": 1, "result": 77}), "77"),
        (answer({"code": 4, "description": "task_not_found", "result": "5"}), ""),
        (answer({"code": 1, "result": "soon"}), ""),
        (answer({"code": 1, "result": "\u0663"}), ""),
        (answer({"code": 1, "result": "45%"}), ""),
        (answer({"code": 1, "result": 1.9}), ""),
        (answer({"code": 1, "result": True}), ""),
        (answer({"code": 1, "result": -1}), ""),
        (answer({"code": 1, "result": 10**20}), ""),
        (Reply(502, b"<html>"), ""),
    ],
)
def test_a_seed_is_asked_for_at_the_speed_of_its_job(reply, seed):
    fast = MidjourneyOptions(mode="fast")
    assert PROTOCOL.ask_seed("12", fast) == Call("GET", "/mj-fast/mj/task/12/image-seed")
    assert PROTOCOL.ask_seed("1/2", MidjourneyOptions()) == Call("GET", "/mj/task/1%2F2/image-seed")
    assert PROTOCOL.read_seed(reply) == seed


def test_a_job_is_polled_at_the_speed_it_was_submitted_at():
    fast = Submission("MID_JOURNEY", "x", options=MidjourneyOptions(mode="fast"))
    assert PROTOCOL.poll("12", ASKED).path == "/mj/task/12/fetch"
    assert PROTOCOL.poll("12", fast).path == "/mj-fast/mj/task/12/fetch"


@pytest.mark.parametrize("code", [1, 21, 22])
def test_three_codes_took_the_work(code):
    assert PROTOCOL.read_submit(answer({"code": code, "result": "12"}), ASKED) == Accepted("12")


@pytest.mark.parametrize(
    ("status", "tree", "kind"),
    [
        (200, {"code": 23, "description": "queue is full"}, FailureKind.EXHAUSTED),
        (200, {"code": 24, "description": "bad word", "result": "12"}, FailureKind.REFUSED),
        (200, {"code": 3, "description": "no account"}, FailureKind.EXHAUSTED),
        (200, {"code": 4, "description": "prompt is empty"}, FailureKind.INVALID),
        (400, {"code": 4, "description": "quota_not_enough", "type": "new_api_error"}, FailureKind.EXHAUSTED),
        (401, {"code": 4, "description": "Invalid token"}, FailureKind.EXHAUSTED),
        (200, {"code": 9, "description": "it went wrong"}, FailureKind.BROKEN),
        (200, {"code": 9, "description": "Banned prompt detected"}, FailureKind.REFUSED),
        (429, {"error": {"message": "slow down"}}, FailureKind.EXHAUSTED),
    ],
)
def test_each_other_code_tells_who_must_act(status, tree, kind):
    assert PROTOCOL.read_submit(answer(tree, status), ASKED).kind is kind


U1 = {"customId": "MJ::JOB::upsample::1::a", "label": "U1", "emoji": ""}
AGAIN = {"customId": "MJ::JOB::reroll::0::a::SOLO", "label": "", "emoji": "🔄"}
HEART, REGION = (
    {"customId": "MJ::BOOKMARK::a", "emoji": "x"},
    {"customId": "MJ::Inpaint::1::a", "label": "Vary (Region)"},
)


@pytest.mark.parametrize(
    ("tree", "outcome"),
    [
        ({"status": "NOT_START", "progress": ""}, Running()),
        ({"status": "in_progress", "progress": "46%", "imageUrl": "https://mj.example/p.png?rand=1"}, Running(46)),
        ({"status": "mystery"}, Running(note="unknown status 'mystery'")),
        ({"status": "SUCCESS", "imageUrl": PNG.url, "buttons": [U1, AGAIN, HEART, REGION, U1, {}, None]},
         Succeeded((PNG,), follow_ups=(FollowUp("U1", U1["customId"]), FollowUp("🔄", AGAIN["customId"])))),
        ({"status": "SUCCESS", "videoUrls": [{"url": "https://mj.example/1.mp4"}], "imageUrl": PNG.url},
         Succeeded((RemoteFile("https://mj.example/1.mp4"),))),
        ({"status": "SUCCESS", "imageUrl": ""}, Failed(FailureKind.BROKEN, "finished without a result")),
        ({"status": "FAILURE", "failReason": "Banned prompt"}, Failed(FailureKind.REFUSED, "Banned prompt")),
        ({"status": "FAILURE", "failReason": "no account"}, Failed(FailureKind.BROKEN, "no account")),
        ({"status": "CANCEL"}, Failed(FailureKind.BROKEN, "no reason given")),
    ],
)  # fmt: skip
def test_each_status_has_its_outcome(tree, outcome):
    assert PROTOCOL.read_poll(answer(tree), "12", ASKED) == outcome


def test_a_description_is_words_though_a_picture_lies_beside_it():
    tree = {"status": "SUCCESS", "imageUrl": PNG.url, "properties": {"finalPrompt": "1. a boat"}, "buttons": [U1]}
    assert PROTOCOL.read_poll(answer(tree), "12", DESCRIBE) == Succeeded((TextOutput("1. a boat"),))


def test_a_window_that_waits_gets_the_words_and_the_job_goes_on():
    zoom = pressed("1", "MJ::CustomZoom::a")
    outcome = PROTOCOL.read_poll(answer({"status": "MODAL"}), "12", zoom)
    body = {"taskId": "12", "prompt": "a paper boat --zoom 1.8"}
    assert outcome == Finished(Call("POST", "/mj/submit/modal", json_body=body))
    assert PROTOCOL.read_fetch(answer({"code": 1, "result": "12"}), "12", zoom) == Running()
    assert isinstance(PROTOCOL.read_fetch(answer({"code": 4, "description": "no window"}), "12", zoom), Running)
    assert PROTOCOL.read_fetch(answer({"code": 24}), "12", zoom).kind is FailureKind.REFUSED


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b"null", b"[]", b"{}", b"[" * 5000])
def test_an_answer_that_is_none_is_unclear_and_a_poll_goes_on(body):
    assert type(PROTOCOL.read_submit(Reply(200, body), ASKED)).__name__ == "Unclear"
    assert type(PROTOCOL.read_submit(Reply(502, body), ASKED)).__name__ == "Unclear"
    for read in (PROTOCOL.read_poll, PROTOCOL.read_fetch):
        assert isinstance(read(Reply(502, body), "x", ASKED), Running)
        assert isinstance(read(Reply(200, body), "x", ASKED), Running)


async def drawn(gateways, asked):
    """Make it, and return the job's id, the outcome and the picture."""
    accepted = await gateways.make("key4u", PROTOCOL, asked)
    assert isinstance(accepted, Accepted), accepted
    while True:
        reply = await gateways.send("key4u", PROTOCOL.poll(accepted.remote_id, asked))
        outcome = PROTOCOL.read_poll(reply, accepted.remote_id, asked)
        if isinstance(outcome, Finished):
            await gateways.send("key4u", outcome.fetch)
        elif not isinstance(outcome, Running):
            break
    assert isinstance(outcome, Succeeded), outcome
    picture = Image.open(io.BytesIO(await gateways.fetched("key4u", outcome.outputs[0]))).convert("RGB")
    return accepted.remote_id, outcome, picture


def key_of(outcome, label):
    return next(one.key for one in outcome.follow_ups if one.label == label)


async def test_the_twin_draws_a_grid_and_its_buttons_work(gateways):
    gateways.work("key4u", fixed_picture=False)
    task, grid, sheet = await drawn(gateways, Submission("MID_JOURNEY", "a boat", aspect_ratio="1:1"))
    assert [one.label for one in grid.follow_ups] == ["U1", "U2", "U3", "U4", "🔄", "V1", "V2", "V3", "V4"]
    _, single, second = await drawn(gateways, pressed(task, key_of(grid, "U2")))
    side = second.width
    assert sheet.crop((side, 0, 2 * side, side)).tobytes() == second.tobytes()
    assert "Zoom Out 2x" in {one.label for one in single.follow_ups}


async def test_the_twin_draws_the_same_from_the_seed_it_told(gateways):
    gateways.work("key4u", fixed_picture=False)
    task, _, first = await drawn(gateways, Submission("MID_JOURNEY", "a boat"))
    seed = PROTOCOL.read_seed(await gateways.send("key4u", PROTOCOL.ask_seed(task, MidjourneyOptions())))
    _, _, again = await drawn(gateways, Submission("MID_JOURNEY", "a boat", choices={"seed": seed}))
    assert again.tobytes() == first.tobytes()
    _, _, other = await drawn(gateways, Submission("MID_JOURNEY", "a boat"))
    assert other.tobytes() != first.tobytes()


async def test_the_twin_varies_a_tile_and_zooms_through_a_window(gateways):
    task, grid, _ = await drawn(gateways, ASKED)
    assert len((await drawn(gateways, pressed(task, key_of(grid, "V3"))))[1].follow_ups) == 9
    one, single, _ = await drawn(gateways, pressed(task, key_of(grid, "U1")))
    zoomed, _, _ = await drawn(gateways, pressed(one, key_of(single, "Custom Zoom")))
    assert zoomed != one


async def test_the_twin_blends_and_describes(gateways):
    pair = Submission("MID_JOURNEY", "", files=(photo(), photo()), options=MidjourneyOptions(action="blend"))
    assert (await drawn(gateways, pair))[1].follow_ups
    outcome = await gateways.finish("key4u", PROTOCOL, DESCRIBE)
    assert outcome.outputs[0].text.startswith("1. ")


async def test_the_twin_refuses_words_buttons_and_options_that_are_not(gateways):
    outcome = await gateways.make("key4u", PROTOCOL, Submission("MID_JOURNEY", "forbidden"))
    assert outcome.kind is FailureKind.REFUSED
    outcome = await gateways.finish("key4u", PROTOCOL, Submission("MID_JOURNEY", "x", choices={"v": "99"}))
    assert outcome == Failed(FailureKind.INVALID, "Invalid parameter: --v 99")
    task, _, _ = await drawn(gateways, ASKED)
    assert (
        await gateways.make("key4u", PROTOCOL, pressed(task, "MJ::JOB::upsample::9::x"))
    ).kind is FailureKind.INVALID


async def test_the_twin_words_the_doors_no_in_its_own_way(gateways):
    gateways.work("key4u", credits=0)
    reply = await gateways.send("key4u", PROTOCOL.submit(ASKED))
    assert (reply.status, reply.json()["code"], reply.json()["type"]) == (403, 4, "new_api_error")
    assert PROTOCOL.read_submit(reply, ASKED).kind is FailureKind.EXHAUSTED
