"""Composition root: the only module that knows every part. Starts them in order, stops them within seconds."""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import logging
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot import heartbeat
from bot.chat.access import Access
from bot.chat.admin import figure_pages
from bot.chat.albums import Albums
from bot.chat.batch_card import BatchCards
from bot.chat.batch_presses import sweep_zips
from bot.chat.broadcasting import Broadcasting
from bot.chat.card import Cards
from bot.chat.client import Telegram, connect
from bot.chat.command import find_commands, useful
from bot.chat.delivery import Delivery
from bot.chat.dispatch import Dispatch
from bot.chat.early_card import EarlyCards
from bot.chat.errands import Errands
from bot.chat.forgetting import Forgetting
from bot.chat.intake import Intake
from bot.chat.inviting import tell_hosts
from bot.chat.lanes import Lanes
from bot.chat.leaders import Leaders
from bot.chat.menu import set_menu
from bot.chat.next_steps import NextSteps
from bot.chat.own_files import OwnFiles
from bot.chat.owner import Memory, OwnerAlerts
from bot.chat.pacing import Pacer
from bot.chat.payment_notes import PaymentNotes
from bot.chat.persons import Persons
from bot.chat.replying import Replying
from bot.chat.room import Room
from bot.chat.signing import Signer
from bot.chat.sources import TelegramSources
from bot.chat.taps import Taps
from bot.chat.texts import texts
from bot.chat.till import Till
from bot.chat.whispers import Whispers
from bot.clock import Clock, SystemClock
from bot.errors import SettingsError
from bot.generation.accounts import open_house
from bot.generation.admission import Admission
from bot.generation.books import Books
from bot.generation.budgets import Budgets
from bot.generation.doors import Switchboard
from bot.generation.flow import Flow
from bot.generation.line import Line
from bot.generation.quote import Quoting
from bot.generation.reconcile import Reconciling
from bot.generation.rules import Rules
from bot.generation.seeds import Seeds
from bot.generation.settle import Settling
from bot.generation.tools import Tools
from bot.generation.watch import Watching
from bot.keeping import Keeping
from bot.providers.catalog import Catalog
from bot.providers.gateways import Gateways
from bot.settings import Settings
from bot.upkeep import Upkeep
from bot.web.passes import Passes
from bot.web.server import Dashboard
from bot.wiring import check_default, gateways_of, keeping_of, lock_folders, privacy_of, read_catalog, rules_of, shop_of
from storage.database import Database
from storage.migrate import migrate

log = logging.getLogger(__name__)
T = TypeVar("T")
_GC_NEW = 200_000
# Together below the ten seconds that a container is given.
_LANES_STOP_S = 2.0
_CALLS_STOP_S = 6.0


@dataclass(frozen=True, slots=True)
class House:
    """The parts that `run` starts and stops."""

    bot: Telegram
    lanes: Lanes
    intake: Intake
    line: Line
    cards: Cards
    upkeep: Upkeep
    watching: Watching
    keeping: Keeping
    room: Room


async def run(settings: Settings, *, ready: Callable[[], None] | None = None) -> int:
    """Run the bot until SIGTERM or SIGINT; returns the exit code.

    Raises SettingsError (a wrong token or catalogue), FolderBusyError, StorageError.
    """
    clock = SystemClock()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _begin_stop, stop)
    async with AsyncExitStack() as stack:
        stack.enter_context(lock_folders(settings))
        house = await _unless(stop, _open(settings, clock, stack))
        if house is None:
            return 0
        async with _running(house, settings, clock) as tasks:
            log.info("bot.ready", extra={"username": house.bot.username})
            if ready is not None:
                ready()
            waiting = asyncio.create_task(stop.wait())
            done, _ = await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            for task in done - {waiting}:
                task.result()
    log.info("bot.stopped")
    return 0


def _begin_stop(stop: asyncio.Event) -> None:
    if not stop.is_set():
        log.info("bot.stopping", extra={"most_s": _LANES_STOP_S + _CALLS_STOP_S})
    stop.set()


