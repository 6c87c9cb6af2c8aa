"""Every method the sandbox has, driven by python-telegram-bot over real HTTP."""

from __future__ import annotations

import pytest
from telegram import (
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    MenuButtonCommands,
    MessageEntity,
    ReactionTypeEmoji,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden, InvalidToken

from sandbox.telegram import spec
from sandbox.telegram.registry import METHODS
from tests.sandbox.conftest import make_bot, picture

GROUP = -1009001
BUTTONS = InlineKeyboardMarkup([[InlineKeyboardButton("one", callback_data="1")]])


def test_every_method_here_is_a_published_one():
    assert METHODS.keys() <= spec.load().methods.keys()
    assert len(METHODS) > 40


async def test_the_bot_is_atelier_and_a_wrong_token_is_refused(bot, sandbox):
    assert (bot.id, bot.username) == (4242424242, "atelier_bot")
    stranger, _ = make_bot(sandbox.url, "4242424242:" + "x" * 35)
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_names_of_methods_are_taken_in_any_case_and_unknown_ones_are_not_found(control, sandbox):
    base = f"/bot{sandbox.world.token}"
    assert (await control.client.get(f"{base}/GETME")).json()["ok"] is True
    unknown = await control.client.post(f"{base}/sendCake")
    assert (unknown.status_code, unknown.json()["description"]) == (404, "Not Found")
    absent = await control.client.post(f"{base}/sendMessage", data={"chat_id": "1001"})
    assert absent.json()["description"] == "Bad Request: message text is empty"


async def test_parameters_come_as_query_form_or_json(control, sandbox):
    path = f"/bot{sandbox.world.token}/sendMessage"
    query = await control.client.get(path, params={"chat_id": 1001, "text": "by query"})
    form = await control.client.post(path, data={"chat_id": 1001, "text": "by form"})
    json = await control.client.post(path, json={"chat_id": 1001, "text": "by json", "reply_markup": BUTTONS.to_dict()})
    texts = [answer.json()["result"]["text"] for answer in (query, form, json)]
    assert texts == ["by query", "by form", "by json"]
    assert json.json()["result"]["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "1"


async def test_texts_are_sent_with_entities_buttons_and_replies(bot):
    first = await bot.send_message(1001, "chào 👋 <b>Lan</b> /help", parse_mode="HTML", reply_markup=BUTTONS)
    assert first.text == "chào 👋 Lan /help"
    assert first.parse_entities() == {first.entities[0]: "Lan", first.entities[1]: "/help"}
    second = await bot.send_message(1001, "re", reply_parameters=ReplyParameters(first.message_id))
    assert second.reply_to_message.text == first.text
    third = await bot.send_message(1001, "ab", entities=[MessageEntity("italic", 1, 1)])
    assert third.parse_entity(third.entities[0]) == "b"


@pytest.mark.parametrize(
    ("arguments", "wording"),
    [
        ({"chat_id": 77, "text": "x"}, "chat not found"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "  "}, "message text is empty"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities: can't find end tag"),
        (
            {"text": "<x>x</x>", "parse_mode": "HTML"},
            'can\'t parse entities: unsupported start tag "x" at byte offset 0',
        ),
        ({"text": "a.b", "parse_mode": "MarkdownV2"}, "can't parse entities: character '.' is reserved"),
        ({"text": "x", "message_thread_id": 1}, "message thread not found"),
        ({"text": "x", "reply_to_message_id": 999}, "message to be replied not found"),
        (
            {"text": "x", "reply_markup": InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="ế" * 22)]])},
            "button_data_invalid",
        ),
    ],
)
async def test_a_text_that_telegram_refuses_is_refused_in_its_words(bot, arguments, wording):
    with pytest.raises(BadRequest) as refusal:
        await bot.send_message(**({"chat_id": 1001} | arguments))
    assert str(refusal.value).lower().startswith(wording)


async def test_a_reply_to_a_deleted_message_goes_out_alone_when_that_is_allowed(bot):
    gone = await bot.send_message(1001, "gone soon")
    await bot.delete_message(1001, gone.message_id)
    reply = ReplyParameters(gone.message_id, allow_sending_without_reply=True)
    assert (await bot.send_message(1001, "still", reply_parameters=reply)).reply_to_message is None


