"""What keeps the house one that a stranger finds their way in: sizes, names, twins, and words for every setting."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import gateway_prefixes
from bot.settings import GATEWAY_NAMES, NAMES
from tests.contract.source import tree_of

ROOT = Path(__file__).parents[2]
CODE = sorted(file for folder in ("bot", "storage", "sandbox") for file in (ROOT / folder).rglob("*.py"))
TESTS = sorted(file for folder in ("tests", "bench") for file in (ROOT / folder).rglob("*.py"))
NAMELESS = {"utils", "util", "helpers", "helper", "misc", "common", "manager"}
OF_GATEWAYS = [f"{prefix}_{name}" for prefix in gateway_prefixes() for name in GATEWAY_NAMES]
_MOCKS = re.compile(r"^\s*(?:import|from)\s+((?:unittest|mock)\S*)", re.MULTILINE)
MAX_LINES = 400
MAX_FUNCTION = 50


def short(file: Path) -> str:
    return str(file.relative_to(ROOT))


def modules(*parts: str) -> list[str]:
    return sorted(file.stem for file in ROOT.joinpath(*parts).glob("*.py") if file.stem[0] != "_")


def prose() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def nodes(files: list[Path]) -> Iterator[tuple[Path, ast.AST]]:
    for file in files:
        for node in ast.walk(tree_of(file)):
            yield file, node


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """Walk as `ast.walk` does, but into no expression: those are most of a tree."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.expr):
            yield child
            yield from statements(child)


def test_a_module_fits_the_head():
    lengths = {short(file): len(file.read_text(encoding="utf-8").splitlines()) for file in [*CODE, *TESTS]}
    assert {file: length for file, length in lengths.items() if length > MAX_LINES} == {}
    functions = {
        f"{short(file)}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for file in [*CODE, *TESTS]
        for node in statements(tree_of(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: length for name, length in functions.items() if length > MAX_FUNCTION} == {}


def test_a_module_says_what_it_is_for_and_has_a_name():
    assert [short(file) for file in CODE if file.stem in NAMELESS] == []
    assert [short(file) for file in CODE if tree_of(file).body and not ast.get_docstring(tree_of(file))] == []


def test_tests_meet_the_real_thing():
    found = {short(file): _MOCKS.findall(file.read_text(encoding="utf-8")) for file in TESTS}
    assert {file: names for file, names in found.items() if names} == {}


def test_only_the_command_line_prints():
    printing = {
        short(file)
        for file, node in nodes(CODE)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }
    assert printing <= {"bot/cli.py", "sandbox/__main__.py"}, "elsewhere we log or answer"


@pytest.mark.parametrize("protocol", modules("bot", "providers", "protocols"))
def test_a_wire_protocol_has_its_twin_in_the_sandbox_and_its_test(protocol):
    assert (ROOT / "sandbox" / "providers" / f"{protocol}.py").exists()
    assert (ROOT / "tests" / "protocols" / f"test_{protocol}.py").exists()


@pytest.mark.parametrize("command", modules("bot", "chat", "commands"))
def test_a_command_is_described_where_people_read(command):
    assert re.search(rf"(?<![\w/])/{command}\b", prose()), f"neither docs/ nor a README tells of /{command}"


@pytest.mark.parametrize("name", [*NAMES, *(f"<GATEWAY>_{name}" for name in GATEWAY_NAMES)])
def test_a_setting_is_in_the_handbook(name):
    assert f"`{name}`" in (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def test_the_example_file_names_every_setting_and_nothing_else():
    """A gateway of its own file need not be named there: one file is all that it takes."""
    named = re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(named) == len(set(named))
    assert set(NAMES) <= set(named) <= {*NAMES, *OF_GATEWAYS}


def test_every_crash_point_has_a_name_of_its_own():
    call = re.compile(r"""\bcrashpoint\(\s*["']([^"']+)["']""")
    found = [name for file in CODE for name in call.findall(file.read_text(encoding="utf-8"))]
    assert sorted(found) == sorted(set(found))


def test_every_target_of_the_makefile_is_in_its_help():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    assert phony
    assert sorted(phony[1].split()) == sorted(re.findall(r"^([a-z-]+):.*## ", text, re.MULTILINE))


def test_the_locks_carry_hashes_and_no_address():
    for lock in ("run.txt", "dev.txt", "litellm.txt"):
        text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
        assert "://" not in text
        pins = re.split(r"^(?=[a-z0-9._-]+==)", text, flags=re.MULTILINE | re.IGNORECASE)[1:]
        assert pins
        assert all("--hash=sha256:" in pin for pin in pins)


def test_what_runs_is_locked_the_same_for_developers():
    def pins(lock):
        return set(re.findall(r"^[a-z0-9._-]+==\S+", (ROOT / "requirements" / lock).read_text("utf-8"), re.MULTILINE))

    assert pins("run.txt") <= pins("dev.txt")


def test_a_wire_protocol_is_short():
    """Lines of code: without blanks, comments and docstrings."""
    sizes = [len(code_lines(file)) for file in (ROOT / "bot/providers/protocols").glob("[a-z]*.py")]
    assert statistics.median(sizes) < 120, sorted(sizes)


def code_lines(file: Path) -> list[str]:
    text = file.read_text(encoding="utf-8")
    told = {
        number
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    lines = enumerate(text.splitlines(), 1)
    return [line for number, line in lines if line.strip() and not line.strip().startswith("#") and number not in told]
