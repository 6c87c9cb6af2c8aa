"""What the chat calls a file of ours once it was sent: it can be shown again, anywhere, without an upload."""

from __future__ import annotations

from dataclasses import dataclass

from storage.database import Tx, named

GRID = "grid"  # the several pictures of a job in one; it stands at the first of them


@dataclass(frozen=True, slots=True)
class SentFile:
    """``kind`` is what it was sent as: photo, video, animation, voice, audio, document; or a grid."""

    asset_id: int
    kind: str
    file_id: str
    unique_id: str


async def learn(tx: Tx, sent: SentFile, now: int) -> None:
    """Note what a file is called; a newer name replaces the one of the same kind."""
    await tx.execute(
        "INSERT INTO sent_file (asset_id, kind, file_id, unique_id, at) "
        "SELECT :asset_id, :kind, :file_id, :unique_id, :now FROM asset WHERE id = :asset_id "
        "ON CONFLICT (asset_id, kind) DO UPDATE SET file_id = :file_id, unique_id = :unique_id, at = :now",
        now=now,
        **named(sent),
    )


async def of_job(tx: Tx, job_id: int) -> list[SentFile]:
    """Return what is known of a job's files, in their order."""
    rows = await tx.all(
        "SELECT sent_file.asset_id, sent_file.kind, sent_file.file_id, sent_file.unique_id FROM asset "
        "JOIN sent_file ON sent_file.asset_id = asset.id WHERE asset.job_id = :job_id "
        "ORDER BY asset.position, asset.id, sent_file.kind",
        job_id=job_id,
    )
    return [SentFile(*row) for row in rows]


async def named_so(tx: Tx, unique_id: str, chat_id: int, telegram_id: int | None) -> tuple[int, str] | None:
    """Return file and kind of what the chat calls so: of a job of that chat, or of that person's own."""
    found = await tx.one(
        "SELECT asset.id, sent_file.kind FROM sent_file "
        "JOIN asset ON asset.id = sent_file.asset_id JOIN job ON job.id = asset.job_id "
        "WHERE sent_file.unique_id = :unique_id AND (job.chat_id = :chat_id "
        "OR job.person_uid = (SELECT uid FROM person WHERE telegram_id = :telegram_id)) "
        "ORDER BY job.chat_id = :chat_id DESC, job.id DESC LIMIT 1",
        unique_id=unique_id,
        chat_id=chat_id,
        telegram_id=telegram_id,
    )
    return None if found is None else (int(found[0]), str(found[1]))


async def forget(tx: Tx, sent: SentFile) -> None:
    """Forget a name that the chat no longer takes."""
    await tx.execute(
        "DELETE FROM sent_file WHERE asset_id = :asset_id AND kind = :kind AND file_id = :file_id",
        asset_id=sent.asset_id,
        kind=sent.kind,
        file_id=sent.file_id,
    )
