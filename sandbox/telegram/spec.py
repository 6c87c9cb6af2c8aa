"""The Bot API 10.0, and what we know of later ones, as data: reads parameters and checks values against its types."""

from __future__ import annotations

import functools
import importlib.resources
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.forms import Upload

_INTEGER = re.compile(r"[+-]?\d+")
_TRUE = frozenset({"true", "1", "yes", "y", "on"})
_FALSE = frozenset({"false", "0", "no", "n", "off", ""})
_PLAIN: dict[str, tuple[type, ...]] = {"Integer": (int,), "Float": (int, float), "String": (str,), "Boolean": (bool,)}


@dataclass(frozen=True)
class Field:
    """One parameter of a method or field of a type."""

    name: str
    types: tuple[str, ...]
    required: bool


@dataclass(frozen=True)
class Method:
    """One method: its name as published, what it returns, its parameters."""

    name: str
    returns: tuple[str, ...]
    fields: dict[str, Field]


@dataclass(frozen=True)
class Shape:
    """One type: its fields, or the types it is a union of."""

    fields: dict[str, Field]
    subtypes: tuple[str, ...]


@dataclass(frozen=True)
class Parameters:
    """Parameters of a request after parsing; ``unreadable`` maps names to why (a request must fail for these)."""

    values: dict[str, Any]
    missing: list[str]
    unreadable: dict[str, str]
    unknown: list[str]


class Spec:
    """All methods (by lower-case name: the server takes any case) and types."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        """Read the machine-readable form."""
        self.methods = {
            name.lower(): Method(name, tuple(method["returns"]), _fields(method))
            for name, method in given["methods"].items()
        }
        self.types = {
            name: Shape(_fields(shape), tuple(shape.get("subtypes", ()))) for name, shape in given["types"].items()
        }

    def read_parameters(self, method: Method, raw: Mapping[str, Any]) -> Parameters:
        """Turn raw parameters (text, JSON values, uploads) into typed ones and say what is wrong with them."""
        read = Parameters({}, [], {}, [name for name in raw if name not in method.fields and name != "method"])
        for name, field in method.fields.items():
            if name not in raw or raw[name] is None or (raw[name] == "" and "String" not in field.types):
                if field.required:
                    read.missing.append(name)
                continue
            try:
                value = _read_value(field, raw[name])
            except ValueError as error:
                read.unreadable[name] = str(error)
                continue
            problems = self.check(field.types, value, name)
            wrong = [problem for problem in problems if "is not a field" not in problem]
            read.unknown.extend(problem for problem in problems if problem not in wrong)
            if wrong:
                read.unreadable[name] = wrong[0]
            read.values[name] = value
        return read

    def check_result(self, method_name: str, result: object) -> list[str]:
        """Say what is wrong with a method's result; an empty list is good."""
        return self.check(self.methods[method_name.lower()].returns, result, method_name)

    def check(self, types: tuple[str, ...], value: object, where: str) -> list[str]:
        """Say what is wrong with a value that must be of one of ``types``; of several, the best fit speaks."""
        if len(types) > 1 and all(name.startswith("Array of ") for name in types) and isinstance(value, list):
            # An album's parameter is published as "array of A or array of B", and yet takes a mix.
            inner = tuple(name.removeprefix("Array of ") for name in types)
            return [p for index, item in enumerate(value) for p in self.check(inner, item, f"{where}[{index}]")]
        best: list[str] | None = None
        for name in types:
            problems = self._check_one(name, value, where)
            if not problems:
                return []
            if best is None or len(problems) < len(best):
                best = problems
        return best or [f"{where}: nothing may stand here"]

    def _check_one(self, name: str, value: object, where: str) -> list[str]:
        if name in _PLAIN:
            good = isinstance(value, _PLAIN[name]) and (name == "Boolean" or not isinstance(value, bool))
            return [] if good else [f"{where}: {value!r} is not of type {name}"]
        if name.startswith("Array of "):
            if not isinstance(value, list):
                return [f"{where}: not an {name}"]
            inner = (name.removeprefix("Array of "),)
            return [p for index, item in enumerate(value) for p in self.check(inner, item, f"{where}[{index}]")]
        if name == "InputFile":
            return [] if isinstance(value, Upload | str) else [f"{where}: not a file"]
        shape = self.types[name]
        if shape.subtypes:
            return self.check(shape.subtypes, value, where)
        return self._check_fields(name, shape, value, where)

    def _check_fields(self, name: str, shape: Shape, value: object, where: str) -> list[str]:
        if not isinstance(value, dict):
            return [f"{where}: not a {name}"]
        problems = [f"{where}.{key} is not a field of {name}" for key in value if key not in shape.fields]
        for key, field in shape.fields.items():
            if key in value:
                problems += self.check(field.types, value[key], f"{where}.{key}")
            elif field.required:
                problems.append(f"{where}: {name} lacks {key}")
        return problems


def _fields(given: Mapping[str, Any]) -> dict[str, Field]:
    return {
        field["name"]: Field(field["name"], tuple(field["types"]), field["required"])
        for field in given.get("fields", ())
    }


def _read_value(field: Field, value: object) -> object:
    if not isinstance(value, str):
        return (
            value if "String" not in field.types or not isinstance(value, int) or len(field.types) > 1 else str(value)
        )
    for name in field.types:
        if name == "Integer" and _INTEGER.fullmatch(value):
            return int(value)
        if name == "Float":
            return float(value)
        if name == "Boolean" and value.lower() in _TRUE | _FALSE:
            return value.lower() in _TRUE
    if "String" in field.types:
        return value
    if field.types[0] in _PLAIN:
        raise ValueError(f"{value!r} is not of type {field.types[0]}")
    return json.loads(value)


@functools.cache
def load() -> Spec:
    """Return the Bot API 10.0 that lies beside this module, with what the sandbox knows of later versions."""
    folder = importlib.resources.files("sandbox.telegram")
    given, later = (json.loads(folder.joinpath(f"api-{name}.json").read_text()) for name in ("10.0", "later"))
    for kind in ("methods", "types"):
        for name, added in later[kind].items():
            given[kind].setdefault(name, {}).setdefault("fields", []).extend(added["fields"])
    return Spec(given)
