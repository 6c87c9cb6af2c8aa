"""``/jobs``: each job with its place, its age and a button to cancel it, in one message that follows."""

import pytest
import pytest_asyncio

from tests.e2e.steps import newcomer, ours, sentence
from tests.harness import until, world

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tmp_path_factory):
    async with world(tmp_path_factory.mktemp("joblist")) as both:
        yield both


def labels(message):
    return [button["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


async def shows(sandbox, message, part):
    async def look():
        found = await sandbox.messages(message["chat"]["id"], message["message_id"] - 1)
        now = next(one for one in found if one["message_id"] == message["message_id"])
        return now if part in now["text"] else None

    return await until(look)


async def begun(sandbox, bot, person, *prompts, chat=None):
    for prompt in prompts:
        await sandbox.say(f"/imagine {prompt}", person=person, chat=chat)
        await until(lambda prompt=prompt: bot.rows("SELECT 1 FROM job WHERE request LIKE ?", f"%{prompt}%"))


@pytest.mark.slow
async def test_a_cancel_in_the_list_ends_that_job_and_the_message_follows(sandbox, bot, person, slow):
    await begun(sandbox, bot, person, "a red kite", "a blue kite", "a grey kite")
    sent = await sandbox.say("/jobs", person=person)
    listed = await sentence(sandbox, person, "3 jobs:", after=sent["message_id"])
    assert "1. a grey kite · just now" in listed["text"]
    assert labels(listed) == ["✕ 1", "✕ 2", "✕ 3", "🔄 Look again"]
    assert (await sandbox.press(listed, "✕ 2", person=person))["text"] == "Stopped."
    left = await shows(sandbox, listed, "2 jobs:")
    assert "blue" not in left["text"]
    assert "2. a red kite · just now" in left["text"]
    assert labels(left) == ["✕ 1", "✕ 2", "🔄 Look again"]
    assert (await sandbox.press(left, "✕ 1", person=person))["text"] == "Stopped."
    last = await shows(sandbox, listed, "One job:")
    await sandbox.say("/cancel", person=person)
    await until(lambda: not bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND state = 'working'", person))
    assert (await sandbox.press(last, "✕ 1", person=person))["text"] == "Too late: it has ended."
    ended = await shows(sandbox, listed, "Nothing in line")
    assert labels(ended) == []


async def test_the_list_of_one_is_not_pressed_by_another_and_shows_work_of_everywhere(sandbox, bot, slow):
    ana, ben = await newcomer(sandbox, 7701), await newcomer(sandbox, 7702)
    group = -1007701
    await sandbox.post("/control/chats", {"id": group, "title": "G", "members": [ana, ben]})
    await begun(sandbox, bot, ana, "a kite at home")
    sent = await sandbox.say("/jobs", person=ana, chat=group)
    listed = await sentence(sandbox, group, "One job:", after=sent["message_id"])
    assert "somebody else" in (await sandbox.press(listed, "✕ 1", person=ben))["text"]
    await begun(sandbox, bot, ana, "a kite in the group", chat=group)
    await sandbox.press(listed, "Look again", person=ana)
    both = await shows(sandbox, listed, "2 jobs:")
    await sandbox.press(both, "✕ 2", person=ana)
    left = await shows(sandbox, listed, "One job:")
    assert "a kite in the group" in left["text"]
    await sandbox.press(left, "✕ 1", person=ana)
    await shows(sandbox, listed, "Nothing in line")


async def test_of_a_long_list_the_newest_are_shown_and_the_rest_is_counted(sandbox, bot, person, slow):
    await begun(sandbox, bot, person, *[f"kite number {number:02}" for number in range(12)])
    await sandbox.say("/jobs", person=person)
    listed = await sentence(sandbox, person, "12 jobs:")
    assert "… and 2 more." in listed["text"]
    assert len(labels(listed)) == 11
    await sandbox.say("/cancel all", person=person)
    await sentence(sandbox, person, "Stopped 12 jobs")


async def test_a_job_whose_card_is_near_says_itself_that_it_was_stopped_and_only_once(sandbox, bot, person, slow):
    await begun(sandbox, bot, person, "a purple kite")
    await sentence(sandbox, person, "🎨")
    await sandbox.say("/cancel", person=person)
    await until(lambda: bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND shown = 1", person))
    await until(lambda: not bot.rows("SELECT 1 FROM inbox WHERE state = 'new'"))
    assert [one["text"] for one in await ours(sandbox, person)] == [
        (await sentence(sandbox, person, "✋ Stopped. Nothing was charged."))["text"]
    ]
    await begun(sandbox, bot, person, "a purple boat")
    for words, told in (("/balance", "You have"), ("/jobs", "One job"), ("/balance", "You have")):
        asked = await sandbox.say(words, person=person)  # its card is far up then
        await sentence(sandbox, person, told, after=asked["message_id"])
    sent = await sandbox.say("/cancel", person=person)
    await sentence(sandbox, person, "Stopped one job", after=sent["message_id"])
