"""How an end-to-end test sits at the owners' desk: opens a page, presses a key and waits for the page behind it."""

from tests.e2e.steps import ours, sentence
from tests.harness import until

OWNER, MINH = 7911, 7912


async def opened(sandbox, words="", part="", *, person=OWNER):
    """Write to the desk and wait for the answer."""
    asked = await sandbox.say(f"/admin {words}".strip(), person=person)
    return await sentence(sandbox, person, part, after=asked["message_id"])


async def turned(sandbox, page, label, part, *, person=OWNER):
    """Press a key of a page and wait until the message shows the part."""
    answer = await sandbox.press(page, label, person=person)

    async def look():
        now = [one for one in await ours(sandbox, person) if one["message_id"] == page["message_id"]]
        return now[0] if now and part in now[0]["text"] else None

    return await until(look), answer["text"]


def labels(page):
    return [button["text"] for row in page["reply_markup"]["inline_keyboard"] for button in row]


def data_of(page, label):
    rows = page["reply_markup"]["inline_keyboard"]
    return next(one["callback_data"] for row in rows for one in row if label in one["text"])


def books(bot):
    """Everything that money and power could have moved."""
    return (
        bot.rows("SELECT id, debits_posted, credits_posted FROM account ORDER BY id"),
        bot.rows("SELECT count(*) FROM transfer"),
        bot.rows("SELECT count(*) FROM audit"),
        bot.rows("SELECT * FROM block"),
        bot.rows("SELECT * FROM switch"),
        bot.rows("SELECT * FROM cap"),
    )
