"""Who serves a request: the cheapest gateway that is on, able and well."""

from __future__ import annotations

import pytest

from bot.providers.catalog import load_catalog
from bot.providers.discovery import protocols
from bot.providers.offers import Need
from bot.providers.routing import Routing
from bot.providers.wire import Failed, FailureKind
from tests.providers.catalog_files import GOOD, write

NOW = 1_000_000
DEAR = GOOD.replace('name = "alpha"', 'name = "beta"').replace("ALPHA", "BETA").replace('"0.10"', '"0.20"')


@pytest.fixture
def catalog(tmp_path):
    write(tmp_path, "alpha", GOOD)
    write(tmp_path, "beta", DEAR.replace("pictures = 3", "pictures = 10"))
    return load_catalog(tmp_path, protocols=protocols())


@pytest.fixture
def routing(catalog):
    return Routing(catalog, ["alpha", "beta"])


def names(offers):
    return [offer.gateway for offer in offers]


def need(references=0, **more):
    return Need(pictures=references, **more)


def exhausted(seconds=None, **more):
    return Failed(FailureKind.EXHAUSTED, "no credit", seconds, **more)


def test_the_cheapest_comes_first(routing):
    assert names(routing.offers_for("kite", Need(), NOW)) == ["alpha", "beta"]


def test_only_gateways_that_are_on_and_able_are_offered(catalog, routing):
    assert names(Routing(catalog, ["beta"]).offers_for("kite", Need(), NOW)) == ["beta"]
    assert names(routing.offers_for("kite", need(references=7), NOW)) == ["beta"]
    assert routing.offers_for("kite", need(references=11), NOW) == []
    assert routing.offers_for("kite", need(ratio="5:1"), NOW) == []
    assert routing.offers_for("kite", need(size="8K"), NOW) == []
    assert routing.offers_for("kite", need(count=5), NOW) == []
    assert routing.offers_for("nothing", Need(), NOW) == []
    assert names(routing.offers_for("kite", need(size="2K", ratio="16:9", count=4, references=1), NOW)) == [
        "alpha",
        "beta",
    ]


def test_a_price_is_compared_in_what_people_pay_not_in_currencies(tmp_path):
    write(tmp_path, "alpha", GOOD)
    write(tmp_path, "beta", DEAR.replace('"USD"', '"VND"').replace('"3000"', '"1"').replace('"0.20"', '"200"'))
    found = Routing(load_catalog(tmp_path, protocols=protocols()), ["alpha", "beta"])
    assert names(found.offers_for("kite", Need(), NOW)) == ["beta", "alpha"]


def test_a_gateway_that_says_when_rests_until_then(routing):
    routing.turned_down("alpha", exhausted(60), NOW)
    assert routing.rest_s("alpha", NOW + 59) > 0
    assert names(routing.offers_for("kite", Need(), NOW)) == ["beta"]
    assert routing.rest_s("alpha", NOW + 60) == 0
    assert routing.is_trying("alpha", NOW + 60)
    routing.served("alpha", NOW + 61)
    assert not routing.is_trying("alpha", NOW + 61)
    assert names(routing.offers_for("kite", Need(), NOW + 61)) == ["alpha", "beta"]


def test_what_only_the_owner_can_mend_is_tried_again_by_itself(routing):
    routing.turned_down("alpha", exhausted(), NOW)
    assert routing.rest_s("alpha", NOW + 299) > 0
    assert routing.rest_s("alpha", NOW + 300) == 0


def test_a_model_closed_to_us_leaves_the_gateways_others_open(routing):
    routing.turned_down("alpha", exhausted(model_only=True), NOW, "kite")
    assert routing.rest_s("alpha", NOW) == 0
    assert names(routing.offers_for("kite", Need(), NOW)) == ["beta"]


def test_when_everybody_rests_only_those_back_soon_are_offered(routing):
    routing.turned_down("alpha", exhausted(60), NOW)
    routing.turned_down("beta", exhausted(), NOW)
    assert names(routing.offers_for("kite", Need(), NOW)) == ["alpha"]


def test_five_failures_in_a_row_within_a_minute_rest_a_gateway(routing):
    for second in range(4):
        routing.stumbled("alpha", "broken", NOW + second)
    assert routing.rest_s("alpha", NOW + 4) == 0
    routing.stumbled("alpha", "broken", NOW + 5)
    assert routing.rest_s("alpha", NOW + 6) > 0
    assert routing.is_trying("alpha", NOW + 65)
    routing.stumbled("alpha", "broken", NOW + 66)  # the one that tried
    assert routing.rest_s("alpha", NOW + 67) > 0


def test_failures_far_apart_or_with_a_success_between_rest_nobody(routing):
    for minute in range(10):
        routing.stumbled("alpha", "broken", NOW + 61 * minute)
        assert routing.rest_s("alpha", NOW + 61 * minute) == 0
    for second in range(4):
        routing.stumbled("beta", "broken", NOW + second)
    routing.served("beta", NOW + 4)
    routing.stumbled("beta", "broken", NOW + 5)
    assert routing.rest_s("beta", NOW + 6) == 0


def test_a_late_success_does_not_end_a_rest_that_was_asked_for(routing):
    routing.pause("alpha", NOW + 60, "rate limit", now=NOW)
    routing.served("alpha", NOW + 1)
    assert routing.rest_s("alpha", NOW + 2) > 0


def test_refusals_of_content_say_nothing_about_a_gateway(routing):
    for kind in (FailureKind.REFUSED, FailureKind.INVALID, FailureKind.BROKEN):
        routing.turned_down("alpha", Failed(kind, "no"), NOW)
    assert routing.rest_s("alpha", NOW) == 0
