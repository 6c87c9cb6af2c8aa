"""What a misspelt command may mean: the owner's commands are for nobody else to hear of."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.chat.access import Access
from bot.chat.command import find_commands
from bot.chat.incoming import Incoming
from bot.chat.misspelt import answer_misspelt
from bot.errors import PersonError


@pytest.mark.parametrize(("sender", "nearest"), [(1, "/admin x"), (2, None)])
async def test_only_an_owner_is_told_of_the_owners_commands(sender, nearest):
    room = SimpleNamespace(access=Access("open", frozenset({1})))
    asked = Incoming(
        "m:1:1", 5, 1, None, is_private=True, sender_id=sender, sender_name="", language="en", words="x", command="admn"
    )
    with pytest.raises(PersonError, match="command-unknown") as told:
        await answer_misspelt(room, find_commands(), asked, None, "admn")
    found = told.value.values["nearest"]
    assert found == (nearest,) if nearest else "admin" not in str(found)
