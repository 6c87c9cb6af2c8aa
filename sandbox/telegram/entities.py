"""Formatted text as Telegram keeps it: plain text and entities with offsets in UTF-16 units."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.html_text import parse_html
from sandbox.telegram.markdown_text import parse_markdown, parse_markdown_v2
from sandbox.telegram.utf16 import utf16_length

Entity = dict[str, Any]
TEXT_MAX, CAPTION_MAX, RAW_BYTES_MAX = 4096, 1024, 32768

# What Telegram finds by itself in any text, in this order where two overlap.
_FOUND = (
    (
        "url",
        re.compile(
            r"\bhttps?://[^\s<>\"]*[^\s<>\".,;:!?)\]}']|\b(?:[a-z0-9-]+\.)+(?:com|org|net|vn|io|dev|ai)\b",
            re.IGNORECASE,
        ),
    ),
    ("email", re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    # As Telegram's own library has it: a tag's end is no command, one in brackets is.
    ("bot_command", re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@<>])")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z0-9_]{4,32}\b")),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
)
_CLOSED = frozenset({"code", "pre", "text_link", "text_mention", "url", "email", "bot_command", "mention", "hashtag"})
_PARSERS: dict[str, Callable[[str], tuple[str, list[Entity]]]] = {
    "html": parse_html,
    "markdownv2": parse_markdown_v2,
    "markdown": parse_markdown,
}


def format_text(text: str, parse_mode: str = "", given: Sequence[Entity] | None = None) -> tuple[str, list[Entity]]:
    """Return plain text and sorted entities of a text that a bot sends; raises `BotApiError` for broken markup."""
    if len(text.encode()) > RAW_BYTES_MAX:
        raise bad_request("text is too long")
    entities: list[Entity] = []
    if parse_mode and parse_mode.lower() != "none":
        if parse_mode.lower() not in _PARSERS:
            raise bad_request("unsupported parse_mode")
        text, entities = _PARSERS[parse_mode.lower()](text)
    elif given:
        total = utf16_length(text)
        entities = [dict(e) for e in given if 0 <= e["offset"] < total and e["length"] > 0]
        for entity in entities:
            entity["length"] = min(entity["length"], total - entity["offset"])
    text, entities = _trim(text, entities)
    return text, add_found_entities(text, entities)


def add_found_entities(text: str, entities: Sequence[Entity] = ()) -> list[Entity]:
    """Add the links, commands, mentions and hashtags that Telegram finds by itself."""
    result = [dict(entity) for entity in entities]
    taken = [(e["offset"], e["offset"] + e["length"]) for e in result if e["type"] in _CLOSED]
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            end = start + utf16_length(match[0])
            if all(end <= first or start >= last for first, last in taken):
                taken.append((start, end))
                result.append({"type": kind, "offset": start, "length": end - start})
    return sorted(result, key=lambda entity: (entity["offset"], -entity["length"]))


def entity_texts(text: str, entities: Sequence[Entity], kind: str) -> list[str]:
    """Return the pieces of text under entities of one kind."""
    units = text.encode("utf-16-le")
    return [
        units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
        for entity in entities
        if entity["type"] == kind
    ]


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    kept = text.strip()
    if kept == text:
        return text, entities
    cut = utf16_length(text[: len(text) - len(text.lstrip())])
    total = utf16_length(kept)
    trimmed = []
    for entity in entities:
        start = max(0, entity["offset"] - cut)
        end = min(total, entity["offset"] + entity["length"] - cut)
        if end > start:
            trimmed.append(entity | {"offset": start, "length": end - start})
    return kept, trimmed
