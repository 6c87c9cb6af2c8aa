"""A gateway's workshop: who may work now, what it costs, and pictures painted away from the event loop."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from sandbox.providers import painter
from sandbox.world import GatewaySettings, Task, World

NOT_A_PICTURE = b"This should have been a picture, but the sandbox was told to send these words instead."
_PAINTERS = 2
_KEPT_BYTES = 96 * 1024 * 1024


class Studio:
    """The workshop of one gateway; settings are read anew at each request, tasks are told to the world."""

    def __init__(self, world: World, gateway: str, unit: str) -> None:
        """Open it; ``unit`` is the money its tasks are billed in."""
        self.world = world
        self.gateway = gateway
        self.unit = unit
        self.busy = 0
        self._reserved = 0
        self._easels = asyncio.Semaphore(_PAINTERS)
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()

    @property
    def settings(self) -> GatewaySettings:
        """How the gateway works now."""
        return self.world.gateways[self.gateway]

    def refuses(self, prompt: str) -> bool:
        """Say whether the prompt has one of the words this gateway is told to refuse."""
        lowered = prompt.lower()
        return any(word.lower() in lowered for word in self.settings.refuse_words)

    def softened(self, prompt: str) -> str:
        """Return what a model of words goes by: asked to reword for content rules, it leaves out what they refuse."""
        instruction, gap, words = prompt.rpartition("\n\n")
        if "content rules" not in instruction.lower():
            return prompt
        for word in self.settings.refuse_words:
            words = re.sub(rf"\s*{re.escape(word)}\s*", " ", words, flags=re.IGNORECASE).strip()
        return f"{instruction}{gap}{words}"

    def full(self) -> bool:
        """Say whether every thread works."""
        return 0 < self.settings.threads <= self.busy

    def broke(self, count: int) -> bool:
        """Say whether the credits (one a picture) do not reach, with those of open tasks set aside."""
        return self.settings.credits - self._reserved < count

    def open(self, task_id: str, prompt: str, model: str, count: int) -> Task:
        """Note a new task; nothing is billed yet."""
        task = Task(self.gateway, task_id, prompt, model, "queued", count, "0", self.unit)
        self.world.tasks.append(task)
        self._reserved += count
        self.world.touch()
        return task

    @contextmanager
    def working(self, task: Task) -> Iterator[None]:
        """Hold a thread; a task that breaks off is ended as failed."""
        self.busy += 1
        task.state = "running"
        try:
            yield
        except BaseException:
            self.end(task, "failed")
            raise
        finally:
            self.busy -= 1

    def charge(self, task: Task, price: Decimal) -> Decimal:
        """End a task well: bill ``price`` for each picture and take the credits; return the sum."""
        total = price * task.count * self.settings.bill_times
        self._reserved -= task.count
        task.state, task.billed = "completed", format(total, "f")
        self.settings.credits = max(0, self.settings.credits - task.count)
        self.world.touch()
        return total

    def end(self, task: Task, state: str) -> None:
        """End a task that bills nothing (``failed``, ``refused``)."""
        task.state = state
        self._reserved -= task.count
        self.world.touch()

    def spent(self) -> Decimal:
        """Return what this gateway's tasks were billed so far."""
        return sum((Decimal(task.billed) for task in self.world.tasks if task.gateway == self.gateway), Decimal())

    async def picture(self, order: painter.Order, keep_as: tuple[str, int] | None = None) -> bytes:
        """Paint one picture in a thread; with ``keep_as`` a second call gets the same bytes while memory lasts."""
        if keep_as is not None and keep_as in self._kept:
            return self._kept[keep_as]
        if self.settings.fixed_picture:
            return painter.fixed_picture(order.kind)
        async with self._easels:
            made = await asyncio.to_thread(painter.paint, order)
        if keep_as is not None:
            self._kept[keep_as] = made
            while len(self._kept) > 1 and sum(map(len, self._kept.values())) > _KEPT_BYTES:
                self._kept.popitem(last=False)
        return made

    async def pictures(self, orders: list[painter.Order], seconds: float) -> list[bytes]:
        """Paint all while ``seconds`` pass: the work takes at least that long, as a real one does."""
        made, _ = await asyncio.gather(
            asyncio.gather(*(self.picture(order) for order in orders)),
            asyncio.sleep(seconds),
        )
        return list(made)

    def resume(self, task: Task) -> None:
        """Set aside the credits of a task that was open before a restart."""
        self._reserved += task.count

    def forget(self) -> None:
        """Drop the kept pictures and what was set aside."""
        self._kept.clear()
        self._reserved = 0
