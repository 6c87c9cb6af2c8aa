"""Outputs of a gateway → files on our disk, checked; what cannot be had is a plain failure."""

from __future__ import annotations

import errno
import logging
from collections.abc import Sequence
from pathlib import Path

from bot.generation.tools import Tools
from bot.media.workshop import ConversionError
from bot.providers.download import BadOutputError, OutputGoneError
from bot.providers.offers import Offer
from bot.providers.shaping import SavedFile
from bot.providers.transport import NoAnswerError, NotSentError
from bot.providers.wire import Failed, FailureKind, Output
from storage.assets import NewAsset
from storage.attempts import Attempt
from storage.database import StorageError

log = logging.getLogger(__name__)
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS)
_DISK_WAITS_S = (2, 5, 15, 30, 60, 120, 300)
_WAITS_S = (0, 2, 4, 8)  # a finished job may need moments until its file is there (Flow answers 404 until then)


def is_disk_trouble(error: Exception) -> bool:
    """Whether it is our own disk or database that does not work: the job waits, and nothing of it has failed."""
    return type(error) is StorageError or (isinstance(error, OSError) and error.errno in _DISK)


class Collector:
    """Saves the outputs of one attempt."""

    def __init__(self, tools: Tools, offer: Offer, folder: Path) -> None:
        self._tools = tools
        self._offer = offer
        self._folder = folder

    async def save(self, attempt: Attempt, outputs: Sequence[Output]) -> list[SavedFile] | Failed:
        """Return the files in the gateway's order; fewer than promised is fewer, none of them is a failure."""
        saved: list[SavedFile] = []
        trouble: Failed | None = None
        for index, output in enumerate(outputs):
            result = await self._save_one(output, f"{attempt.id}-{index}")
            if isinstance(result, Failed):
                trouble = result
            else:
                saved.append(result)
        if outputs and not saved:
            return trouble or Failed(FailureKind.BROKEN, "no file could be had")
        return saved

    async def _save_one(self, output: Output, stem: str) -> SavedFile | Failed:
        reason = ""
        for wait_s in _WAITS_S:
            if wait_s:
                await self._tools.clock.sleep(wait_s)
            try:
                return await self._on_disk(output, stem)
            except (OutputGoneError, BadOutputError, NoAnswerError, NotSentError, ConversionError) as error:
                reason = str(error)
                log.warning("output.unusable", extra={"stem": stem, "reason": reason})
                if isinstance(error, BadOutputError) and not error.may_change:
                    break
        return Failed(FailureKind.BROKEN, f"output: {reason}")

    async def _on_disk(self, output: Output, stem: str) -> SavedFile:
        """Save, and wait for our own disk: what came inside an answer cannot be had again."""
        for wait_s in _DISK_WAITS_S:
            try:
                return await self._tools.gateways.save(self._offer, output, self._folder, stem)
            except OSError as error:
                if not is_disk_trouble(error):
                    raise
                self._tools.alerts.tell("disk", "disk", why=error.strerror or "")
                await self._tools.clock.sleep(wait_s)
        return await self._tools.gateways.save(self._offer, output, self._folder, stem)

    def asset(self, attempt: Attempt, file: SavedFile, before: int) -> NewAsset:
        """Describe a saved file for the database; its position is job-wide, as the buttons say it."""
        index = int(file.path.stem.rsplit("-", 1)[1])
        return NewAsset(
            job_id=attempt.job_id,
            attempt_id=attempt.id,
            position=before + index + 1,
            path=str(file.path.relative_to(self._tools.data_dir)),
            sha256=file.sha256,
            mime=file.mime,
            width=file.width,
            height=file.height,
            size_bytes=file.size_bytes,
            duration_ms=file.duration_ms,
            thumb=str(file.thumb.relative_to(self._tools.data_dir)) if file.thumb else None,
            title=file.title,
            remote_key=file.key,
            seed=file.seed,
        )
