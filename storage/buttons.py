"""What stands behind callback data: the chat carries only a nonce nobody can guess, the meaning stays here."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from storage.database import Tx

_NONCE_BYTES = 12  # 96 bits, 16 characters; callback data takes 64 bytes


@dataclass(frozen=True, slots=True)
class Button:
    """``person_uid`` None: anybody in that chat may press it."""

    nonce: str
    action: str
    job_id: int | None
    argument: str
    chat_id: int
    person_uid: str | None


async def mint(  # noqa: PLR0913, PLR0917 (what a button means)
    tx: Tx,
    action: str,
    chat_id: int,
    now: int,
    job_id: int | None = None,
    argument: str = "",
    person_uid: str | None = None,
) -> str:
    """Make a button and return its nonce (url-safe)."""
    nonce = secrets.token_urlsafe(_NONCE_BYTES)
    await tx.execute(
        "INSERT INTO button (nonce, action, job_id, argument, chat_id, person_uid, created_at) "
        "VALUES (:nonce, :action, :job_id, :argument, :chat_id, :person_uid, :now)",
        nonce=nonce,
        action=action,
        job_id=job_id,
        argument=argument,
        chat_id=chat_id,
        person_uid=person_uid,
        now=now,
    )
    return nonce


async def lasting(tx: Tx, action: str, chat_id: int, now: int, argument: str, person_uid: str) -> str:
    """Return the nonce of a menu's button: the one that stands for the same already, else a new one."""
    nonce = await tx.value(
        "SELECT nonce FROM button WHERE job_id IS NULL AND person_uid = :person_uid AND chat_id = :chat_id "
        "AND action = :action AND argument = :argument LIMIT 1",
        person_uid=person_uid,
        chat_id=chat_id,
        action=action,
        argument=argument,
    )
    return await mint(tx, action, chat_id, now, None, argument, person_uid) if nonce is None else str(nonce)


async def has_menu(tx: Tx, action: str, chat_id: int, person_uid: str) -> bool:
    """Whether a person was ever shown a menu of that kind in a chat."""
    found = await tx.value(
        "SELECT 1 FROM button WHERE job_id IS NULL AND person_uid = :person_uid AND chat_id = :chat_id "
        "AND action = :action LIMIT 1",
        person_uid=person_uid,
        chat_id=chat_id,
        action=action,
    )
    return found is not None


async def find(tx: Tx, nonce: str) -> Button | None:
    """Return the button of that nonce."""
    row = await tx.one(
        "SELECT nonce, action, job_id, argument, chat_id, person_uid FROM button WHERE nonce = :nonce",
        nonce=nonce,
    )
    return None if row is None else Button(*row)


async def of_job(tx: Tx, /, job_id: int, action: str, argument: str = "", chat_id: int | None = None) -> str | None:
    """Return the nonce of a job's button, where one was made: the newest, which took the place of used ones.

    With ``chat_id`` the one in that chat: a result may be shown once more elsewhere.
    """
    nonce = await tx.value(
        "SELECT nonce FROM button WHERE job_id = :job_id AND action = :action AND argument = :argument "
        "AND (:chat_id IS NULL OR chat_id = :chat_id) ORDER BY rowid DESC LIMIT 1",
        job_id=job_id,
        action=action,
        argument=argument,
        chat_id=chat_id,
    )
    return None if nonce is None else str(nonce)


async def of_gallery(tx: Tx, argument: str) -> str | None:
    """Return the nonce of a gallery's button, where one was made."""
    nonce = await tx.value(
        "SELECT nonce FROM button WHERE action = 'gallery' AND argument = :argument LIMIT 1", argument=argument
    )
    return None if nonce is None else str(nonce)


def idem_for(nonce: str, person_uid: str | None = None) -> str:
    """Return the ``idem`` of the one job that a button begins; with a person, of the one that it begins for them."""
    return f"b:{nonce}" if person_uid is None else f"b:{nonce}:{person_uid}"


async def is_under_way(tx: Tx, button: Button, person_uid: str) -> bool:
    """Whether a job that a person began with a job's button, or with one it took the place of, has not ended."""
    found = await tx.value(
        "SELECT 1 FROM button JOIN job ON job.idem = 'b:' || button.nonce || ':' || :person_uid "
        "WHERE button.job_id = :job_id AND button.action = :action AND button.argument = :argument "
        "AND job.state IN ('working', 'ready') LIMIT 1",
        person_uid=person_uid,
        job_id=button.job_id,
        action=button.action,
        argument=button.argument,
    )
    return found is not None


async def has_job_under_way(tx: Tx, nonce: str) -> bool:
    """Whether a job that a press of this very button began has not ended."""
    found = await tx.value(
        "SELECT 1 FROM job WHERE idem > :first AND idem < :last AND state IN ('working', 'ready') LIMIT 1",
        first=f"b:{nonce}:",
        last=f"b:{nonce};",
    )
    return found is not None
