"""What a person asked for, in words no gateway knows: a pure value, kept as JSON in the job row."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Reference(BaseModel):
    """A picture the person sent: how the chat names it (``file_id``), never an address."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file_id: str


class GenerationRequest(BaseModel):
    """A picture request. ``model`` is the alias on the menu; with references it is an edit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: str
    model: str
    count: int = 1
    aspect_ratio: str | None = None
    size: str | None = None
    references: tuple[Reference, ...] = ()

    @property
    def is_edit(self) -> bool:
        """Whether pictures came with the words."""
        return bool(self.references)
