"""Models for special work are taken where a person names them, and by nobody else."""

import pytest

from bot.errors import PersonError
from bot.generation.request import GenerationRequest, Source
from bot.providers.wire import Task
from tests.playing import play_quoting


@pytest.fixture(scope="module")
def quoting(tmp_path_factory):
    return play_quoting(tmp_path_factory.mktemp("prices"))


def longer(gateway, protocol, model, named=""):
    source = Source(gateway=gateway, protocol=protocol, model=model, remote_id="7")
    return GenerationRequest(prompt="the sea", model=named, task=Task.EXTEND, source=source)


def test_a_name_is_not_made_of_a_film_that_should_be_longer(quoting):
    asked = longer("key4u", "unified_video", "sora-2")
    with pytest.raises(PersonError, match="extend-none"):
        quoting.complete(asked)
    named = quoting.complete(asked.model_copy(update={"model": "sora-character"}))
    assert named.model == "sora-character"


def test_a_film_is_changed_by_words_where_nothing_better_goes_on_from_it(quoting):
    assert quoting.complete(longer("key4u", "openai_videos", "sora-2")).model == "sora-remix"


@pytest.mark.parametrize("task", Task)
def test_no_usual_model_is_one_for_special_work(quoting, task):
    special = {model.alias for model in quoting.menu() if model.by_name}
    assert quoting.usual(task) not in special


def test_who_cannot_go_on_is_told_what_can_be_gone_on_from(quoting):
    film = longer("key4u", "unified_video", "sora-2")
    with pytest.raises(PersonError) as told:
        quoting.complete(film)
    listed = told.value.values["list"]
    assert 0 < len(listed) <= 4
    for alias in listed:
        model = next(one for one in quoting.menu(Task.VIDEO) if one.alias == alias)
        made = quoting.quotes(quoting.complete(GenerationRequest(prompt="a", model=alias, task=model.task)))[0].offer
        assert quoting.complete(longer(made.gateway, made.protocol, alias))
