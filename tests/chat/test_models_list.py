"""/models names whatever is sold, in a message that Telegram takes."""

import re

import pytest
from pydantic import SecretStr

from bot.chat.commands.models import menu_list
from bot.chat.texts import texts
from bot.generation.quote import Quoting
from bot.providers.catalog import SHIPPED, load_catalog
from bot.providers.discovery import protocols
from bot.providers.gateways import GatewayAccess, Gateways
from bot.providers.play_prices import write_play_prices
from bot.providers.wire import Task
from tests.clock import FakeClock

MESSAGE_MAX = 4096


@pytest.fixture(scope="module")
def quoting(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prices")
    write_play_prices(folder, SHIPPED, protocols=protocols())
    catalog = load_catalog(SHIPPED, folder, protocols=protocols())
    access = [GatewayAccess(name, SecretStr("k" * 20)) for name in catalog.gateways]
    return Quoting(catalog, Gateways(catalog, access, protocols(), FakeClock()), FakeClock(), None)


@pytest.mark.parametrize("code", ["en", "vi"])
@pytest.mark.parametrize("task", Task)
def test_every_model_of_a_kind_is_named_in_one_message(quoting, task, code):
    menu = sorted(quoting.menu(task), key=quoting.price_from)
    shown = re.sub("<[^>]+>", "", menu_list(quoting, texts(code), menu))
    assert len(shown) < MESSAGE_MAX
    assert not {model.alias for model in menu} - set(re.split(r"[\s,]+", shown))
