"""Flow AI's clips, qualities and lists: as values, and once through the twin over real HTTP (flow.md §3.4-§3.7, §8)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from pydantic import ValidationError

from bot.providers.protocols.flow import PROTOCOL, FlowOptions, read_list
from bot.providers.wire import Accepted, Call, Failed, FailureKind, Reply, Running, SourceFile, Submission, Succeeded
from tests.twins import photo

VIDEO = FlowOptions(action="video")
REFERENCES = FlowOptions(action="references")
PHOTO = SourceFile("image/jpeg", b"\xff\xd8\xff", "uploads/1.jpg")
CLIP = Submission("veo-3.1", "waves at night", aspect_ratio="9:16", seconds=10, options=VIDEO)


def answer(tree, status=200):
    return Reply(status, json.dumps(tree).encode())


@pytest.mark.parametrize(
    ("asked", "route", "body"),
    [
        (CLIP, "text-to-video",
         {"prompts": ["waves at night"], "video_length_seconds": 10, "aspect_ratio": "9:16"}),
        (replace(CLIP, seconds=None, aspect_ratio=None), "text-to-video",
         {"prompts": ["waves at night"], "video_length_seconds": 8, "aspect_ratio": "16:9"}),
        (replace(CLIP, files=(PHOTO,)), "image-to-video",
         {"items": [{"image_path": "uploads/1.jpg", "prompt": "waves at night"}], "aspect_ratio": "9:16"}),
        (replace(CLIP, files=(PHOTO, PHOTO), options=REFERENCES, choices={"voice": "charon"}), "multi-ref-video",
         {"items": [{"image_paths": ["uploads/1.jpg"] * 2, "prompt": "waves at night"}], "voice": "charon"}),
        (replace(CLIP, files=(PHOTO,), options=REFERENCES), "multi-ref-video",
         {"items": [{"image_paths": ["uploads/1.jpg"], "prompt": "waves at night"}]}),
    ],
)  # fmt: skip
def test_each_route_gets_the_fields_that_the_page_gives_it_and_no_other(asked, route, body):
    call = PROTOCOL.submit(asked)
    assert call.path == f"/public/api/v1/{route}"
    assert call.json_body == body


def test_a_quality_is_asked_for_only_in_the_words_that_an_owner_named():
    sharp = Submission("imagen", "x", size="4K", aspect_ratio="1:1")
    told = FlowOptions(quality_field="upscale_quality", quality_values={"4K": "4k", "2K": "2k"})
    plain = PROTOCOL.submit(replace(sharp, options=FlowOptions())).json_body
    assert set(plain) == {"prompts", "num_images", "aspect_ratio"}
    assert PROTOCOL.submit(replace(sharp, options=told)).json_body == plain | {"upscale_quality": "4k"}
    assert PROTOCOL.submit(replace(sharp, options=told, size="1K")).json_body == plain


@pytest.mark.parametrize("options", [{"action": "film"}, {"quality_field": "Up scale"}, {"tier": "x"}])
def test_an_unknown_option_stops_the_start(options):
    with pytest.raises(ValidationError):
        FlowOptions(**options)


@pytest.mark.parametrize(
    ("told", "count"), [({"videos_count": 2}, 2), ({"images_count": 4}, 1), ({}, 1), ({"videos_count": 99}, 1)]
)
def test_a_finished_clip_is_fetched_behind_our_key(told, count):
    found = PROTOCOL.read_poll(answer({"status": "completed", **told}), "gw/1", replace(CLIP, count=3))
    assert [(one.call.path, one.call.query) for one in found.outputs] == [
        ("/public/api/v1/jobs/gw%2F1/video", {"index": str(index)}) for index in range(count)
    ]


LIBRARY = {"images": [{"job_id": "gw-1", "index": 0, "quality": "1K", "prompt": "x", "status": "completed"}]}


@pytest.mark.parametrize(
    ("tree", "count"),
    [(LIBRARY, 1), (LIBRARY["images"], 1), ({"data": {"videos": [{}, {}]}}, 2), ([1, None, "x"], 0), ({"ok": 1}, None)],
)
def test_the_lists_are_read_in_any_likely_shape(tree, count):
    found = read_list(answer(tree))
    assert (None if found is None else len(found)) == count
    assert read_list(answer(tree, 500)) is None


async def uploaded(gateways, **look):
    sent = photo(**look)
    path = PROTOCOL.read_upload(await gateways.send("flow", PROTOCOL.upload(sent)))
    return replace(sent, remote_path=path)


@pytest.mark.parametrize(("action", "pictures"), [("video", 0), ("video", 1), ("references", 3)])
async def test_the_twin_makes_a_clip_of_words_and_of_pictures(gateways, action, pictures):
    files = tuple([await uploaded(gateways) for _ in range(pictures)])
    choices = {"voice": "algieba"} if action == "references" else {}
    asked = replace(CLIP, files=files, options=FlowOptions(action=action), choices=choices)
    done = await gateways.finish("flow", PROTOCOL, asked)
    assert isinstance(done, Succeeded)
    assert (await gateways.fetched("flow", done.outputs[0]))[4:8] == b"ftyp"


@pytest.mark.parametrize(
    ("change", "says"),
    [({"seconds": 7}, "6, 8, 10"), ({"aspect_ratio": "4:3"}, "aspect_ratio"), ({"prompt": " "}, "prompts")],
)
async def test_the_twin_takes_no_length_or_shape_that_is_not_documented(gateways, change, says):
    turned_down = await gateways.make("flow", PROTOCOL, replace(CLIP, **change))
    assert turned_down.kind is FailureKind.INVALID
    assert says in turned_down.reason


async def test_the_twin_takes_three_pictures_and_four_voices(gateways):
    files = tuple([await uploaded(gateways) for _ in range(4)])
    for asked in (replace(CLIP, files=files), replace(CLIP, files=files[:1], choices={"voice": "zeus"})):
        turned_down = await gateways.make("flow", PROTOCOL, replace(asked, options=REFERENCES))
        assert turned_down.kind is FailureKind.INVALID


async def test_the_twin_refuses_and_is_out_of_credit_in_its_own_words(gateways):
    refused = await gateways.finish("flow", PROTOCOL, replace(CLIP, prompt="forbidden waves"))
    assert refused == Failed(FailureKind.REFUSED, "Blocked by safety filter")
    gateways.work("flow", credits=0)
    broke = await gateways.make("flow", PROTOCOL, CLIP)
    assert (broke.kind, broke.retry_after_s) == (FailureKind.EXHAUSTED, None)


async def test_a_clip_that_the_gateway_lists_can_be_found_again(gateways):
    accepted = await gateways.make("flow", PROTOCOL, CLIP)
    assert isinstance(accepted, Accepted)
    found = PROTOCOL.lookup.read(await gateways.send("flow", PROTOCOL.lookup.call), CLIP)
    assert found == (accepted.remote_id,)
    polled = Running()
    while isinstance(polled, Running):
        reply = await gateways.send("flow", PROTOCOL.poll(accepted.remote_id, CLIP))
        polled = PROTOCOL.read_poll(reply, accepted.remote_id, CLIP)
    usage = await gateways.send("flow", Call("GET", "/public/api/v1/usage"))
    assert usage.json()["usage_today"] == 0  # the daily cap counts pictures
