"""What the owner set, as each part of the house knows it: catalogue, gateways, rules, shop, what is kept how long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bot.chat.privacy import PrivacyFacts
from bot.chat.till import Package, Shop
from bot.errors import SettingsError
from bot.generation.rules import Rules
from bot.keeping import KeepingRules
from bot.providers.catalog import SHIPPED, Catalog, load_catalog
from bot.providers.discovery import protocols
from bot.providers.gateways import GatewayAccess, Gateways
from bot.providers.money import Budget, exact_cost
from bot.providers.offers import Gateway, Plan
from bot.settings import Settings
from storage.database import path_of
from storage.folder import lock_folder


@contextmanager
def lock_folders(settings: Settings) -> Iterator[None]:
    """Hold the data folder and the database's own: no other process may write there. Raises FolderBusyError."""
    with ExitStack() as stack:
        for folder in {settings.bot_data_dir.resolve(), path_of(settings.database_url).parent.resolve()}:
            stack.enter_context(lock_folder(folder))
        yield


def read_catalog(settings: Settings) -> Catalog:
    """Read our catalogue and the owner's own files beside the data, which replace ours of the same name."""
    return load_catalog(SHIPPED, settings.bot_data_dir / "catalog", protocols=protocols())


def gateways_of(settings: Settings, catalog: Catalog) -> Gateways:
    """Return the gateways that have a key."""
    access = []
    for gateway in catalog.gateways.values():
        own = settings.gateways.get(gateway.env)
        if own is not None and own.api_key is not None:
            access.append(
                GatewayAccess(
                    gateway.name,
                    own.api_key,
                    own.base_url,
                    own.threads,
                    own.pictures_per_day,
                    unlimited_pictures=own.pictures_per_day is None and "pictures_per_day" in own.model_fields_set,
                    plan=_plan(gateway, own.plan),
                    budget=Budget(_budget(gateway, "DAY", own.budget_day), _budget(gateway, "MONTH", own.budget_month)),
                )
            )
    return Gateways(catalog, access, protocols())


def _plan(gateway: Gateway, name: str | None) -> Plan | None:
    """Return the plan of that name, without one the gateway's first; raises SettingsError."""
    if name is None:
        return next(iter(gateway.plans.values()), None)
    plan = gateway.plans.get(name.lower())
    if plan is None:
        there = f"must be one of {', '.join(gateway.plans)}" if gateway.plans else "is not known there: it has no plans"
        raise SettingsError(f"{gateway.env}_PLAN {there}, not {name!r}.")
    return plan


def _budget(gateway: Gateway, span: str, text: str | None) -> int | None:
    """Return a budget in the smallest unit of the gateway's currency; raises SettingsError."""
    if text is None:
        return None
    try:
        return exact_cost(text, gateway.currency).amount
    except ValueError as error:
        raise SettingsError(f"{gateway.env}_BUDGET_{span}: {error}.") from None


def rules_of(settings: Settings) -> Rules:
    """Return the owner's rules as the generation knows them."""
    return Rules(
        billing=settings.bot_billing,
        start_credits=settings.bot_start_credits,
        pictures_per_day=settings.bot_pictures_per_day,
        credits_per_day=settings.bot_credits_per_day,
        jobs_at_once=settings.bot_jobs_at_once,
        budget=Budget(settings.bot_budget_day, settings.bot_budget_month),
        daily_credits=settings.bot_daily_credits,
        invite_credits=settings.bot_invite_credits,
        invites_most=settings.bot_invites_most,
        zone=settings.timezone,
        dollar_costs=settings.bot_dollar_costs,
    )


def shop_of(settings: Settings) -> Shop:
    """Return what the owner sells for Stars."""
    monthly = [Package(*one) for one in settings.bot_star_monthly]
    return Shop(
        is_open=settings.bot_billing == "credits",
        packages=[Package(*one) for one in settings.bot_star_packages],
        monthly=monthly[0] if monthly else None,
        terms_url=settings.bot_terms_url,
    )


def check_default(settings: Settings, catalog: Catalog) -> None:
    """Refuse a BOT_DEFAULT_MODEL that nobody sells; raises SettingsError."""
    name = settings.bot_default_model
    if name is not None and catalog.find(name) is None:
        near = catalog.nearest(name)
        hint = f"; did you mean {near[0]}?" if near else "."
        raise SettingsError(f"BOT_DEFAULT_MODEL names {name!r}, which is no model of the catalogue{hint}")


def keeping_of(settings: Settings) -> KeepingRules:
    """Return how long words, files and copies are kept."""
    return KeepingRules(
        words_days=settings.bot_keep_prompts_days,
        files_days=settings.bot_keep_files_days,
        backup_every_hours=settings.bot_backup_every_hours,
        backup_keep=settings.bot_backup_keep,
    )


def privacy_of(settings: Settings, gateways: Gateways) -> PrivacyFacts:
    """Return what /privacy says of it."""
    return PrivacyFacts(
        words_days=settings.bot_keep_prompts_days,
        files_days=settings.bot_keep_files_days,
        backup_days=-(-settings.bot_backup_every_hours * settings.bot_backup_keep // 24),
        url=settings.bot_privacy_url,
        gateways=tuple(gateways.gateway(name).title for name in gateways.names()),
    )
