"""What the handbook names is there: links, headings, make targets, settings, files and commands of the bot."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from bot.chat.command import find_commands
from bot.cli import gateway_prefixes
from bot.generation import options
from bot.providers.catalog import load_catalog
from bot.providers.discovery import protocols
from bot.settings import GATEWAY_NAMES, NAMES

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
EXAMPLES = {"ACME"}  # the gateway of docs/adding.md
EXAMPLE_FILES = re.compile(r"acme|easel|loom|price\.py|de\.ftl")
PREFIXES = {*gateway_prefixes(), *EXAMPLES}
SETTINGS = {*NAMES, *(f"{prefix}_{name}" for prefix in PREFIXES for name in GATEWAY_NAMES)}


def short(file: Path) -> str:
    return str(file.relative_to(ROOT))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose_of(page: Path) -> str:
    return re.sub(r"^```.*?^```$", "", text_of(page), flags=re.MULTILINE | re.DOTALL)


def headings(page: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", prose_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_every_link_leads_somewhere(page):
    for found in LINK.findall(prose_of(page)):
        target, _, anchor = unquote(found[0] or found[1]).partition("#")
        if "://" in target:
            assert target.startswith("https://")
            continue
        file = (page.parent / target).resolve() if target else page
        assert file.exists(), f"{short(page)} links to {target}"
        assert file.is_relative_to(ROOT)
        if anchor:
            assert anchor in headings(file), f"{short(page)} links to {target}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_every_make_target_exists(page):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = re.findall(r"(?:`|^)make ([a-z]+)", text_of(page), re.MULTILINE)
    assert set(named) <= targets, set(named) - targets


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_every_setting_exists(page):
    named = re.findall(rf"\b(?:BOT|TELEGRAM|DATABASE|{'|'.join(sorted(PREFIXES))})_[A-Z_]*[A-Z]\b", text_of(page))
    assert set(named) <= SETTINGS, set(named) - SETTINGS
    generic = re.findall(r"<GATEWAY>_([A-Z_]+)", text_of(page))
    assert set(generic) <= set(GATEWAY_NAMES)


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_every_file_that_is_named_exists(page):
    named = re.findall(r"`((?:bot|storage|sandbox|tests|docs|bench|requirements)/[\w./-]+)`", prose_of(page))
    for name in named:
        assert (ROOT / name).exists() or EXAMPLE_FILES.search(name), f"{short(page)} names {name}"


def test_every_command_and_option_is_in_its_page_and_no_other():
    page = prose_of(ROOT / "docs" / "commands.md")
    table = set(re.findall(r"^\| `/([a-z]+)", page, re.MULTILINE))
    assert set(find_commands()) == table
    written = set(re.findall(r"--([a-z]+(?:-[a-z]+)*)", page))
    catalogue = load_catalog(protocols=protocols())
    more = {name for model in catalogue.models.values() for name in model.options}
    assert written == set(options._NAMES) | set(options._OTHER_NAMES) | more


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_both_readmes_and_the_rest_show_small_pictures(page):
    for found in LINK.findall(prose_of(page)):
        file = page.parent / (found[0] or found[1])
        if file.suffix in {".png", ".webp", ".svg"}:
            assert file.stat().st_size <= 150_000


def test_both_readmes_tell_the_same_story():
    def shape(name):
        text = text_of(ROOT / name)
        return re.findall(r"^(#+|```\w*|\| `/\w+|[0-9]\.|\*)", text, re.MULTILINE)

    assert shape("README.md") == shape("README.vi.md")


def test_every_decision_is_in_its_index_with_its_three_parts():
    folder = ROOT / "docs" / "adr"
    index = text_of(folder / "README.md")
    pages = sorted(folder.glob("[0-9]*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        assert f"]({page.name})" in index
        assert re.findall(r"^## (.+)$", text_of(page), re.MULTILINE) == ["Context", "Decision", "Consequences"]
