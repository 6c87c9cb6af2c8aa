"""The options that /help names are those that some model on the menu has a use for."""

import pytest

from bot.chat.commands.help import useful_options
from bot.chat.texts import texts
from bot.providers.catalog import SHIPPED, load_catalog
from bot.providers.discovery import protocols
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
