"""Telegram's HTML style: tags into entities, with the refusals that Telegram words for broken markup."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.errors import BotApiError, bad_request
from sandbox.telegram.utf16 import utf16_length

_TOKEN = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);|[^<&]+|.", re.DOTALL)
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_USER_LINK = re.compile(r"tg://user\?id=(\d+)")


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    start: int
    language: str = ""


@dataclass
class _State:
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    opened: list[_Open] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)


def parse_html(text: str) -> tuple[str, list[dict[str, Any]]]:
    """Return plain text and entities; raises `BotApiError` 400 ``can't parse entities: …``."""
    state = _State()
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token[0] == "<":
            _read_tag(state, token, len(text[: match.start()].encode()))
            continue
        plain = html.unescape(token) if token[0] == "&" and len(token) > 1 else token
        state.pieces.append(plain)
        state.length += utf16_length(plain)
    if state.opened:
        raise _refusal(f'Can\'t find end tag corresponding to start tag "{state.opened[-1].tag}"')
    return "".join(state.pieces), state.entities


def _refusal(reason: str) -> BotApiError:
    return bad_request(f"can't parse entities: {reason}")


def _read_tag(state: _State, token: str, offset: int) -> None:
    if len(token) == 1:
        raise _refusal(f"Unclosed start tag at byte offset {offset}")
    inner = token[1:-1].strip()
    if inner.startswith("/"):
        _close(state, inner[1:].strip().lower(), offset)
        return
    name = re.split(r"[\s/]", inner, maxsplit=1)[0].lower()
    attributes = {
        m[1].lower(): html.unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(inner[len(name) :])
    }
    if name not in _TAGS:
        raise _refusal(f'Unsupported start tag "{name}" at byte offset {offset}')
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _refusal(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    state.opened.append(_Open(name, attributes, state.length))


def _close(state: _State, name: str, offset: int) -> None:
    if not state.opened:
        raise _refusal(f"Unexpected end tag at byte offset {offset}")
    opened = state.opened.pop()
    if name not in ("", opened.tag):
        raise _refusal(
            f'Unmatched end tag at byte offset {offset}, expected "</{opened.tag}>", found "</{name}>"',
        )
    length = state.length - opened.start
    parent = state.opened[-1] if state.opened else None
    if opened.tag == "code" and parent is not None and parent.tag == "pre":
        if parent.start == opened.start:
            parent.language = opened.attributes.get("class", "").removeprefix("language-")
        return
    if length:
        state.entities.append(_entity(opened, length, "".join(state.pieces)))
        state.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))


def _entity(opened: _Open, length: int, text: str) -> dict[str, Any]:
    entity: dict[str, Any] = {"type": _TAGS[opened.tag], "offset": opened.start, "length": length}
    if opened.tag == "a":
        covered = text.encode("utf-16-le")[2 * opened.start :].decode("utf-16-le")
        address = opened.attributes.get("href") or covered
        entity |= link_entity(address)
    elif opened.tag == "pre" and opened.language:
        entity["language"] = opened.language
    elif opened.tag == "tg-emoji":
        entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
    elif opened.tag == "blockquote" and "expandable" in opened.attributes:
        entity["type"] = "expandable_blockquote"
    return entity


def link_entity(address: str) -> dict[str, Any]:
    """Return the fields of a link's entity: a mention of a person without username, or an address."""
    person = _USER_LINK.fullmatch(address)
    if person:
        return {"type": "text_mention", "user": {"id": int(person[1]), "is_bot": False, "first_name": ""}}
    return {"type": "text_link", "url": address}
