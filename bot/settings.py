"""What the owner sets, read once and checked; a wrong value or name stops the start, each with a plain sentence.

An attribute is its variable's name in lower case: BOT_ACCESS is ``settings.bot_access``. The environment wins over
``.env``, and an empty value counts as not set, except for limits, where an empty one is more likely a slip than a wish.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv.parser import parse_stream
from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from bot.errors import SettingsError
from bot.packages import Packages, read_monthly, read_packages
from bot.setting_values import (
    limit,
    nearest,
    number,
    one_of,
    read_address,
    read_budget,
    read_by,
    read_database,
    read_ids,
    read_key,
    read_people,
    read_port,
    read_token,
    read_zone,
    sentence,
)

OFFICIAL_API = "https://api.telegram.org"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


Limit = int | None
"""A number, or None for no limit."""
Address = Annotated[str, read_by(read_address)]


class _FromNames(BaseSettings):
    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)  # `_build` reads the merged names; nothing may slip in from the process behind them


Model = TypeVar("Model", bound=_FromNames)


class GatewaySettings(_FromNames):
    """One gateway, after the prefix that its catalogue file names (``FLOW_API_KEY`` …); without a key it is off.

    ``base_url`` and ``threads``: None leaves it to the catalogue file; ``threads`` 0 is no limit. Budgets are decimal
    text in the gateway's currency.
    """

    api_key: Annotated[SecretStr, read_by(read_key)] | None = None
    base_url: Address | None = None
    threads: Annotated[int, number(0)] | None = None
    pictures_per_day: Annotated[Limit, limit(0)] = None
    plan: str | None = None
    budget_day: Annotated[str | None, read_by(read_budget)] = None
    budget_month: Annotated[str | None, read_by(read_budget)] = None


class Settings(_FromNames):
    """Everything the owner sets."""

    telegram_bot_token: Annotated[SecretStr, read_by(read_token)] | None = None
    telegram_api_url: Address = OFFICIAL_API
    database_url: Annotated[str, read_by(read_database)] = "sqlite:///var/atelier.db"
    bot_access: Annotated[Literal["closed", "open"], one_of("closed", "open")] = "closed"
    bot_admin_ids: Annotated[frozenset[int], NoDecode, read_by(read_people)] = frozenset()
    bot_allowed_ids: Annotated[frozenset[int], NoDecode, read_by(read_ids)] = frozenset()
    bot_billing: Annotated[Literal["off", "credits"], one_of("off", "credits")] = "off"
    bot_start_credits: Annotated[int, number(0)] = 0
    bot_pictures_per_day: Annotated[Limit, limit(0)] = None
    bot_credits_per_day: Annotated[Limit, limit(0)] = None
    bot_budget_day: Annotated[Limit, limit(0)] = None
    bot_budget_month: Annotated[Limit, limit(0)] = None
    bot_jobs_at_once: Annotated[Limit, limit(1)] = 3
    bot_daily_credits: Annotated[int, number(0)] = 0
    bot_invite_credits: Annotated[int, number(0)] = 0
    bot_invites_most: Annotated[Limit, limit(0)] = 10
    bot_default_model: str | None = None
    bot_keep_prompts_days: Annotated[Limit, limit(1)] = 30
    bot_keep_files_days: Annotated[Limit, limit(1)] = 30
    bot_privacy_url: Address | None = None
    bot_backup_every_hours: Annotated[int, number(0)] = 24
    bot_backup_keep: Annotated[int, number(1)] = 7
    bot_star_packages: Annotated[Packages, NoDecode, read_by(read_packages)] = (
        (50, 15_000),
        (150, 46_000),
        (500, 158_000),
        (1_000, 325_000),
    )
    bot_star_monthly: Annotated[Packages, NoDecode, read_by(read_monthly)] = ((200, 64_000),)
    bot_terms_url: Address | None = None
    bot_dollar_costs: Annotated[int, number(1)] | None = None
    bot_timezone: Annotated[str, read_by(read_zone)] = "Asia/Ho_Chi_Minh"
    bot_data_dir: Path = Path("var")
    bot_web_port: Annotated[int, read_by(read_port)] | None = None
    bot_web_url: Address | None = None
    bot_web_host: str = "127.0.0.1"
    bot_log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"], one_of("DEBUG", "INFO", "WARNING", "ERROR")
    ] = "INFO"
    gateways: Mapping[str, GatewaySettings] = MappingProxyType({})

    @property
    def timezone(self) -> ZoneInfo:
        """The zone in which a day begins and ends."""
        return ZoneInfo(self.bot_timezone)

    def secrets(self) -> tuple[str, ...]:
        """Every value that must never be written anywhere."""
        found = [self.telegram_bot_token, *(gateway.api_key for gateway in self.gateways.values())]
        return tuple(secret.get_secret_value() for secret in found if secret is not None)


NAMES = tuple(name.upper() for name in Settings.model_fields if name != "gateways")
GATEWAY_NAMES = tuple(name.upper() for name in GatewaySettings.model_fields)
_OTHERS = 0o077  # what a group and everybody may do with a file
_EMPTY_IS_A_SLIP = (
    "_PER_DAY",
    "_JOBS_AT_ONCE",
    "_INVITES_MOST",
    "_BUDGET_DAY",
    "_BUDGET_MONTH",
    "_KEEP_PROMPTS_DAYS",
    "_KEEP_FILES_DAYS",
)


def load_settings(
    env: Mapping[str, str], dotenv: Path | None, gateway_prefixes: Iterable[str]
) -> tuple[Settings, list[str]]:
    """Read and check everything; return the settings and sentences the owner should see in the log.

    Raises SettingsError with everything that is wrong, a line for each: a sentence that names the variable, and the
    nearest right word where there is one.
    """
    prefixes = tuple(gateway_prefixes)
    names, wrong = _read_all(env, dotenv, prefixes)
    plain = {name: value for name, value in names.items() if name in NAMES}
    gateways = {prefix: _read_gateway(prefix, names, wrong) for prefix in prefixes}
    settings = _build(Settings, plain, wrong, gateways=MappingProxyType(gateways))
    if wrong:
        raise SettingsError("\n".join(wrong))
    if "DATABASE_URL" not in plain:
        settings = settings.model_copy(update={"database_url": f"sqlite:///{settings.bot_data_dir}/atelier.db"})
    return settings, [*others_can_read(dotenv), *_unknown_in(env, prefixes), *_doubts(settings)]


def read_names(env: Mapping[str, str], dotenv: Path | None, gateway_prefixes: Iterable[str]) -> dict[str, str]:
    """Return the variables of ours that are set, as text: those of ``.env`` under those of the environment."""
    names, wrong = _read_all(env, dotenv, gateway_prefixes)
    if wrong:
        raise SettingsError("\n".join(wrong))
    return names


def _read_all(
    env: Mapping[str, str], dotenv: Path | None, gateway_prefixes: Iterable[str]
) -> tuple[dict[str, str], list[str]]:
    """Return the names that are set, and sentences about what could not be read."""
    known = _known(gateway_prefixes)
    in_file, wrong = _read_dotenv(dotenv, known) if dotenv is not None and dotenv.exists() else ({}, [])
    names: dict[str, str] = {}
    empty: set[str] = set()
    for source in (in_file, env):
        for name in known:
            value = source.get(name, "").strip()
            if value:
                names[name] = value
            elif name in source and name.endswith(_EMPTY_IS_A_SLIP):
                empty.add(name)
    return names, [*wrong, *(f"{name} is empty; write a number or unlimited." for name in known if name in empty)]


def find_data_dir(env: Mapping[str, str], dotenv: Path | None) -> Path:
    """Return the data folder before anything is checked: the owner's own gateway files there add names of settings."""
    in_file = {name: value for name, value, _ in _lines(dotenv)} if dotenv is not None and dotenv.exists() else {}
    named = env.get("BOT_DATA_DIR", "").strip() or (in_file.get("BOT_DATA_DIR") or "").strip()
    return Path(named) if named else Settings.model_fields["bot_data_dir"].default


