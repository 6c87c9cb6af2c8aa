"""OpenAI's images/edits and the families of images/generations, as values and through the twin: key4u.md §3.3-§3.7."""

from __future__ import annotations

import base64
import io
import json

import pytest
from PIL import Image

from bot.providers.protocols.openai_images import PROTOCOL, OpenAIImagesOptions
from bot.providers.wire import Failed, FailureKind, InlineFile, RemoteFile, Reply, SourceFile, Submission, Succeeded
from tests.twins import photo

GPT = {"send": ["n", "size"]}
SEEDREAM = {
    "send": ["size", "image", "group"],
    "sizing": "word",
    "usual": "2K",
    "fixed": {"watermark": False, "response_format": "url"},
}
SEEDREAM3 = {"send": ["size"], "sizing": "area", "fixed": {"watermark": False}}
SEEDEDIT = {"send": ["image"], "fixed": {"size": "adaptive", "watermark": False}}
QWEN = {"send": ["size"], "pixels": {"16:9": "1664x928", "1:1": "1328x1328"}, "fixed": {"watermark": False}}
ZIMAGE = {"send": ["size"], "sizing": "area"}
FLUX = {"send": ["aspect_ratio"]}
GROK = {"send": ["n", "aspect_ratio"]}


def asked(model, options, prompt="a red kite", **more):
    return Submission(model, prompt, options=OpenAIImagesOptions(**options), **more)


def body(model, options, **more):
    return dict(PROTOCOL.submit(asked(model, options, **more)).json_body)


def mask(size=(64, 48), mode="RGBA"):
    """Return a mask as the bot makes them: white and see-through where to paint, else black."""
    drawn = Image.new(mode, size)
    drawn.paste((0, 0, 0, 255)[: len(mode)], (0, 0, 32, 48))
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return SourceFile("image/png", out.getvalue(), role="mask")


def read(tree, status=200):
    return PROTOCOL.read_submit(Reply(status, json.dumps(tree).encode()), asked("m", {}))


def test_an_edit_is_a_form_with_the_picture_repeated():
    options = {**GPT, "edits": True}
    choices = {"quality": "high", "background": "transparent", "fidelity": "high"}
    call = PROTOCOL.submit(
        asked("gpt-image-1", options, count=2, aspect_ratio="3:2", files=(photo(), photo()), choices=choices)
    )
    assert (call.path, call.json_body) == ("/v1/images/edits", None)
    assert call.form == {
        "model": "gpt-image-1",
        "prompt": "a red kite",
        "n": "2",
        "size": "1536x1024",
        "quality": "high",
        "background": "transparent",
        "input_fidelity": "high",
    }
    assert [(one.field, one.filename, one.mime) for one in call.files] == [
        ("image", "photo-1.jpeg", "image/jpeg"),
        ("image", "photo-2.jpeg", "image/jpeg"),
    ]


def test_a_mask_goes_beside_the_pictures():
    files = (mask(), photo())
    call = PROTOCOL.submit(asked("gpt-image-1", {"edits": True}, files=files))
    assert [(one.field, one.data) for one in call.files] == [("image", files[1].data), ("mask", files[0].data)]


def test_a_route_without_pictures_or_an_edit_without_one_is_a_mistake_of_the_catalogue():
    with pytest.raises(ValueError, match="no source pictures"):
        PROTOCOL.submit(asked("m", {}, files=(photo(),)))
    with pytest.raises(ValueError, match="needs a picture"):
        PROTOCOL.submit(asked("m", {"edits": True}))


def test_seedream_takes_one_picture_or_a_list_and_makes_sets_when_several_are_asked_for():
    one = body("doubao-seedream-4-0-250828", SEEDREAM, size="2K", files=(photo(),))
    assert one.pop("image").startswith("data:image/jpeg;base64,")
    assert one == {
        "model": "doubao-seedream-4-0-250828",
        "prompt": "a red kite",
        "watermark": False,
        "response_format": "url",
        "size": "2K",
        "sequential_image_generation": "disabled",
    }
    many = body("doubao-seedream-4-0-250828", SEEDREAM, count=4, files=(photo(), photo()))
    assert len(many["image"]) == 2
    assert many["sequential_image_generation"] == "auto"
    assert many["sequential_image_generation_options"] == {"max_images": 4}


