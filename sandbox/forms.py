"""Reads what a request carries (query, form, multipart, JSON) into fields and files, from one bytes object, quickly."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

_NAME = re.compile(rb'[;\s]name="((?:[^"\\]|\\.)*)"|[;\s]name=([^;\s"]+)', re.IGNORECASE)
_FILENAME = re.compile(rb'filename="((?:[^"\\]|\\.)*)"|filename=([^;\s"]+)', re.IGNORECASE)
_TYPE = re.compile(rb"^content-type:\s*([^\r\n]+)", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)


@dataclass(frozen=True)
class Upload:
    """One uploaded file."""

    filename: str
    content: bytes
    content_type: str = "application/octet-stream"

    @functools.cached_property
    def sha256(self) -> str:
        """Return the content's sha256, counted once."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass
class Form:
    """A request's fields (text, or JSON values of a JSON body) and files; a file's name may repeat (an album)."""

    fields: dict[str, Any] = field(default_factory=dict)
    files: list[tuple[str, Upload]] = field(default_factory=list)

    def file(self, name: str) -> Upload | None:
        """Return the first file of that field."""
        return next((upload for field_name, upload in self.files if field_name == name), None)

    def files_named(self, name: str) -> list[Upload]:
        """Return all files of that field, in order; ``name[]`` counts as ``name``."""
        return [upload for field_name, upload in self.files if field_name.removesuffix("[]") == name]


async def read_form(request: web.Request) -> Form:
    """Read a request of any of the kinds; raises ValueError for a body that is not what it says.

    Use this in place of ``request.post()``: the body has been read for the log already.
    """
    form = Form(dict(request.query))
    body = await request.read()
    kind = request.headers.get("Content-Type", "").lower()
    if kind.startswith("multipart/"):
        boundary = _BOUNDARY.search(request.headers["Content-Type"])
        if boundary is None:
            raise ValueError("a multipart body without boundary")
        _read_multipart(body, boundary[1].encode(), form)
    elif kind.startswith("application/json"):
        given = json.loads(body) if body else {}
        if not isinstance(given, dict):
            raise ValueError("the body must be a JSON object")
        form.fields |= given
    elif body:
        form.fields |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    return form


def _read_multipart(body: bytes, boundary: bytes, form: Form) -> None:
    mark = b"\r\n--" + boundary
    position = 0 if body.startswith(mark[2:]) else -1
    if position < 0:
        raise ValueError("a multipart body without its boundary")
    position = len(mark) - 2
    while body[position : position + 2] == b"\r\n":
        head_end = body.find(b"\r\n\r\n", position)
        end = body.find(mark, head_end + 2) if head_end >= 0 else -1  # + 2: an empty part's own line break
        if end < 0:
            raise ValueError("a multipart body that breaks off")
        _add_part(body[position + 2 : head_end], body[head_end + 4 : end], form)
        position = end + len(mark)


def _add_part(head: bytes, content: bytes, form: Form) -> None:
    name = _first(_NAME.search(head))
    filename = _FILENAME.search(head)
    if filename is None:
        form.fields[name] = content.decode()
        return
    kind = _TYPE.search(head)
    content_type = kind[1].decode("latin-1").strip() if kind else "application/octet-stream"
    form.files.append((name, Upload(_first(filename), content, content_type)))


def _first(found: re.Match[bytes] | None) -> str:
    if found is None:
        return ""
    return (found[1] or found[2] or b"").replace(b'\\"', b'"').replace(b"%22", b'"').decode()


async def read_fields(request: web.Request, *needed: str) -> dict[str, Any]:
    """Return a request's fields; raises ValueError where one that is needed is missing."""
    fields = (await read_form(request)).fields
    for name in needed:
        if name not in fields:
            raise ValueError(f"{name} is missing")
    return fields


def number(value: object) -> int:
    """Return a field as a whole number; raises ValueError."""
    try:
        return int(value)  # type: ignore[call-overload, no-any-return]  # what int() does not take is refused here
    except (TypeError, ValueError) as error:
        raise ValueError(f"{value!r} is not a number") from error
