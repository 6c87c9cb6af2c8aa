"""What is for one person, what makes no sound, what glitters: ephemeral messages, silence, effects, reactions."""

from __future__ import annotations

import pytest
from telegram import ReactionTypeEmoji
from telegram.error import BadRequest

LAN, ALEX, GROUP = 1001, 1002, -1009001
PARTY = "5046509860389126442"


async def whisper(bot, text, person=ALEX, chat=GROUP, **more):
    told = {"ephemeral_message_parameters": {"receiver_user_id": person} | more}
    return await bot.send_message(chat, text, api_kwargs=told)


async def heard(control, person):
    shown = (await control.get(f"/control/chats/{GROUP}/messages", **{"as": person}))["messages"]
    return [one["text"] for one in shown if "ephemeral_message_id" in one]


async def test_an_administrator_whispers_to_one_member_and_nobody_else_sees_it(bot, control):
    await control.post("member", chat=GROUP, user=bot.id, status="administrator", by=LAN)
    sent = await whisper(bot, "for you")
    assert sent.message_id == 0
    assert sent.api_kwargs["ephemeral_message_id"] > 0
    assert sent.api_kwargs["receiver_user"]["id"] == ALEX
    assert (await heard(control, ALEX), await heard(control, LAN)) == (["for you"], [])
    assert "for you" not in str(await control.messages(GROUP))
    with pytest.raises(BadRequest, match=r"(?i)user_not_participant"):
        await whisper(bot, "nobody", person=77)


async def test_another_bot_may_only_answer_a_press_and_never_in_private(bot, control):
    with pytest.raises(BadRequest, match=r"(?i)bot_not_admin"):
        await whisper(bot, "for you")
    with pytest.raises(BadRequest, match=r"(?i)bot_not_admin"):
        await whisper(bot, "for you", chat=ALEX)
    keyboard = {"inline_keyboard": [[{"text": "1", "callback_data": "1"}]]}
    shown = await bot.send_message(GROUP, "press", reply_markup=keyboard)
    pressed = await control.press(shown.message_id, "1", person=ALEX, chat=GROUP)
    with pytest.raises(BadRequest, match=r"(?i)bot_not_admin"):
        await whisper(bot, "for Lan", person=LAN, callback_query_id=pressed["callback_query_id"])
    await whisper(bot, "for you", callback_query_id=pressed["callback_query_id"])
    assert await heard(control, ALEX) == ["for you"]


async def test_effects_are_for_private_chats_and_stay_through_an_edit(bot, control):
    sent = await bot.send_message(LAN, "first", message_effect_id=PARTY)
    assert sent.effect_id == PARTY
    edited = await bot.edit_message_text("second", LAN, sent.message_id)
    assert edited.effect_id == PARTY
    for chat, effect, refusal in ((GROUP, PARTY, "can't use message effects"), (LAN, "1", "EFFECT_ID_INVALID")):
        with pytest.raises(BadRequest, match=f"(?i){refusal}"):
            await bot.send_message(chat, "no", message_effect_id=effect)
    assert len(await control.messages(GROUP)) == 0


async def test_what_came_without_a_sound_is_shown_so(bot, control):
    await bot.send_message(LAN, "hush", disable_notification=True)
    await bot.send_message(LAN, "ring")
    assert [one.get("silent") for one in await control.messages()] == [True, None]


async def test_a_reaction_is_one_that_telegram_has(bot, control):
    said = (await control.say("hello"))["messages"][0]
    await bot.set_message_reaction(LAN, said["message_id"], "👀")
    assert (await control.messages())[0]["reactions"] == [{"emoji": "👀", "count": 1}]
    with pytest.raises(BadRequest, match=r"(?i)reaction_invalid"):
        await bot.set_message_reaction(LAN, said["message_id"], ReactionTypeEmoji("🪁"))
    await bot.set_message_reaction(LAN, said["message_id"], None)
    assert "reactions" not in (await control.messages())[0]
