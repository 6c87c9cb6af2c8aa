"""What the house gives: credits for a day, for bringing somebody, for a code; once, in the caller's transaction."""

from __future__ import annotations

from bot.generation import period
from bot.generation.rules import Rules
from storage import grants, invites, people, promos, tombstones
from storage.database import Tx
from storage.grants import NewGrant
from storage.invites import Invite
from storage.people import Person
from storage.promos import Promo, PromoError

_NEW_S = 600  # so long after the first meeting somebody counts as brought by the link that they follow
_DAY_S = 86_400


async def give_daily(tx: Tx, uid: str, rules: Rules, now: int) -> bool:
    """Give today's credits to somebody who asks for something; False where they were given, or there are none."""
    if rules.billing != "credits" or not rules.daily_credits:
        return False
    today, left_at = period.day(now, rules.zone), await tombstones.returned_at(tx, uid)
    if left_at is not None and period.day(left_at, rules.zone) == today:
        return False
    ends = int(period.next_midnight(now, rules.zone).timestamp())
    new = NewGrant(uid, f"daily-{today}", "daily", rules.daily_credits, ends)
    return await grants.give(tx, new, now)


async def note_guest(tx: Tx, guest: Person, code: str, rules: Rules, now: int) -> bool:
    """Note who came by a personal link; False where that promises nothing: no newcomer, one's own link, a full host."""
    host = await invites.host_of(tx, code)
    if host is None or not rules.invite_credits or rules.billing != "credits" or now - guest.created_at > _NEW_S:
        return False
    if await tombstones.returned_at(tx, guest.uid) is not None:
        return False
    if await tx.value("SELECT 1 FROM job WHERE person_uid = :uid LIMIT 1", uid=guest.uid) is not None:
        return False
    return await invites.come(tx, Invite(guest.uid, host, rules.invite_credits, rules.invites_most, now))


async def reward_first_result(tx: Tx, uid: str, now: int) -> None:
    """With somebody's first paid result give them and who brought them what was promised; nothing for all others."""
    invite = await invites.end(tx, uid, now)
    if invite is None:
        return
    for one in (invite.guest_uid, invite.host_uid):
        person = await people.find(tx, one)
        if person is not None and person.telegram_id is not None:  # nobody comes back for what a forgotten one has
            await grants.give(tx, NewGrant(one, f"invite-{invite.guest_uid}", "invite", invite.credits), now)


async def redeem(tx: Tx, code: str, uid: str, now: int) -> Promo:
    """Give what a code gives; raises PromoError."""
    promo = await promos.redeem(tx, code, uid, now)
    left_at = await tombstones.returned_at(tx, uid)
    if left_at is not None and promo.created_at <= left_at:
        raise PromoError("used_before")  # perhaps by who they were
    new = NewGrant(uid, f"promo-{promo.code}", "promo", promo.credits, ends_of(promo, now))
    await grants.give(tx, new, now)
    return promo


def ends_of(promo: Promo, now: int) -> int | None:
    """Return until when what a code gives now can be spent; None: for good."""
    return None if promo.keeps_days is None else now + promo.keeps_days * _DAY_S
