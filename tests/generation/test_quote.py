"""What a request costs and who could make it: everything a model cannot do is said before money is held."""

from decimal import Decimal

import pytest
from pydantic import SecretStr

from bot.errors import PersonError
from bot.generation.quote import Quoting, cheaper_or_same, cost_of_attempt
from bot.generation.request import GenerationRequest, Reference
from bot.providers.catalog import SHIPPED, load_catalog
from bot.providers.discovery import protocols
from bot.providers.gateways import GatewayAccess, Gateways
from bot.providers.wire import Failed, FailureKind, Task
from tests.clock import FakeClock

ALL = ("thucchien", "key4u", "flow")


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def house(clock, tmp_path):
    catalog = load_catalog(SHIPPED, tmp_path, protocols=protocols())

    def build(*names, default=None):
        access = [GatewayAccess(name, SecretStr("k" * 20)) for name in names]
        gateways = Gateways(catalog, access, protocols(), clock)
        return Quoting(catalog, gateways, clock, default), gateways

    return build


def wish(model="", count=1, pictures=0, **more):
    references = tuple(Reference(file_id=str(number)) for number in range(pictures))
    return GenerationRequest(prompt="a boat", model=model, count=count, references=references, **more)


@pytest.mark.parametrize(
    ("request_", "key", "part"),
    [
        (wish("nana-banana"), "model-unknown", "nano-banana"),
        (wish("zzzzzz"), "model-unknown", "none"),
        (wish("nano-banana"), "model-off", "Nano Banana"),
        (wish("nano-banana-2-lite", pictures=1), "model-no-edit", "flow"),
        (wish("nano-banana-2-lite", pictures=20), "model-no-edit", "none"),
        (wish("flow", pictures=4), "model-references", "4"),
        (wish("flow", aspect_ratio="21:9"), "model-ratio", "16:9"),
        (wish("flow", pictures=1, aspect_ratio="4:3"), "model-ratio", "9:16"),
        (wish("flow", size="4K"), "model-size", "1K"),
        (wish("flow", count=9), "model-count", "4"),
    ],
)
def test_what_a_model_cannot_do_is_said_before_anything_is_held(house, request_, key, part):
    quoting, _ = house("thucchien", "flow")
    with pytest.raises(PersonError) as caught:
        quoting.complete(request_)
    assert caught.value.key == key
    assert part in str(caught.value.values)


def test_without_a_gateway_there_is_no_model(house):
    quoting, _ = house()
    with pytest.raises(PersonError) as caught:
        quoting.complete(wish())
    assert caught.value.key == "model-none"
    assert quoting.menu() == []


def test_the_owners_model_is_the_default_where_it_can_do_it(house):
    quoting, _ = house(*ALL, default="nano-banana-2-lite")
    assert quoting.complete(wish()).model == "nano-banana-2-lite"
    assert quoting.complete(wish(pictures=1)).model == "flow"  # the lite one cannot edit: the cheapest that can


def test_without_the_owners_word_the_cheapest_is_taken(house):
    quoting, _ = house(*ALL)
    assert quoting.complete(wish()).model == "flow"
    assert quoting.complete(wish(pictures=8)).model == "nano-banana-2"


def test_the_price_is_rounded_up_to_a_credit_for_each_picture(house):
    quoting, _ = house(*ALL)
    quote, *_ = quoting.quotes(quoting.complete(wish("nano-banana-2", count=3)))
    assert quote.each == 1748  # 0.0672 x 26,000 = 1747.2
    assert quote.price == 3 * 1748
    assert quote.parts == (1, 1, 1)


def test_a_gateway_that_makes_four_at_once_is_asked_once(house):
    quoting, _ = house("flow")
    [quote] = quoting.quotes(quoting.complete(wish("flow", count=4)))
    assert quote.parts == (4,)


def test_an_edit_goes_to_the_offer_that_edits(house):
    quoting, _ = house("thucchien")
    quote, *_ = quoting.quotes(quoting.complete(wish("nano-banana-2", pictures=2)))
    assert quote.offer.name == "nano-banana-2-edit"


