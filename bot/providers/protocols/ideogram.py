"""Ideogram on Key4U, synchronous: 3.0 with its edits, the older generation, enlarging, and describing.

Wire facts: key4u.md §3.9, D19 (sibling pages, limits of the vendor). The 3.0 generation is asked for in JSON, all that
takes a picture as a form; older routes keep their words in ``image_request``. The mask is turned over: ours is white
where to paint, theirs black; an edit without a mask goes to remix, because edit refuses it. Reframe wants a square, so
it gets the middle of a picture that is none. *Inferred*: which of the seventy resolutions belongs to a ratio (for
reframe only); a 200 whose pictures are all marked unsafe is a refusal, one with pictures but no address is broken.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PIL import Image, ImageOps

from bot.providers.bodies import Body
from bot.providers.job_api import REFUSALS
from bot.providers.replies import clean, complaint, dig, error_in_ok, failure, seed_of, word
from bot.providers.wire import (
    About,
    Call,
    Failed,
    FailureKind,
    FilePart,
    RemoteFile,
    Reply,
    SourceFile,
    Submission,
    SubmitOutcome,
    Succeeded,
    TextOutput,
    Unclear,
    WireOptions,
    WireProtocol,
)

_V3 = "/ideogram/v1/ideogram-v3"
_PIXELS = {
    "1:1": "1024x1024",
    "16:9": "1344x768",
    "9:16": "768x1344",
    "4:3": "1152x864",
    "3:4": "864x1152",
    "3:2": "1248x832",
    "2:3": "832x1248",
}
_WIDE = ("3:1", "2:1", "16:9", "16:10", "3:2", "4:3", "5:4")
_RATIOS = ("1:1", *_WIDE, *(":".join(reversed(one.split(":"))) for one in _WIDE))
_PALETTES = ("ember", "fresh", "jungle", "magic", "melon", "mosaic", "pastel", "ultramarine")
_UPPER: dict[str, Mapping[str, Any]] = {
    "speed": {one: one.upper() for one in ("turbo", "default", "quality")},
    "enhance": {one: one.upper() for one in ("auto", "on", "off")},
    "style": {one: one.upper() for one in ("auto", "general", "realistic", "design", "fiction", "anime")}
    | {"3d": "RENDER_3D"},
    "palette": {one: one.upper() for one in _PALETTES},
    "size": {"1K": None},  # no resolution: the usual one, or that of the ratio
}
_NEW = _UPPER | {"ratio": {one: one.replace(":", "x") for one in _RATIOS}}
_OLD = _UPPER | {"ratio": {one: f"ASPECT_{one.replace(':', '_')}" for one in _RATIOS}}
_PALETTE = {"palette": "color_palette.name"}
_COMMON = {"prompt": "prompt", "count": "num_images", "seed": "seed", "speed": "rendering_speed"}
_LOOK = {"enhance": "magic_prompt", "style": "style_type"}
_LEGACY = {
    "prompt": "prompt",
    "count": "num_images",
    "seed": "seed",
    "ratio": "aspect_ratio",
    "model": "model",
    "enhance": "magic_prompt_option",
    "style": "style_type",
    "no": "negative_prompt",
}


def _new(name: str, put: Mapping[str, str]) -> Body:
    return Body(f"{_V3}/{name}", put, values=_NEW)


def _old(name: str, put: Mapping[str, str]) -> Body:
    return Body(f"/ideogram/{name}", put, values=_OLD)


_BODIES = {
    "generate": _new(
        "generate",
        _COMMON | _LOOK | _PALETTE | {"ratio": "aspect_ratio", "size": "resolution", "no": "negative_prompt"},
    ),
    "edit": _new("edit", _COMMON | _LOOK),
    "remix": _new(
        "remix",
        _COMMON | {"ratio": "aspect_ratio", "size": "resolution", "strength": "image_weight", "style": "style_type"},
    ),
    "reframe": Body(  # a resolution is needed: wide where none was chosen
        f"{_V3}/reframe",
        {name: place for name, place in _COMMON.items() if name != "prompt"}
        | {"style": "style_type", "ratio": "resolution", "size": "resolution"},
        fixed={"resolution": _PIXELS["16:9"]},
        values=_UPPER | {"ratio": _PIXELS},
    ),
    "replace-background": _new("replace-background", _COMMON | _LOOK),
    "legacy-generate": _old("generate", _LEGACY | _PALETTE),
    "legacy-remix": _old("remix", _LEGACY | {"strength": "image_weight"}),
    "upscale": _old(
        "upscale",
        {
            "prompt": "prompt",
            "strength": "resemblance",
            "detail": "detail",
            "seed": "seed",
            "count": "num_images",
            "enhance": "magic_prompt_option",
        },
    ),
    "describe": _old("describe", {}),
}


class IdeogramOptions(WireOptions):
    """``action`` is the route, one of the bodies above."""

    action: str = "generate"


def _action(submission: Submission) -> str:
    action = submission.options.action if isinstance(submission.options, IdeogramOptions) else "generate"
    return "remix" if action == "edit" and submission.of_role("mask") is None else action


def submit(submission: Submission) -> Call:
    """Ask for pictures; raises ValueError where a route needs a picture and has none (the catalogue's mistake)."""
    action = _action(submission)
    body = _BODIES[action]
    fields = _whole(body.json(submission))
    legacy = not body.path.startswith(_V3)
    if action == "generate":
        return Call("POST", body.path, json_body=fields)
    if action == "legacy-generate":
        return Call("POST", body.path, json_body={"image_request": fields})
    if not submission.images:
        raise ValueError(f"ideogram needs a picture to {action}")
    picture = submission.images[0]
    if action == "reframe":
        picture = _square(picture)
    files = [_part("image_file" if legacy else "image", picture)]
    mask = submission.of_role("mask")
    if mask is not None and action == "edit":
        files.append(FilePart("mask", "mask.png", "image/png", _turned(mask, picture)))
    form = {name: str(value) for name, value in fields.items()}
    if legacy:
        form = {"image_request": json.dumps(fields, ensure_ascii=False)} if action != "describe" else {}
    return Call("POST", body.path, form=form, files=tuple(files))


def _whole(fields: dict[str, Any]) -> dict[str, Any]:
    """Weights are whole numbers from 1 to 100."""
    weights = ("image_weight", "resemblance", "detail")
    return {name: int(float(value)) if name in weights else value for name, value in fields.items()}


def _part(field: str, file: SourceFile) -> FilePart:
    return FilePart(field, f"picture.{file.mime.rpartition('/')[2]}", file.mime, file.data)


def _square(file: SourceFile) -> SourceFile:
    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(file.picture())) as picture:
            if picture.width == picture.height:
                return file
            side = min(picture.size)
            ImageOps.fit(picture.convert("RGB"), (side, side)).save(out, "JPEG", quality=95)
    except OSError:  # the gateway says what it is, if it is no picture
        return file
    return replace(file, mime="image/jpeg", data=out.getvalue())


