"""Protocols are found by looking; a module that is none stops the start."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.providers.discovery import protocols

SOURCE = """
from bot.providers.wire import Call, Failed, FailureKind, WireProtocol

PROTOCOL = WireProtocol(
    name="{name}", submit=lambda s: Call("GET", "/"), read_submit=lambda r, s: Failed(FailureKind.BROKEN, "")
)
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    folder = tmp_path / "more_protocols"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("more_protocols")
    for name in [name for name in sys.modules if name.split(".")[0] == "more_protocols"]:
        del sys.modules[name]


def write(package, name, text):
    (Path(package.__path__[0]) / f"{name}.py").write_text(text)


def test_our_protocols_are_found_by_name():
    assert {"flow", "gemini_generate_content", "openai_images"} <= set(protocols())


def test_a_new_module_is_known_without_touching_anything_else(package):
    write(package, "fresh", SOURCE.format(name="fresh"))
    write(package, "_shared", "")
    assert list(protocols(package)) == ["fresh"]


@pytest.mark.parametrize("text", ["", "PROTOCOL = 1", SOURCE.format(name="other")])
def test_a_module_without_its_protocol_stops_the_start(package, text):
    write(package, "broken", text)
    with pytest.raises(SettingsError, match=r"more_protocols/broken\.py"):
        protocols(package)
