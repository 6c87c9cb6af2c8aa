"""/help is a short first screen and a page for each topic: what no model can do stands on none of them."""

import re
from types import SimpleNamespace

import pytest

from bot.chat.command import find_commands
from bot.chat.help_pages import ALL, page, useful_options
from bot.chat.texts import texts
from bot.chat.till import Package, Shop
from bot.providers.catalog import SHIPPED, load_catalog
from bot.providers.discovery import protocols
from bot.providers.wire import Task
from tests.playing import play_quoting
from tests.providers.catalog_files import GOOD, write

PLAIN = (
    GOOD.replace('ratios = ["1:1", "16:9"]\n', "")
    .replace('sizes = ["1K", "2K"]\n', "")
    .replace("count_max = 4", "count_max = 1")
    .replace(', "2K" = "0.10"', "")
)


@pytest.mark.parametrize(
    ("text", "named"),
    [(GOOD, ["--ar", "--n", "--size", "--model"]), (PLAIN, ["--model"]), (None, ["--ar", "--n", "--size", "--model"])],
    ids=["everything", "words only", "as shipped"],
)
def test_help_names_what_some_model_can_use(tmp_path, text, named):
    folder = SHIPPED if text is None else write(tmp_path, "alpha", text)
    menu = list(load_catalog(folder, protocols=protocols()).models.values())
    for code in ("en", "vi"):
        line = useful_options(texts(code), menu)
        assert [option for option in ("--ar", "--n", "--size", "--model") if f"<code>{option}" in line] == named


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    quoting = play_quoting(tmp_path_factory.mktemp("prices"))
    till = SimpleNamespace(shop=Shop())
    return SimpleNamespace(quoting=quoting, rules=SimpleNamespace(billing="credits"), me="atelier_bot", till=till)


async def shown(room, topic="", code="en", *, private=True, owner=False):
    """The lines of a page without their marks, and what its buttons lead to."""
    made = await page(room, SimpleNamespace(language=code), topic, private=private, owner=owner)
    return re.sub("<[^>]+>", "", made.text).split("\n"), [key.argument for row in made.rows for key in row]


@pytest.mark.parametrize("private", [True, False])
@pytest.mark.parametrize("code", ["en", "vi"])
async def test_the_first_screen_is_four_short_lines_and_editing_comes_first(room, code, private):
    lines, topics = await shown(room, code=code, private=private)
    assert len(lines) == 4
    assert max(map(len, lines)) <= 42
    assert lines[0].startswith("✏️")
    assert topics == ["photos", "pictures", "video", "sound", "groups", "money", ALL]


@pytest.mark.parametrize("code", ["en", "vi"])
async def test_a_topic_is_one_short_page_with_a_way_back(room, code):
    for topic in (await shown(room))[1]:
        lines, back = await shown(room, topic, code)
        assert back == [""]
        assert topic == ALL or len(lines) <= 9


async def test_every_command_stands_in_the_list_and_the_owners_for_the_owner_alone_in_private(room):
    listed = {line[1:].split(" — ")[0] for line in (await shown(room, ALL, owner=True))[0] if line.startswith("/")}
    assert listed == find_commands().keys() - {"help"}
    for more in ({"owner": False}, {"owner": True, "private": False}):
        assert not any("/admin" in line for line in (await shown(room, ALL, **more))[0])


@pytest.mark.parametrize(
    ("code", "about"),
    [("en", ["🎨 A picture: ", "🎬 A film: ", "🎵 A song: "]), ("vi", ["🎨 Một ảnh: ", "🎬 Một video: "])],
)
async def test_prices_names_what_the_usual_costs_and_who_has_more_credits(room, code, about):
    lines = (await shown(room, "money", code))[0]
    for part in about:
        [line] = [one for one in lines if one.startswith(part)]
        assert re.search(r"\d ₫$", line.replace("\xa0", " "))
    assert any(word in line for line in lines for word in ("ask the owner", "hỏi chủ bot"))
    sells = SimpleNamespace(shop=Shop(is_open=True, packages=[Package(50, 15_000)]))
    selling = SimpleNamespace(**{**vars(room), "till": sells})
    assert any("/topup" in line for line in (await shown(selling, "money", code))[0])
    free = SimpleNamespace(**{**vars(room), "rules": SimpleNamespace(billing="off")})
    assert "₫" not in str((await shown(free, "money", code))[0])


async def test_what_no_model_makes_is_no_topic(room):
    menu = [model for model in room.quoting.menu() if model.task is Task.IMAGE]
    poor = SimpleNamespace(**{**vars(room), "quoting": SimpleNamespace(menu=lambda: menu)})
    lines, topics = await shown(poor)
    assert topics == ["photos", "pictures", "groups", "money", ALL]
    assert not any("/video" in line for line in lines)
