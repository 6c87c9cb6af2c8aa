"""What Telegram promises is read; whatever else comes is no update, and stops nothing."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.updates import UnreadableError, changed_place, read_update

ANA = {"id": 5, "is_bot": False, "first_name": "", "language_code": "en"}
CHAT = {"id": 5, "type": "private"}
MESSAGE = {"message_id": 7, "date": 1, "chat": CHAT, "from": ANA, "text": "hi"}
PRESS = {"id": "1", "from": ANA, "chat_instance": "1", "data": "v1.a.b", "message": MESSAGE}
CHECKOUT = {"id": "1", "from": ANA, "currency": "XTR", "total_amount": 50, "invoice_payload": "p"}
PAID = {"currency": "XTR", "total_amount": 50, "invoice_payload": "p", "telegram_payment_charge_id": "c"}
INLINE = {"id": "1", "from": ANA, "query": "kite", "offset": "", "chat_type": "sender"}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


def message(**more):
    return {"update_id": 1, "message": {**MESSAGE, **more}}


def photo(**more):
    return [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1, **more}]


@pytest.mark.parametrize(
    "raw",
    [
        message(date=10**18),
        message(date="x"),
        message(chat=None),
        message(chat={"id": 2**70, "type": "private"}),
        message(**{"from": {**ANA, "id": 2**70}}),
        message(**{"from": {**ANA, "id": "5"}}),
        message(message_id=2**65),
        message(message_id=-1),
        message(text=5),
        message(text=["a"]),
        message(photo=[{}]),
        message(photo="x"),
        message(photo=photo(file_size="9")),
        message(voice={"file_id": "a", "file_unique_id": "a", "duration": -5}),
        message(entities=[{"type": "bot_command", "offset": -5, "length": 3}]),
        message(migrate_to_chat_id="x"),
        message(media_group_id=5),
        message(reply_to_message={"message_id": 1}),
        {"update_id": 1, "message": []},
        {"update_id": 1, "message": 5},
        {"update_id": 1, "callback_query": {}},
        {"update_id": 1, "callback_query": {**PRESS, "data": 5}},
        {"update_id": 1, "pre_checkout_query": {}},
        {"update_id": 1, "pre_checkout_query": {**CHECKOUT, "total_amount": "50"}},
        {"update_id": 1, "pre_checkout_query": {**CHECKOUT, "from": None}},
        message(successful_payment={**PAID, "total_amount": -1}),
        message(successful_payment={**PAID, "telegram_payment_charge_id": ""}),
        message(refunded_payment={}),
        {"update_id": 1, "inline_query": {}},
        {"update_id": 1, "inline_query": {**INLINE, "query": 5}},
        {"update_id": 1, "inline_query": {**INLINE, "from": None}},
    ],
)
def test_what_has_another_shape_is_unreadable(raw):
    with pytest.raises(UnreadableError):
        read_update(raw, None)


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 1},
        {"update_id": 1, "message": None},
        {"update_id": 1, "edited_message": MESSAGE},
        {"update_id": 1, "channel_post": {"chat": 5}},
        {"update_id": 1, "my_chat_member": {}},
    ],
)
def test_what_starts_no_work_is_not_looked_into(raw):
    assert read_update(raw, None) is None


@pytest.mark.parametrize(
    ("told", "place"),
    [({"chat": CHAT, "date": 1}, CHAT["id"]), ({}, None), ({"chat": 5}, None), (None, None), (5, None)],
)
def test_where_the_bot_has_become_something_else_is_read(told, place):
    assert changed_place({"update_id": 1, "my_chat_member": told}) == place


def test_what_somebody_types_behind_our_name_is_read():
    read = read_update({"update_id": 1, "inline_query": INLINE}, None)
    assert (read.inline.query, read.inline.from_user.id) == ("kite", 5)


def test_words_with_half_a_character_are_read():
    assert read_update(message(text="a\ud83d", **{"from": {**ANA, "first_name": "\ud83d"}}), None) is not None


def test_a_press_on_a_message_that_telegram_shows_no_more_is_read():
    gone = {"chat": CHAT, "message_id": 7, "date": 0}
    assert read_update({"update_id": 1, "callback_query": {**PRESS, "message": gone}}, None).press is not None
    alone = {name: value for name, value in PRESS.items() if name != "message"}
    assert read_update({"update_id": 1, "callback_query": alone}, None).press is not None


PLACES = [("message",), ("callback_query",), ("message", "chat"), ("callback_query", "message", "chat")]
NAMES = st.text(max_size=5) | st.sampled_from([*MESSAGE, *PRESS, *ANA, "photo", "voice", "entities"])


@given(st.sampled_from(PLACES), NAMES, ANYTHING)
def test_whatever_stands_in_a_field_is_read_or_unreadable(path, name, value):
    raw = copy.deepcopy({"update_id": 1, "message": MESSAGE, "callback_query": PRESS})
    inside = raw
    for step in path:
        inside = inside[step]
    inside[name] = value
    try:
        update = read_update(raw, None)
    except UnreadableError:
        return
    assert update is not None


HALF, MARK = "\ud83d", "\ufffd"


@pytest.mark.parametrize("words", ["Lê", "L😀", "🇻🇳👨‍👩‍👧"])
def test_whole_characters_stay_as_they_are(words):
    press = read_update({"update_id": 1, "callback_query": {**PRESS, "from": {**ANA, "first_name": words}}}, None).press
    assert press.from_user.first_name == words
    assert read_update(message(media_group_id=words), None).message.media_group_id == words


def test_half_a_character_becomes_the_mark_for_it_wherever_it_is_kept_or_sent_on():
    odd = {**ANA, "first_name": f"L{HALF}", "last_name": HALF, "username": HALF, "language_code": HALF}
    press = read_update({"update_id": 1, "callback_query": {**PRESS, "from": odd, "data": HALF}}, None).press
    assert (press.from_user.full_name, press.from_user.language_code, press.data) == (f"L{MARK} {MARK}", MARK, MARK)
    inline = read_update(
        {"update_id": 1, "inline_query": {**INLINE, "from": odd, "query": f"cat {HALF}", "offset": HALF}}, None
    ).inline
    assert (inline.query, inline.offset, inline.from_user.first_name) == (f"cat {MARK}", MARK, f"L{MARK}")
    read = read_update(message(media_group_id=HALF, photo=photo(file_id=HALF, file_unique_id=HALF)), None).message
    assert (read.media_group_id, read.photo[0].file_id, read.photo[0].file_unique_id) == (MARK, MARK, MARK)


def test_a_checkout_and_a_payment_are_read_whole():
    asked = read_update({"update_id": 1, "pre_checkout_query": CHECKOUT}, None).checkout
    assert (asked.id, asked.sender.id, asked.total_amount, asked.invoice_payload) == ("1", ANA["id"], 50, "p")
    paid = read_update(message(successful_payment=PAID), None).message.successful_payment
    assert (paid.telegram_payment_charge_id, paid.total_amount, paid.subscription_expiration_date) == ("c", 50, None)
