"""The command line as an owner types it: exit codes and sentences."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from bot import heartbeat
from bot.cli import gateway_prefixes, main
from bot.clock import SystemClock
from bot.errors import SettingsError
from bot.settings import NAMES
from storage.folder import lock_folder
from tests.forked import Forked, Start

ROOT = Path(__file__).parents[1]
TOKEN = "123456789:" + "A" * 35


class Ended(NamedTuple):
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def bot(tmp_path):
    """Run ``python -m bot …`` in an empty folder."""

    def run(*words, **env):
        plain = {name: value for name, value in os.environ.items() if name not in NAMES and not name.startswith("BOT_")}
        log, errors = tmp_path / "stdout", tmp_path / "stderr"
        for file in (log, errors):
            file.write_text("")
        process = Forked(Start("bot", words, plain | env, cwd=tmp_path, log=log, errors=errors))
        return Ended(process.join(60), log.read_text(), errors.read_text())

    return run


def test_help_names_the_four_commands(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    said = capsys.readouterr().out
    assert all(word in said for word in ("run", "sandbox", "check", "migrate"))


def test_a_slip_in_the_env_file_stops_every_command_with_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("BOT_ACESS=open\n")
    for command in ("run", "check", "migrate"):
        assert main([command]) == 2
        assert capsys.readouterr().err == ".env sets BOT_ACESS, which is no setting; did you mean BOT_ACCESS?\n"


def test_the_env_file_can_be_another_one_or_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path / "none"))
    Path(".env").write_text("BOT_ACCESS=wrong\n")
    Path("other.env").write_text("BOT_BILLING=wrong\n")
    assert main(["check", "--alive"]) == 2
    assert main(["--env-file", "other.env", "check", "--alive"]) == 2


def test_migrate_says_what_it_applied_and_then_that_there_is_nothing(bot, tmp_path):
    first, second = bot("migrate"), bot("migrate")
    assert (first.returncode, second.returncode) == (0, 0)
    assert "0001_first.sql" in first.stdout
    assert second.stdout == "The database was up to date.\n"
    assert (tmp_path / "var" / "atelier.db").exists()


def test_a_folder_in_use_is_a_sentence_and_exit_code_75(bot, tmp_path):
    with lock_folder(tmp_path / "var"):
        ended = bot("migrate")
    assert ended.returncode == 75
    assert ended.stderr.count("\n") == 1
    assert "another process" in ended.stderr


@pytest.mark.parametrize("command", ["run", "check", "migrate"])
@pytest.mark.parametrize("token", [{}, {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": "http://127.0.0.1:9"}])
def test_a_data_folder_that_cannot_be_is_one_sentence(bot, tmp_path, command, token):
    (tmp_path / "file").write_text("in the way")
    ended = bot(command, BOT_DATA_DIR=str(tmp_path / "file" / "data"), BOT_LOG_LEVEL="ERROR", **token)
    assert ended.returncode == 1
    said = ended.stdout + ended.stderr
    assert any(
        str(tmp_path / "file") in line and ("Not a dir" in line or "no folder" in line) for line in said.splitlines()
    )
    assert "Traceback" not in said


def test_check_tells_what_is_set_and_shows_no_secret(bot):
    ended = bot(
        "check",
        TELEGRAM_BOT_TOKEN=TOKEN,
        TELEGRAM_API_URL="http://127.0.0.1:9",
        BOT_ADMIN_IDS="1,2",
        BOT_PICTURES_PER_DAY="7",
        BOT_LOG_LEVEL="DEBUG",
    )
    assert ended.returncode == 1
    assert "2 admins" in ended.stdout
    assert "pictures a day 7" in ended.stdout
    unreached = "http://127.0.0.1:9 cannot be reached: no network, or a wrong address (TELEGRAM_API_URL)."
    assert f"Telegram: {unreached}\n" in ended.stdout
    assert TOKEN not in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.fixture
def refusing():
    """A Telegram that knows no token."""

    class Refusing(BaseHTTPRequestHandler):
        def do_POST(self):
            body = b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
            self.send_response(401)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        serving.join()


def test_check_says_what_to_do_about_a_refused_token_and_a_gateway_that_is_down(bot, refusing):
    nowhere = {"THUCCHIEN_API_KEY": "sk-0123456789", "THUCCHIEN_BASE_URL": "http://127.0.0.1:9"}
    ended = bot("check", TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=refusing, BOT_ADMIN_IDS="1", **nowhere)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert "Telegram: the token is refused; copy it again from @BotFather.\n" in ended.stdout
    assert "AI Thực Chiến: not checked: not reachable.\n" in ended.stdout
    assert "Error" not in ended.stdout
    assert "(1 admin, 0 allowed ids)" in ended.stdout
    assert " 1 credits" not in ended.stdout


def test_no_command_lists_the_commands(bot):
    ended = bot()
    assert ended.returncode == 2
    assert all(f"\n    {word} " in ended.stderr for word in ("run", "sandbox", "check", "migrate", "gateways"))


def test_an_env_file_that_others_can_read_is_told(bot, tmp_path):
    (tmp_path / ".env").write_text("BOT_ACCESS=open\n")
    (tmp_path / ".env").chmod(0o640)
    told = "Note: Others on this machine can read .env and the keys in it: chmod 600 .env\n"
    assert bot("check").stdout.count(told) == 1
    (tmp_path / ".env").chmod(0o600)
    assert "chmod" not in bot("check").stdout


def test_check_without_a_token_says_first_that_run_plays_in_the_sandbox(bot):
    first, second, *rest = bot("check").stdout.splitlines()
    assert "`make run` plays in the sandbox" in first
    assert second == "With a token from @BotFather your settings would mean on Telegram:"
    assert "Nobody may use the bot" in rest[0]
    assert not [line for line in rest if "sandbox" in line]


def test_check_with_a_wrong_model_says_that_and_nothing_else(bot):
    ended = bot("check", BOT_DEFAULT_MODEL="nano")
    assert (ended.returncode, ended.stdout) == (2, "")
    wrong = "BOT_DEFAULT_MODEL names 'nano', which is no model of the catalogue"
    assert re.fullmatch(rf"{wrong}; did you mean [a-z0-9.-]+\?\n", ended.stderr)


async def test_the_heartbeat_tells_a_running_bot_from_a_dead_one(tmp_path):
    class OneBeat(SystemClock):
        async def sleep(self, seconds):
            assert heartbeat.is_alive(tmp_path)
            raise InterruptedError

    assert not heartbeat.is_alive(tmp_path)
    with pytest.raises(InterruptedError):
        await heartbeat.beat(tmp_path, OneBeat(), lambda: 31.0)
    assert not heartbeat.is_alive(tmp_path)
    (tmp_path / "heartbeat").touch()
    old = time.time() - 120
    os.utime(tmp_path / "heartbeat", (old, old))
    assert not heartbeat.is_alive(tmp_path)


async def test_a_disk_that_takes_nothing_ends_no_heartbeat(tmp_path, caplog):
    class FewBeats(SystemClock):
        left = 5

        async def sleep(self, seconds):
            self.left -= 1
            if self.left == 1:
                tmp_path.joinpath("gone").mkdir()
            if not self.left:
                raise InterruptedError

    with pytest.raises(InterruptedError):
        await heartbeat.beat(tmp_path / "gone", FewBeats(), lambda: 31.0)
    assert [record.msg for record in caplog.records] == ["heartbeat.not_written"]  # once, not every ten seconds


async def test_a_bot_that_telegram_does_not_answer_is_not_well(tmp_path):
    class OneBeat(SystemClock):
        async def sleep(self, seconds):
            assert not heartbeat.is_alive(tmp_path)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await heartbeat.beat(tmp_path, OneBeat(), lambda: 200.0)


def test_gateways_are_found_by_looking(tmp_path):
    (tmp_path / "new.toml").write_text('[gateway]\nenv = "NEWGATE"\n')
    (tmp_path / "mine.toml").write_text('gateway = "new"\n[models.x]\nprice = "1"\n')
    assert gateway_prefixes(tmp_path) == ("NEWGATE",)
    (tmp_path / "bad.toml").write_text("[gateway]\n")
    with pytest.raises(SettingsError, match=r"bad\.toml"):
        gateway_prefixes(tmp_path)


def test_a_gateway_file_of_the_owners_own_adds_its_settings(bot, tmp_path):
    (tmp_path / "data" / "catalog").mkdir(parents=True)
    (tmp_path / "data" / "catalog" / "own.toml").write_text('[gateway]\nenv = "OWN"\n')
    (tmp_path / ".env").write_text("OWN_API_KEY=k\nBOT_DATA_DIR=data\n")
    assert bot("check", "--alive").returncode == 1  # the settings were read, no bot runs
    (tmp_path / ".env").write_text("OWN_API_KEY=k\n")
    assert "OWN_API_KEY, which is no setting" in bot("check", "--alive").stderr


WRONG_FILES = [
    (b"[gateway]\nname = 'x'\n", ", [gateway]: env is missing."),
    (b"[gateway]\nenv = ['X']\n", ", [gateway]: env is wrong: input should be a valid string (it says \"['X']\")."),
    (b"[gateway]\nenv = 'x y'\n", ", [gateway]: env must be a name like MY_GATEWAY, not 'x y'."),
    (b"gateway = ['flow']\n[models]\n", ": the table [gateway] is missing."),
    (b"", ": the table [gateway] is missing."),
    (b"\xff\xfe", " cannot be read: it is no text in UTF-8."),
    (b"x = " + b"[" * 5_000 + b"]" * 5_000, " cannot be read: its brackets stand too deep in one another."),
    (b"gateway = 'flow'\n[models.flow]\nedit = " + b"9" * 5_000, " cannot be read: a number in it is too long."),
]


@pytest.mark.parametrize(("written", "sentence"), WRONG_FILES)
def test_a_wrong_catalogue_file_of_the_owners_own_is_one_plain_sentence(
    tmp_path, capsys, monkeypatch, written, sentence
):
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path))
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "own.toml").write_bytes(written)
    assert main(["--env-file", "", "check"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"catalog/own.toml{sentence}")
    assert said.count("\n") == 1


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_bot_that_cannot_reach_telegram_yet_stops_when_told(tmp_path, sign):
    env = {
        "PATH": os.environ["PATH"],
        "TELEGRAM_BOT_TOKEN": "123456789:AAbbccddeeffgghhiijjkkllmmnnooppqq",
        "TELEGRAM_API_URL": "http://127.0.0.1:9",
        "BOT_DATA_DIR": str(tmp_path / "data"),
    }
    command = [sys.executable, "-m", "bot", "--env-file", "", "run"]
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True) as process:
        while "telegram.unreachable" not in (line := process.stderr.readline()):
            assert line, "the bot ended by itself"
        process.send_signal(sign)
        assert process.wait(10) == 0
        assert "http://127.0.0.1:9" in line
        assert "Unclosed" not in process.stderr.read()
