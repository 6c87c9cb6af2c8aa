"""The words people read: in every language the same, none of them outside the locale files, none of them missing."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

from fluent.syntax import FluentParser
from fluent.syntax.ast import Junk, Message, MessageReference, VariableReference
from fluent.syntax.visitor import Visitor

from bot.chat.command import find_commands
from bot.chat.texts import LOCALES, languages, texts
from tests.contract.source import tree_of

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "bot").rglob("*.py"))
CHAT = [file for file in FILES if file.is_relative_to(ROOT / "bot" / "chat")]
OWN_WORDS = ("en", "vi")  # the languages that our own modules speak
SAYING = {
    "answer",
    "say",
    "_say",
    "_answer",
    "send_message",
    "edit_message_text",
    "set_my_description",
    "InlineKeyboardButton",
    "BotCommand",
}
# Calls whose sentences are not for the person: the log, the owner, the database, other people's words to compare.
ASIDE = {"debug", "info", "warning", "error", "exception", "log", "tell", "crashpoint", "set_aside", "compile"}
STORED = {"execute", "one", "all", "value", "write"}
COMPARED = {
    "_CLOSED_TO_US",
    "_GONE",
    "_SAME",
    "_NO_TOPIC",
    "_NO_PHOTO",
    "_NO_FILE",
    "_ALL",
}  # what Telegram or a person says
SENTENCE = re.compile(r"[^\W\d_]{2,}[,.!?…]?\s+[^\W\d_]{2,}")


class _References(Visitor):
    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.texts: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802 (the visitor's own way)
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: MessageReference) -> None:  # noqa: N802 (as above)
        self.texts.add(node.id.name)


@functools.cache
def entries(code: str) -> dict[str, _References]:
    """Every text of a language with the variables that it has itself, and the texts that are parts of it."""
    found: dict[str, _References] = {}
    for entry in FluentParser().parse((LOCALES / f"{code}.ftl").read_text(encoding="utf-8")).body:
        assert not isinstance(entry, Junk), f"{code}.ftl: {entry.content[:80]!r} is no Fluent"
        if isinstance(entry, Message):
            assert entry.id.name not in found, f"{code}.ftl has {entry.id.name} twice"
            found[entry.id.name] = _References()
            found[entry.id.name].visit(entry)
    return found


def read(code: str) -> dict[str, set[str]]:
    """Every text of a language with the variables it needs, those of its parts among them."""
    found = entries(code)

    def needed(key: str) -> set[str]:
        own = found.get(key, _References())
        return own.variables.union(*map(needed, own.texts))

    return {key: needed(key) for key in found}


COMMAND_LINES = {f"command-{name}" for name in find_commands()}


@functools.cache
def english() -> dict[str, set[str]]:
    return read("en")


def asks_for_a_text(call: ast.Call) -> bool:
    """``said("key")``, ``said.plain("key")``, ``texts(language)("key")`` or ``PersonError("key")``."""
    match call.func:
        case ast.Name(id="said" | "PersonError") | ast.Attribute(attr="said" | "plain"):
            return True
        case ast.Call(func=ast.Name(id="texts")):
            return True
        case _:
            return False


def keys_of(node: ast.expr) -> list[str] | None:
    """The keys that an argument may be; None where it comes from somewhere else."""
    match node:
        case ast.Constant(value=str(key)):
            return [key]
        case ast.IfExp(body=body, orelse=other):
            return [*(keys_of(body) or []), *(keys_of(other) or [])]
        case ast.JoinedStr(values=[ast.Constant(value=str(beginning)), *_]):
            return [key for key in english() if key.startswith(beginning)] or [f"{beginning}…"]
        case _:
            return None


def asked() -> Iterator[tuple[str, ast.Call, list[str]]]:
    for file in FILES:
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.Call) and node.args and asks_for_a_text(node):
                keys = keys_of(node.args[0])
                if keys is not None:
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", node, keys


def test_every_language_says_everything_with_the_same_values():
    for code in set(languages()) - {"en"}:
        theirs = {key: names for key, names in read(code).items() if key not in COMMAND_LINES}
        assert theirs.keys() == english().keys(), (code, theirs.keys() ^ english().keys())
        different = {key: names ^ english()[key] for key, names in theirs.items() if names != english()[key]}
        assert not different, code


def test_every_text_that_is_asked_for_is_there_and_gets_its_values():
    found = list(asked())
    assert len(found) > 50  # the scan sees the code
    for where, call, keys in found:
        given = {keyword.arg for keyword in call.keywords}
        for key in keys:
            assert key in english(), f"{where} asks for {key}"
            if None not in given:  # a ``**values`` is seen where it is made
                assert english()[key] <= given, f"{where} gives {key} no {english()[key] - given}"


def test_every_text_is_asked_for():
    used = {key for _, _, keys in asked() for key in keys}
    used |= {part for text in entries("en").values() for part in text.texts}
    for tree in map(tree_of, FILES):  # keys that are chosen first and asked for later; a plain word may be anything
        words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        used |= {word for word in words if isinstance(word, str) and "-" in word}
    assert not english().keys() - used


def test_a_command_has_a_name_and_a_line_that_telegram_takes():
    for name, command in find_commands().items():
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
        assert set(OWN_WORDS) <= set(command.summary), f"/{name}: in {set(OWN_WORDS) - set(command.summary)} no summary"
        for code in languages():
            assert 1 <= len(command.summary_in(texts(code))) <= 256


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def strays(node: ast.AST) -> Iterator[ast.Constant]:
    """Walk over strings that may be read by a person, leaving out what surely is not."""
    match node:
        case ast.Raise() | ast.Compare() | ast.comprehension():  # errors, and words that are looked for
            return
        case ast.Expr(value=ast.Constant()):  # a docstring
            return
        case ast.Assign(targets=[ast.Name(id=name)]) if name in COMPARED:
            return
        case ast.Call() if name_of(node) in ASIDE | STORED | {"Command"}:
            return
        case ast.Constant(value=str(text)) if SENTENCE.search(text):
            yield node
    for child in ast.iter_child_nodes(node):
        yield from strays(child)


def test_no_sentence_stands_in_the_code():
    found = [f"{file.name}:{one.lineno} {one.value!r}" for file in CHAT for one in strays(tree_of(file))]
    assert not found, "say it in bot/chat/locales/*.ftl"


def letters_said(call: ast.Call) -> Iterator[str]:
    """Letters written right into a call that speaks to a person."""
    waiting: list[ast.AST] = [*call.args, *(one.value for one in call.keywords if one.arg in ("text", "caption", None))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if re.search(r"[^\W\d_]", node.value):
                yield node.value
        elif not isinstance(node, ast.Subscript) and not (
            isinstance(node, ast.Call) and (asks_for_a_text(node) or name_of(node) == "data")
        ):
            waiting.extend(ast.iter_child_nodes(node))


def test_what_is_said_comes_from_the_locale_files():
    for file in CHAT:
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.Call) and name_of(node) in SAYING:
                assert not list(letters_said(node)), f"{file.name}:{node.lineno}: say it in bot/chat/locales/*.ftl"


def test_the_gallery_taps_what_there_is():
    tapped = [
        node.args[0].value
        for file in (ROOT / "tests/gallery").glob("*.py")
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Call)
        and name_of(node) == "tap"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    assert tapped
    assert [key for key in tapped if texts("en").find(key) is None] == []
