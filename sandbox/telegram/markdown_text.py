"""Telegram's MarkdownV2 and legacy Markdown: marks into entities, with Telegram's refusals for broken markup."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.errors import BotApiError, bad_request
from sandbox.telegram.html_text import link_entity
from sandbox.telegram.utf16 import utf16_length

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_V2_MARKS = (("||", "spoiler"), ("__", "underline"), ("*", "bold"), ("_", "italic"), ("~", "strikethrough"))
_V1_MARKS = (("*", "bold"), ("_", "italic"))


@dataclass
class _Reader:
    text: str
    marks: tuple[tuple[str, str], ...]
    strict: bool  # MarkdownV2: reserved characters must be escaped
    position: int = 0
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    opened: list[tuple[str, str, int, int]] = field(default_factory=list)  # mark, kind, start, byte offset
    entities: list[dict[str, Any]] = field(default_factory=list)

    def put(self, plain: str) -> None:
        """Add plain text."""
        self.pieces.append(plain)
        self.length += utf16_length(plain)

    def byte_offset(self) -> int:
        """Return where we are, as Telegram's refusals count."""
        return len(self.text[: self.position].encode())

    def close(self, kind: str, start: int, **more: object) -> None:
        """Add an entity from ``start`` to here."""
        if self.length > start:
            self.entities.append({"type": kind, "offset": start, "length": self.length - start} | more)


def parse_markdown_v2(text: str) -> tuple[str, list[dict[str, Any]]]:
    """Return plain text and entities; raises `BotApiError` 400 ``can't parse entities: …``."""
    return _parse(_Reader(text, _V2_MARKS, strict=True))


def parse_markdown(text: str) -> tuple[str, list[dict[str, Any]]]:
    """Return plain text and entities of the legacy style; raises `BotApiError` 400."""
    return _parse(_Reader(text, _V1_MARKS, strict=False))


def _refusal(reason: str) -> BotApiError:
    return bad_request(f"can't parse entities: {reason}")


def _parse(reader: _Reader) -> tuple[str, list[dict[str, Any]]]:
    quote: int | None = None
    while reader.position < len(reader.text):
        at_line_start = reader.position == 0 or reader.text[reader.position - 1] == "\n"
        if quote is not None and at_line_start and not reader.text.startswith(">", reader.position):
            reader.close("blockquote", quote)
            reader.entities[-1]["length"] -= 1  # the line break before this line is no part of the quote
            quote = None
        if reader.strict and at_line_start and reader.text.startswith(">", reader.position):
            quote = reader.length if quote is None else quote
            reader.position += 1
            continue
        _read_one(reader)
    if quote is not None:
        reader.close("blockquote", quote)
    if reader.opened:
        _, kind, _, offset = reader.opened[-1]
        raise _refusal(f"Can't find end of {kind.title().replace('_', '')} entity at byte offset {offset}")
    reader.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return "".join(reader.pieces), reader.entities


def _read_one(reader: _Reader) -> None:
    text, position = reader.text, reader.position
    character = text[position]
    if character == "\\" and position + 1 < len(text) and text[position + 1] in _RESERVED | {"\\"}:
        reader.put(text[position + 1])
        reader.position += 2
    elif character == "`":
        _read_code(reader)
    elif character == "[":
        reader.opened.append(("[", "text_link", reader.length, reader.byte_offset()))
        reader.position += 1
    elif character == "]" and reader.opened and reader.opened[-1][0] == "[":
        _read_address(reader)
    elif not _read_mark(reader):
        if reader.strict and character in _RESERVED:
            raise _refusal(f"Character '{character}' is reserved and must be escaped with the preceding '\\'")
        reader.put(character)
        reader.position += 1


def _read_mark(reader: _Reader) -> bool:
    for mark, kind in reader.marks:
        if not reader.text.startswith(mark, reader.position):
            continue
        if reader.opened and reader.opened[-1][0] == mark:
            _, _, start, _ = reader.opened.pop()
            reader.close(kind, start)
        else:
            reader.opened.append((mark, kind, reader.length, reader.byte_offset()))
        reader.position += len(mark)
        return True
    return False


def _read_code(reader: _Reader) -> None:
    fence = "```" if reader.text.startswith("```", reader.position) else "`"
    start = reader.position + len(fence)
    end = reader.text.find(fence, start)
    if end < 0:
        kind = "Pre" if fence == "```" else "Code"
        raise _refusal(f"Can't find end of {kind} entity at byte offset {reader.byte_offset()}")
    content, more = reader.text[start:end], {}
    if fence == "```" and "\n" in content:
        language, content = content.split("\n", 1)
        if language.strip():
            more = {"language": language.strip()}
    begin = reader.length
    reader.put(content.replace("\\`", "`").replace("\\\\", "\\"))
    reader.close("pre" if fence == "```" else "code", begin, **more)
    reader.position = end + len(fence)


def _read_address(reader: _Reader) -> None:
    _, _, start, offset = reader.opened.pop()
    if not reader.text.startswith("](", reader.position):
        raise _refusal(f"Can't find end of TextLink entity at byte offset {offset}")
    end = reader.text.find(")", reader.position)
    if end < 0:
        raise _refusal(f"Can't find end of a URL at byte offset {offset}")
    address = reader.text[reader.position + 2 : end].replace("\\", "")
    fields = link_entity(address)
    reader.close(fields.pop("type"), start, **fields)
    reader.position = end + 1
