"""The shape of one catalogue file; what is wrong in it becomes one sentence naming file, table, key and a way out."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from bot.errors import SettingsError
from bot.providers.account import AccountStyle
from bot.providers.auth import AuthStyle
from bot.providers.wire import Task

Alias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", max_length=48)]
Ratio = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]?:[1-9][0-9]?$")]
Size = Annotated[str, StringConstraints(pattern=r"^(512|[1-9]K|[1-9][0-9]{2,3}p|[1-9][0-9]{2,3}x[1-9][0-9]{2,3})$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z-]{0,19}$")]
Value = Annotated[str, StringConstraints(pattern=r"^\S{1,60}$")]
_RATE_MAX = 1_000_000
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
    if not rate.is_finite() or not 0 < rate <= _RATE_MAX or len(text) > 20:
        raise ValueError(f"{text!r} is not a number above 0 and up to {_RATE_MAX:,}")
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


def _distinct_numbers(numbers: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(numbers)) < len(numbers):
        raise ValueError("names a number twice")
    return numbers


def _seen(text: str) -> str:
    if not text.isprintable():
        raise ValueError("holds a line break, or another sign that cannot be seen")
    return text


def _capitals(text: str) -> str:
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", text):
        raise ValueError(f"must be a name like MY_GATEWAY, not {text!r}")
    return text


Env = Annotated[str, AfterValidator(_capitals)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), AfterValidator(_seen)]
Price = Annotated[str, BeforeValidator(_text_price)]
Per = Literal["output", "second", "call", "1000 characters"]
ValueKind = Literal["text", "number", "flag"]
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


class DescriptionTable(Table):
    """What people read, in each language."""

    vi: Line
    en: Line


class PlanTable(Table):
    """``[gateway.plans.<name>]``: what the gateway sells to us; what is not named stays as in ``[gateway]``."""

    title: DescriptionTable
    threads: Annotated[int, Field(ge=0, le=10_000)] | None = None
    pictures_per_day: Annotated[int, Field(ge=0)] | None = None
    top_up_least: Price | None = None
    refund_percent: Annotated[int, Field(ge=1, le=100)] | None = None


class GatewayTable(Table):
    """``[gateway]``: who serves and bills us."""

    name: Alias
    title: Line
    env: Env
    base_url: Annotated[str, AfterValidator(_address)]
    auth: AuthStyle
    auth_by_protocol: dict[str, AuthStyle] = Field(default_factory=dict)
    account: AccountStyle | None = None
    currency: Literal["VND", "USD"]
    credits_per_unit: Annotated[Any, BeforeValidator(_text_price), AfterValidator(_rate)]
    unit_costs: Annotated[Any, BeforeValidator(_text_price), AfterValidator(_rate)] | None = None
    threads: Annotated[int, Field(ge=0, le=10_000)]
    pictures_per_day: Annotated[int, Field(ge=0)] | None = None
    caches: bool = False
    reset_timezone: Annotated[str, AfterValidator(_zone)]
    plans: dict[Name, PlanTable] = Field(default_factory=dict)
    hosts: Annotated[tuple[Annotated[str, AfterValidator(_host_pattern)], ...], Field(strict=False)] = ()
    timeouts: TimeoutsTable = TimeoutsTable()
    priced: date
    source: Line


class PrefixTable(BaseModel):
    """``[gateway]`` again, of which the settings need one key before they can be read."""

    model_config = ConfigDict(strict=True)
    env: Env


class ModelTable(Table):
    """``[models.<name>]``: one offer. With ``alias`` it joins another table's model and has no title of its own.

    ``options`` are what people may choose beside shape, size, count and seconds: a list of values, or the kind of value
    (``text``, ``number``, ``flag``). ``frames``: two pictures are the first and the last frame.
    ``by_name``: so special that it is taken only where a person names it. Without ``price`` it is
    known and not sold.
    """

    alias: Alias | None = None
    title: Line | None = None
    description: DescriptionTable | None = None
    task: Annotated[Task, Field(strict=False)] = Task.IMAGE
    protocol: str
    auth: AuthStyle | None = None
    remote_model: Line
    pictures: Annotated[int, Field(ge=0, le=16)] = 0
    pictures_least: Annotated[int, Field(ge=0, le=16)] = 0
    frames: bool = False
    by_name: bool = False
    sounds: Annotated[int, Field(ge=0, le=1)] = 0
    videos: Annotated[int, Field(ge=0, le=1)] = 0
    earlier: bool = False
    after: Annotated[tuple[str, ...], Field(strict=False)] = ()
    seconds: Annotated[tuple[Seconds, ...], Field(strict=False), AfterValidator(_distinct_numbers)] = ()
    options: dict[Name, Annotated[tuple[Value, ...], Field(strict=False, min_length=1)] | ValueKind] = Field(
        default_factory=dict
    )
    words_max: Annotated[int, Field(ge=50, le=100_000)] = 4_000
    follow_up: Alias | None = None
    deadline_s: Seconds | None = None
    ratios: Annotated[tuple[Ratio, ...], Field(strict=False), AfterValidator(_distinct)] = ()
    sizes: Annotated[tuple[Size, ...], Field(strict=False, min_length=1), AfterValidator(_distinct)] = ("1K",)
    count_max: Annotated[int, Field(ge=1, le=10)] = 1
    count_per_call: Annotated[int, Field(ge=1, le=10)] = 1
    wire: dict[str, Any] = Field(default_factory=dict)
    price: Price | dict[Size, Price] | None = None
    per: Per = "output"


class File(Table):
    """One gateway's whole table, read piece by piece so that a sentence can name the piece."""

    path: str
    gateway: GatewayTable
    models: dict[str, ModelTable]
    from_: dict[str, str]

    def where(self, name: str) -> str:
        """Return how a sentence names a model's table: in the file that had the last word on it."""
        return f"{self.from_.get(name, self.path)}, [models.{name}]"


