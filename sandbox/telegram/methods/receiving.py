"""Methods by which a bot gets updates and files."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from urllib.parse import urlsplit

from sandbox.telegram.errors import bad_request
from sandbox.telegram.files import DOWNLOAD_BYTES_MAX
from sandbox.telegram.registry import Call, method
from sandbox.telegram.state import Telegram

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})
_CONNECTIONS_MAX = 40


@method("getMe")
async def get_me(telegram: Telegram, call: Call) -> dict[str, Any]:  # noqa: ARG001 (all methods take a call)
    """Return the bot."""
    return telegram.bot


@method("getUpdates")
async def get_updates(telegram: Telegram, call: Call) -> list[dict[str, Any]]:
    """Wait for updates and hand them out."""
    allowed = call.get("allowed_updates")
    if allowed is not None:
        telegram.updates.allowed = tuple(allowed)
    limit = call.get("limit", 100)
    limit = limit if 1 <= limit <= 100 else 100
    return await telegram.updates.poll(call.get("offset", 0), limit, call.get("timeout", 0))


@method("setWebhook")
async def set_webhook(telegram: Telegram, call: Call) -> bool:
    """Have updates delivered to an address; plain http is allowed on this machine only."""
    url = call.get("url")
    if not url:
        return await delete_webhook(telegram, call)
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.get("secret_token")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if call.get("allowed_updates") is not None:
        telegram.updates.allowed = tuple(call.get("allowed_updates"))
    if call.get("drop_pending_updates"):
        telegram.updates.drop_all()
    connections = call.get("max_connections") or _CONNECTIONS_MAX
    telegram.set_webhook({"url": url, "secret": secret or "", "max_connections": min(max(connections, 1), 100)})
    return True


@method("deleteWebhook")
async def delete_webhook(telegram: Telegram, call: Call) -> bool:
    """Go back to getUpdates."""
    if call.get("drop_pending_updates"):
        telegram.updates.drop_all()
    telegram.set_webhook({})
    return True


@method("getWebhookInfo")
async def get_webhook_info(telegram: Telegram, call: Call) -> dict[str, Any]:  # noqa: ARG001 (all methods take a call)
    """Tell where updates go and what went wrong last."""
    webhook = telegram.webhook
    info: dict[str, Any] = {
        "url": webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(telegram.updates.pending),
    }
    info |= {name: webhook[name] for name in ("last_error_date", "last_error_message") if name in webhook}
    if webhook:
        info["max_connections"] = webhook["max_connections"]
    if telegram.updates.allowed:
        info["allowed_updates"] = list(telegram.updates.allowed)
    return info


@method("getFile")
async def get_file(telegram: Telegram, call: Call) -> dict[str, Any]:
    """Tell the path under which a file can be had."""
    file = telegram.files.find(call.get("file_id"))
    if file is None or file.file_id != call.get("file_id"):
        raise bad_request("invalid file_id")
    if file.size is None:
        await asyncio.to_thread(telegram.files.content, file)
    size = file.size or 0
    if size > DOWNLOAD_BYTES_MAX:
        raise bad_request("file is too big")
    return {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": size, "file_path": file.path}


@method("logOut")
async def log_out(telegram: Telegram, call: Call) -> bool:  # noqa: ARG001 (all methods take a call)
    """Say yes: there is no other server to go to."""
    return True


@method("close")
async def close(telegram: Telegram, call: Call) -> bool:  # noqa: ARG001 (all methods take a call)
    """Say yes: there is no other server to go to."""
    return True
