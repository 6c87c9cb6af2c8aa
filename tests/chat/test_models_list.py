"""/models names whatever is sold, in a message that Telegram takes."""

import re

import pytest
from pydantic import SecretStr

from bot.chat.models_pages import able_to, menu_list
from bot.chat.texts import texts
from bot.generation.quote import Quoting
from bot.providers.catalog import SHIPPED, load_catalog
from bot.providers.discovery import protocols
from bot.providers.gateways import GatewayAccess, Gateways
from bot.providers.wire import Task
from tests.clock import FakeClock
from tests.playing import play_quoting

MESSAGE_MAX = 4096
ENTITIES_MAX = 100  # of more Telegram drops the rest
LINES_MAX = 12


@pytest.fixture(scope="module")
def quoting(tmp_path_factory):
    return play_quoting(tmp_path_factory.mktemp("prices"))


@pytest.fixture(scope="module")
def thucchien_only():
    catalog = load_catalog(SHIPPED, protocols=protocols())
    access = [GatewayAccess("thucchien", SecretStr("k" * 20))]
    return Quoting(catalog, Gateways(catalog, access, protocols(), FakeClock()), FakeClock(), None)


@pytest.mark.parametrize("code", ["en", "vi"])
@pytest.mark.parametrize("task", Task)
def test_every_model_of_a_kind_is_named_in_one_message(quoting, task, code):
    menu = sorted(quoting.menu(task), key=quoting.price_from)
    shown = re.sub("<[^>]+>", "", menu_list(quoting, texts(code), menu))
    assert len(shown) < MESSAGE_MAX
    assert not {model.alias for model in menu} - set(re.split(r"[\s,]+", shown))


@pytest.mark.parametrize("task", Task)
def test_a_long_list_is_read_at_a_glance_and_its_names_are_copied_by_a_tap(quoting, task):
    menu = sorted(quoting.menu(task), key=quoting.price_from)
    told = menu_list(quoting, texts("en"), menu)
    lines = [line for line in told.split("\n") if line.startswith("•")]
    assert len(lines) <= LINES_MAX
    assert all(f"<code>{model.alias}</code>" in told for model in menu)
    assert told.count("</") <= ENTITIES_MAX
    usual = quoting.usual(task)
    assert usual is None or f"<code>{usual}</code>" in lines[0]


def test_a_long_list_shows_the_cheapest_of_each_family_first(quoting):
    menu = sorted(quoting.menu(Task.VIDEO), key=quoting.price_from)
    told = menu_list(quoting, texts("en"), menu)
    families = [line.split("<b>")[1].split()[0].strip(",") for line in told.split("\n") if line.startswith("•")]
    assert len(set(families)) == len(families)


@pytest.mark.parametrize("task", [Task.CUTOUT, Task.UPSCALE, Task.BLEND])
def test_what_an_editing_model_does_in_place_of_another_is_listed(thucchien_only, task):
    menu = able_to(thucchien_only.menu(), task)
    assert menu
    assert all(model.references_max for model in menu)
    assert "No model" not in menu_list(thucchien_only, texts("en"), menu)


@pytest.mark.parametrize("code", ["en", "vi"])
def test_an_empty_list_is_one_sentence(quoting, code):
    assert "\n" not in menu_list(quoting, texts(code), [])