async def test_a_photo_comes_back_in_sizes_and_can_be_downloaded_and_sent_again(bot):
    sent = await bot.send_photo(1001, picture(2000, 1000), caption="<i>big</i>", parse_mode="HTML")
    assert [(size.width, size.height) for size in sent.photo] == [(320, 160), (800, 400), (1280, 640)]
    assert sent.caption == "big"
    file = await bot.get_file(sent.photo[0].file_id)
    content = bytes(await file.download_as_bytearray())
    assert content[:3] == b"\xff\xd8\xff"
    assert len(content) == file.file_size
    again = await bot.send_photo(GROUP, sent.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id


@pytest.mark.parametrize(
    ("content", "wording"),
    [
        (picture(9000, 1001), "photo_invalid_dimensions"),
        (picture(2100, 100), "photo_invalid_dimensions"),
        (b"no picture at all", "image_process_failed"),
        (picture() + bytes(10 * 2**20), "file is too big"),
    ],
)
async def test_a_photo_that_breaks_the_rules_is_refused(bot, content, wording):
    with pytest.raises(BadRequest) as refusal:
        await bot.send_photo(1001, content)
    assert str(refusal.value).lower().startswith(wording)


async def test_a_document_keeps_its_bytes_its_name_and_its_kind(bot):
    content = picture(kind="PNG")
    sent = await bot.send_document(1001, content, filename="tranh đẹp.png", caption="x")
    assert (sent.document.file_name, sent.document.mime_type) == ("tranh đẹp.png", "image/png")
    file = await bot.get_file(sent.document)
    assert bytes(await file.download_as_bytearray()) == content
    with pytest.raises(BadRequest, match=r"(?i)can't use file of type document as photo"):
        await bot.send_photo(1001, sent.document.file_id)
    with pytest.raises(BadRequest, match="rong file identifier"):
        await bot.send_photo(1001, "AgACnonsense")
    with pytest.raises(BadRequest, match=r"(?i)failed to get http url content"):
        await bot.send_photo(1001, "https://example.org/a.jpg")
    with pytest.raises(BadRequest, match="nvalid file_id"):
        await bot.get_file("AgACnonsense")


async def test_a_file_over_twenty_mebibytes_cannot_be_fetched(bot):
    sent = await bot.send_document(1001, bytes(20 * 2**20 + 1), filename="big.bin")
    with pytest.raises(BadRequest, match="ile is too big"):
        await bot.get_file(sent.document)


async def test_video_audio_voice_and_animation_go_by_the_same_road(bot):
    video = await bot.send_video(1001, b"clip", width=640, height=360, duration=4, filename="a.mp4")
    assert video.video.to_dict()["duration"] == 4
    assert (video.video.width, video.video.mime_type) == (640, "video/mp4")
    audio = await bot.send_audio(1001, b"song", title="Bèo dạt", duration=9, filename="a.mp3")
    assert audio.audio.title == "Bèo dạt"
    assert (await bot.send_voice(1001, b"words", duration=2)).voice.mime_type == "audio/ogg"
    assert (await bot.send_animation(1001, b"moves", width=10, height=10)).animation is not None
    await bot.send_chat_action(1001, "upload_photo")


async def test_an_album_has_one_group_id_and_mixes_only_what_may_mix(bot):
    items = [InputMediaPhoto(picture(color="red"), caption="two"), InputMediaVideo(b"clip")]
    album = await bot.send_media_group(GROUP, items)
    assert len({message.media_group_id for message in album}) == 1
    assert (album[0].caption, album[0].media_group_id is not None) == ("two", True)
    with pytest.raises(BadRequest, match="can't be mixed"):
        await bot.send_media_group(GROUP, [items[0], InputMediaDocument(b"x")])
    with pytest.raises(BadRequest, match="2-10"):
        await bot.send_media_group(GROUP, items[:1])


async def test_a_text_message_can_become_a_photo_and_the_photo_another(bot, control):
    card = await bot.send_message(1001, "in line", reply_markup=BUTTONS)
    shown = await bot.edit_message_media(InputMediaPhoto(picture(), caption="done"), 1001, card.message_id)
    assert (shown.text, shown.caption, shown.reply_markup) == (None, "done", None)
    assert shown.edit_date is not None
    by_id = InputMediaPhoto(shown.photo[-1].file_id, caption="done")
    with pytest.raises(BadRequest, match="essage is not modified: specified new message content and reply markup are"):
        await bot.edit_message_media(by_id, 1001, card.message_id)
    anew = await bot.edit_message_media(InputMediaPhoto(picture(), caption="done"), 1001, card.message_id)
    assert anew.photo[-1].file_unique_id != shown.photo[-1].file_unique_id
    [only] = await control.messages()
    assert (only["message_id"], only["photo"][-1]["file_id"]) == (card.message_id, anew.photo[-1].file_id)


async def test_texts_captions_and_buttons_are_edited_and_the_same_again_is_refused(bot):
    text = await bot.send_message(1001, "a")
    edited = await bot.edit_message_text("b", 1001, text.message_id, reply_markup=BUTTONS)
    assert (edited.text, edited.reply_markup) == ("b", BUTTONS)
    with pytest.raises(BadRequest, match="essage is not modified"):
        await bot.edit_message_text("b", 1001, text.message_id, reply_markup=BUTTONS)
    await bot.edit_message_reply_markup(1001, text.message_id)
    with pytest.raises(BadRequest, match="essage is not modified"):
        await bot.edit_message_reply_markup(1001, text.message_id)
    photo = await bot.send_photo(1001, picture())
    assert (await bot.edit_message_caption(1001, photo.message_id, caption="new")).caption == "new"
    with pytest.raises(BadRequest, match="here is no text in the message to edit"):
        await bot.edit_message_text("x", 1001, photo.message_id)
    with pytest.raises(BadRequest, match="here is no caption in the message to edit"):
        await bot.edit_message_caption(1001, text.message_id, caption="x")
    with pytest.raises(BadRequest, match="essage to edit not found"):
        await bot.edit_message_text("x", 1001, 999)


async def test_the_bot_cannot_edit_what_a_person_wrote_and_may_delete_it_only_in_private(bot, control):
    mine = (await control.say("mine"))["messages"][0]["message_id"]
    with pytest.raises(BadRequest, match="essage can't be edited"):
        await bot.edit_message_text("x", 1001, mine)
    assert await bot.delete_message(1001, mine)
    with pytest.raises(BadRequest, match="essage to delete not found"):
        await bot.delete_message(1001, mine)
    theirs = (await control.say("theirs", chat=GROUP))["messages"][0]["message_id"]
    with pytest.raises(BadRequest, match="essage can't be deleted"):
        await bot.delete_message(GROUP, theirs)
    own = await bot.send_message(GROUP, "own")
    assert await bot.delete_messages(GROUP, [own.message_id, theirs, 999])
    assert [message.get("deleted", False) for message in await control.messages(GROUP)] == [False, True]


async def test_messages_are_forwarded_with_origin_and_copied_without(bot):
    photo = await bot.send_photo(1001, picture(), caption="c")
    forwarded = await bot.forward_message(GROUP, 1001, photo.message_id)
    assert forwarded.forward_origin.sender_user.id == bot.id
    copy = await bot.copy_message(1002, 1001, photo.message_id, caption="other")
    assert copy.message_id == 1
    with pytest.raises(BadRequest, match="essage to copy not found"):
        await bot.copy_message(1002, 1001, 999)
    with pytest.raises(BadRequest, match="essage to forward not found"):
        await bot.forward_message(1002, 1001, 999)


async def test_commands_are_kept_per_scope_and_language_and_shown_by_telegrams_order(bot, control):
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.set_my_commands([BotCommand("help", "Giúp")], language_code="vi")
    await bot.set_my_commands([BotCommand("ve", "Vẽ")], scope=BotCommandScopeChat(1002), language_code="vi")
    assert (await bot.get_my_commands(language_code="vi"))[0].description == "Giúp"
    assert await bot.get_my_commands(language_code="fr") == ()

    async def seen(chat, language):
        shown = await control.get("/control/commands", chat=chat, language=language)
        return [command["description"] for command in shown["commands"]]

    assert (await seen(1001, "vi"), await seen(1001, "fr")) == (["Giúp"], ["Help"])
    assert (await seen(1002, "vi"), await seen(1002, "en")) == (["Vẽ"], ["Help"])
    await bot.delete_my_commands()
    assert await seen(1001, "fr") == []
    with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Help!", "Help")])


async def test_the_bot_describes_itself(bot):
    await bot.set_my_name("Họa sĩ", language_code="vi")
    assert ((await bot.get_my_name("vi")).name, (await bot.get_my_name()).name) == ("Họa sĩ", "Atelier")
    await bot.set_my_description("long")
    await bot.set_my_short_description("short")
    assert (await bot.get_my_description()).description == "long"
    assert (await bot.get_my_short_description("vi")).short_description == "short"
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_chat_menu_button()).type == "commands"


