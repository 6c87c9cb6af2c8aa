"""``make run`` without a token: sandbox and bot come up together, say one address, and go together."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from bot.settings import NAMES
from bot.supervise import SERVED_GATEWAYS, bot_environment

ROOT = Path(__file__).parents[1]
WAIT_S = 60


class Play:
    """One `python -m bot run` in a folder of its own."""

    def __init__(self, folder, **env):
        plain = {name: value for name, value in os.environ.items() if name not in NAMES and not name.startswith("BOT_")}
        self.errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 (the fixture closes it)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", "--no-browser"],
            cwd=folder,
            env=plain | {"PYTHONPATH": str(ROOT)} | env,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            start_new_session=True,
        )

    def wait_until_ready(self):
        """Return the address it says; a process that says nothing ends the wait by ending."""
        self.line = self.process.stdout.readline()
        self.children = [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]
        return re.search(r"http://[\d.]+:\d+/", self.line)[0]

    @property
    def pid(self):
        return self.process.pid

    def end(self, sign=signal.SIGINT):
        """Send a signal; return the exit code."""
        self.process.send_signal(sign)
        return self.wait()

    def wait(self):
        code = self.process.wait(WAIT_S)
        self.errors.seek(0)
        self.said = self.process.stdout.read()
        self.complaints = self.errors.read()
        return code

    def survivors(self):
        deadline = time.monotonic() + 10
        while (alive := [pid for pid in self.children if _runs(pid)]) and time.monotonic() < deadline:
            time.sleep(0.05)  # noqa: TID251 (processes of their own, no loop here)
        return alive


def _runs(pid):
    with contextlib.suppress(OSError):
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    return False


@pytest.fixture
def play(tmp_path, tmp_path_factory):
    started = []
    turn = (tmp_path_factory.getbasetemp().parent / "play").open("w")
    fcntl.flock(turn, fcntl.LOCK_EX)  # two that start in the same moment would find the same port free

    def start(**env):
        started.append(Play(tmp_path, **env))
        return started[-1]

    yield start
    for one in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(one.pid, signal.SIGKILL)
        one.process.wait(WAIT_S)
        one.process.stdout.close()
        one.errors.close()
    turn.close()


def ask(address, path, body=None):
    host = address.removeprefix("http://").rstrip("/")
    with contextlib.closing(http.client.HTTPConnection(host, timeout=10)) as connection:
        headers = {"Content-Type": "application/json"}
        connection.request("POST" if body else "GET", path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        said = answer.read()
        assert answer.status == 200, said
        return said


def messages(address):
    return json.loads(ask(address, "/control/chats/1001/messages"))["messages"]


def tasks(address):
    return json.loads(ask(address, "/control/tasks"))["tasks"]


def states(address):
    return [task["state"] for task in tasks(address)]


def until(is_so, seconds=20):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)  # noqa: TID251 (other processes work)


@pytest.mark.skipif(sys.platform != "linux", reason="looks for orphans in /proc")
def test_it_serves_a_chat_that_answers_survives_a_restart_and_stops_cleanly(play):
    first = play()
    address = first.wait_until_ready()
    assert b"<html" in ask(address, "/").lower()
    ask(address, "/control/send", {"from": 1001, "chat": 1001, "text": "/help"})
    until(lambda: len(messages(address)) >= 2)
    before = messages(address)

    second = play()
    assert second.wait() == 75
    assert second.complaints == f"Atelier already runs here: {address}\n"

    first.process.send_signal(signal.SIGINT)
    began = time.monotonic()
    assert first.process.stdout.readline() == "Stopping… / Đang dừng…\n"
    assert time.monotonic() - began < 1
    assert first.wait() == 0
    assert time.monotonic() - began < 15
    assert len(first.children) == 2
    assert first.survivors() == []
    assert first.said == ""
    assert first.complaints == ""

    again = play()
    assert messages(again.wait_until_ready()) == before
    assert again.end(signal.SIGTERM) == 0
    assert again.survivors() == []


@pytest.mark.skipif(sys.platform != "linux", reason="looks for orphans in /proc")
def test_when_the_bot_dies_all_stops_and_the_exit_code_says_so(play):
    one = play()
    one.wait_until_ready()
    os.kill(max(one.children), signal.SIGKILL)
    assert one.wait() == 1
    assert "stopped by itself" in one.said
    assert one.survivors() == []


@pytest.mark.slow
def test_what_was_under_way_at_ctrl_c_is_delivered_or_told_honestly_at_the_next_start(play):
    first = play()
    address = first.wait_until_ready()
    for gateway in ("thucchien", "key4u", "flow"):
        ask(address, f"/control/gateways/{gateway}", {"latency_s": 40, "fixed_picture": True})
    ask(address, "/control/send", {"from": 1001, "chat": 1001, "text": "/imagine a castle --model nano-banana-2"})
    ask(address, "/control/send", {"from": 1001, "chat": 1001, "text": "/video a train in the mist"})
    until(lambda: sorted(states(address)) == ["running", "running"])
    assert first.end() == 0

    again = play()
    address = again.wait_until_ready()
    until(lambda: any("Mình bị dừng giữa chừng" in one.get("text", "") for one in messages(address)))
    until(lambda: any("a train in the mist" in one.get("caption", "") for one in messages(address)), 30)
    film = [one["model"] for one in tasks(address) if "banana" not in one["model"]]
    assert [one["model"] for one in tasks(address) if one["state"] == "completed"] == film
    assert len(tasks(address)) == 2, "nothing is asked for twice"
    assert again.end() == 0
    assert (first.complaints, again.complaints) == ("", "")


def test_a_wrong_model_is_one_sentence(play):
    one = play(BOT_DEFAULT_MODEL="nano")
    assert one.wait() == 2
    assert one.said == ""
    assert re.fullmatch("BOT_DEFAULT_MODEL names 'nano', .*; did you mean .*?\n", one.complaints)


def test_an_env_file_that_others_can_read_is_told_while_playing_too(play, tmp_path):
    (tmp_path / ".env").write_text("BOT_ACCESS=open\n")
    (tmp_path / ".env").chmod(0o640)
    one = play(BOT_DEFAULT_MODEL="nano")  # which ends it at once
    assert one.wait() == 2
    assert one.said == "Others on this machine can read .env and the keys in it: chmod 600 .env\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal")
def test_a_killed_supervisor_leaves_no_orphans(play):
    one = play()
    one.wait_until_ready()
    one.end(signal.SIGKILL)
    assert one.survivors() == []


def test_the_playing_bot_gets_nothing_of_the_real_one(tmp_path, monkeypatch):
    real = {
        "TELEGRAM_BOT_TOKEN": "1:real",
        "DATABASE_URL": "sqlite:////real.db",
        "BOT_DATA_DIR": "/real",
        "FLOW_API_KEY": "real-key",
        "OWN_API_KEY": "real-key",
        "BOT_ACCESS": "closed",
        "BOT_BILLING": "off",
    }
    for name, value in real.items():
        monkeypatch.setenv(name, value)
    env = bot_environment(real, tmp_path, 8080, "2:play")
    assert not [name for name, value in env.items() if "real" in value and name in real]
    assert "OWN_API_KEY" not in env
    assert env["TELEGRAM_BOT_TOKEN"] == "2:play"
    assert (env["BOT_ACCESS"], env["BOT_BILLING"]) == ("closed", "off")
    assert "BOT_START_CREDITS" not in env
    assert all(env[f"{prefix}_BASE_URL"].startswith("http://127.0.0.1:8080/") for prefix in SERVED_GATEWAYS)


def test_without_wishes_everybody_may_play_with_play_money(tmp_path):
    env = bot_environment({}, tmp_path, 8080, "2:play")
    assert (env["BOT_ACCESS"], env["BOT_ADMIN_IDS"]) == ("open", "1001")
    assert (env["BOT_BILLING"], env["BOT_START_CREDITS"]) == ("credits", "200000")
