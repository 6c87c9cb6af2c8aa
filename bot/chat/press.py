"""A press that may do what its button says, and what presses share: to begin a job once, to show other buttons.

What each button does stands in modules of their own; `buttons` finds and admits the press and names them all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.chat.asking import DEARER, admit, show_card
from bot.chat.boards import place_of, rows
from bot.chat.instead import ways_out
from bot.chat.keyboard import minted, renewed_keyboard
from bot.chat.naming import named, read_price, relabelled
from bot.chat.result import read_result
from bot.chat.room import Room
from bot.chat.standing import Opening
from bot.chat.texts import Texts
from bot.chat.there import rules_there
from bot.chat.unfinished import open_question
from bot.chat.way_out import UnableError
from bot.errors import PersonError
from bot.generation.admission import Admitted, Ask
from bot.generation.request import GenerationRequest
from storage import buttons
from storage.buttons import Button
from storage.database import Tx
from storage.jobs import Job
from storage.people import Person

UNDER_WAY = ("working", "ready")


@dataclass(frozen=True, slots=True)
class Press:
    """A genuine press by somebody who may."""

    room: Room
    query: CallbackQuery
    button: Button
    person: Person
    said: Texts

    @property
    def chat_id(self) -> int:
        """Where the button hangs."""
        return self.button.chat_id

    @property
    def meaning(self) -> str:
        """What the button is for, without the price that it named."""
        return read_price(self.button.argument)[0]

    @property
    def named(self) -> int | None:
        """The price that the button named, 0 where it named none; None where nobody pays.

        One from when nobody paid, or from before prices were kept, begins nothing that costs: it is named first.
        """
        return read_price(self.button.argument)[1] or 0 if self.room.rules.billing == "credits" else None

    @property
    def is_too_old(self) -> bool:
        """Whether Telegram no longer tells what the button hangs under."""
        return self.query.message is None or not self.query.message.is_accessible

    @property
    def message_id(self) -> int | None:
        """The message that the button's own answers, else the button's own."""
        message = self.query.message
        asked = message.reply_to_message if isinstance(message, Message) else None
        return (asked or message).message_id if message is not None else None

    @property
    def thread_id(self) -> int | None:
        """The topic it hangs in."""
        message = self.query.message
        thread = getattr(message, "message_thread_id", None)
        return thread if getattr(message, "is_topic_message", False) else None

    def here(self, job: Job) -> Job:
        """Return a job as one of the place where the button hangs: its result may have been sent anew elsewhere.

        Of a message that is too old Telegram tells the chat alone: its topic is the job's own.
        """
        if job.chat_id == self.chat_id and (self.is_too_old or job.thread_id == self.thread_id):
            return job
        return replace(job, chat_id=self.chat_id, thread_id=self.thread_id, message_id=None, card_id=None)

    def answer(self, text: str, **more: Any) -> None:  # noqa: ANN401 (PTB's own names)
        """Write a line where the button hangs, soon: the press itself is answered first."""

        async def say() -> None:
            await self.room.answer(self, text, **more)

        self.room.errands.send(f"tell:{self.button.action}", say)


class Alert(str):
    """An answer that stays until it is tapped away."""

    __slots__ = ()


Action = Callable[[Press], Awaitable[str]]


async def begin_once(press: Press, job: Job, request: GenerationRequest) -> str:
    """Begin what a job's button asks for: one press one job; the next needs the button that takes this one's place.

    A button that is not the presser's own is everybody's: each who presses it has one job from it under way.
    """
    if request.forgotten:
        raise PersonError("words-gone")
    room, said, button, uid = press.room, press.said, press.button, press.person.uid
    shared = button.person_uid != uid
    # Not its nonce: the second tap may hit the button that came in its place.
    tap = f"{button.action}:{job.id}:{button.argument}:{uid}"
    if not room.taps.note(tap) or (shared and await room.db.read(buttons.is_under_way, button, uid)):
        return said.plain("press-again-used")
    try:
        idem = buttons.idem_for(button.nonce, uid if shared else None)
        admitted = await begin(press, idem, room.quoting.complete(request), job)
    except Exception:
        room.taps.forget(tap)
        raise
    if not admitted.fresh and admitted.job.state in UNDER_WAY:
        return said.plain("press-again-used")

    room.errands.send(f"renew:{job.id}", partial(_show_first, press, job))
    if admitted.fresh:
        return said.plain("press-begun")
    room.taps.forget(tap)  # nothing was begun, so the next press may
    return said.plain("press-renewed")


async def _show_first(press: Press, job: Job) -> None:
    """Show the buttons that a job has first, with a fresh one in the place of the one that was used."""
    room = press.room
    if job.state != "voided":
        await show_board(press, job, "main", press.button)
        return
    made = await ways_out(room.db, room.quoting, job)  # ahead of the transaction, which others wait for
    ways = [way.as_told(room.steps.told) for way in made]
    await renew(press, lambda tx: renewed_keyboard(tx, press.button, job, room.signer, room.clock.now(), ways))


async def show_board(press: Press, job: Job, board: str, used: Button | None = None) -> None:
    """Put a board's buttons in the place of those that hang there; a ``used`` one is exchanged."""
    room = press.room
    result = await room.db.read(read_result, job, place_of(press.button))
    found = rows(board, result, room.steps)
    await renew(press, lambda tx: minted(tx, job, found, room.signer, room.clock.now(), used))


