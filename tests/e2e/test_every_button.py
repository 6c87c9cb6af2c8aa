"""Every button of every screen: pressed by the wrong person, forged, and after a kill -9 by whoever may.

An action without a living specimen, or without a line that says what it does, fails here.
"""

import asyncio
import re
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
import pytest_asyncio

from bot.chat.buttons import ACTIONS
from bot.chat.texts import texts
from tests.e2e.specimens import Screens, Specimen, collect
from tests.e2e.steps import Message, newcomer, ours, wallet
from tests.e2e.test_buttons import now_at
from tests.harness import until, world

pytestmark = pytest.mark.asyncio(loop_scope="module")
OLD, OTHERS, ADMINS = "This button does nothing any more.", "somebody else", "Only admins set up"
OWNER = 8803
TABLES = (
    "person",
    "account",
    "transfer",
    "quota",
    "job",
    "question",
    "choice",
    "favourite",
    "gallery",
    "history_view",
    "button",
)
EVERYBODYS = ("picture", "original", "follow", "draw", "back")  # as docs/commands.md has it
OPENERS = ("cancel", "jobs_stop", "jobs_look", "gallery", "show_again", "favourite", "models", "settings", "help",
           "group-settings", "language", "suggested", "edit_photo", "each", "pool", "give", "pool_chart",
           "topup", "paysupport")  # fmt: skip
# Pressed by wrong people, forged and after a kill in test_admin_refusals.py, test_stars.py and test_privacy.py.
ELSEWHERE = {"admin", "star_refund", "star_ask_refund", "deleteme"}
_SHOWN = "SELECT 1 FROM job WHERE shown <> 1 AND request NOT LIKE '%without an end%'"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def screens(tmp_path_factory):
    settings = {"BOT_START_CREDITS": "9000000", "BOT_ADMIN_IDS": str(OWNER), "BOT_JOBS_AT_ONCE": "unlimited"}
    async with world(tmp_path_factory.mktemp("buttons"), **settings) as (sandbox, bot):
        yield await collect(sandbox, bot)
        assert "Traceback" not in bot.log.read_text()


def books(at: Screens) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that a press could move, but where the gateways' work stands."""
    return {table: sorted(at.bot.rows(f"SELECT * FROM {table}"), key=repr) for table in TABLES}  # noqa: S608 (names above)


async def restart(at: Screens, rule: str) -> Screens:
    """Kill the bot and start it; in every group the buttons are now whose the rule says."""
    await until(lambda: not at.bot.rows(_SHOWN))
    await at.bot.stop(signal.SIGKILL)
    for chat in {one.chat for one in at.found if not one.is_private}:
        at.bot.write(f"INSERT OR REPLACE INTO choice VALUES ('c:{chat}', 'buttons', '{rule}')")  # noqa: S608
    await at.bot.start()
    return at


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def for_askers(screens):
    return await restart(screens, "asker")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def for_everybody(screens):
    return await restart(screens, "everybody")


async def pressed(at: Screens, one: Specimen, person: int) -> dict[str, Any]:
    """Press a button as it hung there."""
    return await at.sandbox.press_data(one.message, one.data, person=person, stale=True)


async def told(at: Screens, presses: list[tuple[Message, str]], person: int) -> list[str]:
    """Press all of these and return the answers, in order; a person's presses are handled in theirs."""

    async def press(message: Message, data: str) -> str:
        body = {"from": person, "chat": message["chat"]["id"], "message": message["message_id"], "data": data}
        return (await at.sandbox.post("/control/press", {**body, "stale": True}))["callback_query_id"]

    async def answer(callback: str) -> dict[str, Any]:
        found = await at.sandbox.get(f"/control/callbacks/{callback}")
        return found if found["answered"] else None

    callbacks = [await press(message, data) for message, data in presses]
    await until(partial(answer, callbacks[-1]))
    return [(await answer(callback))["text"] or "" for callback in callbacks]


async def told_to_ben(at: Screens, wanted: list[Specimen]) -> list[tuple[Specimen, str]]:
    """What Ben is answered; of a private screen he has the data alone, which he sends from his own chat."""
    own = (await ours(at.sandbox, at.ben))[0]
    presses = [(own if one.is_private else one.message, one.data) for one in wanted]
    return list(zip(wanted, await told(at, presses, at.ben), strict=True))


@dataclass(frozen=True)
class Effect:
    """What a press of Ana's is answered with, and what is seen of it."""

    told: str
    seen: Callable[[Screens, Specimen, Message, int], Awaitable[object]]


async def a_job(at: Screens, one: Specimen, _before: Message, _last: int) -> object:
    """One job of this very button's, paid."""
    return at.bot.rows("SELECT 1 FROM job WHERE idem LIKE ? AND state = 'captured' AND shown = 1", f"b:{one.nonce}%")