def find_files(folders: Iterable[Path]) -> list[Path]:
    """Return every ``*.toml`` of the folders; a later folder's replaces a namesake, one that is not there is empty."""
    return list({path.name: path for folder in folders for path in sorted(folder.glob("*.toml"))}.values())


def read_prefixes(paths: Iterable[Path]) -> tuple[str, ...]:
    """Return the settings prefix (``[gateway] env``) of every file that has a gateway of its own.

    Raises:
        SettingsError: as `read_files` does.

    """
    found = []
    for path in paths:
        where, tree = _parsed(path)
        gateway = _gateway_of(tree, where)
        if not isinstance(gateway, str):
            found.append(checked(PrefixTable, gateway, where, "gateway").env)
    return tuple(found)


def read_files(paths: Iterable[Path]) -> list[File]:
    """Read and check catalogue files; what needs the protocols is checked by `bot.providers.catalog`.

    A file whose ``gateway`` is a name adds to that gateway's file: new models, or single keys of known ones (a price).

    Raises:
        SettingsError: a sentence with the file's name, the table, the key and the nearest right word.

    """
    raws = [_raw(path) for path in paths]
    whole = [raw for raw in raws if not isinstance(raw.gateway, str)]
    by_name = {raw.gateway.get("name"): raw for raw in whole}
    for raw in raws:
        if isinstance(raw.gateway, str):
            _add(raw, by_name)
    return [_file(raw) for raw in whole]


@dataclass
class _Raw:
    """A file as it is written: ``from_`` names the file that had the last word on a model."""

    where: str
    gateway: Any
    models: dict[str, dict[str, Any]]
    from_: dict[str, str]


def _raw(path: Path) -> _Raw:
    where, tree = _parsed(path)
    for key in tree:
        if key not in {"gateway", "models"}:
            raise SettingsError(
                f"{where}: [{key}] is no table of a catalogue file{nearest(key, ('gateway', 'models'))}."
            )
    gateway = _gateway_of(tree, where)
    if not isinstance(tree.get("models"), dict):
        raise SettingsError(f"{where}: the table [models] is missing.")
    for name, table in tree["models"].items():
        if not re.fullmatch(r"[a-z0-9]+([.-][a-z0-9]+)*", name) or not isinstance(table, dict):
            raise SettingsError(f"{where}: [models.{name}] must be a table named in small letters, digits and hyphens.")
    return _Raw(where, gateway, dict(tree["models"]), {})


