"""Who brought whom by a personal link: once for each guest, counted with the guest's first result."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from storage.database import Tx

_COLUMNS = "guest_uid, host_uid, credits, hosts_most, at"
_CODE_BYTES = 9


@dataclass(frozen=True, slots=True)
class Invite:
    """A guest with what was promised; ``hosts_most`` None = as many guests as come."""

    guest_uid: str
    host_uid: str
    credits: int
    hosts_most: int | None
    at: int


async def link_of(tx: Tx, uid: str) -> str:
    """Return the code of a person's own link, made at first sight and the same from then on."""
    await tx.execute(
        "INSERT INTO invite_link (code, person_uid) VALUES (:code, :uid) ON CONFLICT (person_uid) DO NOTHING",
        code=secrets.token_urlsafe(_CODE_BYTES),
        uid=uid,
    )
    return str(await tx.value("SELECT code FROM invite_link WHERE person_uid = :uid", uid=uid))


async def host_of(tx: Tx, code: str) -> str | None:
    """Return whose link it is."""
    uid = await tx.value("SELECT person_uid FROM invite_link WHERE code = :code", code=code)
    return None if uid is None else str(uid)


async def come(tx: Tx, invite: Invite) -> bool:
    """Note a guest; False for one's own link, one who came before, and a host whose guests count no more."""
    if invite.guest_uid == invite.host_uid or await _is_full(tx, invite):
        return False
    return bool(
        await tx.execute(
            f"INSERT INTO invite ({_COLUMNS}) "  # noqa: S608 (names written above)
            "VALUES (:guest, :host, :credits, :most, :at) ON CONFLICT (guest_uid) DO NOTHING",
            guest=invite.guest_uid,
            host=invite.host_uid,
            credits=invite.credits,
            most=invite.hosts_most,
            at=invite.at,
        )
    )


async def end(tx: Tx, guest_uid: str, now: int) -> Invite | None:
    """End what a guest's coming promised; return it where it counts, and the caller gives it in this transaction."""
    row = await tx.one(
        f"SELECT {_COLUMNS} FROM invite WHERE guest_uid = :uid AND ended_at IS NULL",  # noqa: S608 (as above)
        uid=guest_uid,
    )
    if row is None:
        return None
    invite = Invite(*row)
    counts = not await _is_full(tx, invite)
    await tx.execute(
        "UPDATE invite SET ended_at = :now, counted = :counts WHERE guest_uid = :uid",
        now=now,
        counts=int(counts),
        uid=guest_uid,
    )
    return invite if counts else None


async def guests(tx: Tx, host_uid: str) -> tuple[int, int]:
    """Return how many guests of a person counted, and how many have made nothing yet."""
    row = await tx.one(
        "SELECT coalesce(sum(counted), 0), coalesce(sum(ended_at IS NULL), 0) FROM invite WHERE host_uid = :uid",
        uid=host_uid,
    )
    return (0, 0) if row is None else (int(row[0]), int(row[1]))


async def take_untold(tx: Tx) -> list[Invite]:
    """Return those who were given something and not told yet; each is returned once."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM invite WHERE counted = 1 AND told = 0"  # noqa: S608 (as above)
    )
    await tx.execute("UPDATE invite SET told = 1 WHERE counted = 1 AND told = 0")
    return [Invite(*row) for row in rows]


async def _is_full(tx: Tx, invite: Invite) -> bool:
    if invite.hosts_most is None:
        return False
    counted = await tx.value("SELECT count(*) FROM invite WHERE host_uid = :uid AND counted = 1", uid=invite.host_uid)
    return int(counted) >= invite.hosts_most