async def test_chats_and_members_are_told(bot):
    assert (await bot.get_chat(1001)).first_name == "Lan"
    assert (await bot.get_chat(GROUP)).title == "Nhà mình"
    assert [admin.user.id for admin in await bot.get_chat_administrators(GROUP)] == [1001]
    assert await bot.get_chat_member_count(GROUP) == 3
    assert (await bot.get_chat_member(GROUP, 1001)).status == "creator"
    assert (await bot.get_chat_member(GROUP, 1002)).status == "member"
    with pytest.raises(BadRequest, match="ser not found"):
        await bot.get_chat_member(GROUP, 5)


async def test_reactions_need_a_message(bot, control):
    sent = await bot.send_message(1001, "x")
    await bot.set_message_reaction(1001, sent.message_id, ReactionTypeEmoji("👍"))
    assert (await control.messages())[0]["reactions"] == [{"emoji": "👍", "count": 1}]
    with pytest.raises(BadRequest, match="essage to react not found"):
        await bot.set_message_reaction(1001, 999, "👍")


async def test_a_bot_that_left_a_group_cannot_write_there(bot):
    assert await bot.leave_chat(GROUP)
    assert (await bot.get_updates())[0].my_chat_member.new_chat_member.status == "left"
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(GROUP, "x")


async def test_log_out_and_close_say_yes(bot):
    assert await bot.log_out()
    assert await bot.close()


async def test_a_file_that_is_sent_again_by_its_id_keeps_what_was_told_of_it(bot):
    first = await bot.send_audio(1001, b"ID3 sound", title="Rain", performer="Ana", duration=8, thumbnail=picture())
    again = await bot.send_audio(1001, first.audio.file_id)
    assert (again.audio.title, again.audio.performer, again.audio.file_id) == ("Rain", "Ana", first.audio.file_id)
    assert again.audio.thumbnail.file_id == first.audio.thumbnail.file_id
