"""The books checked now: what is wrong, by its number, or that all holds; broken books sell nothing until they hold."""

from __future__ import annotations

from bot.chat.admin.desk import Desk, Part
from bot.chat.pages import Page
from storage import audit, invariants

_SHOWN_MAX = 12


async def check(desk: Desk, _rest: str) -> Page:
    """Check every invariant and return what was found."""
    room, said = desk.room, desk.said
    broken = await room.db.survey(invariants.broken)
    late = await room.db.survey(invariants.late_updates, desk.now)
    was_selling = room.admission.selling
    room.admission.selling = not broken
    if was_selling is bool(broken):  # it changed: that is worth a line
        found = " ".join(broken)[:300]
        await room.db.write(audit.note, "bot", "books_broken" if broken else "books_hold", "all", found, desk.now)
    lines = [said("owner-check", found=len(broken), at=desk.time(desk.now))]
    lines += [said("owner-check-line", words=one) for one in [*broken, *late][:_SHOWN_MAX]]
    if broken:
        lines.append(said("owner-check-what"))
    return Page("\n".join(lines), [[desk.key("owner-button-again", "show", "check")], desk.back()])


PART = Part(shows={"check": check})
