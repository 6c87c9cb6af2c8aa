"""The recipes of docs/adding.md, each followed to the letter in a copy of the tree, and then really used.

The page's own examples are what is put in, so that nobody follows a recipe that has gone stale.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.harness import ALEX, FAST, Bot, Sandbox, sandbox_process, until
from tests.twins import photo

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^(New file|At the end of) `([^`]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*", "var", "build", "bench", "*.pyc", "*.egg-info")
KEPT = (".env.example", ".dockerignore")
CATALOG = "bot/providers/catalog"

# What each recipe may touch: a model is a table, a gateway a file, a protocol a module, its twin and its test, and a
# command a module. Beside that: a model to try the protocol with, and the handbook line that the tidy test asks for.
TOUCHES = {
    "A model": {f"{CATALOG}/key4u.toml"},
    "A gateway": {f"{CATALOG}/acme.toml"},
    "A wire protocol": {
        "bot/providers/protocols/easel.py",
        "sandbox/providers/easel.py",
        "tests/protocols/test_easel.py",
        f"{CATALOG}/thucchien.toml",
    },
    "A gateway of jobs": {
        "bot/providers/protocols/loom.py",
        f"{CATALOG}/loomworks.toml",
        "sandbox/providers/loom.py",
        "tests/protocols/test_loom.py",
    },
    "A command": {"bot/chat/commands/price.py", "docs/commands.md"},
    "A language": {"bot/chat/locales/de.ftl"},
    "A style": {"bot/generation/styles.toml"},
}

PROTOCOL_TESTS = ("tests/protocols/test_easel.py", "tests/protocols/test_loom.py")


@dataclass(frozen=True)
class Tree:
    """A copy of the house in which every recipe was followed; ``touched`` tells which files each one changed."""

    path: Path
    touched: dict[str, set[str]]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words], cwd=self.path, capture_output=True, text=True, timeout=120, check=False
        )


def recipes() -> dict[str, str]:
    page = (ROOT / "docs" / "adding.md").read_text(encoding="utf-8")
    return {part.split("\n", 1)[0]: part for part in page.split("\n## ")[1:]}


def fingerprints(tree: Path) -> dict[str, str]:
    files = [file for file in tree.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    return {str(file.relative_to(tree)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def follow(recipe: str, tree: Path) -> None:
    for command in re.findall(r"`cp (\S+) (\S+)`", recipe):
        shutil.copy(tree / command[0], tree / command[1])
    for kind, name, text in BLOCK.findall(recipe):
        file = tree / name
        assert file.exists() == (kind == "At the end of"), f"{kind} {name}"
        with file.open("a", encoding="utf-8") as out:
            out.write(f"\n{text}" if kind == "At the end of" else text)


@pytest.fixture(scope="module")
def tree(tmp_path_factory) -> Tree:
    path = tmp_path_factory.mktemp("recipes") / "atelier"
    shutil.copytree(ROOT, path, ignore=LEFT_OUT)
    for name in KEPT:
        shutil.copy(ROOT / name, path / name)
    touched = {}
    before = fingerprints(path)
    for name, recipe in recipes().items():
        follow(recipe, path)
        if name == "A language":  # the recipe's second step: a translator's work, begun
            file = path / "bot" / "chat" / "locales" / "de.ftl"
            begun = file.read_text(encoding="utf-8").replace("language-name = English", "language-name = Deutsch")
            begun = re.sub(r"^language-set = .*$", "language-set = Ab jetzt Deutsch.", begun, flags=re.MULTILINE)
            file.write_text(begun, encoding="utf-8")
        after = fingerprints(path)
        touched[name] = {file for file in before.keys() | after.keys() if before.get(file) != after.get(file)}
        before = after
    return Tree(path, touched)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tree, tmp_path_factory) -> AsyncIterator[tuple[Sandbox, Bot]]:
    async with sandbox_process(root=tree.path) as sandbox:
        await sandbox.gateways(**FAST)
        added = {"ACME_API_KEY": "sandbox-key4u", "ACME_BASE_URL": f"{sandbox.url}/key4u"}
        added |= {"LOOMWORKS_API_KEY": "sandbox-key4u", "LOOMWORKS_BASE_URL": f"{sandbox.url}/key4u"}
        bot = Bot(sandbox, tmp_path_factory.mktemp("world") / "data", added, tree.path)
        await bot.start()
        try:
            yield sandbox, bot
        finally:
            await bot.stop()


@pytest.fixture
def sandbox(pair) -> Sandbox:
    return pair[0]


async def answer(sandbox, words, kind="text"):
    asked = await sandbox.say(words, person=ALEX)

    async def said():
        found = await sandbox.from_bot(ALEX, asked["message_id"])
        return next((message for message in found if kind in message), None)

    return await until(said)


async def makes_a_picture(sandbox, model, gateway, remote_model):
    assert f"--model {model}" in (await answer(sandbox, f"/models {model}"))["text"]
    shown = await answer(sandbox, f"/imagine a red kite --model {model}", kind="photo")
    assert "a red kite" in shown["caption"]
    made = [task for task in await sandbox.tasks() if task["model"] == remote_model]
    assert [(task["gateway"], task["state"]) for task in made] == [(gateway, "completed")]


@pytest.mark.parametrize("recipe", TOUCHES)
def test_a_recipe_touches_only_its_files(tree, recipe):
    assert tree.touched[recipe] == TOUCHES[recipe]


def test_every_recipe_of_the_page_is_followed_here():
    assert recipes().keys() == TOUCHES.keys()


@pytest.mark.slow
def test_the_house_stays_tidy_with_what_was_added(tree):
    checks = ("tests/contract/test_tidy.py", "tests/contract/test_texts.py", *PROTOCOL_TESTS)
    ours = "easel or loom or price or not fits_the_head"  # the others' sizes are their own test's business
    done = tree.run(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "addopts=", "-k", ours, *checks
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    files = [file for files in TOUCHES.values() for file in files if file.endswith(".py")]
    for words in (("check",), ("format", "--check")):
        done = tree.run("-m", "ruff", *words, "--no-cache", *files)
        assert done.returncode == 0, done.stdout


def test_the_arrows_of_the_house_hold_with_what_was_added(tree):
    done = tree.run("-c", "from importlinter.cli import lint_imports_command as check; check(['--no-cache'])")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


@pytest.mark.asyncio(loop_scope="module")
async def test_the_model_is_on_the_menu_and_makes_a_picture(sandbox):
    await makes_a_picture(sandbox, "paper-kite", "key4u", "paper-kite-1")
    page = (await answer(sandbox, "/models paper-kite"))["text"]
    assert "300 ₫" in page
    assert "At once (--n): up to 4" in page


@pytest.mark.asyncio(loop_scope="module")
async def test_the_gateway_is_switched_on_by_its_key_and_makes_a_picture(pair):
    sandbox, bot = pair
    shown = await answer(sandbox, "/imagine a tin drum --model acme-draw", kind="photo")
    assert "Acme Draw" in shown["caption"]
    await until(lambda: bot.rows("SELECT 1 FROM attempt WHERE gateway = 'acme' AND state = 'done'"))
    assert any(request["path"].startswith("/key4u/") for request in await sandbox.requests("key4u"))


@pytest.mark.asyncio(loop_scope="module")
async def test_the_gateway_of_jobs_makes_a_film_from_words_and_from_a_picture(pair):
    sandbox, bot = pair
    shown = await answer(sandbox, "/video a slow river --model loom --seconds 10", kind="video")
    assert "Loom" in shown["caption"]
    await sandbox.send_photos(photo().data, person=ALEX, caption="/video it moves --model loom --seconds 5")
    await until(lambda: len(bot.rows("SELECT 1 FROM attempt WHERE gateway = 'loomworks' AND state = 'done'")) == 2)
    assert [row[0] for row in bot.rows("SELECT price FROM job ORDER BY id DESC LIMIT 2")] == [2600, 5200]


@pytest.mark.asyncio(loop_scope="module")
async def test_the_protocol_is_spoken_by_both_sides(sandbox):
    await makes_a_picture(sandbox, "easel", "thucchien", "easel-1")
    await sandbox.say("/imagine a forbidden kite --model easel", person=ALEX)

    async def refused():
        return any("content rules" in message.get("text", "") for message in await sandbox.from_bot(ALEX))

    await until(refused)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("words", "said"), [("/price a red kite --model paper-kite --n 4", "1,200 ₫"), ("/help all", "/price — ")]
)
async def test_the_command_answers_and_stands_in_help(sandbox, words, said):
    assert said in (await answer(sandbox, words))["text"]


@pytest.mark.asyncio(loop_scope="module")
async def test_the_command_stands_in_telegrams_menu(sandbox):
    async def in_menu():
        found = await sandbox.get("/control/commands", chat=ALEX, language="vi")
        return {"command": "price", "description": "xem trước giá một ảnh"} in found["commands"]

    await until(in_menu)


@pytest.mark.asyncio(loop_scope="module")
async def test_the_language_is_spoken(sandbox):
    assert "Ab jetzt Deutsch." in (await answer(sandbox, "/language de"))["text"]
    helped = (await answer(sandbox, "/help all"))["text"]
    assert "/price — what a picture would cost" in helped  # nobody has written that line in German


@pytest.mark.asyncio(loop_scope="module")
async def test_the_style_is_listed_and_drawn_in(sandbox):
    assert "--style chalk" in (await answer(sandbox, "/styles"))["text"]
    shown = await answer(sandbox, "/imagine a snail --style phấn", kind="photo")
    assert "Chalk" in shown["caption"] or "Phấn bảng" in shown["caption"]
