"""Promo codes: made with an amount, a number of uses and an end; shown with how often they were used; ended at once."""

from __future__ import annotations

import json
from functools import partial

from bot.chat.admin.desk import ACTION, Desk, Done, Part, Typed, read_amount
from bot.chat.pages import BACK, ON, Key, Page
from bot.errors import PersonError
from storage import promos as codes
from storage.database import Tx

_LISTED_MAX = 20
_DAY_S = 86400
_DAYS_MAX = 3660
_OPEN = ("-", "unlimited", "none")
_WORDS = (4, 5)


async def promos(desk: Desk, rest: str) -> Page:
    """Return the codes by their names, those behind one, each with a button that ends it."""
    said, after = desk.said, codes.folded(rest) or ""
    there = await desk.room.db.read(codes.page, after, _LISTED_MAX + 1)
    found = there[:_LISTED_MAX]
    lines, rows = [said("owner-promos", count=len(found))], []
    for one in found:
        is_over = one.ends_at is not None and one.ends_at <= desk.now
        until = "" if one.ends_at is None else desk.time(one.ends_at)
        most = one.uses_max or 0
        lines.append(
            said(
                "owner-promo",
                code=one.code,
                credits=one.credits,
                used=one.uses,
                most=most,
                until=until,
                state="over" if is_over else "open" if one.ends_at is None else "until",
            )
        )
        if not is_over:
            rows.append([desk.key("owner-button-end", "do", "end", one.code, code=one.code)])
    back = [Key(BACK, ACTION, "show:promos:")] if after else []
    on = [Key(ON, ACTION, f"show:promos:{found[-1].code}")] if len(there) > len(found) else []
    leaf = [[*back, *on]] if back or on else []
    return Page("\n".join(lines), [*rows, *leaf, [desk.key("owner-button-promo", "ask", "promo")], desk.back()])


async def promo(desk: Desk, typed: Typed) -> Page:
    """Return the question whether to make a code: name, credits, uses, days, and how many days what it gives lasts."""
    words = typed.words.split()
    if len(words) not in _WORDS:
        raise PersonError("owner-promo-usage")
    name = codes.folded(words[0])
    if name is None:
        raise PersonError("owner-promo-name", word=words[0][:40])
    credit = read_amount(words[1])
    uses, days, keeps = (None if word.casefold() in _OPEN else read_amount(word) for word in [*words[2:], "-"][:3])
    if max(days or 0, keeps or 0) > _DAYS_MAX:
        raise PersonError("owner-promo-usage")
    if await desk.room.db.read(codes.find, name) is not None:
        raise PersonError("owner-promo-taken", word=name)
    told = json.dumps({"code": name, "credits": credit, "uses": uses, "days": days, "keeps": keeps})
    terms = {"most": uses or 0, "days": days or 0, "keeps": keeps or 0}
    text = desk.said("owner-promo-confirm", code=name, credits=credit, **terms)
    return Page(text, [[Key(desk.said.plain("owner-button-confirm"), ACTION, f"do:promo:{told}")], desk.back("promos")])


async def do_promo(desk: Desk, rest: str) -> Done:
    """Make the code, once."""
    told = json.loads(rest)
    ends = None if told["days"] is None else desk.now + told["days"] * _DAY_S

    limits = {"uses_max": told["uses"], "ends_at": ends, "keeps_days": told["keeps"]}

    async def make(tx: Tx) -> bool:
        made = await codes.create(tx, told["code"], told["credits"], desk.now, by=desk.person.uid, **limits)
        if made:
            lasts = f" / {told['keeps']}" if told["keeps"] else ""
            terms = f"{told['credits']} CRD x {told['uses'] or '∞'}, {told['days'] or '∞'}{lasts} d"
            await desk.note(tx, "promo", f"code:{told['code']}", terms)
        return made

    made = await desk.room.db.write(make)
    return Done(desk.said.plain("owner-done" if made else "owner-done-before"), partial(promos, desk, ""))


async def do_end(desk: Desk, rest: str) -> Done:
    """End a code: it gives nothing more from now on."""

    async def stop(tx: Tx) -> None:
        if await codes.end(tx, rest, desk.now):
            await desk.note(tx, "promo_end", f"code:{rest}", "")

    await desk.room.db.write(stop)
    return Done(desk.said.plain("owner-done"), partial(promos, desk, ""))


PART = Part(shows={"promos": promos}, deeds={"promo": do_promo, "end": do_end}, forms={"promo": promo})
