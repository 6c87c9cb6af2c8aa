"""What a person asked for, in words no gateway knows: a pure value, kept as JSON in the job row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.generation import styles
from bot.providers.offers import Need, Offer
from bot.providers.wire import Task

Kind = Literal["picture", "mask", "sound", "video"]


class Reference(BaseModel):
    """Something the person sent: how the chat names it (``file_id``), never an address; ``seconds`` of a recording.

    ``asset_id``: it is a file that we made ourselves and keep, which goes before what the chat has of it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    file_id: str = ""
    asset_id: int | None = None
    kind: Kind = "picture"
    seconds: int | None = None


REFERENCES = TypeAdapter(tuple[Reference, ...])
"""Several as JSON, for what is kept of them beside a request."""


class Source(BaseModel):
    """A result of ours that is gone on from: who made it (``model`` is the alias) and how, its job's id there.

    ``key`` is the output's own name there, where it has one beside the job's id, ``kind`` what it is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    gateway: str
    protocol: str
    model: str = ""
    remote_id: str
    key: str = ""
    kind: Kind = "picture"


class GenerationRequest(BaseModel):
    """A request. ``model`` is the alias on the menu, ``choices`` the further options (voice, style, seed …).

    ``size`` and ``seconds`` are the person's; in an admitted job what its first offer makes where they chose none.
    ``lead`` goes before the words at the gateway and is no word of the person's. ``last``: the one picture sent is the
    last frame, not the first. ``button``: the label of the button under a result that asked for it. ``style``: the name
    of a style of ours, whose words go behind the person's. ``before``: the job of ours whose picture it changes.
    ``then``: how its words are to be drawn, where they are made better first. ``forgotten``: its words are known no
    more, so nothing can be begun from it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    prompt: str
    lead: str = ""
    model: str
    task: Task = Task.IMAGE
    count: int = 1
    aspect_ratio: str | None = None
    size: str | None = None
    seconds: int | None = None
    choices: Mapping[str, str] = Field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    last: bool = False
    source: Source | None = None
    button: str = ""
    style: str = ""
    before: int | None = None
    then: GenerationRequest | None = None
    forgotten: bool = False

    def without_words(self) -> GenerationRequest:
        """Return what is left of it once its words and pictures are to be known no more."""
        return GenerationRequest(
            prompt="",
            model=self.model,
            task=self.task,
            count=self.count,
            aspect_ratio=self.aspect_ratio,
            size=self.size,
            seconds=self.seconds,
            forgotten=True,
        )

    @property
    def words(self) -> str:
        """The words as a gateway is told them."""
        told = f"{self.lead}\n\n{self.prompt}".strip()
        style = styles.words_of(self.style)
        return f"{told}, {style}" if style else told

    def of_kind(self, kind: Kind) -> tuple[Reference, ...]:
        """Return what was sent of a kind, in order."""
        return tuple(one for one in self.references if one.kind == kind)

    def as_made_by(self, offer: Offer) -> GenerationRequest:
        """Return it with the offer's usual size and length where the person chose none: what is sent and priced."""
        usual = {"size": self.size or offer.sizes[0], "seconds": self.seconds or next(iter(offer.seconds), None)}
        return self.model_copy(update=usual)

    def need(self, count: int | None = None) -> Need:
        """Return what an offer must be able to do for it; ``count`` for a part of the whole."""
        return Need(
            task=self.task,
            size=self.size,
            ratio=self.aspect_ratio,
            count=self.count if count is None else count,
            seconds=self.seconds,
            choices=frozenset(self.choices),
            pictures=len(self.of_kind("picture")),
            sounds=len(self.of_kind("sound")),
            videos=len(self.of_kind("video")),
            earlier=self.source is not None,
            characters=len(self.words),
        )
