"""Outputs of a gateway → files on our disk, checked; what cannot be had is a plain failure."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from bot.clock import Clock
from bot.providers.catalog import Offer
from bot.providers.download import BadOutputError, OutputGoneError, SavedFile
from bot.providers.gateways import Gateways
from bot.providers.transport import NoAnswerError, NotSentError
from bot.providers.wire import Failed, FailureKind, Output
from storage.assets import NewAsset
from storage.attempts import Attempt

log = logging.getLogger(__name__)
_WAITS_S = (0, 2, 4, 8)  # a finished job may need moments until its file is there (Flow answers 404 until then)


class Collector:
    """Saves the outputs of one attempt."""

    def __init__(self, gateways: Gateways, clock: Clock, offer: Offer, folder: Path) -> None:
        self._gateways = gateways
        self._clock = clock
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
                await self._clock.sleep(wait_s)
            try:
                return await self._gateways.save(self._offer, output, self._folder, stem)
            except (OutputGoneError, BadOutputError, NoAnswerError, NotSentError) as error:
                reason = str(error)
                log.warning("output.unusable", extra={"stem": stem, "reason": reason})
                if isinstance(error, BadOutputError) and not error.may_change:
                    break
        return Failed(FailureKind.BROKEN, f"output: {reason}")

    @staticmethod
    def asset(job_id: int, attempt: Attempt, file: SavedFile, data_dir: Path) -> NewAsset:
        """Describe a saved file for the database; its position is job-wide, as the buttons say it."""
        index = int(file.path.stem.rsplit("-", 1)[1])
        return NewAsset(
            job_id=job_id,
            attempt_id=attempt.id,
            position=attempt.part * attempt.count + index + 1,
            path=str(file.path.relative_to(data_dir)),
            sha256=file.sha256,
            mime=file.mime,
            width=file.width,
            height=file.height,
            size_bytes=file.size_bytes,
        )