def _known(gateway_prefixes: Iterable[str]) -> tuple[str, ...]:
    return (*NAMES, *(f"{prefix}_{name}" for prefix in gateway_prefixes for name in GATEWAY_NAMES))


def _read_dotenv(path: Path, known: tuple[str, ...]) -> tuple[dict[str, str], list[str]]:
    found: dict[str, str] = {}
    wrong: list[str] = []
    for name, value, line in _lines(path):
        if name is None:
            wrong.append(f"{path} line {line} is not of the form NAME=value.")
        elif name not in known:
            wrong.append(sentence(f"{path} sets {name}, which is no setting{nearest(name, known)}"))
        elif name in found:
            wrong.append(f"{path} sets {name} twice; keep one of the lines.")
        else:
            found[name] = value or ""
    return found, list(dict.fromkeys(wrong))


def _lines(path: Path) -> Iterator[tuple[str | None, str | None, int]]:
    """Yield name, value and line number; no name where a line cannot be read."""
    try:
        with path.open(encoding="utf-8-sig") as stream:
            bindings = list(parse_stream(stream))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.") from error
    for binding in bindings:
        text = binding.original.string
        if binding.key is not None or binding.error:  # else a blank line or a comment
            blank_lines = text[: len(text) - len(text.lstrip())].count("\n")
            yield binding.key, binding.value, binding.original.line + blank_lines


