"""The gateways of the sandbox: one twin for each wire protocol, real pictures, each gateway's own manners.

A twin is a module here that defines ``routes(world, doors)``: it is found by looking, nothing else has to be touched.
``doors`` are the gateways with manners of their own; a protocol that only one gateway speaks may ignore them.
"""

from __future__ import annotations

import importlib
import pkgutil

from aiohttp import web

from sandbox.providers.manners import Key4U, Manners, ThucChien
from sandbox.world import World


def routes(world: World) -> list[web.RouteDef]:
    """Return the routes of all gateways. The application must take bodies of 64 MiB (pictures come as base64)."""
    doors: list[Manners] = [ThucChien(world), Key4U(world)]
    found: list[web.RouteDef] = []
    for info in pkgutil.iter_modules(__path__):
        twin = importlib.import_module(f"{__name__}.{info.name}")
        if hasattr(twin, "routes"):
            found += twin.routes(world, doors)
    return found
