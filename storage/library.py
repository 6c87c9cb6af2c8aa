"""A person's own results: leafed through by shelf and by words, and kept as favourites."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from storage.database import Tx, named

SHELVES = ("all", "favourites", "pictures", "films", "sounds")
_MIMES = {"pictures": "image/%", "films": "video/%", "sounds": "audio/%"}
_WORDED_AT_ONCE = 500
# Which jobs stand on a shelf. Words are found where each of them is in one of the two ways that `job_words` holds.
_ON_SHELF = (
    "FROM job WHERE job.person_uid = :person_uid AND job.state = 'captured' "
    "AND (:chat_id IS NULL OR job.chat_id = :chat_id "
    "OR job.chat_id IN (SELECT old_chat_id FROM chat_alias WHERE new_chat_id = :chat_id)) "
    "AND EXISTS (SELECT 1 FROM asset WHERE asset.job_id = job.id AND asset.mime LIKE :mime "
    "AND asset.mime NOT LIKE 'text/%') "  # words are no page of a gallery
    "AND (:shelf <> 'favourites' OR EXISTS (SELECT 1 FROM favourite "
    "WHERE favourite.person_uid = :person_uid AND favourite.job_id = job.id)) "
    "AND (:words = '[]' OR EXISTS (SELECT 1 FROM job_words WHERE job_words.job_id = job.id AND NOT EXISTS "
    "(SELECT 1 FROM json_each(:words) AS wanted WHERE instr(job_words.words, wanted.value) = 0))) "
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is looked for: whose, made where (None: anywhere), of which kind, with which words (JSON)."""

    person_uid: str
    chat_id: int | None = None
    shelf: str = "all"
    words: str = "[]"

    @property
    def params(self) -> dict[str, object]:
        """The same as the queries name it."""
        return {**named(self), "mime": _MIMES.get(self.shelf, "%")}


@dataclass(frozen=True, slots=True)
class Page:
    """A result with its place: ``number`` of ``count``, newest first."""

    job_id: int
    number: int
    count: int


@dataclass(frozen=True, slots=True)
class Gallery:
    """One gallery message: what it leafs through and what it shows."""

    id: int
    person_uid: str
    chat_id: int
    shelf: str
    words: str
    job_id: int

    @property
    def stands_on(self) -> Shelf:
        """Return what it leafs through: in a group only what was made there."""
        return Shelf(self.person_uid, self.chat_id if self.chat_id < 0 else None, self.shelf, self.words)


async def newest(tx: Tx, shelf: Shelf) -> int | None:
    """Return the newest job on a shelf."""
    return _number(await tx.value("SELECT max(job.id) " + _ON_SHELF, **shelf.params))


async def oldest(tx: Tx, shelf: Shelf) -> int | None:
    """Return the oldest job on a shelf."""
    return _number(await tx.value("SELECT min(job.id) " + _ON_SHELF, **shelf.params))


async def older(tx: Tx, shelf: Shelf, job_id: int) -> int | None:
    """Return the next job on a shelf; behind the last the first again."""
    query = "SELECT max(job.id) " + _ON_SHELF + "AND job.id < :job_id"
    return _number(await tx.value(query, job_id=job_id, **shelf.params)) or await newest(tx, shelf)


async def newer(tx: Tx, shelf: Shelf, job_id: int) -> int | None:
    """Return the job before it on a shelf; before the first the last."""
    query = "SELECT min(job.id) " + _ON_SHELF + "AND job.id > :job_id"
    return _number(await tx.value(query, job_id=job_id, **shelf.params)) or await oldest(tx, shelf)


async def page(tx: Tx, shelf: Shelf, job_id: int) -> Page:
    """Return the place of a job on a shelf; it may have been taken off it meanwhile, and is counted all the same."""
    row = await tx.one(
        "SELECT count(*), coalesce(sum(job.id > :job_id), 0), coalesce(sum(job.id = :job_id), 0) " + _ON_SHELF,
        job_id=job_id,
        **shelf.params,
    )
    assert row is not None  # noqa: S101 (an aggregate has a row)
    count, before, here = row
    return Page(job_id, before + 1, count if here else count + 1)


