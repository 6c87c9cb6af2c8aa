"""A result as its buttons see it: what a message shows of a job, and how its gateway knows it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.generation.request import GenerationRequest, Kind, Reference, Source
from bot.providers.catalog import Catalog
from storage import assets, attempts, library
from storage.assets import Asset
from storage.attempts import Attempt
from storage.database import Tx
from storage.jobs import Job

_FOLLOW_UPS_MAX = 20


@dataclass(frozen=True)
class Result:
    """``place`` says which message it is: empty = the card, else the number of the one output shown on its own.

    ``kept``: it is a favourite of who asked for it.
    """

    job: Job
    files: Sequence[Asset]
    attempts: Sequence[Attempt]
    place: str = ""
    kept: bool = False

    @cached_property
    def request(self) -> GenerationRequest:
        """What was asked for; of one output on its own, that one."""
        request = GenerationRequest.model_validate_json(self.job.request)
        return request.model_copy(update={"count": 1}) if self.place else request

    @property
    def shown(self) -> Asset | None:
        """The one file that the message shows; None where it shows several, or what is gone."""
        if not self.place:
            return self.files[0] if len(self.files) == 1 else None
        number = int(self.place)
        return self.files[number - 1] if 1 <= number <= len(self.files) else None

    @property
    def number(self) -> int:
        """The number of the file shown, as the buttons count."""
        return int(self.place or 1)

    @property
    def picture(self) -> Reference | None:
        """The picture shown, to work from; None where there is none."""
        is_picture = self.shown is not None and self.shown.mime.startswith("image/")
        return Reference(asset_id=self.shown.id) if is_picture and self.shown else None

    @property
    def attempt(self) -> Attempt | None:
        """The attempt that made what is shown."""
        shown = self.shown
        return next((one for one in self.attempts if shown is not None and one.id == shown.attempt_id), None)

    def follow_ups(self) -> list[tuple[str, str]]:
        """Return label and argument of each next step that the gateway itself names for what is shown."""
        if self.attempt is None:
            return []
        follow_ups = json.loads(self.attempt.follow_ups or "[]")[:_FOLLOW_UPS_MAX]
        end = f":{self.place}" if self.place else ""
        return [(label, f"{self.attempt.id}:{index}{end}") for index, (label, _) in enumerate(follow_ups)]

    def source(self, catalog: Catalog) -> Source | None:
        """Return it as something to go on from; None where its gateway does not know it any more."""
        if self.attempt is None or self.shown is None:
            return None
        kind: Kind = "sound" if self.shown.mime.startswith("audio/") else "video"
        return source_of(catalog, self.attempt, self.shown.remote_key, kind)


async def read_result(tx: Tx, job: Job, place: str = "") -> Result:
    """Read what belongs to a result."""
    kept = await library.is_favourite(tx, job.person_uid, job.id)
    return Result(job, await assets.of_job(tx, job.id), await attempts.of_job(tx, job.id), place, kept)


def is_edit(job: Job) -> bool:
    """Whether a job changed pictures that somebody sent or we made."""
    return bool(GenerationRequest.model_validate_json(job.request).of_kind("picture"))


def source_of(catalog: Catalog, attempt: Attempt, key: str, kind: Kind = "picture") -> Source | None:
    """Return what an attempt made as something to go on from; None where its offer is gone."""
    offer = catalog.offer(attempt.gateway, attempt.model)
    if offer is None or not attempt.remote_id:
        return None
    return Source(
        gateway=attempt.gateway,
        protocol=offer.protocol,
        model=offer.alias,
        remote_id=attempt.remote_id,
        key=key,
        kind=kind,
    )