async def in_line(at: Screens, one: Specimen, _before: Message, _last: int) -> object:
    """One job of this very button's, not paid yet."""
    return at.bot.rows("SELECT 1 FROM job WHERE idem LIKE ? AND state = 'working'", f"b:{one.nonce}%")


async def stopped(at: Screens, one: Specimen, _before: Message, _last: int) -> object:
    """The job is over, for nothing."""
    job = "SELECT job.state FROM job JOIN button ON job_id = job.id WHERE nonce = ?"
    return at.bot.rows(job, one.nonce) == [("voided",)]


async def another(at: Screens, one: Specimen, before: Message, _last: int) -> object:
    """The message shows something else."""
    now = await now_at(at.sandbox, before)
    return any(now.get(part) != before.get(part) for part in ("text", "caption", "reply_markup"))


async def gone(at: Screens, one: Specimen, _before: Message, _last: int) -> object:
    """The message is there no more."""
    return one.message["message_id"] not in [there["message_id"] for there in await ours(at.sandbox, one.chat)]


async def spoken(at: Screens, _one: Specimen, _before: Message, _last: int) -> object:
    """Ana is spoken to in Vietnamese."""
    return at.bot.rows("SELECT language FROM person WHERE telegram_id = ?", at.ana) == [("vi",)]


async def nothing(_at: Screens, _one: Specimen, _before: Message, _last: int) -> object:
    """The answer is all."""
    return True


def sent(part: str) -> Callable[[Screens, Specimen, Message, int], Awaitable[object]]:
    """One message more, with this in it."""

    async def look(at: Screens, one: Specimen, _before: Message, last: int) -> object:
        return any(part in str(there) for there in await ours(at.sandbox, one.chat, last))

    return look


BEGUN, STOPPED = Effect("On it.", a_job), Effect("Stopped.", stopped)
# In the order of the presses: the list of jobs is looked at when one of two has ended, what is deleted goes late.
EFFECTS = {
    "cancel": STOPPED,
    "jobs_look": Effect("", another),
    "jobs_stop": STOPPED,
    "picture": Effect("Picture 1 is here", sent("'photo'")),
    "original": Effect("The file is here", sent("'document'")),
    "again": BEGUN,
    "instead": Effect("On it.", in_line),  # behind the batch that is under way there
    "follow": BEGUN,
    "draw": BEGUN,
    "claim": BEGUN,
    "step": BEGUN,
    "suggested": BEGUN,
    "surprise": BEGUN,
    "edit": Effect("Reply to this picture", nothing),
    "edit_photo": Effect("Write what to change", sent("What shall")),
    "each": Effect("Write what to change", sent("each of the 2 photos")),
    "tell": Effect("", sent("photo")),
    "back": Effect("Here is the one before", sent("'photo'")),
    "board": Effect("There is no refund", another),
    "details": Effect("", sent("/imagine")),
    "favourite": Effect("Kept", another),
    "gallery": Effect("", another),
    "show_again": Effect("Here it is", sent("'photo'")),
    "month_theme": Effect("", another),
    "history": Effect("", sent("Receipt")),
    "history_leaf": Effect("", another),
    "models": Effect("", another),
    "settings": Effect("", another),
    "help": Effect("", another),
    "group-settings": Effect("", another),
    "pool_chart": Effect("See below", sent("'photo'")),
    "pool": Effect("", another),
    "give": Effect("Thank you", another),
    "batch_begin": Effect("On it.", sent("2 of 2 are here")),
    "batch_leave": Effect("", another),
    "batch_stop": Effect("Stopped ", nothing),
    "batch_rest": Effect("See below", sent("Make all 2")),
    "batch_zip": Effect("Packing", sent("'document'")),
    "delete": Effect("There is no refund", gone),
    "topup": Effect("", sent("'invoice'")),
    "paysupport": Effect("", another),
    "language": Effect(texts("vi").plain("language-set"), spoken),
}
# Which of many: by what its argument has, and its screen.
WHICH = {
    "batch_leave": ("", "batch to leave"),
    "again": ("", "result"),  # not one that was pressed before, nor here
    "details": ("", "midjourney, more"),
    "board": ("/delete", "grid, more"),
    "favourite": (":1", "library"),
    "language": ("vi", ""),
    "give": ("yes", "gift"),
    "pool": ("pick", "pool"),
    "gallery": (":older", ""),
    "history_leaf": (":older", ""),
    "step": ("strong", ""),
}


async def test_every_action_has_a_specimen_and_says_what_it_does(screens):
    assert {one.action for one in screens.found} == set(ACTIONS) - ELSEWHERE == set(EFFECTS)


# Paid work whose label names no price, by the screen it stands on, with the reason.
UNPRICED = {
    "midjourney": "eight numbers in two rows leave no room: the caption above them names it",
}


