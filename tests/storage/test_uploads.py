"""Pictures of our own that Telegram keeps: the newest name of each counts."""

from storage import uploads


async def test_a_picture_is_known_by_its_newest_name(db):
    assert await db.read(uploads.find, "greeting") is None
    for name in ("first", "second"):
        await db.write(uploads.keep, "greeting", name)
    assert await db.read(uploads.find, "greeting") == "second"
    assert await db.read(uploads.find, "other") is None
