"""Long lists are cut into pages that fit a phone, and what may be chosen is on the menu."""

import pytest

from bot.chat.command import names_of_kinds
from bot.chat.models_pages import choosable
from bot.chat.pages import PER_PAGE, Key, cut, in_pairs, leafing
from bot.providers.wire import Task
from tests.playing import play_quoting


@pytest.fixture(scope="module")
def quoting(tmp_path_factory):
    return play_quoting(tmp_path_factory.mktemp("prices"))


@pytest.mark.parametrize(
    ("wanted", "page", "first"), [(1, 1, 0), (2, 2, 8), (3, 3, 16), (4, 3, 16), (0, 1, 0), (-7, 1, 0)]
)
def test_every_page_is_on_the_list_whatever_an_old_button_says(wanted, page, first):
    shown, number, count = cut(range(20), wanted)
    assert (next(iter(shown)), number, count) == (first, page, 3)
    assert len(shown) <= PER_PAGE


def test_an_empty_list_is_one_empty_page():
    assert cut([], 3) == ([], 1, 1)


@pytest.mark.parametrize(("number", "leads"), [(1, ["2"]), (2, ["1", "3"]), (3, ["2"])])
def test_one_leafs_to_the_pages_beside(number, leads):
    [row] = leafing("models", "", number, 3)
    assert [key.argument for key in row] == leads
    assert leafing("models", "", 1, 1) == []


def test_buttons_stand_two_a_row():
    keys = [Key(str(number), "models", "") for number in range(3)]
    assert [len(row) for row in in_pairs(keys)] == [2, 1]


@pytest.mark.parametrize("task", [Task.IMAGE, Task.VIDEO])
def test_only_what_works_from_words_alone_can_be_usual_and_the_likeliest_comes_first(quoting, task):
    menu = choosable(quoting, task)
    assert menu[0].alias == quoting.usual(task)
    assert all(model.words and not model.by_name and model.task is task for model in menu)
    assert len(menu) == len({model.alias for model in menu})


def test_every_kind_of_work_is_asked_for_by_the_command_that_help_names_first():
    names = names_of_kinds()
    assert (names[Task.IMAGE], names[Task.VIDEO], names[Task.CHAT]) == ("imagine", "video", "ask")