async def renew(press: Press, make: Callable[[Tx], Coroutine[Any, Any, InlineKeyboardMarkup | None]]) -> None:
    """Put fresh buttons in the place of used ones; where that is lost, the next press does it."""
    message = press.query.message
    if message is not None:
        await press.room.rewrite(message, await press.room.db.write(make))


async def begin(press: Press, idem: str, request: GenerationRequest, job: Job | None = None) -> Admitted[Opening]:
    """Admit a job; its card may wait for the chat's pace, which the answer to the press cannot (Telegram's limit).

    Where it is dearer than the button named nothing begins, and the button names the new price. ``job`` is the one that
    the button belongs to: it knows the topic of a message that is too old to tell.
    """
    room, message = press.room, press.query.message
    rules = await rules_there(room, press.chat_id)
    await room.leaders.check_may_ask(rules, press.chat_id, press.person.telegram_id)
    ask = Ask(
        idem=idem,
        person=press.person,
        chat_id=press.chat_id,
        thread_id=press.thread_id if job is None or not press.is_too_old else job.thread_id,
        message_id=message.message_id if message is not None else None,
        request=request,
        limits=rules.limits,
    )
    question = await open_question(room, press.chat_id, press.person)
    try:
        admitted = await admit(room, ask, question, press.named)
    except PersonError as error:
        if error.key == DEARER:
            _name_anew(press, error.values["price"], job)
            raise
        raise UnableError(error, request) from None
    room.errands.send(f"card:{admitted.job.id}", partial(show_card, room, admitted))
    return admitted


def _name_anew(press: Press, price: int, job: Job | None) -> None:
    """Put a button with the price of now in the place of the one that was pressed; it is answered meanwhile.

    The old one keeps its price, so whoever still sees it begins nothing by it.
    """
    room, nonce = press.room, press.button.nonce
    if not room.taps.note(f"dearer:{nonce}:{price}"):
        return
    if press.is_too_old and job is not None:
        room.errands.send(f"dearer:{nonce}", partial(_show_first, press, job))
    elif press.is_too_old or any(button.callback_data == press.query.data for row in _rows(press) for button in row):
        room.errands.send(f"dearer:{nonce}", partial(renew, press, partial(_renamed, press=press, price=price)))


async def _renamed(tx: Tx, press: Press, price: int) -> InlineKeyboardMarkup:
    """Return the buttons of the message, or that one alone where Telegram no longer tells which they are."""
    room, old, said = press.room, press.button, press.said
    nonce = await buttons.mint(
        tx, old.action, old.chat_id, room.clock.now(), old.job_id, named(press.meaning, price), old.person_uid
    )

    def new(label: str) -> InlineKeyboardButton:
        return InlineKeyboardButton(label, callback_data=room.signer.data(nonce))

    rows = [
        [new(relabelled(one.text, price, said)) if one.callback_data == press.query.data else one for one in row]
        for row in _rows(press)
    ]
    return InlineKeyboardMarkup(rows or [[new(said.plain("button-make", price=price))]])


def _rows(press: Press) -> Sequence[Sequence[InlineKeyboardButton]]:
    message = press.query.message
    markup = message.reply_markup if isinstance(message, Message) else None
    return markup.inline_keyboard if markup is not None else ()
