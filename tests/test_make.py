"""The Makefile on a bare machine: its help, the Python it looks for, and nothing done twice."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def make(tmp_path):
    """Run make in a folder with nothing but the Makefile and empty locks, on a PATH of our choice."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements").mkdir()
    for lock in ("run.txt", "dev.txt"):
        (tmp_path / "requirements" / lock).touch()
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("make", "sh", "awk", "touch", "echo", "rm", "find"):
        (tools / name).symlink_to(shutil.which(name))

    def run(*words, python=None):
        (tools / "python3").unlink(missing_ok=True)
        if python is not None:
            (tools / "python3").write_text(python)
            (tools / "python3").chmod(0o755)
        return subprocess.run(
            ["make", *words],
            cwd=tmp_path,
            env={"PATH": str(tools)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


FAKE = """#!/bin/sh
case "$*" in
  *version_info*) exit {too_old} ;;
  *ensurepip*) exit {no_venv} ;;
  "-m venv --clear .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  "-m bot run"*) echo "bot runs" ;;
  *) echo "$*" >>calls ;;
esac
"""


def fake(*, too_old=0, no_venv=0):
    return (
        FAKE.format(too_old=too_old, no_venv=no_venv)
        .replace("mkdir", shutil.which("mkdir"))
        .replace("cp ", shutil.which("cp") + " ")
    )


def test_help_is_what_make_says_when_asked_nothing(make):
    said = make().stdout
    for target in (
        "install",
        "run",
        "test",
        "test-litellm",
        "check",
        "fmt",
        "lint",
        "types",
        "arch",
        "bench",
        "crash",
        "lock",
        "clean",
    ):
        assert f"  make {target} " in said


def test_without_python_there_is_a_sentence(make):
    ended = make("run")
    assert ended.returncode == 2
    assert "Atelier needs Python 3.11 or newer" in ended.stderr


def test_an_old_python_is_not_taken(make):
    assert "Atelier needs Python 3.11 or newer" in make("run", python=fake(too_old=1)).stderr


def test_a_python_without_venv_is_told_how_to_get_it(make):
    assert "apt install python3-venv" in make("run", python=fake(no_venv=1)).stderr


def test_run_installs_only_what_runs_and_only_once(make, tmp_path):
    first = make("run", python=fake())
    second = make("run", python=fake())
    assert first.returncode == second.returncode == 0, first.stderr
    assert "Installing" in first.stdout
    assert second.stdout == "bot runs\n"
    calls = (tmp_path / "calls").read_text().splitlines()
    assert len(calls) == 1
    assert "--require-hashes" in calls[0]
    assert "requirements/run.txt" in calls[0]


def test_a_failed_installation_is_tried_again(make, tmp_path):
    broken = fake().replace('*) echo "$*" >>calls', '*) echo "$*" >>calls; exit 1')
    assert "Could not install" in make("run", python=broken).stderr
    (tmp_path / ".venv" / "bin" / "python").write_text(fake())
    assert make("run", python=fake()).stdout.endswith("bot runs\n")
    assert len((tmp_path / "calls").read_text().splitlines()) == 2


def test_a_changed_lock_is_installed(make, tmp_path):
    make("run", python=fake())
    (tmp_path / "requirements" / "run.txt").write_text("# new\n")
    later = (tmp_path / ".venv" / "runtime-installed").stat().st_mtime + 5
    os.utime(tmp_path / "requirements" / "run.txt", (later, later))
    make("run", python=fake())
    assert len((tmp_path / "calls").read_text().splitlines()) == 2