@pytest.mark.parametrize(
    ("size", "ratio", "pixels"),
    [
        ("2K", "1:1", "2048x2048"), ("2K", "16:9", "2560x1440"), ("2K", "4:3", "2304x1728"), ("2K", "3:2", "2496x1664"),
        ("2K", "21:9", "3024x1296"), ("1K", "9:16", "720x1280"), ("1K", "21:9", "1512x648"),
        ("4K", "1:1", "4096x4096"), (None, "1:1", "2048x2048"),
        ("4K", None, "4K"), (None, None, "2K"), ("1536x1024", "1:1", "1536x1024"),
    ],
)  # fmt: skip
def test_pixels_are_reckoned_from_size_and_ratio_as_the_vendor_lists_them(size, ratio, pixels):
    assert body("doubao-seedream-4-0-250828", SEEDREAM, size=size, aspect_ratio=ratio).get("size") == pixels


@pytest.mark.parametrize(
    ("model", "options", "more", "fields"),
    [
        ("doubao-seedream-3-0-t2i-250415", SEEDREAM3, {"choices": {"seed": "7", "strength": "3.5"}},
         {"size": "1024x1024", "seed": 7, "guidance_scale": 3.5, "watermark": False}),
        ("qwen-image-max", QWEN, {"aspect_ratio": "16:9", "choices": {"no": "rain"}},
         {"size": "1664x928", "negative_prompt": "rain", "watermark": False}),
        ("z-image-turbo", ZIMAGE, {"size": "1K", "aspect_ratio": "3:2"}, {"size": "1248x832"}),
        ("flux-kontext-pro", FLUX, {"aspect_ratio": "9:21"}, {"aspect_ratio": "9:21"}),
        ("grok-imagine-image", GROK, {"count": 2, "aspect_ratio": "3:2"}, {"n": 2, "aspect_ratio": "3:2"}),
        ("dall-e-3", {"send": ["n", "size"], "pixels": {"16:9": "1792x1024"}},
         {"aspect_ratio": "16:9", "choices": {"quality": "hd", "style": "natural"}},
         {"n": 1, "size": "1792x1024", "quality": "hd", "style": "natural"}),
    ],
)  # fmt: skip
def test_each_family_gets_its_own_fields(model, options, more, fields):
    assert body(model, options, **more) == {"model": model, "prompt": "a red kite", **fields}


def test_of_a_set_the_good_ones_are_delivered():
    good = {"url": "https://ark-img.example/x1.jpeg", "size": "2304x1728"}
    wrong = {"error": {"code": "OutputImageSensitiveContentDetected", "message": "blocked"}}
    assert read({"data": [good, wrong]}) == Succeeded((RemoteFile(good["url"]),))
    assert read({"data": [wrong, wrong]}).kind is FailureKind.REFUSED
    broken = read({"data": [{"error": {"code": "InternalServiceError", "message": "no gpu"}}]})
    assert broken == Failed(FailureKind.BROKEN, "InternalServiceError no gpu")


def test_an_answer_in_dashscopes_own_shape_is_read():
    content = [{"image": "https://dashscope-result.example/1.png"}, {"text": "x"}]
    tree = {"output": {"choices": [{"message": {"content": content}}, {"message": None}]}}
    assert read(tree) == Succeeded((RemoteFile("https://dashscope-result.example/1.png"),))


@pytest.mark.parametrize("code", ["InputTextSensitiveContentDetected", "InputImageSensitiveContentDetected"])
def test_arks_words_for_its_content_rules_are_a_refusal(code):
    assert read({"error": {"code": code, "message": "no"}}, 400).kind is FailureKind.REFUSED
    assert read({"error": {"code": "InvalidParameter", "message": "no"}}, 400).kind is FailureKind.INVALID


