"""The official clients, imported when a test first uses one: all of them take a second, in every worker."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest


def official(name: str) -> ModuleType:
    """Return a client's package; a module of tests whose client is not installed is skipped."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        pytest.skip(f"{name} is not installed: the peers extra is missing", allow_module_level=True)
    if name in sys.modules:
        return sys.modules[name]
    spec.loader = importlib.util.LazyLoader(spec.loader)
    package = importlib.util.module_from_spec(spec)
    sys.modules[name] = package
    spec.loader.exec_module(package)
    return package