def _read_gateway(prefix: str, names: Mapping[str, str], wrong: list[str]) -> GatewaySettings:
    own = {name: names[f"{prefix}_{name}"] for name in GATEWAY_NAMES if f"{prefix}_{name}" in names}
    return _build(GatewaySettings, own, wrong, f"{prefix}_")


def _build(
    model: type[Model],
    names: Mapping[str, str],
    wrong: list[str],
    prefix: str = "",
    **more: Any,  # noqa: ANN401 (a field)
) -> Model:
    """Return the settings of these names; adds to ``wrong`` what cannot be, and leaves that at its default."""
    source = EnvSettingsSource(model, case_sensitive=False)
    source.env_vars = {name.lower(): value for name, value in names.items()}
    try:
        return model(**source(), **more)
    except ValidationError as error:
        for one in error.errors():
            reason = str(one.get("ctx", {}).get("error", one["msg"]))
            wrong.append(sentence(f"{prefix}{str(one['loc'][0]).upper()} {reason}"))
        return model(**more)


def _unknown_in(env: Mapping[str, str], prefixes: tuple[str, ...]) -> list[str]:
    known = _known(prefixes)
    return [
        sentence(f"{name} in the environment is no setting of Atelier{nearest(name, known)}")
        for name in sorted(env)
        if name.startswith("BOT_") and name not in known
    ]


def others_can_read(dotenv: Path | None) -> list[str]:
    """Return a warning where the file of settings is readable by others on this machine."""
    if dotenv is None or not dotenv.is_file() or not dotenv.stat().st_mode & _OTHERS:
        return []
    return [f"Others on this machine can read {dotenv} and the keys in it: chmod 600 {dotenv}"]


def _doubts(settings: Settings) -> list[str]:
    """What is allowed and yet hardly meant."""
    found = []
    if settings.bot_access == "closed" and not settings.bot_admin_ids | settings.bot_allowed_ids:
        found.append("Nobody may use the bot: set BOT_ADMIN_IDS or BOT_ALLOWED_IDS, or BOT_ACCESS=open.")
    if settings.bot_billing == "off" and settings.bot_start_credits:
        found.append("BOT_START_CREDITS does nothing while BOT_BILLING is off.")
    web = urlsplit(settings.bot_web_url or "https:")
    if web.scheme == "http" and web.hostname not in LOOPBACK:
        found.append("BOT_WEB_URL is not https: links and figures travel readable by others.")
    if settings.bot_web_url and settings.bot_web_port is None:
        found.append("BOT_WEB_URL does nothing without BOT_WEB_PORT.")
    for prefix, gateway in settings.gateways.items():
        address = urlsplit(gateway.base_url or "https:")
        if gateway.api_key and address.scheme == "http" and address.hostname not in LOOPBACK:
            found.append(f"{prefix}_BASE_URL is not https: the key travels readable by others.")
    return found
