"""Whatever the bot says unasked fits into two lines of a phone, in every language and with ordinary values.

Asked for is what a person opens to read. Long texts of that kind are named in `ASKED_FOR`, modules that put lines
together to longer messages in `PUT_TOGETHER`, each with its reason: who writes a third line has to give one.
"""

from __future__ import annotations

import ast
import datetime as dt
import itertools
import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Message, MessageReference, SelectExpression, VariableReference
from fluent.syntax.visitor import Visitor

from bot.chat.texts import LOCALES, languages, texts
from tests.contract.source import tree_of

CHAT = sorted((Path(__file__).parents[2] / "bot" / "chat").rglob("*.py"))
DOCSTRING = 40  # letters of text with the end of a line in it: a docstring, which nobody is sent
COLUMNS, LINES = 42, 2  # what a bubble holds beside its time on a phone 390 wide
CODE = 1.15  # letters of equal width are wider than others

ASKED_FOR = {
    "batch-usage": "/batch alone: how it is used",
    "about-long": "what Telegram shows of the bot before the first word",
    "help-about": "a page of /help",
    "owner-broadcast": "/admin: how a message to all goes",
    "owner-prices-where": "/admin: the foot of the prices",
    "privacy-kept": "/privacy: what is kept",
    "privacy-gone": "/privacy: who sees it",
    "privacy-yours": "/privacy: how to have it, or be forgotten",
    "deleteme-goes": "/deleteme: nobody may press without knowing what goes",
    "deleteme-stays": "/deleteme: and what stays",
    "deleteme-chat": "/deleteme: and what only they can delete",
    "terms": "/terms",
    "invoice-words": "what Telegram shows inside an invoice",
    "invite-link": "/invite: the link, what it brings, and what it has brought",
}
# Modules that write a line under another. All else is one text of the locale files.
PUT_TOGETHER = {
    "audit_pages": "/admin: what was done",
    "broadcast_pages": "/admin: a message to all as it will be",
    "check_pages": "/admin: what the check found",
    "front": "/admin: what is switched off",
    "gateway_pages": "/admin: how each gateway is",
    "group_pages": "/admin: a group",
    "owner": "an alert, and what to do about it",
    "people_pages": "/admin: a person",
    "price_pages": "/admin: prices",
    "promo_pages": "/admin: promo codes",
    "switch_pages": "/admin: switches",
    "batch_card": "the end of a batch, with what is missing and why",
    "batch_proposal": "what a batch would make, to somebody whom nobody can see",
    "batching": "the answer to a list with mistakes, each with its line",
    "balance": "/balance prices: what things cost, below what is left",
    "charges": "/history and its receipts",
    "details": "the button Details",
    "payment_notes": "a receipt, with the day of the next payment or what is still owed",
    "refunding": "/paysupport: what was paid",
    "topping_up": "/topup",
    "terms": "/terms",
    "faces": "an answer in words, above what it cost",
    "help_pages": "/help",
    "joblist": "/jobs",
    "leaving_page": "/deleteme: what goes, what stays, what is lost",
    "privacy": "/privacy: the owner's own page under it",
    "models_pages": "/models: a list, or a page about one model",
    "purse_words": "/balance: what is left of each",
    "settings_pages": "/settings",
    "pool_pages": "/pool",
    "styles": "/styles",
    "gallery": "no message: what a search looks through",
    "halves": "no message: what stood between two pieces of a text",
    "incoming": "no message: signs between words",
    "sending": "no message: what goes over the wire",
    "unfinished": "no message: a list's lines under its options",
}
NO_MESSAGES = {
    "start-prompts": "pictures that the bot would draw itself, one of them at a time",
    "small-talk-words": "words that people say",
    "small-thanks-words": "words that people say",
    "small-praise-words": "words that people say",
    "small-insult-words": "words that people say",
    "small-polite-words": "words that people say",
    "small-help-words": "words that people say",
    "small-stop-words": "words that people say",
    "small-money-words": "words that people say",
}
# What stands in the place of a value: long enough to be ordinary, and not the longest that could be.
VALUES: dict[str, object] = {
    "name": "Minh Anh",
    "me": "atelier_bot",
    "id": "712345678",
    "reference": "1042",
    "prompt": "a red kite over rice fields",
    "words": "a red kite",
    "model": "Nano Banana Pro",
    "title": "Nano Banana Pro",
    "other": "nano-banana-2",
    "facts": "Nano Banana Pro · 12.000 ₫",
    "text": "⏳ In line: place 12, about 40 s",
    "list": "21:9, 16:9, 3:2, 4:3, 1:1 …",
    "nearest": "nano-banana-2",
    "option": "--quality",
    "value": "hihg",
    "example": "--size 2K",
    "ratio": "7:3",
    "size": "8K",
    "bar": "▰▰▰▰▱▱▱▱▱▱",
    "back": "00:00",
    "command": "/imagine a red kite --model nano-banana-2",
    "what": "16:9",
    "style": "Watercolour",
    "language": "Tiếng Việt",
    "day": dt.date(2026, 11, 21),
}
# Longer than the ordinary value, where the text has room for it alone.
OF_ONE = {
    ("extend-none", "list"): "Suno 4.5, Kling 2.6",
    ("command-unknown", "name"): "/imagne",
    ("command-unknown", "nearest"): "/imagine",
    ("option-unknown", "nearest"): "--quality",
    ("style-unknown", "name"): "waterclour",
    ("style-unknown", "nearest"): "watercolour",
    ("model-unknown", "nearest"): ("nano-banana", "nano-banana-2"),
    ("model-unknown", "name"): "nano-bannana",
    ("language-unknown", "name"): "klingon",
    ("model-option", "list"): "--quality, --seed, --no …",
}
NUMBER = 12_000


