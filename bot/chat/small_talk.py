"""Words that are no wish for a picture: a greeting, thanks, a call for help, one sign. Nobody pays for being polite.

Whole messages only: what has one word more may be a prompt.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from bot.chat.texts import languages, texts
from bot.generation.accents import in_small_letters, without_accents

# What each list of words in the locale files is; some do what a command does, with words of its own.
_KINDS = {
    "small-talk-words": "small-talk",
    "small-thanks-words": "small-thanks",
    "small-praise-words": "small-praise",
    "small-insult-words": "small-insult",
    "small-help-words": "small-help",
    "small-stop-words": "small-stop",
    "small-stop-all-words": "small-stop-all",
    "small-undo-words": "small-undo",
    "small-money-words": "small-money",
}
_COMMANDS = {
    "small-help": ("help", ""),
    "small-stop": ("cancel", ""),
    "small-stop-all": ("cancel", "all"),
    "small-undo": ("undo", ""),
    "small-money": ("balance", "prices"),
}
_IN_GROUPS = {**_COMMANDS, "small-money": ("help", "money")}  # what somebody has left is nobody else's business
_PRAISE = frozenset("👍👌👏🙏🙌🤝💪💯🔥✨🎉🥳❤♥💖💕💗😍🥰😘🤩😊☺🙂😀😃😄😁😆😂🤣😎🤗🫶")
_ANGER = frozenset("👎😡😠🤬😤🖕")
_NOT_SEEN = ("Zs", "Cf", "Mn", "Sk")  # gaps, and what gives an emoji its colour or its form
_FEWEST = 2
_SIGNS_MAX = 2  # an emoji, with its colour


def small_talk(words: str) -> str | None:
    """Return what a message is that says nothing that could be drawn, in any language that the bot speaks.

    One that stands for a command (see `meant`), or the text to answer with; None: it may be drawn.
    """
    plain = _plain(words)
    if not plain:
        return _signs(words.strip())
    short = _without_polite(plain)
    unsigned = (_unsigned().get(one) for one in (plain, short) if one.isascii())
    return _known().get(plain) or _known().get(short) or next(filter(None, unsigned), None)


def _signs(words: str) -> str | None:
    """Return what a message without a letter is; several things in a row may be a wish."""
    seen = {sign for sign in words if unicodedata.category(sign) not in _NOT_SEEN}
    if not words:
        return None
    if seen and seen <= _PRAISE:
        return "small-praise"
    if seen and seen <= _ANGER:
        return "small-insult"
    if all(unicodedata.category(sign) != "So" for sign in seen):
        return "small-sign"
    return "small-emoji" if len(words) <= _SIGNS_MAX else None


def meant(talk: str, *, private: bool) -> tuple[str, str] | None:
    """Return the command that such words stand for, and its words; None where they are only answered."""
    return (_COMMANDS if private else _IN_GROUPS).get(talk)


@cache
def _known() -> dict[str, str]:
    listed = ((kind, texts(code).plain(key)) for code in languages() for key, kind in _KINDS.items())
    return {_plain(words): kind for kind, line in listed for words in line.split(",")}


@cache
def _unsigned() -> dict[str, str]:
    """Return the same without accents, as it is typed in a hurry; no single words, which are names then (Dung, Huy)."""
    return {plain: kind for words, kind in _known().items() if " " in (plain := without_accents(words))}


def _without_polite(plain: str) -> str:
    """Return words without what is said to somebody around them: thanks *so much*, *em ơi* giúp mình *với*."""
    words = plain.split()
    while len(words) > 1 and (words[-1] in _polite() or " ".join(words[-2:]) in _polite()):
        words = words[: -1 if words[-1] in _polite() else -2]
    while len(words) > _FEWEST and words[0] in _polite():  # of two words the second may be what is seen: chị đẹp
        words = words[1:]
    return " ".join(words)


@cache
def _polite() -> frozenset[str]:
    return frozenset(_plain(one) for code in languages() for one in texts(code).plain("small-polite-words").split(","))


def _plain(words: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in in_small_letters(words)).split())
