"""storage.choices: what somebody chose, and the lasting buttons of a menu."""

from __future__ import annotations

from storage import buttons, choices, people

NOW = 1_790_000_000


async def test_a_choice_is_kept_changed_and_taken_back(db):
    me, here = choices.of_person("u1"), choices.of_chat(-5)
    await db.write(choices.choose, me, "size", "2K")
    await db.write(choices.choose, me, "size", "4K")
    await db.write(choices.choose, here, "who", "admins")
    assert await db.read(choices.read, me, here) == ({"size": "4K"}, {"who": "admins"})
    await db.write(choices.choose, me, "size", "")
    assert await db.read(choices.read, me) == ({}, {})


async def test_a_group_that_moved_keeps_its_choices_and_what_it_chose_there_stays(db):
    for chat, name, value in [(-1, "who", "admins"), (-1, "buttons", "asker"), (-2, "who", "everybody")]:
        await db.write(choices.choose, choices.of_chat(chat), name, value)
    for _ in range(2):
        await db.write(people.migrate_chat, -1, -2)
    old, new = await db.read(choices.read, choices.of_chat(-1), choices.of_chat(-2))
    assert (old, new) == ({}, {"who": "everybody", "buttons": "asker"})


async def test_a_menu_that_is_opened_again_has_the_same_buttons(db):
    first, again = [await db.write(buttons.lasting, "models", 7, NOW, "kind:1:image", "u1") for _ in range(2)]
    assert first == again
    others = [("models", 7, NOW, "kind:2:image", "u1"), ("models", 8, NOW, "kind:1:image", "u1")]
    others += [("models", 7, NOW, "kind:1:image", "u2"), ("settings", 7, NOW, "kind:1:image", "u1")]
    assert len({first, *[await db.write(buttons.lasting, *other) for other in others]}) == 5