async def shown_inline(tx: Tx, shelf: Shelf, limit: int, offset: int) -> list[int]:
    """Return jobs on a shelf whose files the chat knows by a name, favourites first, then the newest."""
    rows = await tx.all(
        "SELECT job.id "  # noqa: S608 (names written above)
        + _ON_SHELF
        + "AND EXISTS (SELECT 1 FROM asset JOIN sent_file ON sent_file.asset_id = asset.id "
        "WHERE asset.job_id = job.id) ORDER BY EXISTS (SELECT 1 FROM favourite WHERE "
        "favourite.person_uid = :person_uid AND favourite.job_id = job.id) DESC, job.id DESC LIMIT :limit OFFSET :skip",
        limit=limit,
        skip=offset,
        **shelf.params,
    )
    return [int(row[0]) for row in rows]


async def fill_words(tx: Tx, person_uid: str, words_of: Callable[[str], str]) -> bool:
    """Write the words of results that no search has met yet; True where there may be more.

    ``words_of`` reads them out of a job's request.
    """
    rows = await tx.all(
        "SELECT job.id, job.request FROM job LEFT JOIN job_words ON job_words.job_id = job.id "
        "WHERE job.person_uid = :uid AND job.state = 'captured' AND job_words.job_id IS NULL LIMIT :most",
        uid=person_uid,
        most=_WORDED_AT_ONCE,
    )
    for job_id, request in rows:
        await tx.execute(
            "INSERT INTO job_words (job_id, words) VALUES (:id, :words)", id=job_id, words=words_of(request)
        )
    return len(rows) == _WORDED_AT_ONCE


async def set_favourite(tx: Tx, person_uid: str, job_id: int, now: int, *, kept: bool) -> None:
    """Make a result a favourite, or none; a second call changes nothing."""
    if kept:
        await tx.execute(
            "INSERT INTO favourite (person_uid, job_id, at) VALUES (:uid, :job_id, :now) ON CONFLICT DO NOTHING",
            uid=person_uid,
            job_id=job_id,
            now=now,
        )
    else:
        await tx.execute(
            "DELETE FROM favourite WHERE person_uid = :uid AND job_id = :job_id", uid=person_uid, job_id=job_id
        )


async def is_favourite(tx: Tx, person_uid: str, job_id: int) -> bool:
    """Whether a person keeps a result as a favourite."""
    found = await tx.value(
        "SELECT 1 FROM favourite WHERE person_uid = :uid AND job_id = :job_id", uid=person_uid, job_id=job_id
    )
    return found is not None


async def open_gallery(tx: Tx, person_uid: str, chat_id: int, words: Sequence[str], now: int) -> Gallery | None:
    """Begin a gallery at the newest result; None where there is nothing to show."""
    kept = json.dumps(list(words), ensure_ascii=False)
    first = await newest(tx, Gallery(0, person_uid, chat_id, "all", kept, 0).stands_on)
    if first is None:
        return None
    number = await tx.value(
        "INSERT INTO gallery (person_uid, chat_id, shelf, words, job_id, at) "
        "VALUES (:uid, :chat_id, 'all', :words, :job_id, :now) RETURNING id",
        uid=person_uid,
        chat_id=chat_id,
        words=kept,
        job_id=first,
        now=now,
    )
    return Gallery(int(number), person_uid, chat_id, "all", kept, first)


async def gallery(tx: Tx, gallery_id: int) -> Gallery | None:
    """Return a gallery as it stands."""
    row = await tx.one(
        "SELECT id, person_uid, chat_id, shelf, words, job_id FROM gallery WHERE id = :id", id=gallery_id
    )
    return None if row is None else Gallery(*row)


async def turn_to(tx: Tx, gallery_id: int, shelf: str, job_id: int) -> None:
    """Move a gallery to a result on a shelf."""
    await tx.execute(
        "UPDATE gallery SET shelf = :shelf, job_id = :job_id WHERE id = :id", id=gallery_id, shelf=shelf, job_id=job_id
    )


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
