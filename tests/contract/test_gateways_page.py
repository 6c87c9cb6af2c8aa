"""docs/gateways.md is what the catalogue and the protocols say today; `make gateways` writes it anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import main
from bot.providers import overview
from bot.providers.account import AccountReport, gone
from bot.providers.discovery import protocols
from sandbox.providers.listed import LISTED
from tests.catalogue import CATALOG, OFFERS

PAGE = Path(__file__).parents[2] / "docs" / "gateways.md"


def test_the_page_is_current(capsys):
    assert main(["gateways"]) == 0
    assert PAGE.read_text(encoding="utf-8") == capsys.readouterr().out, "run `make gateways`"


def test_every_offer_and_every_protocol_has_its_row():
    rows = [line for line in overview.page().splitlines() if line.startswith("| ")]
    assert len(rows) == len(OFFERS) + len(protocols()) + 2 * len(CATALOG.gateways) + 2
    assert all(row.count(" | ") in {3, 7} for row in rows)


@pytest.mark.parametrize("name", protocols())
def test_every_protocol_says_how_sure_it_is(name):
    assert name in overview.CONFIDENCE, "take it from the gateway's reference"


@pytest.mark.parametrize(
    ("title", "family"),
    [
        ("Nano Banana 2 Lite", "Nano Banana"),
        ("GPT Image 2.5 Flare", "GPT Image"),
        ("FLUX.1 Kontext Pro", "FLUX"),
        ("Veo 3.1 (Flow)", "Veo"),
        ("Qwen Image Max", "Qwen Image"),
        ("Recraft V3", "Recraft"),
        ("Kling O1", "Kling"),
        ("3D", "3D"),
    ],
)
def test_a_family_is_a_title_without_version_and_tier(title, family):
    assert overview.family(title) == family


def test_the_sandboxs_gateways_list_the_models_that_ours_offer():
    for gateway, names in LISTED.items():
        offered = [(offer.protocol, offer.remote_model) for offer in OFFERS if offer.gateway == gateway]
        assert gone(AccountReport(ok=True, models=names), offered) == ()
