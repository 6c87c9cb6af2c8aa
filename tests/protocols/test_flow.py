"""Flow AI: values in, values out; each documented answer of flow.md and the odd ones."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.providers.protocols.flow import PROTOCOL, FlowOptions
from bot.providers.wire import (
    Accepted,
    Failed,
    FailureKind,
    KeyedFile,
    Reply,
    Running,
    SourceFile,
    Submission,
    Succeeded,
    Unclear,
)

ASKED = Submission("imagen", "a red kite", count=4, aspect_ratio="16:9")
PHOTO = SourceFile("image/jpeg", b"\xff\xd8\xff", "uploads/1.jpg")
EDIT = Submission("imagen", "make it night", files=(PHOTO, PHOTO))
JUNK = (b"", b"<html><title>502 Bad</title></html>", b"null", b"[]", b'"x"', b"NaN", b"[" * 5_000, b"\xff\xfe", b"{}")


def answer(tree, status=200, **headers):
    return Reply(status, json.dumps(tree).encode(), {name.replace("_", "-"): value for name, value in headers.items()})


def submitted(reply, submission=ASKED):
    return PROTOCOL.read_submit(reply, submission)


def polled(reply, submission=ASKED):
    return PROTOCOL.read_poll(reply, "gw-1", submission)


def test_words_alone_start_a_text_to_image_job():
    call = PROTOCOL.submit(ASKED)
    assert (call.method, call.path) == ("POST", "/public/api/v1/text-to-image")
    assert call.json_body == {"prompts": ["a red kite"], "aspect_ratio": "16:9", "num_images": 4}


def test_pictures_start_a_reference_job_that_sends_no_undocumented_field():
    call = PROTOCOL.submit(EDIT)
    assert call.path == "/public/api/v1/reference-to-image"
    assert call.json_body == {
        "prompts": ["make it night"],
        "aspect_ratio": "1:1",
        "reference_images": ["uploads/1.jpg", "uploads/1.jpg"],
    }


def test_a_picture_that_was_not_uploaded_cannot_be_named():
    with pytest.raises(ValueError, match="uploaded"):
        PROTOCOL.submit(Submission("imagen", "x", files=(SourceFile("image/png", b"x"),)))


def test_an_upload_is_multipart_with_field_file_and_its_path_is_opaque():
    call = PROTOCOL.upload(PHOTO)
    (part,) = call.files
    assert (call.path, part.field, part.filename, part.mime) == (
        "/public/api/v1/upload-image",
        "file",
        "photo.jpg",
        "image/jpeg",
    )
    assert PROTOCOL.read_upload(answer({"path": "a/b c?.png"}, 201)) == "a/b c?.png"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, FailureKind.INVALID),
        (401, FailureKind.EXHAUSTED),
        (402, FailureKind.EXHAUSTED),
        (403, FailureKind.EXHAUSTED),
        (413, FailureKind.INVALID),
        (415, FailureKind.INVALID),
        (429, FailureKind.EXHAUSTED),
        (500, FailureKind.BROKEN),
        (200, FailureKind.BROKEN),
    ],
)
def test_an_upload_that_fails_is_named_and_never_unclear(status, kind):
    found = PROTOCOL.read_upload(answer({"detail": "no"}, status))
    assert isinstance(found, Failed)
    assert found.kind is kind


@pytest.mark.parametrize(
    ("tree", "remote_id"),
    [
        ({"job_id": "gw-abc123", "status": "queued"}, "gw-abc123"),
        ({"job_id": 77}, "77"),
        ({"job_id": None, "job_ids": ["gw-2", "gw-3"]}, "gw-2"),
        ({"id": " gw-4 "}, "gw-4"),
        ({"data": {"job_id": "gw-5"}}, "gw-5"),
        ({"job_id": "", "id": "gw-6"}, "gw-6"),
    ],
)
def test_the_job_id_is_found_where_it_may_stand(tree, remote_id):
    assert submitted(answer(tree, 202)) == Accepted(remote_id)


@pytest.mark.parametrize("body", JUNK)
def test_a_2xx_without_a_usable_id_is_unclear(body):
    assert isinstance(submitted(Reply(200, body)), Unclear)


@pytest.mark.parametrize("remote_id", [None, True, 1.5, {}, [], "", "..", ".", "x" * 300, "a\x00b", "\ud800"])
def test_an_id_that_cannot_stand_in_a_path_is_no_id(remote_id):
    found = submitted(answer({"job_id": remote_id}))
    assert isinstance(found, Unclear) or PROTOCOL.poll(found.remote_id, ASKED).path.isascii()


@pytest.mark.parametrize(
    ("status", "kind", "wait"),
    [
        (400, FailureKind.INVALID, None),
        (401, FailureKind.EXHAUSTED, None),
        (402, FailureKind.EXHAUSTED, None),
        (403, FailureKind.EXHAUSTED, None),
        (404, FailureKind.EXHAUSTED, None),
        (302, FailureKind.EXHAUSTED, None),
        (413, FailureKind.INVALID, None),
        (415, FailureKind.INVALID, None),
        (422, FailureKind.INVALID, None),
        (429, FailureKind.EXHAUSTED, 1800),
    ],
)
def test_a_refused_submit_says_who_must_act(status, kind, wait):
    found = submitted(answer({"detail": "no"}, status))
    assert (found.kind, found.retry_after_s) == (kind, wait)


def test_a_reference_path_the_gateway_lost_is_an_invalid_request():
    assert submitted(answer({"detail": "reference not found"}, 404), EDIT).kind is FailureKind.INVALID


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 524])
def test_a_submit_the_gateway_broke_on_is_unclear(status):
    assert isinstance(submitted(Reply(status, b"<html>oops</html>")), Unclear)


@pytest.mark.parametrize(
    "tree",
    [
        {"detail": "bad ratio"},
        {"error": "bad ratio"},
        {"message": "bad ratio"},
        {"detail": [{"loc": ["body"], "msg": "bad ratio"}]},
        {"error": {"message": "bad ratio"}},
    ],
)
def test_the_reason_is_found_in_any_shape(tree):
    assert submitted(answer(tree, 422)).reason == "status 422: bad ratio"


def test_the_daily_limit_follows_a_time_the_gateway_names():
    assert submitted(answer({}, 429, retry_after="60")).retry_after_s == 60


def test_an_id_is_escaped_in_the_path():
    assert PROTOCOL.poll("a/b?c", ASKED).path == "/public/api/v1/jobs/a%2Fb%3Fc"


@pytest.mark.parametrize("status", ["completed", "COMPLETED", " Completed "])
def test_a_completed_job_gives_one_keyed_file_for_each_picture(status):
    found = polled(answer({"status": status, "progress": 100}))
    assert isinstance(found, Succeeded)
    assert [output.call.query for output in found.outputs if isinstance(output, KeyedFile)] == [
        {"index": str(index)} for index in range(4)
    ]
    assert {output.call.path for output in found.outputs} == {"/public/api/v1/jobs/gw-1/image"}


@pytest.mark.parametrize(("told", "count"), [(2, 2), ("3", 3), (None, 4), (0, 4), (-1, 4), (10**9, 4), ("many", 4)])
def test_the_jobs_own_count_is_believed_when_it_can_be(told, count):
    assert len(polled(answer({"status": "completed", "images_count": told})).outputs) == count


def test_a_reference_job_gives_one_picture():
    edit = Submission("imagen", "x", count=4, files=(PHOTO,))
    assert len(polled(answer({"status": "completed"}), edit).outputs) == 1


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("boom", "boom"),
        ({"message": "boom"}, "boom"),
        ([{"msg": "boom"}], "boom"),
        (None, "no reason given"),
        ({}, "no reason given"),
        (7, "7"),
    ],
)
def test_a_failed_job_is_broken_and_its_error_may_have_any_shape(error, reason):
    assert polled(answer({"status": "FAILED", "error": error})) == Failed(FailureKind.BROKEN, reason)


def test_a_job_that_failed_by_content_rules_is_refused():
    assert polled(answer({"status": "failed", "error": "Blocked by safety filter"})).kind is FailureKind.REFUSED


@pytest.mark.parametrize(
    ("tree", "found"),
    [
        ({"status": "queued"}, Running()),
        ({"status": "Running", "progress": 45}, Running(45)),
        ({"status": "running", "progress": "45%"}, Running(45)),
        ({"status": "running", "progress": 1000}, Running(100)),
        ({"status": "running", "progress": {}}, Running()),
        ({"status": "paused"}, Running(note="unknown status 'paused'")),
        ({"status": None}, Running(note="unknown status ''")),
        ({"data": {"status": "running"}}, Running()),
    ],
)
def test_any_other_status_is_running_and_an_unknown_one_is_noted(tree, found):
    assert polled(answer(tree)) == found


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 502])
def test_an_error_answer_to_a_poll_ends_nothing(status):
    found = polled(Reply(status, b"<html>"))
    assert isinstance(found, Running)
    assert str(status) in found.note


@pytest.mark.parametrize(
    ("tree", "ids"),
    [
        ([{"job_id": "1", "prompt": "a red kite"}, {"job_id": "2", "prompt": "other"}], ("1",)),
        ({"jobs": [{"id": 5, "prompts": ["a red kite"]}]}, ("5",)),
        ({"data": {"items": [{"job_id": "x", "prompt": " a red kite "}]}}, ("x",)),
        ([{"job_id": "1"}, {"job_id": "2"}], ()),
        ([], ()),
        ({"jobs": []}, ()),
        ([1, None, "x", []], ()),
        ({"ok": True}, None),
        (None, None),
    ],
)
def test_a_lost_submission_is_looked_up_by_its_prompt(tree, ids):
    assert PROTOCOL.lookup.read(answer(tree), ASKED) == ids


@pytest.mark.parametrize(
    ("shown", "ours"),
    [
        ({"aspect_ratio": "1:1", "num_images": 1, "images_count": 1, "videos": []}, True),
        ({"aspect_ratio": "16:9"}, False),
        ({"num_images": 4}, False),
        ({"videos_count": 1}, False),
        ({"videos": [{"index": 0}]}, False),
    ],
)
def test_a_listed_job_is_not_ours_where_it_shows_that_something_else_was_asked(shown, ours):
    asked = Submission("imagen", "a red kite", options=FlowOptions())
    found = PROTOCOL.lookup.read(answer({"jobs": [{"job_id": "gw-1", "prompt": "a red kite", **shown}]}), asked)
    assert found == (("gw-1",) if ours else ())


@pytest.mark.parametrize(
    ("action", "shown", "ours"),
    [
        ("video", {"aspect_ratio": "16:9", "video_length_seconds": 8, "videos_count": 1, "images_count": 0}, True),
        ("video", {"images_count": 1}, False),
        ("video", {"aspect_ratio": "9:16"}, False),
        ("video", {"video_length_seconds": 6}, False),
        ("references", {"aspect_ratio": "9:16"}, True),
    ],
)
def test_a_listed_clip_is_not_ours_where_it_shows_that_something_else_was_asked(action, shown, ours):
    asked = Submission("veo", "a red kite", seconds=8, options=FlowOptions(action=action))
    found = PROTOCOL.lookup.read(answer({"jobs": [{"job_id": "gw-1", "prompt": "a red kite", **shown}]}), asked)
    assert found == (("gw-1",) if ours else ())


def test_a_list_that_cannot_be_read_is_not_an_empty_list():
    assert PROTOCOL.lookup.read(answer([], 500), ASKED) is None


_keys = st.sampled_from(["job_id", "job_ids", "id", "status", "progress", "error", "data", "jobs", "prompt", "path"])
_trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
_bodies = st.binary(max_size=200) | _trees.map(lambda tree: json.dumps(tree).encode())


@given(st.integers(200, 599), _bodies)
def test_no_answer_whatever_raises(status, body):
    reply = Reply(status, body)
    for read in (
        lambda: submitted(reply),
        lambda: polled(reply),
        lambda: polled(reply, EDIT),
        lambda: PROTOCOL.read_upload(reply),
        lambda: PROTOCOL.lookup.read(reply, ASKED),
    ):
        str(read()).encode()
