"""Ideogram: values in, values out, and through its twin; each documented answer of key4u.md §3.9 and the odd ones."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image

from bot.providers.protocols.ideogram import PROTOCOL, IdeogramOptions
from bot.providers.wire import (
    About,
    Failed,
    FailureKind,
    RemoteFile,
    Reply,
    SourceFile,
    Submission,
    Succeeded,
    TextOutput,
    Unclear,
)
from tests.twins import photo

ASKED = Submission("V_3", "neon koi", aspect_ratio="16:9", count=2)


def answer(tree, status=200):
    return Reply(status, json.dumps(tree).encode())


def asked(action, *files, prompt="neon koi", model="V_3", **more):
    return Submission(model, prompt, files=files, options=IdeogramOptions(action=action), **more)


def half_mask(size=(64, 48)):
    """Return a mask of ours: white on the left, where to paint."""
    mask = Image.new("L", size, 0)
    mask.paste(255, (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    mask.save(out, "PNG")
    return SourceFile("image/png", out.getvalue(), role="mask")


def test_words_become_json_of_the_new_generation():
    choices = {"speed": "turbo", "style": "realistic", "enhance": "off", "no": "blur", "seed": "7"}
    call = PROTOCOL.submit(Submission("V_3", "koi", aspect_ratio="16:9", count=2, choices=choices))
    assert call.path == "/ideogram/v1/ideogram-v3/generate"
    assert call.json_body == {
        "prompt": "koi",
        "aspect_ratio": "16x9",
        "num_images": 2,
        "rendering_speed": "TURBO",
        "style_type": "REALISTIC",
        "magic_prompt": "OFF",
        "negative_prompt": "blur",
        "seed": 7,
    }


def test_the_older_generation_wraps_its_words():
    call = PROTOCOL.submit(asked("legacy-generate", model="V_2_TURBO", aspect_ratio="3:2", choices={"style": "3d"}))
    request = {"prompt": "neon koi", "model": "V_2_TURBO", "aspect_ratio": "ASPECT_3_2", "style_type": "RENDER_3D"}
    assert (call.path, call.json_body) == ("/ideogram/generate", {"image_request": request | {"num_images": 1}})


@pytest.mark.parametrize(
    ("submission", "path", "fields", "files"),
    [
        (asked("remix", photo(), aspect_ratio="4:3", choices={"strength": "75"}), "/ideogram/v1/ideogram-v3/remix",
         {"prompt": "neon koi", "aspect_ratio": "4x3", "image_weight": "75", "num_images": "1"}, ["image"]),
        (asked("reframe", photo(), aspect_ratio="16:9"), "/ideogram/v1/ideogram-v3/reframe",
         {"resolution": "1344x768", "num_images": "1"}, ["image"]),
        (asked("replace-background", photo()), "/ideogram/v1/ideogram-v3/replace-background",
         {"prompt": "neon koi", "num_images": "1"}, ["image"]),
        (asked("describe", photo(), prompt=""), "/ideogram/describe", {}, ["image_file"]),
        (asked("upscale", photo(), prompt="", choices={"strength": "50"}), "/ideogram/upscale",
         {"image_request": '{"resemblance": 50, "num_images": 1}'}, ["image_file"]),
    ],
)  # fmt: skip
def test_pictures_go_as_a_form(submission, path, fields, files):
    call = PROTOCOL.submit(submission)
    assert (call.path, dict(call.form), [one.field for one in call.files]) == (path, fields, files)


def test_the_mask_is_turned_over_and_made_as_large_as_the_picture():
    call = PROTOCOL.submit(asked("edit", photo(), half_mask((32, 24))))
    with Image.open(io.BytesIO(call.files[1].data)) as turned:
        assert (turned.size, turned.getpixel((5, 5)), turned.getpixel((60, 5))) == ((64, 48), 0, 255)


def test_an_edit_without_a_mask_is_a_remix():
    assert PROTOCOL.submit(asked("edit", photo())).path == "/ideogram/v1/ideogram-v3/remix"


def test_reframe_gets_the_middle_square():
    call = PROTOCOL.submit(asked("reframe", photo(), aspect_ratio="1:1"))
    with Image.open(io.BytesIO(call.files[0].data)) as picture:
        assert picture.size == (48, 48)


def test_a_route_that_needs_a_picture_says_so():
    with pytest.raises(ValueError, match="needs a picture"):
        PROTOCOL.submit(asked("remix"))


PNG = "https://ideo.example/i/9.png?exp=1"


@pytest.mark.parametrize(
    ("tree", "outcome"),
    [
        ({"data": [{"url": PNG, "is_image_safe": True}]}, Succeeded((RemoteFile(PNG),))),
        ({"data": [{"url": PNG}, {"url": None, "is_image_safe": False}]}, Succeeded((RemoteFile(PNG),))),
        ({"data": [{"is_image_safe": False, "seed": 6}, {"url": PNG, "seed": 7}, {"url": PNG, "seed": 10**20}]},
         Succeeded((RemoteFile(PNG, About(seed="7")), RemoteFile(PNG)))),
        ({"data": [{"url": "", "is_image_safe": False}]},
         Failed(FailureKind.REFUSED, "every picture is marked unsafe")),
        ({"data": [{"url": "", "is_image_safe": True}]}, Failed(FailureKind.BROKEN, "finished without a result")),
        ({"data": []}, Failed(FailureKind.BROKEN, "finished without a result")),
        ({"descriptions": [{"text": "a koi"}, {"text": "a fish"}]}, Succeeded((TextOutput("a koi\n\na fish"),))),
        ({"descriptions": []}, Failed(FailureKind.BROKEN, "a description without words")),
    ],
)  # fmt: skip
def test_each_answer_has_its_outcome(tree, outcome):
    assert PROTOCOL.read_submit(answer(tree), ASKED) == outcome


@pytest.mark.parametrize(
    ("status", "tree", "kind"),
    [
        (400, {"error": "Prompt provided failed safety check"}, FailureKind.REFUSED),
        (422, {"error": "image failed the safety check"}, FailureKind.REFUSED),
        (400, {"detail": "unknown resolution"}, FailureKind.INVALID),
        (200, {"error": {"message": "used up", "code": "insufficient_user_quota"}}, FailureKind.EXHAUSTED),
        (401, {"error": {"message": "Invalid token"}}, FailureKind.EXHAUSTED),
        (403, {"error": {"message": "no", "code": "insufficient_user_quota"}}, FailureKind.EXHAUSTED),
        (429, {"error": {"message": "slow down"}}, FailureKind.EXHAUSTED),
    ],
)
def test_an_answer_that_is_a_no_tells_who_must_act(status, tree, kind):
    assert PROTOCOL.read_submit(answer(tree, status), ASKED).kind is kind


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b"null", b"[]", b"{}", b"[" * 5000])
@pytest.mark.parametrize("status", [200, 502, 524])
def test_an_answer_that_is_none_is_unclear(status, body):
    assert isinstance(PROTOCOL.read_submit(Reply(status, body), ASKED), Unclear)


@pytest.mark.parametrize(
    ("submission", "outputs"),
    [
        (ASKED, 2),
        (asked("remix", photo(), count=2), 2),
        (asked("edit", photo(), half_mask()), 1),
        (asked("reframe", photo(), aspect_ratio="9:16"), 1),
        (asked("replace-background", photo()), 1),
        (asked("legacy-generate", model="V_2", aspect_ratio="1:1"), 1),
        (asked("legacy-remix", photo(), model="V_2"), 1),
        (asked("upscale", photo(), prompt="", choices={"detail": "75"}), 1),
    ],
    ids=lambda value: getattr(value.options, "action", "plain") if isinstance(value, Submission) else "",
)
async def test_the_twin_draws(gateways, submission, outputs):
    outcome = await gateways.finish("key4u", PROTOCOL, submission)
    assert len(outcome.outputs) == outputs
    assert (await gateways.fetched("key4u", outcome.outputs[-1])).startswith(b"\x89PNG")


async def test_the_twin_draws_the_same_from_the_seed_it_told(gateways):
    gateways.work("key4u", fixed_picture=False)

    async def drawn(**asked):
        outcome = await gateways.finish("key4u", PROTOCOL, Submission("V_3", "koi", **asked))
        return outcome.outputs, [await gateways.fetched("key4u", one) for one in outcome.outputs]

    told, pair = await drawn(count=2)
    seeds = [one.about.seed for one in told]
    assert len({"", *seeds}) == 3
    again, [second] = await drawn(choices={"seed": seeds[1]})
    assert (again[0].about.seed, second) == (seeds[1], pair[1])
    assert (await drawn())[1] != [second], "another time it is another picture"


async def test_the_twin_describes_and_refuses(gateways):
    outcome = await gateways.finish("key4u", PROTOCOL, asked("describe", photo(), prompt=""))
    assert "A picture with" in outcome.outputs[0].text
    outcome = await gateways.finish("key4u", PROTOCOL, Submission("V_3", "forbidden"))
    assert outcome == Failed(FailureKind.REFUSED, "every picture is marked unsafe")
    odd = await gateways.make("key4u", PROTOCOL, asked("replace-background", photo(), choices={"speed": "warp"}))
    assert odd.kind is FailureKind.INVALID


@pytest.mark.parametrize("action", ["generate", "remix", "reframe"])
def test_a_size_in_pixels_is_a_resolution_and_the_usual_size_is_none(action):
    files = () if action == "generate" else (photo(),)
    options = IdeogramOptions(action=action)
    call = PROTOCOL.submit(Submission("V_3", "koi", size="1536x640", files=files, options=options))
    assert (call.json_body or call.form)["resolution"] == "1536x640"
    usual = PROTOCOL.submit(Submission("V_3", "koi", size="1K", aspect_ratio="1:1", files=files, options=options))
    assert (usual.json_body or usual.form).get("resolution") == ("1024x1024" if action == "reframe" else None)


def test_a_palette_goes_by_its_name():
    call = PROTOCOL.submit(Submission("V_3", "koi", choices={"palette": "melon"}))
    assert call.json_body["color_palette"] == {"name": "MELON"}
