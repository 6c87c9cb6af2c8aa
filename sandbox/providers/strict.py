"""Read a request strictly: what the gateway's reference does not document is refused by name, so our mistakes show."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Answered(Exception):  # noqa: N818 (an answer, not an error of ours)
    """A JSON answer that ends the handling of a request at once."""

    def __init__(self, status: int, tree: Any, headers: Mapping[str, str] | None = None) -> None:  # noqa: ANN401 (JSON)
        """Keep the answer."""
        super().__init__(status)
        self.status = status
        self.tree = tree
        self.headers = dict(headers or {})


def answering(handler: Handler, bad_request: Callable[[str], Answered]) -> Handler:
    """Return the handler with ``Answered`` sent, and ValueError sent as the gateway's own kind of bad request."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            try:
                return await handler(request)
            except ValueError as error:
                raise bad_request(str(error)) from None
        except Answered as answer:
            return web.json_response(answer.tree, status=answer.status, headers=answer.headers)

    return handle


async def read_json(request: web.Request) -> dict[str, Any]:
    """Return the request's JSON object; raises ValueError with a sentence."""
    try:
        tree = json.loads(await request.read())
    except ValueError:
        raise ValueError("the body is not JSON") from None
    if not isinstance(tree, dict):
        raise ValueError("the body must be a JSON object")  # noqa: TRY004 (all bad requests are ValueError here)
    return tree


def only(given: Mapping[str, Any], allowed: Iterable[str], where: str) -> None:
    """Refuse the first field that is not documented."""
    known = set(allowed)
    for name in given:
        if name not in known:
            raise ValueError(f"{where}: unknown field {name!r}")


def no_query(request: web.Request, *allowed: str) -> None:
    """Refuse query fields that are not documented."""
    only(dict(request.query), allowed, "query")


def text(given: Mapping[str, Any], name: str) -> str:
    """Return a required text that is not blank."""
    value = given.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} must be a text that is not empty")
    return value


def texts(given: Mapping[str, Any], name: str) -> list[str]:
    """Return a required list of texts."""
    value = given.get(name)
    if not isinstance(value, list) or not value or not all(isinstance(item, str) and item.strip() for item in value):
        raise ValueError(f"{name} must be a list of texts that are not empty")
    return value


def number(given: Mapping[str, Any], name: str, high: int) -> int:
    """Return a whole number from 1 to ``high``, 1 where it is not given."""
    value = given.get(name, 1)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= high:
        raise ValueError(f"{name} must be a whole number from 1 to {high}")
    return value


def drawn_from(given: Mapping[str, Any]) -> int:
    """Return the ``seed`` that was asked for, a number or its text as a form has it; any where none was, or -1."""
    asked = given.get("seed", -1)
    if isinstance(asked, bool) or not isinstance(asked, int | str) or not re.fullmatch(r"-1|[0-9]{1,10}", str(asked)):
        raise ValueError("seed must be a whole number of at most ten digits")
    return int(asked) if int(asked) >= 0 else secrets.randbelow(2**31)


def flags(given: Mapping[str, Any], *names: str) -> None:
    """Refuse what is neither true nor false."""
    for name in names:
        if not isinstance(given.get(name, False), bool):
            raise ValueError(f"{name} must be true or false")  # noqa: TRY004 (all bad requests are ValueError here)


def choice(given: Mapping[str, Any], name: str, choices: Iterable[str], default: str) -> str:
    """Return one of the documented words."""
    value = given.get(name, default)
    known = tuple(choices)
    if value not in known:
        raise ValueError(f"{name} must be one of {', '.join(known)}")
    return str(value)
