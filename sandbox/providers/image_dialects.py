"""What each family takes on ``/images/generations`` and ``/images/edits``: field by field, all else refused by name.

Sources: key4u.md §3.3-§3.7, thucchien.md §4.2. A model of no known family gets the fields that most of them share.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image

from sandbox.forms import Form
from sandbox.providers.job_shop import photos
from sandbox.providers.painter import is_picture
from sandbox.providers.strict import choice, flags, number, only, text

RATIOS = ("1:1", "3:4", "4:3", "16:9", "9:16", "3:2", "2:3")
_FLUX_RATIOS = (*RATIOS, "21:9", "9:21")
_SIZES = ("1024x1024", "1536x1024", "1024x1536")
_DALLE_SIZES = ("1024x1024", "1792x1024", "1024x1792")
_QWEN_SIZES = ("1664x928", "1472x1140", "1328x1328", "1140x1472", "928x1664", "1584x1056", "1056x1584")
_QUALITIES = ("low", "medium", "high", "auto")
_GPT = ("n", "size", "quality", "background", "moderation", "output_format", "output_compression", "user")
_EDITS = ("n", "size", "quality", "background", "output_format", "input_fidelity", "response_format")
_EDITORS = ("gpt-image", "flux-kontext", "grok-imagine-image-pro")
_SET_MAX = 15
_QWEN_WORDS = 800
_EDIT_MAX = 16
_EDIT_BYTES = 25_000_000
_MASK_BYTES = 4_000_000


@dataclass
class Asked:
    """One call, read: ``shape`` is a ratio, pixels or None for a photo's own; ``word`` a size like 2K."""

    model: str
    prompt: str
    count: int = 1
    shape: str | None = "1:1"
    as_url: bool = True
    photos: tuple[bytes, ...] = ()
    word: str = "1K"


def read_generation(tree: dict[str, Any], gateway: str) -> Asked:
    """Read a call of ``/images/generations``; raises ValueError with a sentence."""
    model = text(tree, "model")
    found = next((read for start, read in _FAMILIES.items() if model.startswith(start)), None)
    if found is None:
        found = _google if gateway == "thucchien" else _plain
    return found(tree, model, text(tree, "prompt"))


def read_edit(form: Form) -> Asked:
    """Read a call of ``/images/edits``."""
    fields = form.fields
    model, prompt = text(fields, "model"), text(fields, "prompt")
    only(fields, ("model", "prompt", *_EDITS), "images/edits")
    if not model.startswith(_EDITORS):
        raise ValueError(f"model {model} takes no edits here")
    gpt = model.startswith("gpt-image")
    if not gpt:
        only(fields, ("model", "prompt", "n", "aspect_ratio", "response_format"), model)
    only({name.removesuffix("[]"): 1 for name, _ in form.files}, ("image", "mask"), "files")
    sent = [one.content for one in form.files_named("image")]
    if not 1 <= len(sent) <= _EDIT_MAX or not all(is_picture(one) and len(one) < _EDIT_BYTES for one in sent):
        raise ValueError("image must be 1 to 16 pictures under 25 MB")
    mask = form.file("mask")
    if mask is not None:
        _check_mask(mask.content, sent[0])
    for name, words in (("quality", _QUALITIES), ("background", _GROUNDS), ("input_fidelity", ("high", "low"))):
        choice(fields, name, words, words[0])
    size = choice(fields, "size", (*_SIZES, "auto"), "auto")
    count = int(fields.get("n", 1))
    if not 1 <= count <= (10 if gpt else 1):
        raise ValueError("n is out of range")
    as_url = not gpt and fields.get("response_format") != "b64_json"
    return Asked(model, prompt, count, None if size == "auto" else size, as_url, tuple(sent))


_GROUNDS = ("transparent", "opaque", "auto")


