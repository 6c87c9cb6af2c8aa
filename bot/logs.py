"""Logging: one readable line per event on stderr, and in none of them a secret, or who it was.

``log.info("job.succeeded", extra={"job": 7, "took_s": 1.2})`` becomes ``… bot.flow job.succeeded job=7 took_s=1.2``.
Redaction is the formatter's last step, after tracebacks and fields are text, so nothing can be added behind it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import re
import secrets
import sys
import time
from collections.abc import Iterable
from types import TracebackType
from urllib.parse import quote, quote_plus

HIDDEN = "[hidden]"
_BOT_TOKEN = r"(?<!\d)\d{6,12}(?::|%3A)[A-Za-z0-9_-]{30,}"  # noqa: S105 (the shape of one, not one)
_API_KEY = r"(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{16,}"
_GOOGLE_KEY = r"(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{30,}"
_WITH_PLACES = ("idem", "lane", "errand")
_PLACE = re.compile(r"\b(m|a|chat|from|press|mydata):(\d+)")  # what begins so goes on with a chat or an account
_RUN_KEY = secrets.token_bytes(16)
_LEAST_SECRET = 6  # a shorter one would blot out ordinary words
_OWN_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_QUIET = {  # what these say below these levels holds addresses with tokens, SQL with prompts, or noise
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "aiohttp": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "telegram": logging.INFO,
    "asyncio": logging.INFO,
    "PIL": logging.INFO,
}


class Redactor:
    """Hides what looks like a key, and the given secrets as written, address-encoded or in base64."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known: set[str] = set()
        for secret in secrets:
            known |= _forms(secret)
            _, colon, after = secret.partition(":")  # the half of a bot's token that matters
            known |= _forms(after) if colon else set()
        literal = [re.escape(form) for form in sorted(known, key=len, reverse=True) if len(form) >= _LEAST_SECRET]
        self._pattern = re.compile("|".join([*literal, _BOT_TOKEN, _API_KEY, _GOOGLE_KEY]), re.IGNORECASE)

    def hide(self, text: str) -> str:
        """Return the text with every secret replaced."""
        return self._pattern.sub(HIDDEN, text)


def _forms(secret: str) -> set[str]:
    data = secret.encode()
    forms = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}
    for shift in range(3):  # base64 of a longer text shows the secret at one of three alignments
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            text = encode(b"\0" * shift + data).decode().rstrip("=")
            whole = (shift + len(data)) // 3 * 4  # the last letters also depend on what follows
            forms.add(text[(0, 2, 3)[shift] : whole])
    return forms


class LineFormatter(logging.Formatter):
    """Time, level, logger, event and fields on one line; a traceback below it; all redacted."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """Return the finished text; a record that cannot be rendered is named, never dropped or shown raw."""
        try:
            text = self._line(record)
        except Exception as error:  # noqa: BLE001 (logging's own answer would print the raw arguments)
            where = f"{record.pathname}:{record.lineno}"
            text = f"log.unreadable logger={record.name} line={where} error={type(error).__name__}"
        return self._redactor.hide(text)

    def _line(self, record: logging.LogRecord) -> str:
        moment = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(record.created))
        words = [moment, f"{record.levelname:<7}", record.name, _flat(record.getMessage())]
        fields = {name: value for name, value in vars(record).items() if name not in _OWN_FIELDS}
        words += [f"{name}={_value(unnamed(value, name))}" for name, value in fields.items()]
        lines = [" ".join(words)]
        if record.exc_info:
            lines.append(self.formatException(record.exc_info))
        if record.stack_info:
            lines.append(record.stack_info)
        return "\n".join(lines)


def _flat(text: str) -> str:
    """Keep one event on one line: a person's prompt must not be able to write a log line of its own."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def unnamed(value: object, name: str = "idem") -> object:
    """Return a field's value without the number of a person's account or private chat: a word that stands for it.

    Until the next start it is always the same word, and tells nobody who it is. Groups keep their numbers.
    """
    if name == "chat" and isinstance(value, int) and value > 0:
        return _stand_in(str(value))
    if name in _WITH_PLACES:
        return _PLACE.sub(lambda found: f"{found[1]}:{_stand_in(found[2])}", str(value))
    return value


def _stand_in(number: str) -> str:
    return f"~{hmac.new(_RUN_KEY, number.encode(), hashlib.sha256).hexdigest()[:8]}"


def _value(value: object) -> str:
    text = _flat(str(value))
    return json.dumps(text, ensure_ascii=False) if text == "" or set(text) & set(' ="') else text


def set_up(level: str, secrets: Iterable[str] = ()) -> Redactor:
    """Send all logging to stderr at the level, uncaught errors included; return the redactor for other outputs."""
    redactor = Redactor(secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter(redactor))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name, least in _QUIET.items():
        logging.getLogger(name).setLevel(max(least, root.level))
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught
    return redactor


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("bot").critical("stopped.unexpectedly", exc_info=(kind, error, trace))
