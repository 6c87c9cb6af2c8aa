"""Callback data: ``v1.<nonce>.<signature>``; the nonce is looked up, the signature keeps forgeries off the database."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

from bot.errors import SettingsError

_VERSION = "v1"
_KEY_BYTES = 32
_SIGNATURE_BYTES = 8
_TOKEN_BYTES = 15


class Signer:
    """Signs and checks button data; at most 64 bytes of it fit into a button."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def from_file(cls, path: Path) -> Signer:
        """Read the key, or make one at the first start; old buttons live as long as the file. Raises SettingsError."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_whole(path, secrets.token_bytes(_KEY_BYTES))
        key = path.read_bytes()
        if len(key) != _KEY_BYTES:
            raise SettingsError(f"{path} is no key of ours; delete it for a new one (buttons sent so far will rest).")
        return cls(key)

    def data(self, nonce: str) -> str:
        """Return what goes into the button."""
        return f"{_VERSION}.{nonce}.{self._signature(nonce)}"

    def nonce(self, data: str) -> str | None:
        """Return the nonce of genuine data, None for anything else."""
        version, _, rest = data.partition(".")
        nonce, _, signature = rest.rpartition(".")
        if version != _VERSION or not hmac.compare_digest(_bytes(signature), _bytes(self._signature(nonce))):
            return None
        return nonce

    def token(self, words: str) -> str:
        """Return a name for words that only we can give: 20 characters of a deep link's alphabet."""
        digest = hmac.digest(self._key, b"words:" + _bytes(words), hashlib.sha256)[:_TOKEN_BYTES]
        return urlsafe_b64encode(digest).decode()

    def seal(self, words: str) -> str:
        """Return the signature of words that leave us and come back: 20 characters."""
        digest = hmac.digest(self._key, b"seal:" + _bytes(words), hashlib.sha256)[:_TOKEN_BYTES]
        return urlsafe_b64encode(digest).decode()

    def is_sealed(self, words: str, seal: str) -> bool:
        """Whether that is our signature of these words."""
        return hmac.compare_digest(_bytes(seal), _bytes(self.seal(words)))

    def _signature(self, nonce: str) -> str:
        digest = hmac.digest(self._key, _bytes(nonce), hashlib.sha256)[:_SIGNATURE_BYTES]
        return urlsafe_b64encode(digest).decode().rstrip("=")


def _write_whole(path: Path, content: bytes) -> None:
    """Write a private file that is there as a whole or not at all, whenever the power goes."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
