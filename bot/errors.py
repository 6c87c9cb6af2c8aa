"""The families of errors: what a person can mend (shown as it is), and what is wrong in the owner's settings."""

from __future__ import annotations

from typing import Any

EXIT_SETTINGS = 2
"""The exit code of a process that a SettingsError ended; its sentences stand on stderr."""


class AtelierError(Exception):
    """Base of all our errors."""


class SettingsError(AtelierError):
    """The settings or the catalogue are wrong; the start stops with this sentence."""


class PersonError(AtelierError):
    """Something the person can mend. ``key`` names a text of the locale files, ``args`` fill it."""

    def __init__(self, key: str, **values: Any) -> None:  # noqa: ANN401 (Fluent takes strings and numbers)
        """Keep the text's key and its values; the chat turns them into the person's language."""
        super().__init__(key)
        self.key = key
        self.values = values
