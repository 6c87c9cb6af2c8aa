"""A group's pool as pages of one message: what is in it, who spent what, and its rules, which the admins set there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat import pages
from bot.chat.incoming import Incoming
from bot.chat.pages import Key, Page
from bot.chat.press import Press
from bot.chat.room import Room
from bot.chat.texts import Texts, texts
from bot.errors import PersonError
from bot.generation import period
from storage import buttons, ledger, people, pools, quotas
from storage.database import Tx
from storage.people import Person
from storage.pools import Pool

ACTION, GIVE, CHART = "pool", "give", "pool_chart"
OPEN = "open"  # a button of nobody's own, whose presser is shown the page
RULES = ("member_max", "day_max", "when_empty")
_STEPS = {
    "member_max": (1000, 2000, 3000, 5000, 10000, 20000, 50000, 100000),
    "day_max": (5000, 10000, 20000, 50000, 100000, 200000, 500000, 1000000),
}
_WAYS = ("own", "refuse")
_TOP, _PER_ROW = 5, 3


@dataclass(frozen=True, slots=True)
class Spender:
    """Who spent how much of a pool; without a name where the person asked to be forgotten."""

    name: str
    spent: int


@dataclass(frozen=True, slots=True)
class PoolNow:
    """A pool with what its page tells of it: today's use of all and of who looks, and who spent what this month."""

    pool: Pool
    balance: ledger.Balance
    today: int
    mine: int
    month: Sequence[Spender]


@dataclass(frozen=True, slots=True)
class Counter:
    """Who looks at the pool of which chat; ``leads``: an admin of the group, who may set its rules."""

    room: Room
    said: Texts
    person: Person
    chat_id: int
    leads: bool

    async def look(self) -> PoolNow:
        """Read everything as it is now."""
        now, zone = self.room.clock.now(), self.room.rules.zone
        today, month = period.day(now, zone), period.month_start(now, zone)

        async def read(tx: Tx) -> PoolNow:
            pool = await pools.pool_of(tx, self.chat_id, now)
            return PoolNow(
                pool,
                await ledger.balance(tx, pool.account_id),
                sum(await quotas.usage(tx, pool.scope(), "credits", today)),
                sum(await quotas.usage(tx, pool.scope(self.person.uid), "credits", today)),
                [await _spender(tx, uid, spent) for uid, spent in (await pools.spent_by(tx, pool, month)).items()],
            )

        return await self.room.db.write(read)


async def counter(room: Room, person: Person, chat_id: int) -> Counter:
    """Open the counter of a group for a person; raises PersonError where there is no pool."""
    check_there(room, chat_id)
    leads = await room.leaders.lead(chat_id, person.telegram_id)
    return Counter(room, texts(person.language), person, chat_id, leads)


def check_there(room: Room, chat_id: int) -> None:
    """Raise PersonError where no pool can be: in private, and where nobody pays."""
    if room.rules.billing != "credits":
        raise PersonError("pool-off")
    if chat_id > 0:
        raise PersonError("pool-private", me=room.me)


async def open_unseen(room: Room, incoming: Incoming) -> None:
    """Give an anonymous admin a button: a press shows who they are, and opens the page for them."""
    check_there(room, incoming.chat_id)
    said = texts(incoming.language)
    nonce = await room.db.write(buttons.mint, ACTION, incoming.chat_id, room.clock.now(), argument=OPEN)
    button = InlineKeyboardButton(said.plain("button-pool"), callback_data=room.signer.data(nonce))
    await room.answer(incoming, said("pool-unseen"), reply_markup=InlineKeyboardMarkup([[button]]))