MADE = [
    (
        "gpt-image-2",
        {**GPT, "edits": True},
        {"count": 2, "aspect_ratio": "3:2", "files": (photo(), mask())},
        (1536, 1024),
    ),
    ("flux-kontext-max", {"edits": True, "send": []}, {"files": (photo(),)}, (1024, 768)),
    ("grok-imagine-image-pro", {"edits": True, "send": []}, {"files": (photo(),)}, (1024, 768)),
    ("doubao-seedream-4-5-251128", SEEDREAM, {"aspect_ratio": "16:9", "size": "2K", "count": 3}, (2560, 1440)),
    ("doubao-seedream-4-0-250828", SEEDREAM, {"files": (photo(), photo()), "size": "1K"}, (1024, 768)),
    ("doubao-seedream-3-0-t2i-250415", SEEDREAM3, {"aspect_ratio": "21:9", "size": "1K"}, (1512, 648)),
    ("doubao-seededit-3-0-i2i-250628", SEEDEDIT, {"files": (photo(),)}, (1024, 768)),
    ("qwen-image-max", QWEN, {"aspect_ratio": "16:9"}, (1664, 928)),
    ("qwen-image-edit-2509", {"send": ["image"]}, {"files": (photo(), photo()), "choices": {"seed": "5"}}, (1024, 768)),
    ("z-image-turbo", ZIMAGE, {"aspect_ratio": "2:3"}, (832, 1248)),
    ("flux-kontext-pro", FLUX, {"aspect_ratio": "16:9", "choices": {"seed": "5"}}, (1024, 576)),
    ("grok-imagine-image", GROK, {"aspect_ratio": "4:3", "count": 2}, (1024, 768)),
    ("dall-e-3", {"send": ["n"]}, {"choices": {"quality": "hd"}}, (1024, 1024)),
]


@pytest.mark.parametrize(("model", "options", "more", "size"), MADE, ids=[made[0] for made in MADE])
async def test_the_twin_makes_what_each_family_is_asked_for(gateways, model, options, more, size):
    gateways.work("key4u", fixed_picture=False)
    done = await gateways.make("key4u", PROTOCOL, asked(model, options, **more))
    assert isinstance(done, Succeeded), done
    assert len(done.outputs) == more.get("count", 1)
    first = done.outputs[0]
    data = base64.b64decode(first.base64) if isinstance(first, InlineFile) else await gateways.fetched("key4u", first)
    picture = Image.open(io.BytesIO(data))
    assert picture.size == size
    assert picture.format == ("JPEG" if model.startswith("doubao") else "PNG")


@pytest.mark.parametrize(
    ("model", "options", "more", "says"),
    [
        ("doubao-seedream-4-5-251128", SEEDREAM, {"size": "1K", "aspect_ratio": "1:1"}, "area"),
        ("doubao-seedream-4-0-250828", SEEDREAM, {"files": (photo(),) * 11}, "too many"),
        ("qwen-image-max", {"send": ["n"]}, {"count": 2}, "n must"),
        ("flux-kontext-pro", FLUX, {"choices": {"style": "x"}}, "unknown field"),
        ("dall-e-3", {"edits": True, "send": []}, {"files": (photo(),)}, "takes no edits"),
        ("gpt-image-1", {"edits": True, "send": []}, {"files": (SourceFile("image/png", b"x"),)}, "1 to 16 pictures"),
        ("gpt-image-1", {"edits": True, "send": []}, {"files": (photo(), mask(mode="RGB"))}, "alpha"),
        ("gpt-image-1", {"edits": True, "send": []}, {"files": (photo(), mask(size=(8, 8)))}, "as large"),
    ],
)  # fmt: skip
async def test_the_twin_refuses_what_a_family_does_not_take(gateways, model, options, more, says):
    turned_down = await gateways.make("key4u", PROTOCOL, asked(model, options, **more))
    assert turned_down.kind is FailureKind.INVALID
    assert says in turned_down.reason


@pytest.mark.parametrize(("model", "options"), [("gpt-image-1", GPT), ("doubao-seedream-4-0-250828", SEEDREAM)])
async def test_the_twin_refuses_by_content_rules_in_each_vendors_words(gateways, model, options):
    refused = await gateways.make("key4u", PROTOCOL, asked(model, options, prompt="forbidden"))
    assert refused.kind is FailureKind.REFUSED


def test_whether_words_are_rewritten_is_said_as_true_or_false():
    options = OpenAIImagesOptions(send=["size"], sizing="area")
    for said, sent in (("on", True), ("off", False)):
        asked = Submission("z-image-turbo", "a kite", choices={"enhance": said}, options=options)
        assert PROTOCOL.submit(asked).json_body["prompt_extend"] is sent