def _turned(mask: SourceFile, picture: SourceFile) -> bytes:
    """Return the mask as Ideogram wants it: black is changed, white kept, as large as the picture."""
    with Image.open(io.BytesIO(picture.picture())) as under, Image.open(io.BytesIO(mask.picture())) as over:
        turned = ImageOps.invert(over.convert("L").resize(under.size, Image.Resampling.NEAREST))
    out = io.BytesIO()
    turned.point(lambda shade: 255 if shade > 127 else 0).save(out, "PNG")
    return out.getvalue()


def read_submit(reply: Reply, submission: Submission) -> SubmitOutcome:
    """Read the pictures or the descriptions; there is nothing to poll."""
    if not 200 <= reply.status < 300:
        return failure(reply, submission.prompt, REFUSALS)
    tree = reply.json()
    trouble = error_in_ok(reply, submission.prompt)
    if trouble is not None:
        return trouble
    told = dig(tree, "descriptions")
    if isinstance(told, list):
        words = [word(dig(one, "text")) for one in told]
        text = "\n\n".join(one for one in words if one)
        return Succeeded((TextOutput(text),)) if text else Failed(FailureKind.BROKEN, "a description without words")
    items = dig(tree, "data")
    if not isinstance(items, list):
        return Unclear(clean(f"status {reply.status} without pictures: {complaint(reply, submission.prompt).message}"))
    return _pictures(items)


def _pictures(items: list[Any]) -> SubmitOutcome:
    safe = [item for item in items if dig(item, "is_image_safe") is not False]
    made = [RemoteFile(word(dig(item, "url")), About(seed=seed_of(dig(item, "seed")))) for item in safe]
    outputs = tuple(one for one in made if one.url.lower().startswith(("https://", "http://")))
    if outputs:
        return Succeeded(outputs)
    if items and not safe:
        return Failed(FailureKind.REFUSED, "every picture is marked unsafe")
    return Failed(FailureKind.BROKEN, "finished without a result")


PROTOCOL = WireProtocol(
    name="ideogram",
    submit=submit,
    read_submit=read_submit,
    options=IdeogramOptions,
    actions=frozenset(_BODIES),
)