async def press_pool(press: Press) -> str:
    """Do what a press on a page says and turn to the page it leads to."""
    room, button, person = press.room, press.button, press.person
    if button.person_uid != person.uid and button.argument != OPEN:
        raise PersonError("pool-not-yours")
    at = await counter(room, person, press.chat_id)
    what, _, rest = button.argument.partition(":")
    name, _, value = rest.partition(":")
    turn = partial(main_page, at)
    if what in ("pick", "set"):
        if not await room.leaders.lead(press.chat_id, person.telegram_id, fresh=what == "set"):
            raise PersonError("pool-admins-only")
        turn = partial(_pick_page, at, name)
    if what == "set":
        await room.db.write(_set, at, name, value)
        turn = partial(main_page, at)
    if what == "who":
        turn = partial(_who_page, at, int(name))
    pages.turn_to(room, press.query, person, turn)
    return ""


async def main_page(at: Counter) -> Page:
    """Return what is in the pool, what is used of it today, its rules, and who spent most this month."""
    said, now = at.said, await at.look()
    lines = [
        said("pool-title", credits=now.balance.available),
        *([said("pool-held", credits=now.balance.held)] if now.balance.held else []),
        "",
        said("pool-today", spent=now.today, limit=-1 if now.pool.day_max is None else now.pool.day_max),
        said("pool-member", limit=-1 if now.pool.member_max is None else now.pool.member_max, spent=now.mine),
        said("pool-empty", way=now.pool.when_empty),
    ]
    if not now.month:
        lines += ["", said("pool-hint")]
    else:
        lines += ["", said("pool-month"), *(_line(said, one) for one in now.month[:_TOP])]
    keys = [Key(said.plain("button-pool-give"), GIVE, "pick:pool")]
    if now.month:
        keys.append(Key(said.plain("button-pool-who"), ACTION, "who:1"))
    rules = [Key(said.plain("button-pool-rule", rule=name), ACTION, f"pick:{name}") for name in RULES]
    return Page("\n".join(lines), [keys, *(pages.in_pairs(rules) if at.leads else [])])


def _line(said: Texts, one: Spender) -> str:
    return said("pool-spender", name=one.name or said.plain("pool-nobody"), credits=one.spent)


async def _who_page(at: Counter, number: int) -> Page:
    """Return everybody who spent of the pool this month, some on a page, and what that makes together."""
    said, month = at.said, (await at.look()).month
    shown, number, count = pages.cut(month, number)
    total = said("pool-month-total", credits=sum(one.spent for one in month))
    back = [Key(said.plain("button-back"), ACTION, "")]
    rows = pages.leafing(ACTION, "who:", number, count)
    if month:
        rows.append([Key(said.plain("button-pool-chart"), CHART, "")])
    return Page("\n".join([total, "", *(_line(said, one) for one in shown)]), [*rows, back])


async def _pick_page(at: Counter, name: str) -> Page:
    """Return what one rule may be, with what it is now marked."""
    said, pool = at.said, (await at.look()).pool
    now, back = getattr(pool, name), [Key(said.plain("button-back"), ACTION, "")]
    if name == "when_empty":
        rows = [[_choice(said.plain("pool-way", way=way), name, way, is_now=now == way)] for way in _WAYS]
        return Page(said("pool-ask", rule=name), [*rows, back])
    keys = [_choice(said.plain("pool-credits", credits=one), name, str(one), is_now=now == one) for one in _STEPS[name]]
    rows = [keys[at : at + _PER_ROW] for at in range(0, len(keys), _PER_ROW)]
    no_limit = _choice(said.plain("pool-no-limit"), name, "", is_now=now is None)
    return Page(said("pool-ask", rule=name), [*rows, [no_limit], back])


def _choice(label: str, name: str, value: str, *, is_now: bool) -> Key:
    label = label[:1].upper() + label[1:]
    return Key(f"✓ {label}" if is_now else label, ACTION, f"set:{name}:{value}")


async def _set(tx: Tx, at: Counter, name: str, value: str) -> None:
    pool = await pools.pool_of(tx, at.chat_id, at.room.clock.now())
    await pools.set_rule(tx, pool, name, value if name == "when_empty" else int(value) if value else None)


async def _spender(tx: Tx, uid: str, spent: int) -> Spender:
    person = await people.find(tx, uid)
    return Spender("" if person is None or person.telegram_id is None else person.name, spent)
