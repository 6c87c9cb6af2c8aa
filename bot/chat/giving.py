"""Giving from one's wallet, to a group's pool or to a person: how much, a question, and one press that does it once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import partial

from bot.chat import pages
from bot.chat.pages import Key, Page
from bot.chat.pool_pages import ACTION as POOL_PAGE
from bot.chat.pool_pages import GIVE, check_there
from bot.chat.press import Press
from bot.chat.private_word import tell_given
from bot.chat.room import Room
from bot.chat.texts import Texts
from bot.errors import PersonError
from storage import blocks, debts, ledger, people, pools, switches
from storage.buttons import Button
from storage.crashpoint import crashpoint
from storage.database import Tx
from storage.people import Person

POOL = "pool"  # in the place of a person's uid
_STEPS = (1000, 2000, 5000, 10000, 20000, 50000)
_PER_ROW = 3
_TOKEN_BYTES = 6


@dataclass(frozen=True, slots=True)
class Given:
    """Who was given to (None: the pool, and what is in it then); not ``fresh``: this button gave it before."""

    fresh: bool
    to: Person | None = None
    now_there: int = 0


async def press_give(press: Press) -> str:
    """Show the amounts, ask once more, or give; a second press of the same button gives nothing."""
    button, person = press.button, press.person
    if button.person_uid != person.uid:
        raise PersonError("pool-not-yours")
    check_there(press.room, press.chat_id)
    what, to, amount, *_ = [*button.argument.split(":"), "", ""]
    said, told = press.said, ""
    if what == "yes":
        given = await _give(press, to, int(amount))
        told = said.plain("gift-thanks" if given.fresh else "gift-before")
        turn = partial(_done_page, said, person, given, int(amount))
    elif what == "ask":
        turn = partial(ask_page, press.room, said, to, int(amount))
    elif what == "pick":
        turn = partial(pick_page, press.room, said, to)
    else:
        turn = partial(_left_page, said)
    pages.turn_to(press.room, press.query, person, turn)
    return told


async def pick_page(room: Room, said: Texts, to: str) -> Page:
    """Return some amounts to give."""
    keys = [Key(said.plain("pool-credits", credits=one), GIVE, f"ask:{to}:{one}") for one in _STEPS]
    rows = [keys[at : at + _PER_ROW] for at in range(0, len(keys), _PER_ROW)]
    return Page(said("gift-pick", **await _named(room, to)), [*rows, _back(said, to)])


async def ask_page(room: Room, said: Texts, to: str, amount: int) -> Page:
    """Ask before anything moves; each such page has a button of its own, which gives once."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    label = said.plain("button-give-pool" if to == POOL else "button-give", credits=amount)
    yes = Key(label, GIVE, f"yes:{to}:{amount}:{token}")
    return Page(said("gift-ask", credits=amount, **await _named(room, to)), [[yes], _back(said, to)])


def _back(said: Texts, to: str) -> list[Key]:
    if to == POOL:
        return [Key(said.plain("button-back"), POOL_PAGE, "")]
    return [Key(said.plain("button-give-no"), GIVE, "no")]


async def _done_page(said: Texts, person: Person, given: Given, amount: int) -> Page:
    to, name = (POOL, "") if given.to is None else ("person", given.to.name)
    text = said("gift-done", to=to, giver=person.name, name=name, credits=amount, total=given.now_there)
    return Page(text, [] if given.to else [[Key(said.plain("button-pool"), POOL_PAGE, "")]])


async def _left_page(said: Texts) -> Page:
    return Page(said("gift-left"), [])


async def _give(press: Press, to: str, amount: int) -> Given:
    room = press.room
    if not room.admission.selling:
        raise PersonError("not-selling")
    crashpoint("gift.before")
    try:
        opens_for = room.access.is_admin(press.person.telegram_id)
        given = await room.db.write(move, press.button, to, amount, room.clock.now(), is_owner=opens_for)
    except ledger.NotEnoughError as error:
        raise PersonError("gift-short", available=max(error.available, 0), credits=amount) from None
    crashpoint("gift.done")
    if given.fresh and to != POOL:
        tell_given(room, to, amount, press.button.nonce, giver=press.person.name)
    return given


async def check_open(tx: Tx, giver_uid: str, to: str, *, is_owner: bool) -> None:
    """Raise PersonError where nothing may be given: somebody of the two is kept out, left, owes, or all is shut."""
    if await people.has_left(tx, giver_uid):
        raise PersonError("deleteme-done")
    if not is_owner and await switches.is_off(tx, switches.MAINTENANCE):
        raise PersonError("spending-off")
    if not is_owner and await blocks.is_blocked(tx, giver_uid):
        raise PersonError("blocked")
    if (owed := await debts.owed_by(tx, giver_uid)) > 0:
        raise PersonError("frozen", credits=owed)
    if to != POOL and await blocks.is_blocked(tx, to):
        friend = await people.find(tx, to)
        raise PersonError("gift-kept-out", name="?" if friend is None else friend.name)


async def move(tx: Tx, button: Button, to: str, amount: int, now: int, *, is_owner: bool = False) -> Given:
    """Move the money in one transfer that the button names: of the same button there is never a second."""
    giver = button.person_uid or ""
    await check_open(tx, giver, to, is_owner=is_owner)
    wallet, key = f"w:{giver}", f"gift:{button.nonce}"
    if to == POOL:
        pool = await pools.pool_of(tx, button.chat_id, now)
        fresh = await ledger.post(tx, key, wallet, pool.account_id, amount, "pool_in", now)
        return Given(fresh, now_there=(await ledger.balance(tx, pool.account_id)).available)
    friend = await people.find(tx, to)
    if friend is None or friend.telegram_id is None:
        raise PersonError("gift-unknown", name="")
    fresh = await ledger.post(tx, key, wallet, f"w:{to}", amount, "gift", now)
    return Given(fresh, friend)


async def _named(room: Room, to: str) -> dict[str, str]:
    """Return whom a text speaks of."""
    if to == POOL:
        return {"to": POOL, "name": ""}
    friend = await room.db.read(people.find, to)
    return {"to": "person", "name": "?" if friend is None else friend.name}
