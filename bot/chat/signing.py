"""Callback data: ``v1.<nonce>.<signature>``; the nonce is looked up, the signature keeps forgeries off the database."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

_VERSION = "v1"
_KEY_BYTES = 32
_SIGNATURE_BYTES = 8


class Signer:
    """Signs and checks button data; at most 64 bytes of it fit into a button."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def from_file(cls, path: Path) -> Signer:
        """Read the key, or make one at the first start; old buttons live as long as the file."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            path.write_bytes(secrets.token_bytes(_KEY_BYTES))
        return cls(path.read_bytes())

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

    def _signature(self, nonce: str) -> str:
        digest = hmac.digest(self._key, _bytes(nonce), hashlib.sha256)[:_SIGNATURE_BYTES]
        return urlsafe_b64encode(digest).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