def _check_mask(mask: bytes, picture: bytes) -> None:
    with Image.open(io.BytesIO(mask)) as drawn, Image.open(io.BytesIO(picture)) as whole:
        if drawn.format != "PNG" or "A" not in drawn.getbands() or len(mask) >= _MASK_BYTES:
            raise ValueError("mask must be a PNG with an alpha channel, under 4 MB")
        if drawn.size != whole.size:
            raise ValueError("mask must be as large as the image")


def _form(tree: Mapping[str, Any]) -> bool:
    return choice(tree, "response_format", ("url", "b64_json"), "url") == "url"


def _gpt(tree: dict[str, Any], model: str, prompt: str) -> Asked:
    only(tree, ("model", "prompt", *_GPT), model)
    choice(tree, "quality", _QUALITIES, "auto")
    choice(tree, "background", _GROUNDS, "auto")
    size = choice(tree, "size", (*_SIZES, "auto"), "auto")
    return Asked(model, prompt, number(tree, "n", 10), "1:1" if size == "auto" else size, as_url=False)


def _dalle(tree: dict[str, Any], model: str, prompt: str) -> Asked:
    only(tree, ("model", "prompt", "n", "size", "quality", "style", "response_format", "user"), model)
    choice(tree, "quality", ("standard", "hd"), "standard")
    choice(tree, "style", ("vivid", "natural"), "vivid")
    return Asked(model, prompt, number(tree, "n", 1), choice(tree, "size", _DALLE_SIZES, "1024x1024"), _form(tree))


def _flux(tree: dict[str, Any], model: str, prompt: str) -> Asked:
    only(tree, ("model", "prompt", "aspect_ratio", "n", "safety_tolerance", "seed", "output_format"), model)
    number(tree, "n", 1)
    return Asked(model, prompt, 1, choice(tree, "aspect_ratio", _FLUX_RATIOS, "1:1"))


def _grok(tree: dict[str, Any], model: str, prompt: str) -> Asked:
    only(tree, ("model", "prompt", "n", "aspect_ratio", "response_format"), model)
    return Asked(model, prompt, number(tree, "n", 10), choice(tree, "aspect_ratio", RATIOS, "1:1"), _form(tree))


def _seedream3(tree: dict[str, Any], model: str, prompt: str) -> Asked:
    only(tree, ("model", "prompt", "size", "seed", "guidance_scale", "response_format", "watermark"), model)
    size = _pixels(tree, 512 * 512, 2048 * 2048, "1024x1024")
    if not all(512 <= int(side) <= 2048 for side in size.split("x")):
        raise ValueError("each side must be 512 to 2048")
    _guidance(tree)
    return Asked(model, prompt, 1, size, _form(tree))


def _seededit(tree: dict[str, Any], model: str, prompt: str) -> Asked:
    only(tree, ("model", "prompt", "image", "size", "seed", "guidance_scale", "response_format", "watermark"), model)
    choice(tree, "size", ("adaptive",), "adaptive")
    _guidance(tree)
    return Asked(model, prompt, 1, None, _form(tree), photos([text(tree, "image")]))


def _seedream4(tree: dict[str, Any], model: str, prompt: str) -> Asked:
    group = ("sequential_image_generation", "sequential_image_generation_options")
    only(tree, ("model", "prompt", "image", "size", *group, "stream", "response_format", "watermark"), model)
    if tree.get("stream", False) is not False:
        raise ValueError("the sandbox does not stream pictures")
    sent, count = photos(tree.get("image")), 1
    if len(sent) > (14 if "4-5" in model else 10):
        raise ValueError("too many pictures")
    if choice(tree, group[0], ("disabled", "auto"), "disabled") == "auto":
        options = tree.get(group[1], {})
        only(options, ("max_images",), group[1])
        count = number(options, "max_images", _SET_MAX - len(sent))
    words = ("2K", "4K") if "4-5" in model else ("1K", "2K", "4K")
    if tree.get("size") in words:
        return Asked(model, prompt, count, None, _form(tree), sent, tree["size"])
    least = 2560 * 1440 if "4-5" in model else 1280 * 720
    return Asked(model, prompt, count, _pixels(tree, least, 4096 * 4096, "2048x2048"), _form(tree), sent)


