"""Secrets of the dashboard: ``<kind>.<nonce>.<expiry>.<signature>``, signed with a key that is for nothing else."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Literal

from bot.errors import SettingsError
from storage import web_passes
from storage.database import Database
from storage.web_passes import Pass

Kind = Literal["link", "session"]
LASTS_S: dict[Kind, int] = {"link": 15 * 60, "session": 12 * 3600}
SECRET_MAX = 200
_KEY_BYTES = 32
_NONCE_BYTES = 24


class Passes:
    """Makes and checks them; the database knows their hash, so that each link works once, also after a restart."""

    def __init__(self, key: bytes, db: Database) -> None:
        self._key = key
        self._db = db

    @classmethod
    def from_file(cls, path: Path, db: Database) -> Passes:
        """Read the key, or make one (0600); blocking. Raises SettingsError."""
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(_KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
        except FileExistsError:
            path.chmod(0o600)
        key = path.read_bytes()
        if len(key) != _KEY_BYTES:
            raise SettingsError(f"{path} is no key of ours; delete it for a new one (open links and sessions end).")
        return cls(key, db)

    async def link(self, admin_id: int, language: str, now: int) -> str:
        """Return the secret of a new link."""
        secret, expires_at = self._made("link", now)
        await self._db.write(web_passes.give, _hash(secret), "link", Pass(admin_id, language), expires_at)
        return secret

    async def is_open(self, secret: str, now: int) -> Pass | None:
        """Return whose link it is while it may still be used; nothing is used up by looking."""
        return (
            await self._db.read(web_passes.find, _hash(secret), "link", now)
            if self._is_ours("link", secret, now)
            else None
        )

    async def session(self, link: str, now: int) -> tuple[str, Pass] | None:
        """Use a link up and return the secret of a session; None for a link that is forged, used or too old."""
        if not self._is_ours("link", link, now):
            return None
        secret, expires_at = self._made("session", now)
        whose = await self._db.write(web_passes.exchange, _hash(link), _hash(secret), now, expires_at)
        return None if whose is None else (secret, whose)

    async def whose(self, session: str, now: int) -> Pass | None:
        """Return whose session it is; None for one that is forged, ended or too old."""
        if not self._is_ours("session", session, now):
            return None
        return await self._db.read(web_passes.find, _hash(session), "session", now)

    async def end(self, session: str) -> None:
        """End a session."""
        await self._db.write(web_passes.end, _hash(session))

    def _made(self, kind: Kind, now: int) -> tuple[str, int]:
        expires_at = now + LASTS_S[kind]
        words = f"{kind}.{secrets.token_urlsafe(_NONCE_BYTES)}.{expires_at}"
        return f"{words}.{self._signature(words)}", expires_at

    def _is_ours(self, kind: Kind, secret: str, now: int) -> bool:
        """Check purpose, signature and time before the database is asked."""
        if len(secret) > SECRET_MAX or not secret.isascii():
            return False
        words, _, signature = secret.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(words).encode()):
            return False
        purpose, _, expires_at = words.split(".")
        return purpose == kind and now < int(expires_at)

    def _signature(self, words: str) -> str:
        digest = hmac.digest(self._key, b"web:" + words.encode(), hashlib.sha256)
        return urlsafe_b64encode(digest).decode().rstrip("=")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
