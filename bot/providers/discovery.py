"""Find the wire protocols by looking into their folder: a new module there is known, nothing else has to be touched."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType, ModuleType

from bot.errors import SettingsError
from bot.providers import protocols as folder
from bot.providers.wire import WireProtocol


def protocols(package: ModuleType = folder) -> Mapping[str, WireProtocol]:
    """Return every protocol by name; a module whose name starts with ``_`` is a part of others.

    Raises:
        SettingsError: a module has no ``PROTOCOL``, or one that names itself differently.

    """
    found: dict[str, WireProtocol] = {}
    for info in pkgutil.iter_modules(package.__path__):
        if info.name.startswith("_"):
            continue
        protocol = getattr(importlib.import_module(f"{package.__name__}.{info.name}"), "PROTOCOL", None)
        where = f"{package.__name__.replace('.', '/')}/{info.name}.py"
        if not isinstance(protocol, WireProtocol):
            raise SettingsError(f"{where} defines no PROTOCOL; every module there is a wire protocol.")
        if protocol.name != info.name:
            raise SettingsError(f"{where} calls itself {protocol.name!r}; PROTOCOL.name must be the module's name.")
        found[info.name] = protocol
    return MappingProxyType(found)