async def _open(settings: Settings, clock: Clock, stack: AsyncExitStack) -> House:
    await asyncio.to_thread(sweep_zips, settings.bot_data_dir)
    house = await _build(settings, clock, stack)
    stack.push_async_callback(_stop, house)
    public = [command for command in find_commands().values() if not command.for_owner]
    await set_menu(house.bot, useful(public, {model.task for model in house.room.quoting.menu()}))
    await house.room.switchboard.load()
    await house.upkeep.resume()
    # What stands now stands to the end: the collector need not walk it again while a thousand people wait.
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GC_NEW, 20, 50)
    return house


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, T]) -> T | None:
    """Return what the work gives, or None where a signal came first: a start may wait long for the network."""
    task, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait([task, stopped], return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if task.done():
        return task.result()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return None


async def _open_database(settings: Settings, clock: Clock, catalog: Catalog, stack: AsyncExitStack) -> Database:
    db = await Database.open(settings.database_url, locked=True)
    stack.push_async_callback(db.close)
    await migrate(db, clock.now())
    await db.write(open_house, [(one.name, one.currency) for one in catalog.gateways.values()])
    return db


def _read(settings: Settings, stack: AsyncExitStack) -> tuple[Catalog, Gateways]:
    catalog = read_catalog(settings)
    check_default(settings, catalog)
    gateways = gateways_of(settings, catalog)
    stack.push_async_callback(gateways.close)
    return catalog, gateways


async def _connect(settings: Settings, clock: Clock, stack: AsyncExitStack) -> Telegram:
    bot = await connect(_token(settings), settings.telegram_api_url, clock)
    stack.push_async_callback(bot.shutdown)
    return bot


async def _opened(
    settings: Settings, clock: Clock, stack: AsyncExitStack
) -> tuple[Catalog, Gateways, Database, Telegram]:
    catalog, gateways = _read(settings, stack)
    db = await _open_database(settings, clock, catalog, stack)
    return catalog, gateways, db, await _connect(settings, clock, stack)


async def _build(settings: Settings, clock: Clock, stack: AsyncExitStack) -> House:
    catalog, gateways, db, bot = await _opened(settings, clock, stack)
    rules, pacer, data_dir = rules_of(settings), Pacer(clock), settings.bot_data_dir
    signer, errands, albums, alerts = _aside(settings, bot, db, clock, stack)
    quoting, replying = Quoting(catalog, gateways, clock, settings.bot_default_model), Replying(bot, db, pacer, clock)
    steps, sources = NextSteps(quoting, catalog, rules), TelegramSources(bot, clock, OwnFiles(db, data_dir))
    delivery = Delivery(
        bot, db, replying, signer=signer, catalog=catalog, rules=rules, clock=clock, data_dir=data_dir, steps=steps
    )
    cards = Cards(bot, db, pacer, replying, delivery=delivery, signer=signer, clock=clock)
    tools = Tools(db, gateways, quoting, rules, cards, sources, alerts, clock, data_dir)
    settling, lanes, persons = Settling(tools), Lanes(), _persons(db, rules, clock, data_dir)
    notes = PaymentNotes(bot, db, replying, errands=errands, alerts=alerts, zone=rules.zone, clock=clock)
    admission, budgets, books = _doors(db, gateways, rules, alerts, clock)
    room = Room(
        bot=bot,
        db=db,
        catalog=catalog,
        quoting=quoting,
        admission=admission,
        rules=rules,
        access=Access(settings.bot_access, settings.bot_admin_ids, settings.bot_allowed_ids),
        line=Line(db, gateways, rules, clock, Flow(tools, settling), is_crowded=lanes.are_crowded),
        settling=settling,
        cards=cards,
        early_cards=EarlyCards(replying, pacer, errands, lanes.are_rushed),
        delivery=delivery,
        persons=persons,
        pacer=pacer,
        replying=replying,
        signer=signer,
        taps=Taps(clock),
        errands=errands,
        reconciling=Reconciling(db, gateways, alerts, clock),
        books=books,
        budgets=budgets,
        leaders=Leaders(bot, db, bot.username, clock),
        steps=steps,
        whispers=Whispers(bot, replying, clock),
        batch_cards=BatchCards(bot, db, pacer, replying, errands=errands, signer=signer, rules=rules, clock=clock),
        forgetting=Forgetting(db, settling, signer, clock, data_dir),
        privacy=privacy_of(settings, gateways),
        till=Till(bot, db, shop_of(settings), notes, alerts=alerts, clock=clock, mark=persons.mark, signer=signer),
        clock=clock,
        data_dir=data_dir,
        switchboard=Switchboard(db, gateways),
        seeds=Seeds(db, gateways),
        broadcasting=Broadcasting(bot, db, clock, is_crowded=lanes.are_crowded),
    )
    return _house(settings, await with_dashboard(settings, stack, room), gateways, lanes, albums, alerts)


def _persons(db: Database, rules: Rules, clock: Clock, data_dir: Path) -> Persons:
    return Persons(db, rules, clock, Signer.from_file(data_dir / "forget.key"))


def _doors(
    db: Database, gateways: Gateways, rules: Rules, alerts: OwnerAlerts, clock: Clock
) -> tuple[Admission, Budgets, Books]:
    admission, budgets = Admission(db, gateways, rules, clock), Budgets(db, gateways, rules, alerts, clock)
    admission.turned_away = budgets.turned_away
    return admission, budgets, Books(db, admission, alerts, clock)


def _house(
    settings: Settings, room: Room, gateways: Gateways, lanes: Lanes, albums: Albums, alerts: OwnerAlerts
) -> House:
    db, clock, line, cards = room.db, room.clock, room.line, room.cards
    intake = Intake(room.bot, db, lanes, Dispatch(room, find_commands(), albums, alerts).handle, clock)
    upkeep = Upkeep(
        db,
        clock,
        alerts,
        intake=intake,
        line=line,
        cards=cards,
        settling=room.settling,
        books=room.books,
        budgets=room.budgets,
    )
    watching, data_dir = Watching(db, gateways, alerts, clock), room.data_dir
    rules = keeping_of(settings)
    keeping = Keeping(db, clock, alerts, forgetting=room.forgetting, rules=rules, data_dir=data_dir)
    return House(room.bot, lanes, intake, line, cards, upkeep, watching, keeping, room)


def _aside(
    settings: Settings, bot: Telegram, db: Database, clock: Clock, stack: AsyncExitStack
) -> tuple[Signer, Errands, Albums, OwnerAlerts]:
    signer, errands, albums = Signer.from_file(settings.bot_data_dir / "button.key"), Errands(), Albums(db, clock)
    stack.push_async_callback(errands.stop)
    stack.push_async_callback(albums.stop)
    alerts = OwnerAlerts(bot, settings.bot_admin_ids, errands, clock, Memory(db, signer))
    return signer, errands, albums, alerts


async def with_dashboard(settings: Settings, stack: AsyncExitStack, room: Room) -> Room:
    """Serve the owners' dashboard where a port is set; raises SettingsError where that port is taken."""
    port = settings.bot_web_port
    if port is None:
        return room
    dashboard = Dashboard(
        figure_pages.readings(room),
        await asyncio.to_thread(Passes.from_file, room.data_dir / "web.key", room.db),
        speak=texts,
        is_admin=room.access.is_admin,
        clock=room.clock,
        url=settings.bot_web_url,
    )
    await dashboard.start(settings.bot_web_host, port)
    stack.push_async_callback(dashboard.stop)
    return dataclasses.replace(room, dashboard=dashboard)


async def _stop(house: House) -> None:
    """Let what is under way end, before what it works with is closed."""
    await house.lanes.stop(_LANES_STOP_S)
    await house.intake.stop()
    await house.line.stop(_CALLS_STOP_S)
    await house.upkeep.stop()


@asynccontextmanager
async def _running(house: House, settings: Settings, clock: Clock) -> AsyncIterator[list[asyncio.Task[None]]]:
    house.line.start()
    tasks = [
        asyncio.create_task(house.intake.poll(), name="poll"),
        asyncio.create_task(house.cards.watch_over(house.lanes.are_crowded), name="cards"),
        asyncio.create_task(house.room.batch_cards.watch_over(), name="batches"),
        asyncio.create_task(house.upkeep.watch_over(), name="upkeep"),
        asyncio.create_task(house.room.reconciling.watch_over(), name="reconciling"),
        asyncio.create_task(house.room.till.watch_over(), name="till"),
        asyncio.create_task(tell_hosts(house.room), name="invites"),
        asyncio.create_task(house.room.broadcasting.watch_over(), name="broadcast"),
        asyncio.create_task(house.watching.watch_over(), name="watching"),
        asyncio.create_task(house.keeping.watch_over(), name="keeping"),
        asyncio.create_task(heartbeat.beat(settings.bot_data_dir, clock, house.intake.silence_s), name="heartbeat"),
    ]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _token(settings: Settings) -> str:
    if settings.telegram_bot_token is None:
        raise SettingsError("TELEGRAM_BOT_TOKEN is not set; get one from @BotFather.")
    return settings.telegram_bot_token.get_secret_value()