class _Reader(Visitor):
    """Finds the values of a text and its parts, and the words that it chooses by."""

    def __init__(self, parts: Mapping[str, Message]) -> None:
        self.parts = parts
        self.values: set[str] = set()
        self.choices: dict[str, list[str]] = {}

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802 (the visitor's own way)
        self.values.add(node.id.name)

    def visit_MessageReference(self, node: MessageReference) -> None:  # noqa: N802 (as above)
        self.visit(self.parts[node.id.name])

    def visit_SelectExpression(self, node: SelectExpression) -> None:  # noqa: N802 (as above)
        if isinstance(node.selector, VariableReference):
            keys = [getattr(one.key, "name", getattr(one.key, "value", "")) for one in node.variants]
            self.choices.setdefault(node.selector.id.name, []).extend(keys)
        self.generic_visit(node)


def messages(code: str) -> Iterator[tuple[str, _Reader]]:
    body = FluentParser().parse((LOCALES / f"{code}.ftl").read_text("utf-8")).body
    found = {entry.id.name: entry for entry in body if isinstance(entry, Message)}
    for key, entry in found.items():
        reader = _Reader(found)
        reader.visit(entry)
        yield key, reader


def all_forms(code: str, key: str, reader: _Reader) -> Iterator[str]:
    """The text as it would be shown, once for every choice it makes."""
    names = sorted(reader.values)
    ways = [_ways(key, name, reader.choices.get(name, [])) for name in names]
    for values in itertools.product(*ways):
        yield texts(code)(key, **dict(zip(names, values, strict=True)))


def _ways(key: str, name: str, choices: list[str]) -> list[object]:
    ordinary = OF_ONE.get((key, name), VALUES.get(name, NUMBER if name in ("price", "available", "credits") else 12))
    chosen: list[object] = [int(one) if one.isdigit() else 1 if one == "one" else one for one in choices]
    return [one for one in chosen if one != "other"] + [ordinary]


def lines_of(text: str) -> int:
    """How many lines of a phone a text takes."""
    wide = re.sub(r"<code>(.*?)</code>", lambda found: "x" * round(len(found[1]) * CODE) if " " not in found[1]
                  else " ".join("x" * round(len(word) * CODE) for word in found[1].split()), text)  # fmt: skip
    plain = re.sub(r"<[^>]+>", "", wide)
    return sum(max(1, len(textwrap.wrap(line, COLUMNS))) for line in plain.split("\n"))


def longest_form(code: str, key: str, reader: _Reader) -> str:
    return max(all_forms(code, key, reader), key=lambda text: (lines_of(text), len(text)))


@pytest.mark.parametrize("code", sorted(languages()))
def test_no_message_is_over_two_short_lines_unless_asked_for(code):
    long = {}
    for key, reader in messages(code):
        if key not in ASKED_FOR | NO_MESSAGES and lines_of(text := longest_form(code, key, reader)) > LINES:
            long[key] = text
    assert not long, "say it shorter"


def test_lines_are_put_together_only_for_who_asked():
    found = {file.stem for file in CHAT if any(ends_a_line(node) for node in ast.walk(tree_of(file)))}
    assert found == PUT_TOGETHER.keys()


def ends_a_line(node: ast.AST) -> bool:
    """Whether a piece of text, no docstring, has the end of a line in it."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text and "\n" in node.value and len(node.value) < DOCSTRING


def test_every_exception_is_still_needed():
    over = {
        key
        for code in languages()
        for key, reader in messages(code)
        if lines_of(longest_form(code, key, reader)) > LINES
    }
    assert not (ASKED_FOR | NO_MESSAGES).keys() - over


@pytest.mark.parametrize(
    ("text", "lines"),
    [("short", 1), ("x " * 60, 3), ("one\ntwo", 2), ("one\ntwo\nthree", 3), ("<b>" + "x" * 40 + "</b>", 1)],
)
def test_lines_are_counted_as_a_phone_shows_them(text, lines):
    assert lines_of(text) == lines