async def test_every_button_that_starts_paid_work_names_its_price(screens):
    paid = [one for one in screens.found if EFFECTS[one.action] is BEGUN or EFFECTS[one.action].told == "On it."]
    assert {one.action for one in paid} >= {"again", "instead", "follow", "draw", "claim", "step", "suggested"}
    bare = [one for one in paid if not re.search(r" · [\d,]+[ \xa0]₫$", one.label)]
    assert {one.screen for one in bare} == UNPRICED.keys(), [(one.screen, one.label) for one in bare]
    for one in bare:
        assert re.fullmatch("[UV][1-4]", one.label)
        assert re.search(r"U1–V4: [\d,]+ ₫", one.message["caption"])  # noqa: RUF001 (from one to the other)


async def test_the_wrong_person_is_told_so_and_nothing_moves(screens):
    before = books(screens)
    wrong = [one for one in screens.found if one.owner is not None]
    for one, text in await told_to_ben(screens, wrong):
        assert (OLD if one.is_private else OTHERS) in text, (one.screen, one.label)
    anybodys = {one.action for one in screens.found if one.owner is None}
    assert anybodys == {*EVERYBODYS, "claim", "group-settings"}
    assert books(screens) == before


async def test_what_is_forged_or_comes_from_another_chat_moves_nothing(screens):
    before = books(screens)
    presses = []
    for one in {one.action: one for one in screens.found}.values():
        version, nonce, signature = one.data.split(".")
        other = next(there for there in screens.found if there.chat != one.chat and not there.is_private)
        presses += [(one.message, f"{version}.{nonce[::-1]}.{signature}"), (one.message, (one.data + "x" * 64)[:64])]
        presses.append((other.message, one.data))
    assert await told(screens, presses, screens.ana) == [OLD] * len(presses)
    assert books(screens) == before


async def test_after_a_kill_what_is_everybodys_is_the_askers_alone_where_the_group_says_so(for_askers):
    at = for_askers
    before = books(at)
    shared = [one for one in at.found if one.owner is None and one.action != "claim"]
    for one, text in await told_to_ben(at, shared):
        assert (ADMINS if one.action == "group-settings" else OTHERS) in text, (one.screen, one.label)
    assert books(at) == before


async def test_where_everybody_may_press_menus_and_cancels_stay_their_owners_and_who_presses_pays(for_everybody):
    at = for_everybody
    before, rich = books(at), wallet(at.bot, at.ben)[0]
    still = [one for one in at.found if one.owner is not None and (one.action in OPENERS or one.is_private)]
    for one, text in await told_to_ben(at, still):
        assert (OLD if one.is_private else OTHERS) in text, (one.screen, one.label)
    assert books(at) == before
    for one in (
        at.one("step", "subtle"),
        at.one("again", screen="voice"),
        at.one("edit"),
        at.one("details", screen="one of a grid, more"),
    ):
        assert EFFECTS[one.action].told in ((await pressed(at, one, at.ben))["text"] or "")
    both = at.one("again", screen="midjourney")  # two people in the same moment: one job each
    at_once = await asyncio.gather(pressed(at, both, at.ben), pressed(at, both, at.ana))
    assert [one["text"] for one in at_once] == ["On it.", "On it."]
    await until(lambda: not at.bot.rows(_SHOWN))
    mine = "SELECT paid FROM job JOIN person ON uid = person_uid WHERE telegram_id = ? AND state = 'captured'"
    prices = [paid for (paid,) in at.bot.rows(mine, at.ben)]
    assert len(prices) == 3
    assert wallet(at.bot, at.ben) == (rich - sum(prices), 0)


async def test_an_owner_of_the_bot_who_looks_at_a_list_of_jobs_sees_whose_it_is(for_everybody):
    at, listed = for_everybody, for_everybody.one("jobs_look")
    await newcomer(at.sandbox, OWNER)
    await at.sandbox.post("/control/member", {"chat": listed.chat, "user": OWNER, "status": "member", "by": at.ana})
    await pressed(at, at.one("jobs_look"), OWNER)
    await asyncio.sleep(0.3)
    assert "without an end" in (await now_at(at.sandbox, listed.message))["text"]


async def test_after_a_kill_each_button_does_its_work(for_everybody):
    at = for_everybody
    for action, effect in EFFECTS.items():
        one = at.one(action, *WHICH.get(action, ()))
        shown = await now_at(at.sandbox, one.message)
        last = max(there["message_id"] for there in await ours(at.sandbox, one.chat))
        assert effect.told in ((await pressed(at, one, at.ana))["text"] or ""), action
        await until(partial(effect.seen, at, one, shown, last))
    await at.sandbox.say("/cancel all", person=at.ana)
    await until(lambda: not at.bot.rows(_SHOWN) and wallet(at.bot, at.ana)[1] == 0)
