"""What was chosen for a group is read once a request, and shapes what is sold there."""

from dataclasses import dataclass
from typing import Any

from bot.chat.there import chosen_there, room_there, rules_there
from storage import choices

GROUP, ANA = -1005, "u-ana"


@dataclass(frozen=True)
class Menu:
    most: int = 0

    def up_to(self, most):
        return Menu(most)


@dataclass(frozen=True)
class Room:
    db: Any
    quoting: Menu = Menu()
    steps: Menu = Menu()
    chosen: Any = None


class Counted:
    """Counts how often the database is read."""

    def __init__(self, db):
        self._db, self.reads = db, 0

    async def read(self, *words):
        self.reads += 1
        return await self._db.read(*words)


async def test_a_group_is_asked_about_once_a_request(db):
    await db.write(choices.choose, choices.of_chat(GROUP), "price_max", "500")
    await db.write(choices.choose, choices.of_person(ANA), "ratio", "16:9")
    counted = Counted(db)
    room = await room_there(Room(counted), GROUP, ANA)
    assert (room.quoting, room.steps) == (Menu(500), Menu(500))
    assert (await rules_there(room, GROUP)).limits.price_max == 500
    assert (await chosen_there(room, ANA, GROUP)).usual.ratio == "16:9"
    assert counted.reads == 1


async def test_in_private_only_who_wants_to_know_asks(db):
    counted = Counted(db)
    room = await room_there(Room(counted), 5, ANA)
    assert (await rules_there(room, 5)).limits.price_max is None
    assert (room.quoting, counted.reads) == (Menu(), 0)
    await chosen_there(room, ANA, 5)
    assert counted.reads == 1


async def test_a_room_that_nobody_shaped_knows_the_rules_all_the_same(db):
    await db.write(choices.choose, choices.of_chat(GROUP), "who", "admins")
    assert (await rules_there(Room(db), GROUP)).who == "admins"