def test_a_resting_gateway_has_no_quote(house, clock):
    quoting, gateways = house("thucchien")
    gateways.routing.turned_down("thucchien", Failed(FailureKind.EXHAUSTED, "no credit"), clock.now())
    with pytest.raises(PersonError) as caught:
        quoting.quotes(quoting.complete(wish("nano-banana-2")))
    assert caught.value.key == "model-off"
    clock.move(3600)
    assert quoting.quotes(quoting.complete(wish("nano-banana-2")))


def test_nobody_pays_more_than_they_were_told(house):
    quoting, _ = house("thucchien")
    quotes = quoting.quotes(quoting.complete(wish("nano-banana-pro")))
    assert cheaper_or_same(quotes, quotes[0].each) == quotes
    assert cheaper_or_same(quotes, quotes[0].each - 1) == []


@pytest.mark.parametrize("told", [None, "", "free", "NaN", "-1", "1e99", "9007199254", "1.4", "0.0672"])
def test_an_absurd_cost_is_read_from_the_catalogue_instead(house, told):
    quoting, _ = house("thucchien")
    quote, *_ = quoting.quotes(quoting.complete(wish("nano-banana-2")))
    assert quote.offer.name == "nano-banana-2"
    cost = cost_of_attempt(quote.offer, wish("nano-banana-2"), 1, told=told)
    assert (cost.amount, cost.unit) == (67200, "USD")
    assert Decimal(cost.amount) / 10**6 == Decimal("0.0672")


def test_where_a_request_may_cost_so_much_dearer_models_are_not_on_the_menu(house):
    quoting, _ = house("thucchien", "flow", default="nano-banana-2")
    cheap = quoting.up_to(200)
    assert cheap is quoting.up_to(200)
    assert {model.alias for model in cheap.menu()} < {model.alias for model in quoting.menu()}
    assert max(cheap.price_from(model) for model in cheap.menu()) <= 200
    assert (quoting.complete(wish()).model, cheap.complete(wish()).model) == ("nano-banana-2", "flow")
    with pytest.raises(PersonError) as caught:
        cheap.complete(wish("nano-banana-2"))
    assert (caught.value.key, caught.value.values) == ("group-too-dear", {"most": 200, "price": 1748})


def test_where_a_request_may_cost_so_much_many_at_once_are_too_dear(house):
    cheap = house("flow")[0].up_to(200)
    assert [quote.price for quote in cheap.quotes(cheap.complete(wish("flow", count=2)))] == [200]
    request = cheap.complete(wish("flow", count=3))
    for ask in (cheap.quotes, cheap.price_of):
        with pytest.raises(PersonError) as caught:
            ask(request)
        assert caught.value.values == {"most": 200, "price": 300}


@pytest.mark.parametrize("task", [Task.IMAGE, Task.VIDEO])
def test_where_all_is_dearer_than_a_group_allows_the_lowest_price_is_said(house, task):
    whole, _ = house(*ALL)
    lowest = min(whole.price_from(model) for model in whole.menu(task) if not model.by_name)
    for most in (1, lowest - 1):
        with pytest.raises(PersonError) as caught:
            whole.up_to(most).complete(wish(task=task))
        assert (caught.value.key, caught.value.values) == ("group-too-dear", {"most": most, "price": lowest})
    assert whole.up_to(lowest).complete(wish(task=task))


def test_an_option_of_what_is_too_dear_is_an_option_still(house):
    whole, _ = house(*ALL)
    assert whole.choices() == whole.up_to(1).choices()


def test_a_model_by_name_that_is_too_dear_names_its_own_price_though_nothing_fits(house):
    whole, _ = house(*ALL)
    model = next(one for one in whole.menu() if one.alias == "nano-banana-2")
    with pytest.raises(PersonError) as caught:
        whole.up_to(1).complete(wish("nano-banana-2"))
    assert (caught.value.key, caught.value.values["price"]) == ("group-too-dear", whole.price_from(model))
    with pytest.raises(PersonError, match="model-unknown"):
        whole.up_to(1).complete(wish("zzzzzz"))
