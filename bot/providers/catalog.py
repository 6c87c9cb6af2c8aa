"""The menu: ``catalog/*.toml`` → models and the offers that gateways make for them. No price, no sale.

A model is what people choose; an offer is one gateway's way to make it. The same alias in two files is one model with
two offers. A file in a later folder replaces the one of the same name in an earlier folder.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from bot.errors import SettingsError
from bot.providers import catalog_file
from bot.providers.catalog_file import File, GatewayTable, ModelTable, PlanTable
from bot.providers.money import Unit, exact_cost, exact_price
from bot.providers.offers import Gateway, Model, Offer, Plan
from bot.providers.wire import Task, WireOptions, WireProtocol

SHIPPED = Path(__file__).with_name("catalog")
_LISTED_MAX = 4


def _plain(words: str) -> str:
    return "-".join(words.casefold().replace("_", " ").replace("-", " ").split())


@dataclass(frozen=True, slots=True)
class Catalog:
    """All models by alias and all gateways by name, in the order of their files."""

    models: Mapping[str, Model]
    gateways: Mapping[str, Gateway]
    _named: Mapping[str, Model] = field(init=False, repr=False, compare=False)
    _offers: Mapping[tuple[str, str], Offer] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make the indexes: every request looks for its model and its offer a dozen times."""
        models = [*self.models.values()][::-1]
        named = {_plain(word): model for model in models for word in (model.title, model.alias)}
        offers = {(offer.gateway, offer.name): offer for model in models for offer in reversed(model.offers)}
        object.__setattr__(self, "_named", named)
        object.__setattr__(self, "_offers", offers)

    def find(self, name: str) -> Model | None:
        """Return the model that a person means: its alias, its title, or the beginning of just one of them."""
        wanted = _plain(name)
        if not wanted:
            return None
        if exact := self._named.get(wanted):
            return exact
        near = self._beginning_with(wanted)
        return near[0] if len(near) == 1 else None

    def nearest(self, name: str, among: Collection[str] | None = None) -> tuple[str, ...]:
        """Return the first few aliases that begin like the word, else those that look most like it, best first.

        ``among``: only these aliases are looked at.
        """
        wanted = _plain(name)
        models = [model for model in self.models.values() if among is None or model.alias in among]
        beginning = [model for model in self._beginning_with(wanted) if model in models] if wanted else []
        if beginning:
            return tuple(model.alias for model in beginning[:_LISTED_MAX])
        words = {_plain(word): model.alias for model in reversed(models) for word in (model.title, model.alias)}
        close = difflib.get_close_matches(wanted, words, n=_LISTED_MAX)
        return tuple(dict.fromkeys(words[word] for word in close))

    def _beginning_with(self, wanted: str) -> list[Model]:
        return [
            model
            for model in self.models.values()
            if _plain(model.alias).startswith(wanted) or _plain(model.title).startswith(wanted)
        ]

    def offer(self, gateway: str, name: str) -> Offer | None:
        """Return an offer by its gateway and its own name (`Offer.name`)."""
        return self._offers.get((gateway, name))


def load_catalog(*folders: Path, protocols: Mapping[str, WireProtocol]) -> Catalog:
    """Read every ``*.toml`` of the folders (`SHIPPED` where none is named); a folder that is not there is empty.

    Raises:
        SettingsError: one sentence naming file, table, key and the nearest right word.

    """
    files = catalog_file.read_files(catalog_file.find_files(folders or (SHIPPED,)))
    gateways: dict[str, Gateway] = {}
    for file in files:
        _check_gateway(file, gateways, protocols)
        gateways[file.gateway.name] = _gateway(file.gateway)
    offers: dict[str, list[Offer]] = {}
    heads: dict[str, tuple[str, ModelTable]] = {}
    for file in files:
        for name, table in file.models.items():
            where = file.where(name)
            offer = _offer(where, file, name, table, protocols)
            offers.setdefault(offer.alias, []).append(offer)
            _note_head(heads, where, name, table)
    for file in files:
        for name, table in file.models.items():
            if table.alias is not None and table.alias not in heads:
                near = catalog_file.nearest(table.alias, heads)
                raise SettingsError(f"{file.where(name)}: alias {table.alias!r} is no model{near}.")
    models = {alias: _model(alias, heads[alias][1], tuple(found)) for alias, found in offers.items()}
    _check_models(models)
    return Catalog(MappingProxyType(models), MappingProxyType(gateways))


def _check_gateway(file: File, gateways: Mapping[str, Gateway], protocols: Mapping[str, WireProtocol]) -> None:
    table = file.gateway
    for other in gateways.values():
        if table.name == other.name:
            raise SettingsError(f"{file.path}, [gateway]: name {table.name!r} is taken by another file.")
        if table.env == other.env:
            raise SettingsError(f"{file.path}, [gateway]: env {table.env!r} is taken by {other.name}.")
    for protocol in table.auth_by_protocol:
        if protocol not in protocols:
            near = catalog_file.nearest(protocol, protocols)
            raise SettingsError(f"{file.path}, [gateway]: auth_by_protocol names {protocol!r}, no protocol{near}.")


def _gateway(table: GatewayTable) -> Gateway:
    return Gateway(
        name=table.name,
        title=table.title,
        env=table.env,
        base_url=table.base_url,
        auth=table.auth,
        auth_by_protocol=MappingProxyType(dict(table.auth_by_protocol)),
        account=table.account,
        currency=table.currency,
        credits_per_unit=table.credits_per_unit,
        threads=table.threads,
        pictures_per_day=table.pictures_per_day,
        caches=table.caches,
        reset_timezone=table.reset_timezone,
        hosts=table.hosts,
        timeouts=table.timeouts,
        priced=table.priced,
        plans=MappingProxyType({name: _plan(table, name, plan) for name, plan in table.plans.items()}),
        unit_costs=table.unit_costs,
    )


