"""Plant each fault in a copy of the tree, and see whether the tests of money notice it (`make mutants`)."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from tests.mutants.faults import FAULTS, Fault

ROOT = Path(__file__).parents[2]
TREE = ("bot", "storage", "sandbox", "tests", "pyproject.toml")
TESTS = (
    "tests/generation/test_money_model.py",
    "tests/generation/test_budgets.py",
    "tests/storage/test_ledger.py",
    "tests/storage/test_quotas.py",
    "tests/storage/test_invariants.py",
)
NO_TESTS_MAX = 1  # pytest ends with 1 where tests failed; more is a fault of ours


def copied(folder: Path) -> Path:
    """Copy what the tests need."""
    for name in TREE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)  # compiled modules too: a fault has a time of its own
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def is_noticed(tree: Path, fault: Fault | None, tests: Iterable[str] = TESTS) -> bool:
    """Run the tests on a copy with this fault; True where one fails. Raises RuntimeError where they cannot be run."""
    file = tree / fault.file if fault else None
    right = file.read_text() if file else ""
    if file and fault:
        assert right.count(fault.old) == 1, f"{fault.name}: {right.count(fault.old)} times in {fault.file}"
        file.write_text(right.replace(fault.old, fault.new))
    words = [sys.executable, "-m", "pytest", "-n0", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "MODEL_NO_SHRINK": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(words, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    finally:
        if file:
            file.write_text(right)
    if done.returncode > NO_TESTS_MAX:
        raise RuntimeError(f"the tests could not be run:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done.returncode == NO_TESTS_MAX


def campaign(only: str) -> int:
    """Plant all; return how many were not noticed."""
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        tree = copied(Path(folder))
        if is_noticed(tree, None):
            raise SystemExit("the tests fail without any fault")
        tried = [one for one in FAULTS if only in one.name]
        for fault in tried:
            began = time.monotonic()
            noticed = is_noticed(tree, fault)
            sys.stdout.write(f"{'caught' if noticed else 'MISSED'} {time.monotonic() - began:4.0f} s  {fault.name}\n")
            sys.stdout.flush()
            missed += [] if noticed else [fault.name]
    sys.stdout.write(f"{len(tried)} faults, {len(missed)} missed {missed or ''}\n")
    return len(missed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="?", default="", help="a word of the faults' names")
    sys.exit(campaign(parser.parse_args().only) > 0)
