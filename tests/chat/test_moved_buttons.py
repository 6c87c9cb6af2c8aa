"""Presses of buttons whose group has moved since."""

from types import SimpleNamespace

from bot.chat.buttons import find
from bot.chat.signing import Signer
from storage import buttons, people

SIGNER = Signer(b"k" * 32)


def pressed_in(chat_id, nonce):
    chat = SimpleNamespace(id=chat_id)
    return SimpleNamespace(data=SIGNER.data(nonce), message=SimpleNamespace(chat=chat))


async def test_a_button_is_of_the_chat_where_it_is_now(db):
    room = SimpleNamespace(db=db, signer=SIGNER)
    nonce = await db.write(buttons.mint, "batch_begin", -5, 1)
    assert (await find(room, pressed_in(-5, nonce))).chat_id == -5
    await db.write(people.migrate_chat, -5, -1005)
    assert (await find(room, pressed_in(-1005, nonce))).chat_id == -1005  # whose rules stand there
    assert await find(room, pressed_in(-5, nonce)) is None
