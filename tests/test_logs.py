"""The log as an owner reads it, and what must never stand in it."""

from __future__ import annotations

import base64
import logging
import re
import subprocess
import sys
import warnings
from pathlib import Path
from urllib.parse import quote

import pytest
from pydantic import ValidationError

from bot.generation.request import GenerationRequest
from bot.logs import HIDDEN, LineFormatter, Redactor, set_up

ROOT = Path(__file__).parents[1]
TOKEN = "123456789:AAF" + "x-y_Z09" * 5
KEY = "key/with+odd=letters"


@pytest.fixture(autouse=True)
def _logging_as_before():
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, sys.excepthook
    levels = {name: logging.getLogger(name).level for name in ("httpx", "telegram", "aiosqlite")}
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:], sys.excepthook = handlers, hook
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def line(message, *args, secrets=(), error=None, **extra):
    record = logging.LogRecord("bot.flow", logging.INFO, __file__, 1, message, args, error)
    vars(record).update(extra)
    return LineFormatter(Redactor(secrets)).format(record)


def test_the_handbooks_line_is_one_that_the_code_writes():
    shown = re.search(r"`\S+ \S+ INFO    (\S+) (\S+) (.+?)`", (ROOT / "docs/operating.md").read_text())
    module, event, fields = shown.groups()
    source = (ROOT / (module.replace(".", "/") + ".py")).read_text()
    [written] = re.findall(rf'log\.info\("{event}", extra=\{{(.+)\}}\)', source)
    assert re.findall(r'"(\w+)":', written) == re.findall(r"(\w+)=", fields)
    values = dict(pair.split("=") for pair in fields.split())
    assert line(event, **values).endswith(f"{event} {fields}")


def test_an_event_is_one_line_with_its_fields():
    assert line("job.succeeded", job=7, prompt="a red fox", note="").endswith(
        'INFO    bot.flow job.succeeded job=7 prompt="a red fox" note=""'
    )


def test_nobody_can_write_a_log_line_of_their_own():
    text = line("said %s", "a\n2026-01-01 00:00:00 ERROR forged", prompt="b\r\nforged \x1b[31m")
    assert len(text.splitlines()) == 1
    assert "\x1b" not in text


@pytest.mark.parametrize(
    "shown",
    [
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        f"https://api.telegram.org/file/bot{quote(TOKEN, safe='')}/photos/1.jpg",
        f"token={TOKEN}",
        f"Bearer {KEY}",
        f"?key={quote(KEY, safe='')}",
        base64.b64encode(f"user:{KEY}".encode()).decode(),
        base64.b64encode(f"me:{KEY}:".encode()).decode(),
        base64.urlsafe_b64encode(f"x{KEY}".encode()).decode(),
        TOKEN.partition(":")[2],
    ],
)
def test_a_configured_secret_is_hidden_in_every_dress(shown):
    text = line("said %s", shown, secrets=[TOKEN, KEY], field=shown)
    assert text.count(HIDDEN) >= 2
    for part in (TOKEN.partition(":")[2], KEY, quote(KEY, safe=""), base64.b64encode(KEY.encode()).decode()[:-4]):
        assert part not in text


@pytest.mark.parametrize("shown", [f"bot{TOKEN}", "sk-" + "a1" * 20, "AIza" + "b" * 35])
def test_what_looks_like_a_key_is_hidden_even_when_nobody_told_us(shown):
    text = line("said %s", shown)
    assert HIDDEN in text
    assert shown[-20:] not in text


def test_ordinary_words_and_numbers_stay():
    text = line("job 1234567890 of chat -1001234567890 at 12:34:56 with ask-me-anything", secrets=["x", "ab"])
    assert HIDDEN not in text


def test_a_traceback_is_redacted_too():
    try:
        int(f"401 for https://api.telegram.org/bot{TOKEN}/x with {KEY}")
    except ValueError:
        text = line("call.failed", secrets=[TOKEN, KEY], error=sys.exc_info())
    assert "Traceback" in text
    assert TOKEN not in text
    assert KEY not in text


def test_a_line_that_cannot_be_rendered_is_named_and_shows_nothing():
    text = line("%d pictures", KEY, secrets=[KEY])
    assert "log.unreadable" in text
    assert KEY not in text


def test_at_debug_the_talkative_libraries_stay_quiet(capsys):
    set_up("DEBUG", [KEY])
    logging.getLogger("httpx").info("GET https://x")
    logging.getLogger("aiosqlite").debug("executing …")
    logging.getLogger("telegram.Bot").debug("calling …")
    logging.getLogger("telegram").info("hello")
    logging.getLogger("bot").debug("seen %s", KEY)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"old {KEY}", UserWarning, stacklevel=1)
    said = capsys.readouterr()
    assert said.out == ""
    assert [row.split()[3] for row in said.err.splitlines() if row.startswith("20")] == [
        "telegram",
        "bot",
        "py.warnings",
    ]
    assert KEY not in said.err


def test_an_uncaught_error_goes_through_the_redactor():
    code = f"from bot.logs import set_up; set_up('INFO', [{KEY!r}]); raise RuntimeError({KEY!r} + {TOKEN!r})"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert "stopped.unexpectedly" in ended.stderr
    assert "RuntimeError" in ended.stderr
    assert "letters" not in ended.stderr.replace("import set_up", "").split("RuntimeError:")[-1]


def test_a_line_does_not_tell_who_it_was(capsys):
    set_up("INFO")
    log = logging.getLogger("bot")
    log.info("one", extra={"chat": 7123456789, "idem": "m:7123456789:5", "lane": "press:7123456789"})
    log.info("two", extra={"chat": -1001234567890, "idem": "m:-1001234567890:5", "job": 7123456789})
    one, two = capsys.readouterr().err.splitlines()
    assert "7123456789" not in one
    [word] = set(re.findall(r"~[0-9a-f]{8}", one))  # the same person by the same word
    assert f"idem=m:{word}:5" in one
    assert "chat=-1001234567890 idem=m:-1001234567890:5 job=7123456789" in two


def test_an_unreadable_request_is_not_repeated_in_its_error():
    with pytest.raises(ValidationError) as error:
        GenerationRequest.model_validate_json('{"prompt": "a secret wish", "count": "many"}')
    assert "secret wish" not in str(error.value)
