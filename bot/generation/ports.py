"""What the job's road needs from the room it is shown in; the chat implements both, tests may too."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from bot.generation.request import Reference
from bot.providers.money import Cost
from storage.assets import Asset
from storage.jobs import Job


class Shown(StrEnum):
    """What became of showing a result."""

    YES = "yes"
    CLOSED = "closed"  # the person blocked the bot, left or deleted the chat: their doing, so it is paid
    UNREACHABLE = "unreachable"  # perhaps it stands there (the answer was lost), or a topic is shut: paid, and kept
    REFUSED = "refused"  # Telegram takes the file in no form: nobody can mend it, so nobody pays


class Display(Protocol):
    """The card of a job. Every method may be repeated without harm."""

    async def show_result(self, job: Job, assets: Sequence[Asset]) -> Shown:
        """Turn the card into the pictures; returns when it stands there or never can."""

    async def show_end(self, job: Job) -> None:
        """Turn the card into the sentence that tells why there is no picture and that nothing was charged."""

    def said(self, job_id: int, words: str) -> None:
        """Show the words so far of an answer that is still coming, when there is room for it."""

    def changed(self, job_id: int) -> None:
        """Note that progress or place in line may have changed; shown when there is room for it."""


class Sources(Protocol):
    """Pictures that people sent."""

    async def fetch(self, reference: Reference, folder: Path, name: str) -> Path:
        """Download and clean one picture into ``folder``; raises PersonError when it is gone or is no picture."""


class Alerts(Protocol):
    """Sentences for the owner, in the owner's language."""

    def tell(self, key: str, what: str, **values: str | int | Cost) -> None:
        """Tell the owner ``what``, a text of the locale files (``alert-<what>``), soon; a ``key`` once an hour."""

    def over(self, key: str) -> None:
        """Note that a trouble has ended, so that it is told when it comes again."""
