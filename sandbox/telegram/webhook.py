"""Delivers updates to the bot's webhook: each chat strictly in turn, again and again until it says 2xx."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp

from sandbox.telegram.state import Telegram
from sandbox.telegram.updates import Pending

Execute = Callable[[str, Mapping[str, Any]], Awaitable[object]]
_ANSWER_SECONDS = 60
_BACKOFF_MAX_S = 60.0
_RETRY_AFTER_MAX_S = 3600.0


class WebhookSender:
    """Works as long as a webhook is set; ``execute`` runs a method that rides in the webhook's answer."""

    def __init__(self, telegram: Telegram, execute: Execute) -> None:
        """Listen to the queue of updates and to changes of the webhook."""
        self._telegram = telegram
        self._execute = execute
        self._session: aiohttp.ClientSession | None = None
        self._lines: dict[str, deque[Pending]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._free = asyncio.Semaphore(1)
        self.backoff_s = 2.0  # before the third try; doubles from there
        telegram.updates.on_update = self._offer
        telegram.on_webhook = self._restart

    async def close(self) -> None:
        """Stop delivering; what was not confirmed stays in the queue."""
        self._stop()
        if self._session is not None:
            await self._session.close()

    def _stop(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()
        self._lines.clear()

    def _restart(self) -> None:
        self._stop()
        webhook = self._telegram.webhook
        if webhook:
            self._free = asyncio.Semaphore(webhook["max_connections"])
            for entry in list(self._telegram.updates.pending.values()):
                self._offer(entry)

    def _offer(self, entry: Pending) -> None:
        if not self._telegram.webhook:
            return
        self._lines.setdefault(entry.line, deque()).append(entry)
        if entry.line not in self._tasks:
            self._tasks[entry.line] = asyncio.get_running_loop().create_task(self._deliver(entry.line))

    async def _deliver(self, line: str) -> None:
        waiting = self._lines[line]
        failures = 0
        while waiting:
            entry = waiting[0]
            if entry.update["update_id"] not in self._telegram.updates.pending:
                waiting.popleft()
                continue
            async with self._free:
                pause = await self._try(entry)
            if pause is None:
                waiting.popleft()
                failures = 0
                self._telegram.updates.confirm(entry.update["update_id"])
                self._telegram.world.touch()
                continue
            failures += 1
            # At once the first time, then after 2, 4, 8 … s (Bot API server 10.0, WebhookActor).
            own = 0.0 if failures == 1 else min(_BACKOFF_MAX_S, self.backoff_s * 2.0 ** (failures - 2))
            await asyncio.sleep(max(pause, own))
        del self._tasks[line], self._lines[line]

    async def _try(self, entry: Pending) -> float | None:
        """Deliver once; returns nothing when it was taken, else the seconds that the bot asked us to wait."""
        webhook = self._telegram.webhook
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook["secret"]} if webhook["secret"] else {}
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_ANSWER_SECONDS))
        try:
            async with self._session.post(webhook["url"], json=entry.update, headers=headers) as answer:
                body = await answer.read()
                if 200 <= answer.status < 300:
                    await self._run_answer(body)
                    return None
                reason = f"Wrong response from the webhook: {answer.status} {answer.reason}"
                given = answer.headers.get("Retry-After", "")
                pause = min(_RETRY_AFTER_MAX_S, float(given)) if given.isdigit() else 0.0
        except (aiohttp.ClientError, TimeoutError) as error:
            reason, pause = f"Connection failed: {type(error).__name__}", 0.0
        webhook |= {"last_error_date": int(self._telegram.world.now()), "last_error_message": reason}
        return pause

    async def _run_answer(self, body: bytes) -> None:
        try:
            asked = json.loads(body) if body else None
        except ValueError:
            return
        if isinstance(asked, dict) and isinstance(asked.get("method"), str):
            await self._execute(asked["method"], asked)
