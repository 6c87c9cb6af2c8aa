"""Every sentence the bot says, in the person's language: Project Fluent files in ``locales/``, one a language.

A third language is one more file; a text that is missing there falls back to English. (The one line that a command has
in help and menu stands in its module.) Values are put in as they are: what comes from people is escaped here, so that
names and prompts cannot break the markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import FluentInt

LOCALES = Path(__file__).parent / "locales"
DEFAULT = "en"
_UNITS = "utf-16-le"
_VALUE_MAX = 2500  # of a longer one Fluent shows {???}
_CUT_VALUE = 400
_KNOWN_MAX = 512  # formatted texts that are remembered
_GROUPED_FROM = 1000
# Bidirectional overrides and invisible tag characters could turn a caption around or hide words in it.
_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\U000e0000-\U000e007f]")


# A name of this kind at the front would lay the whole message out from right to left, and a number behind it before it.
_FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_NAMES = ("name", "giver", "who", "whom", "whose", "title")
_LEFT_TO_RIGHT = "\u200e"  # seen by nobody; marks that isolate show as boxes in some clients
_MONEY = re.compile(" (?=₫)")


class _Number(FluentInt):
    """A whole number as a language writes it, which costs as much as the sentence around it: remembered."""

    def format(self, locale: Locale) -> str:
        return _written(int(self), locale)


@lru_cache(maxsize=_KNOWN_MAX)
def _written(number: int, locale: Locale) -> str:
    # Babel groups digits by the thousand and up, and writes them as we do.
    return str(number) if 0 <= number < _GROUPED_FROM else str(FluentInt(number).format(locale))


class Texts:
    """The sentences of one language."""

    def __init__(self, language: str, bundles: list[FluentBundle]) -> None:
        self.language = language
        self._bundles = bundles
        self._known = lru_cache(maxsize=_KNOWN_MAX)(self._format)  # most texts come again with the same values

    def __call__(self, key: str, **values: Any) -> str:  # noqa: ANN401 (Fluent takes strings and numbers)
        """Return the text ``key`` as HTML; string values are escaped. An unknown key raises KeyError.

        A tuple becomes a list of words that a tap copies.
        """
        found = self.find(key, **values)
        if found is None:
            raise KeyError(key)
        return found

    def find(self, key: str, **values: Any) -> str | None:  # noqa: ANN401 (as above)
        """Return the text as a call does, or None where no file has it."""
        return self._known(key, tuple((name, type(value), _shown(name, value)) for name, value in values.items()))

    def _format(self, key: str, values: tuple[tuple[str, type, object], ...]) -> str | None:
        """``values``: name, type (1, 1.0 and True are one key, and three texts) and what is shown."""
        safe = {
            name: _Number(shown) if kind is int and isinstance(shown, int) else shown for name, kind, shown in values
        }
        for bundle in self._bundles:
            if bundle.has_message(key):
                pattern = bundle.get_message(key).value
                if pattern is not None:
                    text, _errors = bundle.format_pattern(pattern, safe)
                    return _MONEY.sub("\u00a0", str(text))  # a price stays on one line
        return None

    def plain(self, key: str, **values: Any) -> str:  # noqa: ANN401 (as above)
        """Return the text without markup, for buttons, menus and toasts."""
        return html.unescape(re.sub(r"<[^>]+>", "", self(key, **values)))


def escape(text: str) -> str:
    """Make a person's words safe inside HTML."""
    return html.escape(without_hidden(text), quote=False)


def without_hidden(text: str) -> str:
    """Return words without signs that could turn them around or hide some of them."""
    return _HIDDEN.sub("", text)


def units(text: str) -> int:
    """Return how long a text is as Telegram counts it: in UTF-16 units."""
    return len(text.encode(_UNITS, "surrogatepass")) // 2


def last_units(text: str, most: int) -> str:
    """Return the end of a text, at most so many UTF-16 units and no half a character."""
    return text.encode(_UNITS, "surrogatepass")[-2 * most :].decode(_UNITS, "ignore")


def _shown(name: str, value: object) -> object:
    if isinstance(value, tuple):
        return ", ".join(f"<code>{escape(one)}</code>" for one in value)
    if not isinstance(value, str):
        return value
    shown = escape(value)
    if name in _NAMES and _FROM_THE_RIGHT.search(shown):
        shown = f"{_LEFT_TO_RIGHT}{shown}{_LEFT_TO_RIGHT}"
    return shown if len(shown) <= _VALUE_MAX else f"{escape(value[:_CUT_VALUE])}…"


@lru_cache
def languages() -> Mapping[str, str]:
    """Return code → name of every language that has a file."""
    return {
        path.stem: str(_bundle(path.stem).format_pattern(_name(path.stem))[0]) for path in sorted(LOCALES.glob("*.ftl"))
    }


@lru_cache
def texts(language: str | None) -> Texts:
    """Return the sentences for a client's language code (``vi``, ``en-GB``, None)."""
    code = (language or DEFAULT).split("-")[0].lower()
    if code not in languages():
        code = DEFAULT
    codes = [code] if code == DEFAULT else [code, DEFAULT]
    return Texts(code, [_bundle(one) for one in codes])


def known(language: str | None) -> str:
    """Return the language code that will be spoken to such a client."""
    return texts(language).language


@lru_cache
def _bundle(code: str) -> FluentBundle:
    # No isolation marks: they show as boxes in some clients, and the values are escaped above.
    bundle = FluentBundle([code], use_isolating=False)
    bundle.add_resource(FluentResource((LOCALES / f"{code}.ftl").read_text("utf-8")))
    return bundle


def _name(code: str) -> Any:  # noqa: ANN401 (Fluent's own pattern type)
    return _bundle(code).get_message("language-name").value
