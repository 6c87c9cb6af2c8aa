"""What the owners did, newest first, and whether the log still is as it was written."""

from __future__ import annotations

from bot.chat.admin.desk import ACTION, Desk, Part
from bot.chat.admin.group_pages import title_of
from bot.chat.pages import BACK, ON, Key, Page
from storage import audit as log
from storage import blocks, lookup, payments
from storage.audit import Entry
from storage.database import Tx

_PER_PAGE = 10
_GROUP = blocks.of_chat(0).removesuffix("0")  # how the name of a group in the log begins


async def audit(desk: Desk, rest: str) -> Page:
    """Return the last things done, or those before one."""
    before, said = int(rest) if rest.isdecimal() and len(rest) < 16 else None, desk.said

    async def read(tx: Tx) -> tuple[list[Entry], dict[str, str]]:
        entries = await log.last(tx, _PER_PAGE, before)
        names = {}
        for holder in {one.actor for one in entries} | {one.target for one in entries}:
            who = await lookup.person(tx, holder.removeprefix("u:")) if holder.startswith("u:") else None
            names[holder] = who.name if who is not None else desk.target(holder)
        for charge_id in {one.target for one in entries if one.action == "star_refund"}:
            paid = await payments.find(tx, charge_id)
            payer = await lookup.person(tx, paid.person_uid) if paid is not None and paid.person_uid else None
            names[charge_id] = payer.name if payer is not None else charge_id
        return entries, names

    entries, names = await desk.room.db.read(read)
    for holder in {one.target for one in entries if one.target.startswith(_GROUP)}:
        names[holder] = await title_of(desk, int(holder.removeprefix(_GROUP)))
    broken = await desk.room.db.survey(log.check)
    lines = [said("owner-audit", state="broken" if broken else "whole", count=len(entries))]
    for one in entries:
        who, whom = names[one.actor], names[one.target]
        if one.action == "export":
            whom = said.plain("owner-export-what", what=one.target)
        lines.append(said("owner-audit-line", at=desk.time(one.at), action=one.action, who=who, whom=whom))
        lines += [said("owner-audit-why", words=desk.detail(one.detail))] if one.detail else []
    older = [Key(ON, ACTION, f"show:audit:{entries[-1].id}")] if len(entries) == _PER_PAGE else []
    newer = [Key(BACK, ACTION, "show:audit:")] if before is not None else []
    leaf = [[*newer, *older]] if newer or older else []
    return Page("\n".join(lines), [*leaf, desk.back()])


PART = Part(shows={"audit": audit})
