"""What is usual for a person fills in what their words leave open, and never refuses anything."""

import pytest
from pydantic import SecretStr

from bot.errors import PersonError
from bot.generation.quote import Quoting
from bot.generation.request import GenerationRequest, Reference
from bot.generation.usual import Usual
from bot.providers.catalog import SHIPPED, load_catalog
from bot.providers.discovery import protocols
from bot.providers.gateways import GatewayAccess, Gateways
from bot.providers.wire import Failed, FailureKind, Task
from tests.clock import FakeClock

LITE = Usual({Task.IMAGE: "nano-banana-2-lite"})
FULL = Usual({Task.IMAGE: "flow"}, ratio="16:9", size="2K", count=3)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    return load_catalog(SHIPPED, tmp_path_factory.mktemp("own"), protocols=protocols())


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def gateways(catalog, clock):
    access = [GatewayAccess(name, SecretStr("k" * 20)) for name in ("thucchien", "flow")]
    return Gateways(catalog, access, protocols(), clock)


@pytest.fixture
def quoting(catalog, gateways, clock):
    return Quoting(catalog, gateways, clock, "nano-banana-2")


def wish(prompt="a boat", model="", pictures=0, **more):
    references = tuple(Reference(file_id=str(number)) for number in range(pictures))
    return GenerationRequest(prompt=prompt, model=model, references=references, **more)


def told(request):
    return request.model, request.aspect_ratio, request.size, request.count


def test_nothing_said_is_filled_in_with_what_is_usual(quoting):
    model = quoting.complete(wish(), Usual({Task.IMAGE: "nano-banana-pro"}, "16:9", "1K", 2))
    assert told(model) == ("nano-banana-pro", "16:9", "1K", 2)
    assert told(quoting.complete(wish())) == ("nano-banana-2", None, None, 1)


def test_words_win_over_what_is_usual(quoting):
    asked = wish(model="nano-banana-2", aspect_ratio="1:1", size="4K", count=2)
    assert told(quoting.complete(asked, FULL)) == ("nano-banana-2", "1:1", "4K", 2)


@pytest.mark.parametrize(
    ("asked", "usual", "model"),
    [
        (wish(pictures=1), LITE, "nano-banana-2"),  # it cannot edit
        (wish(size="4K"), LITE, "nano-banana-2"),
        (wish(), Usual({Task.IMAGE: "gone-long-ago"}), "nano-banana-2"),
        (wish(), Usual({Task.IMAGE: "ideogram-v3"}), "nano-banana-2"),  # whose gateway has no key
        (wish(), Usual({Task.VIDEO: "veo-3.1"}), "nano-banana-2"),
    ],
)
def test_a_usual_model_that_cannot_is_not_taken(quoting, asked, usual, model):
    assert quoting.complete(asked, usual) == quoting.complete(asked)
    assert quoting.complete(asked, usual).model == model


def test_what_nobody_can_do_is_refused_as_without_a_setting(quoting):
    for usual in (FULL, LITE, Usual()):
        with pytest.raises(PersonError) as caught:
            quoting.complete(wish(model="flow", size="4K"), usual)
        assert caught.value.key == "model-size"


def test_a_usual_model_that_rests_is_not_waited_for(quoting, gateways, clock):
    assert quoting.complete(wish(), Usual({Task.IMAGE: "flow"})).model == "flow"
    gateways.routing.turned_down("flow", Failed(FailureKind.EXHAUSTED, "no credit"), clock.now())
    assert quoting.complete(wish(), Usual({Task.IMAGE: "flow"})).model == "nano-banana-2"


@pytest.mark.parametrize("usual", [Usual(ratio="21:9"), Usual(size="4K"), Usual(count=9)])
def test_what_the_asked_model_cannot_do_is_left_out(quoting, usual):
    assert quoting.complete(wish(model="flow"), usual) == quoting.complete(wish(model="flow"))


def test_each_choice_counts_for_itself(quoting):
    some = Usual({}, ratio="16:9", size="8K", count=3)
    assert told(quoting.complete(wish(model="flow"), some)) == ("flow", "16:9", None, 3)


def test_what_was_sent_in_keeps_its_shape(quoting):
    assert quoting.complete(wish(pictures=1), FULL).aspect_ratio is None


def test_a_film_has_a_shape_and_neither_a_pictures_size_nor_its_number(quoting):
    film = quoting.complete(wish(task=Task.VIDEO), Usual({Task.VIDEO: "veo-3.1"}, "9:16", "1080p", 4))
    assert told(film) == ("veo-3.1", "9:16", None, 1)


def test_other_work_knows_nothing_of_it(quoting):
    assert quoting.complete(wish(task=Task.SPEECH), FULL) == quoting.complete(wish(task=Task.SPEECH))
