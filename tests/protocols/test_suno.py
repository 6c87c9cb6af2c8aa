"""Suno: values in, values out, and through its twin; each documented answer of key4u.md §5.6 and the odd ones."""

from __future__ import annotations

import json

import pytest

from bot.providers.job_api import JobOptions
from bot.providers.protocols.suno import PROTOCOL
from bot.providers.wire import (
    About,
    Accepted,
    Earlier,
    Failed,
    FailureKind,
    RemoteFile,
    Reply,
    Running,
    Submission,
    Succeeded,
    TextOutput,
    Unclear,
)


def asked(action="song", prompt="a summer song", earlier=None, **choices):
    return Submission("chirp-v5", prompt, choices=choices, earlier=earlier, options=JobOptions(action=action))


def answer(tree, status=200):
    return Reply(status, json.dumps(tree).encode())


def task(status, data=None, **more):
    return answer(
        {"code": "success", "message": "", "data": {"task_id": "t-1", "status": status, "data": data, **more}}
    )


def clip(number, **more):
    usual = {
        "id": f"clip-{number}",
        "title": "Mùa hè",
        "status": "complete",
        "audio_url": f"https://cdn1.suno.ai/clip-{number}.mp3",
        "image_url": "https://cdn2.suno.ai/i.jpeg",
        "image_large_url": "https://cdn2.suno.ai/il.jpeg",
    }
    return usual | more


def polled(reply, submission=None):
    return PROTOCOL.read_poll(reply, "t-1", submission or asked())


SONG = RemoteFile("https://cdn1.suno.ai/clip-1.mp3", About("clip-1", "Mùa hè", "https://cdn2.suno.ai/il.jpeg"))
BEFORE = Earlier("t-0", "clip-0")


@pytest.mark.parametrize(
    ("submission", "path", "body"),
    [
        (asked(), "music", {"gpt_description_prompt": "a summer song", "make_instrumental": False, "mv": "chirp-v5"}),
        (asked(instrumental="on"), "music",
         {"gpt_description_prompt": "a summer song", "make_instrumental": True, "mv": "chirp-v5"}),
        (asked(style="pop", voice="female"), "music",
         {"gpt_description_prompt": "a summer song, pop, female voice", "make_instrumental": False, "mv": "chirp-v5"}),
        (asked(lyrics="[Verse] la", style="pop", title="Hè", no="drums", voice="male"), "music",
         {"prompt": "[Verse] la", "tags": "pop", "title": "Hè", "mv": "chirp-v5", "negative_tags": "drums",
          "metadata": {"create_mode": "custom", "vocal_gender": "m"}}),
        (asked(lyrics="la"), "music", {"prompt": "la", "tags": "a summer song", "title": "", "mv": "chirp-v5"}),
        (asked(instrumental="on", style="jazz"), "music",
         {"prompt": "", "tags": "jazz", "title": "", "mv": "chirp-v5", "make_instrumental": True}),
        (asked("extend", earlier=BEFORE, lyrics="la", **{"from": "62.5"}), "music",
         {"prompt": "la", "tags": "a summer song", "title": "", "mv": "chirp-v5", "task": "extend",
          "continue_clip_id": "clip-0", "task_id": "t-0", "continue_at": 62.5}),
        (asked("concat", earlier=BEFORE), "concat", {"clip_id": "clip-0", "is_infill": False}),
        (asked("lyrics"), "lyrics", {"prompt": "a summer song"}),
    ],
)  # fmt: skip
def test_each_wish_has_its_body(submission, path, body):
    call = PROTOCOL.submit(submission)
    assert (call.method, call.path, call.json_body) == ("POST", f"/suno/submit/{path}", body)


@pytest.mark.parametrize("action", ["extend", "concat", "wav"])
@pytest.mark.parametrize("earlier", [None, Earlier("t-0")])
def test_what_goes_on_needs_an_earlier_song(action, earlier):
    with pytest.raises(ValueError, match="needs an earlier song"):
        PROTOCOL.submit(asked(action, earlier=earlier))


@pytest.mark.parametrize("data", ["t-1", {"task_id": "t-1"}, {"id": "t-1"}])
def test_a_task_is_accepted_under_its_id_and_asked_for(data):
    found = PROTOCOL.read_submit(answer({"code": "success", "message": "", "data": data}), asked())
    assert found == Accepted("t-1")
    assert PROTOCOL.poll("t-1", asked()).path == "/suno/fetch/t-1"


@pytest.mark.parametrize(
    ("status", "tree", "kind"),
    [
        (200, {"code": "quota_not_enough", "message": "no", "data": None}, FailureKind.EXHAUSTED),
        (403, {"code": "quota_not_enough", "message": "no", "data": None}, FailureKind.EXHAUSTED),
        (200, {"code": "invalid_request", "message": "mv is wrong", "data": None}, FailureKind.INVALID),
        (200, {"code": "fail", "message": "lyrics contained artist name", "data": None}, FailureKind.REFUSED),
        (400, {"code": "fail", "message": "lyrics contained artist name", "data": None}, FailureKind.REFUSED),
        (400, {"code": "task_not_exist", "message": "task_origin_not_exist"}, FailureKind.INVALID),
        (401, {"error": {"message": "Invalid token"}}, FailureKind.EXHAUSTED),
        (429, {"code": "x", "message": "slow down"}, FailureKind.EXHAUSTED),
        (503, {"error": {"message": "no available channel", "code": "model_not_found"}}, FailureKind.EXHAUSTED),
    ],
)
def test_a_submit_that_is_turned_down_tells_who_must_act(status, tree, kind):
    assert PROTOCOL.read_submit(answer(tree, status), asked()).kind is kind


