"""/models shows whatever is sold, on pages that are read at a glance."""

from types import SimpleNamespace

import pytest
from pydantic import SecretStr

from bot.chat.models_pages import able_to, kind_page, menu_list
from bot.chat.pages import ON, PER_PAGE
from bot.chat.texts import texts
from bot.errors import PersonError
from bot.generation.quote import Quoting
from bot.providers.catalog import SHIPPED, load_catalog
from bot.providers.discovery import protocols
from bot.providers.gateways import GatewayAccess, Gateways
from bot.providers.wire import Task
from storage import people
from tests.clock import FakeClock
from tests.playing import play_quoting

MESSAGE_MAX, PAGES_MAX = 4096, 40


@pytest.fixture(scope="module")
def quoting(tmp_path_factory):
    return play_quoting(tmp_path_factory.mktemp("prices"))


@pytest.fixture(scope="module")
def thucchien_only():
    catalog = load_catalog(SHIPPED, protocols=protocols())
    access = [GatewayAccess("thucchien", SecretStr("k" * 20))]
    return Quoting(catalog, Gateways(catalog, access, protocols(), FakeClock()), FakeClock(), None)


@pytest.fixture
def leaf(db):
    """Return all pages of a kind of work: each one's text, and the labels and arguments of its buttons."""

    async def through(quoting, task, code="en"):
        person = await db.write(people.meet, 5, "Ana", code, 0)
        room = SimpleNamespace(quoting=quoting, db=db)
        found = []
        for number in range(1, PAGES_MAX):
            page = await kind_page(room, texts(code), person, task, number)
            found.append((page.text, [(key.label, key.argument) for row in page.rows for key in row]))
            if not any(key.label == ON for row in page.rows for key in row):
                return found
        raise AssertionError

    return through


@pytest.mark.parametrize("code", ["en", "vi"])
@pytest.mark.parametrize("task", [Task.IMAGE, Task.VIDEO, Task.CUTOUT])
async def test_every_model_of_a_kind_stands_on_one_short_page_with_its_price(quoting, leaf, task, code):
    shown = await leaf(quoting, task, code)
    models = [argument.split(":")[2] for _, keys in shown for _, argument in keys if argument.startswith("model:")]
    assert sorted(models) == sorted(model.alias for model in quoting.menu(task))
    for text, keys in shown:
        assert "\n" not in text
        assert len(keys) <= PER_PAGE + 3
        assert all("₫" in label for label, argument in keys if argument.startswith("model:"))


async def test_the_usual_model_and_the_cheapest_of_each_family_stand_on_the_first_page(quoting, leaf):
    (_, keys), *_ = await leaf(quoting, Task.VIDEO)
    first = [argument.split(":")[2] for _, argument in keys if argument.startswith("model:")]
    assert first[0] == quoting.usual(Task.VIDEO)
    families = [model.title.split()[0].strip(",") for name in first for model in quoting.menu() if model.alias == name]
    assert len(set(families)) == len(families)


@pytest.mark.parametrize("task", [Task.CUTOUT, Task.UPSCALE, Task.BLEND])
async def test_what_an_editing_model_does_in_place_of_another_is_listed(thucchien_only, leaf, task):
    menu = able_to(thucchien_only.menu(), task)
    assert menu
    assert all(model.references_max for model in menu)
    assert menu[0].title in str(await leaf(thucchien_only, task))


async def test_where_nobody_can_that_is_said(thucchien_only, leaf):
    with pytest.raises(PersonError) as told:
        await leaf(thucchien_only, Task.SONG)
    assert told.value.key == "task-none"


def test_a_short_menu_is_one_list_whose_names_are_copied_by_a_tap(thucchien_only):
    told = menu_list(thucchien_only, texts("en"), menu := thucchien_only.menu()[:12])
    assert len(told) < MESSAGE_MAX
    assert all(f"<code>{model.alias}</code>" in told for model in menu)


@pytest.mark.parametrize("code", ["en", "vi"])
def test_an_empty_list_is_one_sentence(quoting, code):
    assert "\n" not in menu_list(quoting, texts(code), [])
