"""What somebody chose, as a value: typed, a group's before a person's, and what means nothing counts as not chosen."""

import pytest

from bot.chat.preferences import GroupRules, Preferences, chosen_by
from bot.generation import period
from bot.generation.rules import Rules
from bot.generation.usual import Usual
from bot.providers.wire import Task
from storage import choices

ME, GROUP = "u1", -100


async def choose(db, holder, **rows):
    for name, value in rows.items():
        await db.write(choices.choose, holder, name, value)


async def test_nothing_chosen_is_nothing_usual(db):
    chosen = await db.read(chosen_by, ME, GROUP)
    assert (chosen.own, chosen.group, chosen.usual) == (Preferences(), GroupRules(), Usual())


async def test_a_groups_model_comes_before_a_persons_there_and_nowhere_else(db):
    await choose(db, choices.of_person(ME), picture_model="flow", video_model="veo-3.1", ratio="9:16", count="2")
    await choose(db, choices.of_chat(GROUP), picture_model="nano-banana-2")
    there, alone = [(await db.read(chosen_by, ME, chat)).usual for chat in (GROUP, 77)]
    assert there == Usual({Task.IMAGE: "nano-banana-2", Task.VIDEO: "veo-3.1"}, "9:16", None, 2)
    assert alone.models == {Task.IMAGE: "flow", Task.VIDEO: "veo-3.1"}
    assert (await db.read(chosen_by, None, GROUP)).usual == Usual({Task.IMAGE: "nano-banana-2"})


async def test_how_many_is_left_to_words_that_say_it(db):
    await choose(db, choices.of_person(ME), count="4", size="2K")
    chosen = await db.read(chosen_by, ME, 77)
    assert chosen.usual_beside(None).count == 4
    assert chosen.usual_beside(1) == Usual(size="2K")


async def test_a_row_of_another_time_counts_as_not_chosen(db):
    await choose(db, choices.of_person(ME), delivery="carrier pigeon", count="many", quiet="yes", hats="3", size="2K")
    assert (await db.read(chosen_by, ME, 77)).own == Preferences(quiet=True, size="2K")


@pytest.mark.parametrize(("hour", "night"), [(21, False), (22, True), (0, True), (6, True), (7, False), (12, False)])
def test_people_sleep_from_ten_to_seven_where_they_live(hour, night):
    midnight = 1_790_000_000 - 1_790_000_000 % 86400 - 7 * 3600  # in Vietnam
    assert period.is_night(midnight + hour * 3600 + 1800, Rules().zone) is night