def _plan(gateway: GatewayTable, name: str, table: PlanTable) -> Plan:
    least = None
    if table.top_up_least is not None:
        try:
            least = exact_cost(table.top_up_least, gateway.currency)
        except ValueError as error:
            raise SettingsError(f"[gateway.plans.{name}] of {gateway.name}: top_up_least: {error}.") from None
    titles = MappingProxyType(table.title.model_dump())
    return Plan(name, titles, table.threads, table.pictures_per_day, least, table.refund_percent)


def _check_action(where: str, protocol: WireProtocol, wire: WireOptions) -> None:
    action = getattr(wire, "action", "")
    if protocol.actions and action not in protocol.actions:
        words = ", ".join(sorted(protocol.actions))
        raise SettingsError(
            f"{where}: wire.action {action!r} is none of {words}{catalog_file.nearest(action, protocol.actions)}."
        )


def _offer(where: str, file_: File, name: str, table: ModelTable, protocols: Mapping[str, WireProtocol]) -> Offer:
    gateway, names = file_.gateway, file_.models
    protocol = protocols.get(table.protocol)
    if protocol is None:
        near = catalog_file.nearest(table.protocol, protocols)
        raise SettingsError(f"{where}: protocol {table.protocol!r} is unknown{near}.")
    if table.pictures_least > table.pictures:
        raise SettingsError(f"{where}: pictures_least is more than pictures, the number that it takes.")
    if table.count_per_call > table.count_max:
        raise SettingsError(f"{where}: count_per_call is more than count_max.")
    if table.follow_up is not None and table.follow_up not in names:
        near = catalog_file.nearest(table.follow_up, names)
        raise SettingsError(f"{where}: follow_up {table.follow_up!r} is no model of this file{near}.")
    file, _, inner = where.partition(", ")
    wire = catalog_file.checked(protocol.options, table.wire, file, f"{inner.strip('[]')}.wire")
    _check_action(where, protocol, wire)
    return Offer(
        gateway=gateway.name,
        name=name,
        alias=table.alias or name,
        task=table.task,
        protocol=table.protocol,
        auth=table.auth or gateway.auth_by_protocol.get(table.protocol, gateway.auth),
        remote_model=table.remote_model,
        pictures=table.pictures,
        pictures_least=table.pictures_least,
        frames=table.frames,
        by_name=table.by_name,
        sounds=table.sounds,
        videos=table.videos,
        earlier=table.earlier,
        after=table.after,
        seconds=table.seconds,
        options=MappingProxyType(dict(table.options)),
        words_max=table.words_max,
        follow_up=table.follow_up,
        deadline_s=table.deadline_s,
        ratios=table.ratios,
        sizes=table.sizes,
        count_max=table.count_max,
        count_per_call=table.count_per_call,
        wire=wire,
        prices=_prices(where, table, gateway.currency),
        per=table.per,
        unit=gateway.currency,
    )


def _prices(where: str, table: ModelTable, unit: Unit) -> Mapping[str, int]:
    if table.price is None:
        return MappingProxyType({})
    written = table.price if isinstance(table.price, dict) else dict.fromkeys(table.sizes, table.price)
    for size in table.sizes:
        if size not in written:
            raise SettingsError(f"{where}: price has nothing for size {size}; no price, no sale.")
    for size in written:
        if size not in table.sizes:
            raise SettingsError(f"{where}: price names size {size}, which sizes does not.")
    try:
        return MappingProxyType({size: exact_price(text, unit) for size, text in written.items()})
    except ValueError as error:
        raise SettingsError(f"{where}: price {error}.") from None


def _note_head(heads: dict[str, tuple[str, ModelTable]], where: str, name: str, table: ModelTable) -> None:
    """Remember the table that names the model; tables of the same name in other files must call it the same."""
    if table.alias is not None:
        if table.title or table.description:
            raise SettingsError(f"{where}: a table with alias has no title or description of its own.")
        return
    if table.title is None or table.description is None:
        raise SettingsError(f"{where}: {'title' if table.title is None else 'description'} is missing.")
    first = heads.setdefault(name, (where, table))
    if first[1].title != table.title:
        raise SettingsError(f"{where}: title {table.title!r} differs from {first[1].title!r} in {first[0]}.")


def _model(alias: str, head: ModelTable, offers: tuple[Offer, ...]) -> Model:
    description = head.description.model_dump() if head.description else {}
    return Model(alias, head.title or alias, MappingProxyType(description), offers)


def _check_models(models: Mapping[str, Model]) -> None:
    taken: dict[str, str] = {}
    for model in models.values():
        tasks = {offer.task for offer in model.offers}
        if len(tasks) > 1:
            raise SettingsError(
                f"The model {model.alias} serves {' and '.join(sorted(tasks))}; one model serves one task."
            )
        # What stands behind a gateway's own buttons is named by nobody, and called as the model whose buttons they are.
        named = () if model.task is Task.FOLLOW else (_plain(model.title),)
        for word in {*named, _plain(model.alias)}:
            other = taken.setdefault(word, model.alias)
            if other != model.alias:
                raise SettingsError(f"The models {other} and {model.alias} are both called {model.title!r}.")