def _guidance(tree: Mapping[str, Any]) -> None:
    value = tree.get("guidance_scale", 2.5)
    if not isinstance(value, int | float) or not 1 <= value <= 10:
        raise ValueError("guidance_scale must be a number from 1 to 10")


def _qwen(tree: dict[str, Any], model: str, prompt: str) -> Asked:
    only(tree, ("model", "prompt", "size", "n", "negative_prompt", "prompt_extend", "watermark", "seed"), model)
    return _qwen_asked(tree, model, prompt, choice(tree, "size", _QWEN_SIZES, "1328x1328"))


def _zimage(tree: dict[str, Any], model: str, prompt: str) -> Asked:
    only(tree, ("model", "prompt", "size", "n", "prompt_extend", "seed"), model)
    return _qwen_asked(tree, model, prompt, _pixels(tree, 512 * 512, 2048 * 2048, "1024x1024"))


def _qwen_edit(tree: dict[str, Any], model: str, prompt: str) -> Asked:
    only(tree, ("model", "prompt", "image", "n", "negative_prompt", "prompt_extend", "watermark", "seed"), model)
    sent = photos(tree.get("image"))
    if not 1 <= len(sent) <= 3:
        raise ValueError("image must be 1 to 3 pictures")
    return _qwen_asked(tree, model, prompt, None, sent)


def _qwen_asked(
    tree: dict[str, Any], model: str, prompt: str, shape: str | None, sent: tuple[bytes, ...] = ()
) -> Asked:
    number(tree, "n", 1)
    flags(tree, "prompt_extend")
    if not sent and len(prompt) > _QWEN_WORDS:
        raise ValueError("prompt must be at most 800 characters")
    return Asked(model, prompt, 1, shape, photos=sent)


def _pixels(tree: Mapping[str, Any], least: int, most: int, default: str) -> str:
    size = str(tree.get("size", default))
    across, _, down = size.partition("x")
    if not (across.isdecimal() and down.isdecimal()) or not least <= int(across) * int(down) <= most:
        raise ValueError(f"size {size!r} is no WIDTHxHEIGHT of an area that this model makes")
    return size


def _google(tree: dict[str, Any], model: str, prompt: str) -> Asked:
    """Read a call for a Google model: OpenAI's other fields are refused, ``size`` has no effect, ``n`` is 1."""
    for name in ("response_format", "quality", "style", "background"):
        if name in tree:
            raise ValueError(f"litellm.UnsupportedParamsError: vertex_ai does not support parameters: {{'{name}'}}")
    only(tree, ("model", "prompt", "n", "size", "aspect_ratio", "imageConfig"), model)
    count = number(tree, "n", 4 if model.startswith("imagen") else 1)
    choice(tree, "size", _SIZES, "1024x1024")
    config = tree.get("imageConfig", {})
    only(config, ("aspectRatio",), "imageConfig")
    shape = choice(tree, "aspect_ratio", RATIOS, choice(config, "aspectRatio", RATIOS, "1:1"))
    return Asked(model, prompt, count, shape, as_url=False)


def _plain(tree: dict[str, Any], model: str, prompt: str) -> Asked:
    only(tree, ("model", "prompt", "n", "size", "aspect_ratio", "response_format"), model)
    name, shapes = ("aspect_ratio", RATIOS) if "aspect_ratio" in tree else ("size", (*_SIZES, *RATIOS))
    return Asked(model, prompt, number(tree, "n", 4), choice(tree, name, shapes, "1:1"), _form(tree))


_FAMILIES: Mapping[str, Callable[[dict[str, Any], str, str], Asked]] = {
    "gpt-image": _gpt,
    "dall-e": _dalle,
    "flux": _flux,
    "grok-imagine": _grok,
    "doubao-seedream-3": _seedream3,
    "doubao-seededit": _seededit,
    "doubao-seedream-4": _seedream4,
    "qwen-image-edit": _qwen_edit,
    "qwen-image": _qwen,
    "z-image": _zimage,
}
