"""``python -m bot check`` and ``migrate``: say in plain words what is configured and who answers; never a secret."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from bot.chat.client import make_bot
from bot.chat.sending import never_left, refuses_token
from bot.clock import SystemClock
from bot.generation.quote import Quoting
from bot.logs import Redactor
from bot.providers.account import AccountReport, gone
from bot.providers.catalog import Catalog
from bot.providers.gateways import Gateways
from bot.providers.offers import Gateway
from bot.settings import Settings
from bot.wiring import check_default, gateways_of, lock_folders, read_catalog
from storage.database import Database
from storage.migrate import migrate as apply_migrations

_CLASS_NAME = re.compile(r" \(\w+\)$")  # of an error, for the log
Say = Callable[[str], None]


async def check(settings: Settings, doubts: list[str], say: Say) -> int:
    """Return 0 when Telegram and every gateway with a key answered and something is on the menu, else 1."""
    catalog = read_catalog(settings)
    check_default(settings, catalog)
    if settings.telegram_bot_token is None:
        say("TELEGRAM_BOT_TOKEN is not set: `make run` plays in the sandbox on this machine, and needs nothing more.")
        say("With a token from @BotFather your settings would mean on Telegram:")
    for doubt in doubts:
        say(f"Note: {doubt}")
    _describe(settings, say)
    gateways = gateways_of(settings, catalog)
    keeps = _tell_folder(settings.bot_data_dir, say)
    if settings.telegram_bot_token is None and not gateways.names():
        say("Gateways: none, no key is set.")
        await gateways.close()
        return 0 if keeps else 1
    try:
        well = [
            keeps,
            await _ask_telegram(settings, say),
            await _ask_gateways(catalog, gateways, settings, say),
            _tell_menu(Quoting(catalog, gateways, SystemClock(), settings.bot_default_model), say),
        ]
    finally:
        await gateways.close()
    return 0 if all(well) else 1


async def migrate(settings: Settings, say: Say) -> int:
    """Bring the database up to date while no bot runs on it; return the exit code."""
    with lock_folders(settings):
        database = await Database.open(settings.database_url, locked=True)
        try:
            applied = await apply_migrations(database, SystemClock().now())
        finally:
            await database.close()
    say(f"Applied: {', '.join(applied)}." if applied else "The database was up to date.")
    return 0


def _describe(settings: Settings, say: Say) -> None:
    say(f"Data: {settings.bot_data_dir}, database {settings.database_url}, days in {settings.bot_timezone}.")
    who = "everybody" if settings.bot_access == "open" else "admins and allowed ids"
    admins, allowed = _many(len(settings.bot_admin_ids), "admin"), _many(len(settings.bot_allowed_ids), "allowed id")
    say(f"Access: {who} ({admins}, {allowed}).")
    money = "off, only limits bind"
    if settings.bot_billing == "credits":
        money = f"credits, {settings.bot_start_credits} for a new person"
    say(f"Billing: {money}.")
    say(
        f"For each person: pictures a day {_limit(settings.bot_pictures_per_day)}, "
        f"credits a day {_limit(settings.bot_credits_per_day)}, jobs at once {_limit(settings.bot_jobs_at_once)}."
    )


def _tell_folder(folder: Path, say: Say) -> bool:
    """Say where the bot could not keep its data: where the folder, or the one it would be made in, takes no files."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return True
    say(f"{folder} cannot be used: {there} is {'not writable' if there.is_dir() else 'no folder'}.")
    return False


async def _ask_telegram(settings: Settings, say: Say) -> bool:
    if settings.telegram_bot_token is None:
        return True
    bot = make_bot(settings.telegram_bot_token.get_secret_value(), settings.telegram_api_url)
    try:
        async with bot:
            say(f"Telegram: {settings.telegram_api_url} answers; the bot is @{bot.username} ({bot.first_name}).")
    except Exception as error:  # noqa: BLE001 (whatever goes wrong there is what is asked for; the library's types stay in the chat)
        if never_left(error):
            address = f"{settings.telegram_api_url} cannot be reached"
            say(f"Telegram: {address}: no network, or a wrong address (TELEGRAM_API_URL).")
            return False
        if refuses_token(error):
            say("Telegram: the token is refused; copy it again from @BotFather.")
            return False
        say(f"Telegram: {settings.telegram_api_url} does not answer as it should: {_why(error, settings)}.")
        return False
    return True


async def _ask_gateways(catalog: Catalog, gateways: Gateways, settings: Settings, say: Say) -> bool:
    well = True
    for name, gateway in catalog.gateways.items():
        if name not in gateways.names():
            say(f"{gateway.title}: off, {gateway.env}_API_KEY is not set.")
            continue
        report = await gateways.account(name)
        if isinstance(report, str):
            well = well and not gateways.account_style(name) is not None
            why = _CLASS_NAME.sub("", report).removeprefix(f"{name}: ")
            say(f"{gateway.title}: not checked: {Redactor(settings.secrets()).hide(why).rstrip('.')}.")
            continue
        say(f"{gateway.title}: {'the key works' if report.ok else 'THE KEY IS REFUSED'}{_facts(report, gateway)}.")
        missing = gone(report, [(offer.protocol, offer.remote_model) for offer in gateways.offers_of(name)])
        if missing:
            say(f"{gateway.title}: not listed there: {', '.join(missing)}.")
        well = well and report.ok
    return well


def _facts(report: AccountReport, gateway: Gateway) -> str:
    unit = report.own_unit or gateway.currency
    facts = {"spent": report.spent and f"{report.spent} {unit}", "left": report.left and f"{report.left} {unit}"}
    facts["models"] = None if report.models is None else str(len(report.models))
    return "".join(f", {name}: {value}" for name, value in {**facts, **report.facts}.items() if value)


def _tell_menu(quoting: Quoting, say: Say) -> bool:
    menu = quoting.menu()
    if not menu:
        say("Menu: empty, for no gateway with a key offers a model.")
    for model in menu:
        say(f"Menu: {model.alias} ({model.title}): {model.task}, from {_many(quoting.price_from(model), 'credit')}.")
    return bool(menu)


def _why(error: Exception, settings: Settings) -> str:
    text = f"{type(error).__name__} {error}".strip().rstrip(".")
    return Redactor(settings.secrets()).hide(text)


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _limit(number: int | None) -> str:
    return "unlimited" if number is None else str(number)
