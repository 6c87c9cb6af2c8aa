"""The gateways of the sandbox: one twin for each wire protocol, real pictures, each gateway's own manners."""

from __future__ import annotations

from aiohttp import web

from sandbox.providers import flow, gemini_generate_content, openai_images
from sandbox.providers.manners import Key4U, Manners, ThucChien, account_routes
from sandbox.providers.strict import answering
from sandbox.world import World


def routes(world: World) -> list[web.RouteDef]:
    """Return the routes of all gateways. The application must take bodies of 64 MiB (pictures come as base64)."""
    doors: list[Manners] = [ThucChien(world), Key4U(world)]
    accounts = [
        web.route(method, path, answering(handler, door.bad))
        for door in doors
        for method, path, handler in account_routes(door)
    ]
    return [*flow.routes(world), *gemini_generate_content.routes(doors), *openai_images.routes(doors), *accounts]
