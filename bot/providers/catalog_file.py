"""The shape of one catalogue file; what is wrong in it becomes one sentence naming file, table, key and a way out."""

from __future__ import annotations

import difflib
import re
import tomllib
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from bot.errors import SettingsError
from bot.providers.auth import AuthStyle

Alias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", max_length=48)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Ratio = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]?:[1-9][0-9]?$")]
Size = Annotated[str, StringConstraints(pattern=r"^(512|[1-9]K|[1-9][0-9]{2,3}x[1-9][0-9]{2,3})$")]
_MARKERS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


def _text_price(value: object) -> object:
    if isinstance(value, int | float):
        raise ValueError(f'must be text, so that it stays exact: "{value}"')  # noqa: TRY004 (pydantic reads ValueError)
    return value


def _rate(text: str) -> Decimal:
    try:
        rate = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a number") from None
    if not rate.is_finite() or not 0 < rate < 10**9 or len(text) > 20:
        raise ValueError(f"{text!r} is not a number above 0")
    return rate


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("must be an address like https://api.example.com")
    return text.rstrip("/")


def _host_pattern(text: str) -> str:
    if not re.fullmatch(r"(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", text):
        raise ValueError(f"{text!r} is no host: write cdn.example.com or *.example.com")
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (OSError, ValueError, KeyError):
        raise ValueError(f"{text!r} is no time zone like Asia/Ho_Chi_Minh") from None
    return text


def _distinct(words: tuple[str, ...]) -> tuple[str, ...]:
    twice = next((word for word in words if words.count(word) > 1), None)
    if twice:
        raise ValueError(f"names {twice!r} twice")
    return words


Price = Annotated[str, BeforeValidator(_text_price)]
Seconds = Annotated[int, Field(ge=1, le=86_400)]


class Table(BaseModel):
    """Strict: no unknown key, no number in quotes, no quotes missing."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class TimeoutsTable(Table):
    """``[gateway.timeouts]``, whole seconds."""

    submit_s: Seconds = 300
    poll_s: Seconds = 30
    download_s: Seconds = 300
    deadline_s: Seconds = 600
    first_poll_s: Seconds = 10
    poll_every_s: Seconds = 4


class GatewayTable(Table):
    """``[gateway]``: who serves and bills us."""

    name: Alias
    title: Line
    env: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]
    base_url: Annotated[str, AfterValidator(_address)]
    auth: AuthStyle
    auth_by_protocol: dict[str, AuthStyle] = Field(default_factory=dict)
    currency: Literal["VND", "USD"]
    credits_per_unit: Annotated[Any, BeforeValidator(_text_price), AfterValidator(_rate)]
    threads: Annotated[int, Field(ge=0, le=10_000)]
    pictures_per_day: Annotated[int, Field(ge=0)] | None = None
    caches: bool = False
    reset_timezone: Annotated[str, AfterValidator(_zone)]
    hosts: Annotated[tuple[Annotated[str, AfterValidator(_host_pattern)], ...], Field(strict=False)] = ()
    timeouts: TimeoutsTable = TimeoutsTable()
    priced: date
    source: Line


class DescriptionTable(Table):
    """What the menu says in each language."""

    vi: Line
    en: Line


class ModelTable(Table):
    """``[models.<name>]``: one offer. With ``alias`` it joins another table's model and has no title of its own."""

    alias: Alias | None = None
    title: Line | None = None
    description: DescriptionTable | None = None
    protocol: str
    auth: AuthStyle | None = None
    remote_model: Line
    edit: Annotated[int, Field(ge=0, le=16)] = 0
    edit_only: bool = False
    ratios: Annotated[tuple[Ratio, ...], Field(strict=False), AfterValidator(_distinct)] = ()
    sizes: Annotated[tuple[Size, ...], Field(strict=False, min_length=1), AfterValidator(_distinct)] = ("1K",)
    count_max: Annotated[int, Field(ge=1, le=10)] = 1
    count_per_call: Annotated[int, Field(ge=1, le=10)] = 1
    wire: dict[str, Any] = Field(default_factory=dict)
    price: Price | dict[Size, Price]


