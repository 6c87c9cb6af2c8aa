"""What a person chose in /settings, and what the admins of a group chose for it: typed, and read in one go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.generation.rules import GroupLimits
from bot.generation.usual import Usual
from bot.media.chart import Theme
from bot.providers.wire import Task
from storage import choices
from storage.database import Tx

Way = Literal["grid", "album", "files"]
T = TypeVar("T", bound=BaseModel)


class Preferences(BaseModel):
    """A person's own; empty or 0: nothing chosen. ``delivery``: how several pictures come, ``quiet``: at night.

    ``theme`` is that of charts.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    picture_model: str = ""
    video_model: str = ""
    ratio: str = ""
    size: str = ""
    count: int = Field(default=0, ge=0)
    delivery: Way = "grid"
    quiet: bool = False
    theme: Theme = "light"


class GroupRules(BaseModel):
    """What holds in a group. ``who`` may ask; ``buttons`` under results are whose ("usual": as each button has it).

    ``price_max`` of one request in credits, ``jobs_per_day`` of each member; 0: no limit. ``price_for``: whom the first
    binds, all or those who are no admins.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    who: Literal["everybody", "admins"] = "everybody"
    buttons: Literal["usual", "asker", "everybody"] = "usual"
    picture_model: str = ""
    video_model: str = ""
    price_max: int = Field(default=0, ge=0)
    price_for: Literal["all", "members"] = "all"
    jobs_per_day: int = Field(default=0, ge=0)

    @property
    def limits(self) -> GroupLimits:
        """The limits as the generation knows them."""
        return GroupLimits(self.jobs_per_day or None, self.price_max or None)


NO_RULES = GroupRules()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What holds for a person in a chat."""

    own: Preferences
    group: GroupRules

    @property
    def usual(self) -> Usual:
        """What fills in a request; where the group chose nothing it is the person's own."""
        own, group = self.own, self.group
        models = {
            Task.IMAGE: group.picture_model or own.picture_model,
            Task.VIDEO: group.video_model or own.video_model,
        }
        named = {task: alias for task, alias in models.items() if alias}
        return Usual(named, own.ratio or None, own.size or None, own.count or None)

    def usual_beside(self, count: int | None) -> Usual:
        """Return the same where the words have said how many."""
        return self.usual if count is None else replace(self.usual, count=None)


async def chosen_by(tx: Tx, person_uid: str | None, chat_id: int) -> Chosen:
    """Read what holds for a person (None: nobody can be seen) in a chat."""
    own = "" if person_uid is None else choices.of_person(person_uid)
    group = choices.of_chat(chat_id) if chat_id < 0 else ""
    first, second = await choices.read(tx, own, group)
    return Chosen(_typed(Preferences, first), _typed(GroupRules, second))


def _typed(kind: type[T], rows: dict[str, str]) -> T:
    """Return the rows as what they are; one that means nothing any more counts as not chosen."""
    try:
        return kind.model_validate(rows)
    except ValidationError as error:
        wrong = {one["loc"][0] for one in error.errors()}
        return kind.model_validate({name: value for name, value in rows.items() if name not in wrong})
