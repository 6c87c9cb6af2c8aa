"""Everything that the tables hold about one person, as rows; it looks at whole tables, so it belongs into a survey."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from storage.database import Tx

Rows = list[dict[str, Any]]
_PLACE = ("message_id", "date", "chat")
# Of a message: what somebody else wrote or is, which came along with it.
_OF_OTHERS = frozenset({
    "reply_to_message", "external_reply", "quote", "reply_to_story", "pinned_message", "forward_origin", "forward_from",
    "forward_sender_name", "forward_from_chat", "forward_signature", "sender_business_bot", "user", "users", "contact",
    "new_chat_member", "new_chat_members", "old_chat_member", "left_chat_member", "users_shared", "via_bot",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dossier:
    """Rows by what they are about, with the names of the tables' columns; JSON in them is still text."""

    person: dict[str, Any] = field(default_factory=dict)
    settings: Rows = field(default_factory=list)
    balances: Rows = field(default_factory=list)
    limits: Rows = field(default_factory=list)
    jobs: Rows = field(default_factory=list)
    files: Rows = field(default_factory=list)
    charges: Rows = field(default_factory=list)
    grants: Rows = field(default_factory=list)
    payments: Rows = field(default_factory=list)
    orders: Rows = field(default_factory=list)
    promos: Rows = field(default_factory=list)
    invites: Rows = field(default_factory=list)
    notes_of_the_owner: Rows = field(default_factory=list)
    batches: Rows = field(default_factory=list)
    questions: Rows = field(default_factory=list)
    searches: Rows = field(default_factory=list)
    waiting_words: Rows = field(default_factory=list)
    updates: Rows = field(default_factory=list)


_OF_PERSON = {
    "settings": "SELECT name, value FROM choice WHERE holder = 'u:' || :uid ORDER BY name",
    "balances": (
        "SELECT id AS account, unit, credits_posted - debits_posted AS posted, debits_held AS held FROM account "
        "WHERE instr(id, :uid) > 0 ORDER BY id"
    ),
    "limits": "SELECT metric, period, used, held FROM quota WHERE scope = 'u:' || :uid ORDER BY period, metric",
    "jobs": (
        "SELECT id, created_at, finished_at, chat_id, model, request, count, price, paid, state, outcome, "
        "EXISTS (SELECT 1 FROM favourite WHERE favourite.person_uid = :uid AND favourite.job_id = job.id) AS favourite "
        "FROM job WHERE person_uid = :uid ORDER BY id DESC"
    ),
    "files": (
        "SELECT asset.job_id, asset.path, asset.mime, asset.width, asset.height, asset.size_bytes, asset.sha256, "
        "asset.seed FROM asset JOIN job ON job.id = asset.job_id WHERE job.person_uid = :uid "
        "ORDER BY asset.job_id DESC, position"
    ),
    "charges": (
        "SELECT at, kind, code, amount, hold_amount, job_id, ref, debit_id, credit_id FROM transfer "
        "WHERE instr(debit_id, :uid) > 0 OR instr(credit_id, :uid) > 0 ORDER BY at DESC, id DESC"
    ),
    "batches": (
        "SELECT id, created_at, state, chat_id, requests, price FROM batch WHERE person_uid = :uid ORDER BY id DESC"
    ),
    "grants": (
        "SELECT grant_id, kind, amount, given_at, expires_at, expired FROM credit_grant "
        "WHERE person_uid = :uid ORDER BY given_at DESC"
    ),
    "payments": (
        "SELECT paid_at, charge_id, stars, credits, state, paid_until, renews, refunded_at FROM payment "
        "WHERE person_uid = :uid ORDER BY paid_at DESC"
    ),
    "orders": (
        "SELECT created_at, stars, credits, is_monthly, chat_id FROM star_order "
        "WHERE person_uid = :uid ORDER BY created_at DESC"
    ),
    "promos": "SELECT code, at FROM promo_use WHERE person_uid = :uid ORDER BY at DESC",
    "invites": (
        "SELECT at, ended_at, counted, credits, guest_uid = :uid AS as_guest FROM invite "
        "WHERE guest_uid = :uid OR host_uid = :uid ORDER BY at DESC"
    ),
    "notes_of_the_owner": (
        "SELECT at, action, detail FROM audit WHERE target = 'u:' || :uid "
        "UNION ALL SELECT at, 'kept out', reason FROM block WHERE holder = 'u:' || :uid ORDER BY at DESC"
    ),
    "questions": "SELECT asked_at, chat_id, pictures FROM question WHERE person_uid = :uid ORDER BY asked_at DESC",
    "searches": "SELECT at, chat_id, shelf, words FROM gallery WHERE person_uid = :uid ORDER BY id DESC",
    "waiting_words": "SELECT at, token, words FROM kept_words ORDER BY at DESC",
}


async def read(tx: Tx, uid: str, telegram_id: int) -> Dossier:
    """Read it all. The waiting words are everybody's: whose they are the maker of their tokens knows."""
    person = await tx.one(
        "SELECT telegram_id, name, language, created_at, returned_at FROM person WHERE uid = :uid", uid=uid
    )
    found: dict[str, Any] = {"person": dict(person) if person is not None else {}}
    for name, query in _OF_PERSON.items():
        params = {"uid": uid} if ":uid" in query else {}
        found[name] = [dict(row) for row in await tx.all(query, **params)]
    rows = await tx.all(
        "SELECT received_at, raw FROM inbox WHERE instr(raw, :digits) > 0 ORDER BY update_id DESC",
        digits=str(telegram_id),
    )
    found["updates"] = [
        {"received_at": row["received_at"], "raw": words}
        for row in rows
        if (words := _own_words(row["raw"], telegram_id)) is not None
    ]
    return Dossier(**found)


def _own_words(raw: str, telegram_id: int) -> str | None:
    """Return an update that the person sent, without what others wrote or who they are; None for everybody else's.

    Others' updates may name the person, and are no less theirs.
    """
    update = json.loads(raw)
    for what, sent in update.items():
        if isinstance(sent, dict) and (sent.get("from") or {}).get("id") == telegram_id:
            if what == "callback_query" and isinstance(sent.get("message"), dict):
                sent["message"] = {name: sent["message"].get(name) for name in _PLACE}
            return json.dumps({"update_id": update.get("update_id"), what: _alone(sent)}, ensure_ascii=False)
    return None


def _alone(value: object) -> object:
    if isinstance(value, dict):
        return {name: _alone(one) for name, one in value.items() if name not in _OF_OTHERS}
    return [_alone(one) for one in value] if isinstance(value, list) else value


async def may_ask(tx: Tx, uid: str, now: int, every_s: int) -> int:
    """Note that a person asks for it; returns 0, or in how many seconds they may ask again."""
    last = await tx.value("SELECT at FROM export WHERE person_uid = :uid", uid=uid)
    if last is not None and now - int(last) < every_s:
        return int(last) + every_s - now
    await tx.execute(
        "INSERT INTO export (person_uid, at) VALUES (:uid, :now) ON CONFLICT (person_uid) DO UPDATE SET at = :now",
        uid=uid,
        now=now,
    )
    return 0


async def take_back(tx: Tx, uid: str) -> None:
    """Let a person ask again at once: they were given nothing."""
    await tx.execute("DELETE FROM export WHERE person_uid = :uid", uid=uid)