class File(Table):
    """The whole file, read table by table so that a sentence can name the table."""

    path: str
    gateway: GatewayTable
    models: dict[str, ModelTable]


def read_file(path: Path) -> File:
    """Read and check one file; what needs the other files or the protocols is checked by `bot.providers.catalog`.

    Raises:
        SettingsError: a sentence with the file's name, the table, the key and the nearest right word.

    """
    where = f"{path.parent.name}/{path.name}"
    tree = _parsed(path, where)
    for key in tree:
        if key not in {"gateway", "models"}:
            raise SettingsError(
                f"{where}: [{key}] is no table of a catalogue file{nearest(key, ('gateway', 'models'))}."
            )
    for key in ("gateway", "models"):
        if not isinstance(tree.get(key), dict):
            raise SettingsError(f"{where}: the table [{key}] is missing.")
    gateway = checked(GatewayTable, tree["gateway"], where, "gateway")
    models = {}
    for name, table in tree["models"].items():
        if not re.fullmatch(r"[a-z0-9]+([.-][a-z0-9]+)*", name) or not isinstance(table, dict):
            raise SettingsError(f"{where}: [models.{name}] must be a table named in small letters, digits and hyphens.")
        models[name] = checked(ModelTable, table, where, f"models.{name}")
    return File(path=where, gateway=gateway, models=models)


def _parsed(path: Path, where: str) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{where} cannot be read: {type(error).__name__}.") from error
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(_MARKERS):
            raise SettingsError(f"{where} holds a merge marker in line {number}; finish the merge.")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{where} is not TOML: {error}.") from error


Checked = TypeVar("Checked", bound=BaseModel)


def checked(shape: type[Checked], table: object, where: str, name: str) -> Checked:
    """Return the table as a value, or raise SettingsError with the first mistake as a sentence."""
    try:
        return shape.model_validate(table)
    except ValidationError as error:
        first = min(error.errors(include_url=False), key=lambda found: found["type"] != "extra_forbidden")
        raise SettingsError(f"{where}, [{name}]: {_mistake(shape, first)}") from None


def _mistake(shape: type[BaseModel], error: Any) -> str:  # noqa: ANN401 (pydantic's ErrorDetails)
    *above, last = [str(part) for part in error["loc"] if not str(part).startswith(("function-", "constrained-"))] or [
        "it"
    ]
    inside = f" in {'.'.join(above)}" if above else ""
    given = error["input"]
    match error["type"]:
        case "extra_forbidden":
            return f"{last}{inside} is no key here{nearest(last, _keys(shape, above))}."
        case "missing":
            return f"{last}{inside} is missing."
        case "literal_error":
            words = re.findall(r"'([^']+)'", error["ctx"]["expected"])
            return f"{last}{inside} must be one of {', '.join(words)}, not {given!r}{nearest(str(given), words)}."
        case "value_error":
            return f"{last}{inside} {error['ctx']['error']}."
        case _:
            return (
                f"{last}{inside} is wrong: {error['msg'][:1].lower()}{error['msg'][1:]} (it says {str(given)[:60]!r})."
            )


def _keys(shape: type[BaseModel], above: list[str]) -> list[str]:
    for part in above:
        inner = shape.model_fields.get(part)
        kinds = [inner.annotation, *getattr(inner.annotation, "__args__", ())] if inner else []
        found = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
        if not found:
            return []
        shape = found[0]
    return list(shape.model_fields)


def nearest(word: str, words: Any) -> str:  # noqa: ANN401 (any iterable of words)
    """Return ``"; did you mean x?"`` without its end mark, or nothing."""
    close = difflib.get_close_matches(word.casefold(), [str(one) for one in words], n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}" if close else ""
