"""The control API's half about the world: faults, gateways, the log, tasks, reset. Contract: docs/sandbox.md."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from decimal import Decimal

from aiohttp import web
from aiohttp.typedefs import Middleware

from sandbox.faults import read_fault
from sandbox.forms import read_form
from sandbox.world import World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def routes(world: World) -> list[web.RouteDef]:
    """Return the routes."""
    control = WorldControl(world)
    return [
        web.get("/healthz", control.show_health),
        web.post("/control/faults", control.set_faults),
        web.get("/control/gateways/{name}", control.show_gateway),
        web.post("/control/gateways/{name}", control.change_gateway),
        web.get("/control/requests", control.show_requests),
        web.get("/control/tasks", control.show_tasks),
        web.get("/control/books", control.show_books),
        web.post("/control/reset", control.reset),
    ]


class WorldControl:
    """Handlers of ``/control/…`` that concern the whole world."""

    def __init__(self, world: World) -> None:
        """Control this world."""
        self._world = world

    async def show_health(self, request: web.Request) -> web.Response:  # noqa: ARG002 (a handler's form)
        """Say that it serves."""
        return web.json_response({"ok": True})

    async def set_faults(self, request: web.Request) -> web.Response:
        """Replace the faults."""
        given = (await read_form(request)).fields.get("faults")
        if not isinstance(given, list) or not all(isinstance(fault, dict) for fault in given):
            raise ValueError('"faults" must be a list of objects')
        self._world.faults.set([read_fault(fault) for fault in given])
        return web.json_response({"ok": True})

    async def show_gateway(self, request: web.Request) -> web.Response:
        """Tell how a gateway works now."""
        settings = self._world.gateways.get(request.match_info["name"])
        if settings is None:
            raise ValueError(f"there is no gateway {request.match_info['name']!r}")
        return web.json_response(asdict(settings))

    async def change_gateway(self, request: web.Request) -> web.Response:
        """Change how a gateway works."""
        settings = self._world.gateways.get(request.match_info["name"])
        if settings is None:
            raise ValueError(f"there is no gateway {request.match_info['name']!r}")
        settings.change((await read_form(request)).fields)
        return web.json_response(asdict(settings))

    async def show_requests(self, request: web.Request) -> web.Response:
        """List what was asked."""
        since = int(request.query.get("since", "0"))
        return web.json_response({"requests": self._world.log.read(request.query.get("to"), since)})

    async def show_tasks(self, request: web.Request) -> web.Response:  # noqa: ARG002 (a handler's form)
        """List what the gateways did and would bill."""
        return web.json_response({"tasks": [asdict(task) for task in self._world.tasks]})

    async def show_books(self, request: web.Request) -> web.Response:  # noqa: ARG002 (a handler's form)
        """Tell what each gateway has billed, as its own books say it."""
        books: dict[str, dict[str, object]] = {}
        for name in self._world.gateways:
            billed = [task for task in self._world.tasks if task.gateway == name and Decimal(task.billed)]
            spent = sum((Decimal(task.billed) for task in billed), Decimal())
            books[name] = {
                "spent": format(spent, "f"),
                "unit": billed[0].unit if billed else None,
                "entries": [{"task": task.id, "prompt": task.prompt, "billed": task.billed} for task in billed],
            }
        return web.json_response({"books": books})

    async def reset(self, request: web.Request) -> web.Response:  # noqa: ARG002 (a handler's form)
        """Start over."""
        self._world.reset()
        return web.json_response({"ok": True})


def refusals(refused: tuple[type[Exception], ...]) -> Middleware:
    """Return the middleware that words refusals of the control API and lets no other web site use it."""

    @web.middleware
    async def word_refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith(("/control/", "/events", "/files/")):
            return await handler(request)
        origin = request.headers.get("Origin")
        if origin is not None and origin.partition("://")[2] != request.host:
            return web.json_response({"ok": False, "error": "only the sandbox's own page may ask this"}, status=403)
        try:
            return await handler(request)
        except refused as error:
            place = getattr(error, "file", None)  # which of several files it was
            told = {"ok": False, "error": str(error)} | ({} if place is None else {"file": place})
            return web.json_response(told, status=400)

    return word_refusals
