"""The container's steps as far as they hold without an engine: what is copied, and that it is enough to start."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COPIED = re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE)


@pytest.fixture
def image(tmp_path):
    """The application's folder as the Dockerfile fills it."""
    app = tmp_path / "app"
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, app / name, ignore=shutil.ignore_patterns("__pycache__"))
    return app


def run(app, data, *words, **env):
    plain = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-B", "-m", "bot", *words],
        cwd=app,
        env=plain | {"BOT_DATA_DIR": str(data)} | env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_all_that_is_copied_is_let_through_and_exists():
    let_through = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(let_through) == sorted(COPIED)
    assert all((ROOT / name).exists() for name in COPIED)


def test_what_is_copied_is_enough_and_only_the_data_folder_is_written(image, tmp_path):
    before = sorted(image.rglob("*"))
    migrated = run(image, tmp_path / "data", "migrate")
    assert migrated.returncode == 0, migrated.stderr
    assert (tmp_path / "data" / "atelier.db").exists()
    assert sorted(image.rglob("*")) == before


def test_without_a_token_it_says_so_for_there_is_no_sandbox(image, tmp_path):
    ended = run(image, tmp_path / "data", "run")
    assert ended.returncode == 2
    assert ended.stderr == "TELEGRAM_BOT_TOKEN is not set; get one from @BotFather.\n"


def test_the_health_check_tells_a_dead_bot(image, tmp_path):
    assert run(image, tmp_path / "data", "check", "--alive").returncode == 1