@pytest.mark.parametrize("body", [b"", b"<html>", b"null", b"[]", b'{"code":"success","data":null}', b"[" * 5000])
def test_an_answer_that_is_none_is_unclear_and_a_poll_goes_on(body):
    assert isinstance(PROTOCOL.read_submit(Reply(200, body), asked()), Unclear)
    assert isinstance(PROTOCOL.read_submit(Reply(502, body), asked()), Unclear)
    assert isinstance(polled(Reply(502, body)), Running)
    assert isinstance(polled(Reply(200, body)), Running)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (task("NOT_START"), Running()),
        (task("SUBMITTED", progress="0%"), Running(0)),
        (task("queued"), Running()),
        (task("IN_PROGRESS", [clip(1, status="streaming")], progress="60%"), Running(60)),
        (task("SUCCESS", [clip(1), clip(2, status="error", audio_url="")]), Succeeded((SONG,))),
        (task("NEW_WORD", [clip(1)]), Succeeded((SONG,))),
        (task("NEW_WORD", [clip(1, audio_url="https://audiopipe.suno.ai/?item_id=1")]),
         Running(note="unknown status 'new_word'")),
        (task("SUCCESS", [clip(1, status="streaming", audio_url="https://audiopipe.suno.ai/?item_id=1")]),
         Running(note="the task is done and its songs are not")),
        (task("SUCCESS", {"text": "[Verse] la", "title": "Hè", "status": "complete"}),
         Succeeded((TextOutput("[Verse] la", About(title="Hè")),))),
        (task("SUCCESS", [clip(1, status="error", audio_url="", metadata={"error_message": "moderation_failure"})]),
         Failed(FailureKind.REFUSED, "moderation_failure")),
        (task("SUCCESS"), Failed(FailureKind.BROKEN, "finished without a result")),
        (task("FAILURE", fail_reason="lyrics contained artist name"),
         Failed(FailureKind.REFUSED, "lyrics contained artist name")),
        (task("FAILURE", fail_reason="no gpu"), Failed(FailureKind.BROKEN, "no gpu")),
        (task("FAILURE"), Failed(FailureKind.BROKEN, "no reason given")),
    ],
)  # fmt: skip
def test_each_status_has_its_outcome(reply, outcome):
    assert polled(reply) == outcome


def test_a_wav_is_asked_for_until_its_address_is_there():
    wav = asked("wav", earlier=BEFORE)
    call = PROTOCOL.submit(wav)
    assert (call.method, call.path) == ("GET", "/suno/act/wav/clip-0")
    assert PROTOCOL.read_submit(answer({"code": "success", "data": {"wav_url": None}}), wav) == Accepted("clip-0")
    assert PROTOCOL.poll("clip-0", wav) == call
    assert polled(answer({"wav_file_url": None}), wav) == Running()
    there = answer({"data": [{"file": "https://cdn1.suno.ai/clip-0.wav"}]})
    assert polled(there, wav) == Succeeded((RemoteFile("https://cdn1.suno.ai/clip-0.wav"),))


async def test_the_twin_makes_two_songs_goes_on_joins_them_and_gives_a_wav(gateways):
    accepted = await gateways.make("key4u", PROTOCOL, asked(lyrics="la la", title="Hè"))
    songs = await gateways.finish("key4u", PROTOCOL, asked())
    assert isinstance(accepted, Accepted)
    assert len(songs.outputs) == 2
    assert (await gateways.fetched("key4u", songs.outputs[1]))[:3] in {b"ID3", b"\xff\xfb\x90"}
    key = songs.outputs[1].about.key
    before = Earlier(key.removeprefix("clip-").rpartition("-")[0], key)
    longer = await gateways.finish("key4u", PROTOCOL, asked("extend", earlier=before, instrumental="on"))
    assert len(longer.outputs) == 2
    whole = await gateways.finish("key4u", PROTOCOL, asked("concat", earlier=before))
    assert len(whole.outputs) == 1
    wav = await gateways.finish("key4u", PROTOCOL, asked("wav", earlier=before))
    assert (await gateways.fetched("key4u", wav.outputs[0]))[:4] == b"RIFF"


async def test_the_twin_writes_lyrics_and_loses_a_song_of_two(gateways):
    lyrics = await gateways.finish("key4u", PROTOCOL, asked("lyrics"))
    assert lyrics.outputs[0].about.title == "Mùa hè"
    songs = await gateways.finish("key4u", PROTOCOL, asked(prompt="sea [[onefails]]"))
    assert len(songs.outputs) == 1


async def test_the_twin_refuses_what_it_is_told_to_and_is_strict(gateways):
    refused = await gateways.finish("key4u", PROTOCOL, asked(prompt="forbidden"))
    assert refused == Failed(FailureKind.REFUSED, "lyrics did not pass moderation")
    elsewhere = await gateways.make("key4u", PROTOCOL, asked("extend", earlier=BEFORE))
    assert elsewhere.kind is FailureKind.INVALID
