"""What a person is used to, as far as a request may leave it open: a model for pictures and films, shape, size, count.

Words win over it, and what cannot be done with it is done without: a setting never refuses anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.generation.request import GenerationRequest
from bot.providers.wire import Task


@dataclass(frozen=True, slots=True)
class Usual:
    """``models`` are aliases by kind of work; None: nothing chosen."""

    models: Mapping[Task, str] = field(default_factory=dict)
    ratio: str | None = None
    size: str | None = None
    count: int | None = None

    def model_for(self, request: GenerationRequest) -> str | None:
        """Return the model to try where a request names none."""
        return None if request.model else self.models.get(request.task)

    def wishes(self, request: GenerationRequest) -> Iterator[dict[str, Any]]:
        """Yield what to fill in, one by one, where the request leaves it open.

        The shape of what was sent in stays as it is.
        """
        if request.task not in (Task.IMAGE, Task.VIDEO) or request.source is not None:
            return
        if self.size and request.size is None and request.task is Task.IMAGE:
            yield {"size": self.size}
        if self.ratio and request.aspect_ratio is None and not request.references:
            yield {"aspect_ratio": self.ratio}
        if self.count and request.count == 1 and request.task is Task.IMAGE:
            yield {"count": self.count}


NOTHING_USUAL = Usual()