def _gateway_of(tree: Mapping[str, Any], where: str) -> dict[str, Any] | str:
    gateway = tree.get("gateway")
    if not isinstance(gateway, dict | str):
        raise SettingsError(f"{where}: the table [gateway] is missing.")
    return gateway


def _add(raw: _Raw, by_name: Mapping[Any, _Raw]) -> None:
    base = by_name.get(raw.gateway)
    if base is None:
        raise SettingsError(f"{raw.where}: gateway {raw.gateway!r} has no file{nearest(raw.gateway, by_name)}.")
    for name, table in raw.models.items():
        base.models[name] = {**base.models.get(name, {}), **table}
        base.from_[name] = raw.where


def _file(raw: _Raw) -> File:
    gateway = checked(GatewayTable, raw.gateway, raw.where, "gateway")
    models = {
        name: checked(ModelTable, table, raw.from_.get(name, raw.where), f"models.{name}")
        for name, table in raw.models.items()
    }
    return File(path=raw.where, gateway=gateway, models=models, from_=raw.from_)


@lru_cache(maxsize=32)  # the settings ask for the prefixes before the catalogue is read; never write into what comes
def _tree(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def _parsed(path: Path) -> tuple[str, dict[str, Any]]:
    """Return how a sentence names the file, and what stands in it."""
    where = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError(f"{where} cannot be read: it is no text in UTF-8.") from None
    except OSError as error:
        raise SettingsError(f"{where} cannot be read: {error.strerror}.") from None
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(_MARKERS):
            raise SettingsError(f"{where} holds a merge marker in line {number}; finish the merge.")
    try:
        return where, _tree(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{where} is not TOML: {error}.") from None
    except RecursionError:
        raise SettingsError(f"{where} cannot be read: its brackets stand too deep in one another.") from None
    except ValueError:  # Python reads no decimal number of more than 4,300 digits
        raise SettingsError(f"{where} cannot be read: a number in it is too long.") from None


Checked = TypeVar("Checked", bound=BaseModel)


def checked(shape: type[Checked], table: object, where: str, name: str) -> Checked:
    """Return the table as a value, or raise SettingsError with the first mistake as a sentence."""
    try:
        return shape.model_validate(table)
    except ValidationError as error:
        first = min(error.errors(include_url=False), key=lambda found: found["type"] != "extra_forbidden")
        raise SettingsError(f"{where}, [{name}]: {_mistake(shape, first)}") from None


def _mistake(shape: type[BaseModel], error: Any) -> str:  # noqa: ANN401 (pydantic's ErrorDetails)
    *above, last = [
        str(part) for part in error["loc"] if not str(part).startswith(("function-", "constrained-", "tuple["))
    ] or ["it"]
    inside = f" in {'.'.join(above)}" if above else ""
    given = error["input"]
    match error["type"]:
        case "extra_forbidden":
            return f"{last}{inside} is no key here{nearest(last, _keys(shape, above))}."
        case "missing":
            return f"{last}{inside} is missing."
        case "literal_error":
            words = re.findall(r"'([^']+)'", error["ctx"]["expected"])
            told = _told(given)
            return f"{last}{inside} must be one of {', '.join(words)}, not {told!r}{nearest(told, words)}."
        case "value_error":
            return f"{last}{inside} {error['ctx']['error']}."
        case _:
            says = error["msg"]
            return f"{last}{inside} is wrong: {says[:1].lower()}{says[1:]} (it says {_told(given)!r})."


def _told(given: object) -> str:
    try:
        return str(given)[:60]
    except ValueError:  # a hexadecimal number may be longer than Python writes
        return "a number of thousands of digits"


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
