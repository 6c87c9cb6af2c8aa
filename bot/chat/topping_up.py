"""``/topup`` as a page: what Stars buy here, for oneself or in a group for its pool; a press brings the invoice.

What a press promises is written down first, so that an invoice holds whenever it is paid.
"""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LabeledPrice, Message

from bot.chat import pages
from bot.chat.pages import Key, Page
from bot.chat.payment_notes import day_of
from bot.chat.press import Action, Press
from bot.chat.replying import Spot
from bot.chat.room import Room
from bot.chat.texts import texts
from bot.chat.till import Package
from bot.errors import PersonError
from storage import debts, grants, ledger, pools
from storage.database import Tx
from storage.orders import NewOrder, Order
from storage.payments import MONTH_S
from storage.people import Person

_TOPUP = "topup"
_MONTHLY, _STOP, _OPEN = "monthly", "stop", "open"
STOP = (_TOPUP, _STOP)  # the button that ends a subscription, as it is kept
_START = "topup"  # where a forwarded invoice leads: to its reader's own /topup
_XTR = "XTR"


async def page(room: Room, person: Person, chat_id: int) -> Page:
    """Return what is for sale; raises PersonError where nothing is."""
    shop, said = room.till.shop, texts(person.language)
    if not shop.sells:
        raise PersonError("topup-off", paid="yes" if shop.is_open else "no")
    rows = [
        [Key(said.plain("topup-package", stars=one.stars, credits=one.credits), _TOPUP, str(one.stars))]
        for one in shop.packages
    ]
    if chat_id < 0:
        left = await room.db.read(_pool_left, chat_id)
        return Page(said("topup-pool", left=left), rows)
    left, owed = await room.db.read(_own_left, person, room.clock.now())
    text = said("topup-own", left=left) if owed <= 0 else said("topup-owed", credits=owed)
    running = await room.till.subscription(person)
    if running is not None:
        day = day_of(running.paid_until or 0, room.rules.zone, said)
        text += "\n" + said("topup-runs", credits=running.credits, day=day, renews="yes" if running.renews else "no")
        if running.renews:
            rows.append([Key(said.plain("button-stop-monthly"), _TOPUP, _STOP)])
    elif shop.monthly is not None:
        label = said.plain("topup-monthly", stars=shop.monthly.stars, credits=shop.monthly.credits)
        rows.append([Key(label, _TOPUP, _MONTHLY)])
    return Page(text, rows)


async def _own_left(tx: Tx, person: Person, now: int) -> tuple[int, int]:
    return await grants.whole(tx, person.uid, now), await debts.owed_by(tx, person.uid)


async def _pool_left(tx: Tx, chat_id: int) -> int:
    pool = await pools.find(tx, chat_id)
    return 0 if pool is None else (await ledger.balance(tx, pool.account_id)).available


async def _press(press: Press) -> str:
    room, what = press.room, press.button.argument
    if press.button.person_uid != press.person.uid:
        raise PersonError("press-not-yours")
    if what == _STOP:
        return await _stop(press)
    if what == _OPEN:
        return await _open(press)
    package = room.till.shop.monthly if what == _MONTHLY else room.till.shop.find(int(what))
    if not room.till.shop.is_open or package is None:
        raise PersonError("topup-gone")
    if room.taps.note(f"topup:{press.button.nonce}"):  # a second tap on a slow line is no second invoice
        monthly = what == _MONTHLY

        async def offer() -> None:
            await (_offer_monthly(press, package) if monthly else _offer(press, package))

        room.errands.send(f"invoice:{press.query.id}", offer)
    return ""


async def _open(press: Press) -> str:
    """Show what is sold below what could not be paid; a second tap shows it no second time."""
    room, person = press.room, press.person
    found = await page(room, person, press.chat_id)
    if room.taps.note(f"topup:{press.button.nonce}"):
        room.errands.send(f"topup:{press.query.id}", lambda: pages.open_page(room, press, person, found))
    return ""


async def _offer(press: Press, package: Package) -> None:
    room, said = press.room, press.said
    order = await _order(press, package)
    own = "yes" if order.is_own else "no"
    words = {"credits": package.credits, "stars": package.stars, "own": own}

    async def send(spot: Spot) -> Message:
        return await room.bot.send_invoice(
            title=said.plain("invoice-title", **words),
            description=said.plain("invoice-words", **words),
            payload=room.till.payload(order),
            provider_token="",
            currency=_XTR,
            prices=[LabeledPrice(said.plain("invoice-title", **words), package.stars)],
            start_parameter=_START,
            **spot.names,
        )

    await room.replying.send(press, send, answer=True)


async def _offer_monthly(press: Press, package: Package) -> None:
    room, said = press.room, press.said
    order = await _order(press, package, monthly=True)
    words = {"credits": package.credits, "stars": package.stars}
    link = await room.bot.create_invoice_link(
        title=said.plain("invoice-monthly-title", **words),
        description=said.plain("invoice-monthly-words", **words),
        payload=room.till.payload(order),
        provider_token="",
        currency=_XTR,
        prices=[LabeledPrice(said.plain("invoice-monthly-title", **words), package.stars)],
        subscription_period=MONTH_S,
    )
    button = InlineKeyboardButton(said.plain("button-monthly", stars=package.stars), url=link)
    await room.answer(press, said("topup-monthly-offer", **words), reply_markup=InlineKeyboardMarkup([[button]]))


async def _order(press: Press, package: Package, *, monthly: bool = False) -> Order:
    """Write down the promise; the accounts that it names are there from now on."""
    room, person, chat_id = press.room, press.person, press.chat_id
    payee = f"w:{person.uid}"
    if chat_id < 0:
        payee = (await room.db.write(pools.pool_of, chat_id, room.clock.now())).account_id
    return await room.till.order(NewOrder(person.uid, payee, package.stars, package.credits, chat_id, monthly))


async def _stop(press: Press) -> str:
    room, person = press.room, press.person
    stopped = await room.till.stop_monthly(person)
    if press.query.message is not None:
        pages.turn_to(room, press.query, person, lambda: page(room, person, press.chat_id))
    return press.said.plain("topup-stopped" if stopped else "topup-not-stopped")


ACTIONS: dict[str, Action] = {_TOPUP: _press}
