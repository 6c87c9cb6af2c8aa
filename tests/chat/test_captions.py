"""What stands under a result tells who does not see it what it is, also where the words alone do not."""

import re
from html import unescape
from types import SimpleNamespace

import pytest

from bot.chat.receipt import _in_a_line, beginning, caption, caption_of_one, heading, shorten
from bot.chat.texts import texts
from bot.chat.unsaid import unsaid
from bot.generation.accounts import welcome
from bot.generation.request import GenerationRequest, Reference
from bot.generation.rules import Rules
from bot.providers.wire import Task
from storage import jobs
from storage.jobs import NewJob

NOTHING = SimpleNamespace(find=lambda _: None)
RULES = Rules()
PHOTO = (Reference(file_id="a"),)


@pytest.fixture
async def told(db):
    """Return what tells the facts of a job; ``before`` is the job that it changed."""
    person = await db.write(welcome, 5, "P", "en", RULES, 1)

    async def tell(prompt, count=1, *, before=None, language="en", chat=5, **more):
        async def ask(tx):
            request = GenerationRequest(
                prompt=prompt, model="m", count=count, before=before.id if before else None, **more
            )
            number = len(await tx.all("SELECT id FROM job")) + 1
            new = NewJob(
                f"m:{number}", person.uid, f"tab:{person.uid}", chat, language, "m", request.model_dump_json(), count, 1
            )
            job = await jobs.add(tx, new, 1)
            return job, await caption(tx, job, count, NOTHING, RULES, 1)

        return await db.write(ask)

    return tell


async def test_a_picture_of_words_is_described_by_them(told):
    _, text = await told("a boat")
    assert text == "a boat\n<i>m</i>"


async def test_a_grid_says_how_many_and_a_chain_of_edits_what_it_began_with(told):
    boat, text = await told("a boat", 4)
    assert text == "a boat · 4 pictures\n<i>m</i>"
    night, text = await told("make it night", before=boat, references=PHOTO)
    assert text == "make it night · edit of “a boat”\n<i>m</i>"
    _, text = await told("cho tuyết rơi", before=night, references=PHOTO, language="vi")
    assert text == "cho tuyết rơi · sửa từ “a boat”\n<i>m</i>"
    _, text = await told("waves roll", before=night, references=PHOTO, task=Task.VIDEO)
    assert text == "waves roll · film of “a boat”\n<i>m</i>"


async def test_what_was_sent_in_is_said_to_be_changed_and_long_words_are_cut(told):
    _, text = await told("make it night", references=PHOTO)
    assert text == "make it night · edited picture\n<i>m</i>"
    _, text = await told("it moves", references=PHOTO, task=Task.VIDEO)
    assert text == "it moves · film of a picture\n<i>m</i>"
    long, _ = await told("a boat <b>" + "x" * 100)
    _, text = await told("make it night", before=long, references=PHOTO)
    assert text == "make it night · edit of “a boat &lt;b&gt;xxx…”\n<i>m</i>"
    _, text = await told("a boat", references=PHOTO, button="🎲 Subtle")
    assert text == "a boat · 🎲 Subtle\n<i>m</i>"


async def test_what_was_said_in_another_chat_is_not_told_here(told):
    secret, _ = await told("my secret wish")
    here, text = await told("make it night", before=secret, references=PHOTO, chat=-100)
    assert text == "make it night · edited picture\n<i>m</i>"
    _, text = await told("let it snow", before=here, references=PHOTO, chat=-100)
    assert text == "let it snow · edit of “make it night”\n<i>m</i>"


@pytest.mark.parametrize("language", ["en", "vi"])
async def test_words_of_ours_are_never_shown_as_the_persons(told, language):
    ours = unsaid(Task.DESCRIBE, language)
    described, _ = await told(ours, references=PHOTO, task=Task.IMAGE)
    assert caption_of_one(described, 1, 1, texts("en")).startswith("👁 Describe\n")
    _, text = await told("make it night", before=described, references=PHOTO)
    assert text == "make it night · edited picture\n<i>m</i>"
    begun, _ = await told("Go on in the same way. But faster", references=PHOTO)
    assert caption_of_one(begun, 1, 1, texts("en")).startswith("Go on in the same way. But faster\n")


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("words", ["night", "make it a cold winter night with deep snow and two foxes " * 9])
async def test_no_caption_takes_more_than_two_lines_of_a_phone(told, language, words):
    first, _ = await told("an old street café in Hanoi, lanterns, warm evening rain")
    for count, task in ((1, Task.IMAGE), (4, Task.IMAGE), (1, Task.VIDEO)):
        more = {"references": PHOTO, "task": task, "style": "watercolour"}
        _, text = await told(words, count, before=first, language=language, **more)
        lines = unescape(re.sub("<[^>]+>", "", text)).split("\n")
        assert len(lines) == 2
        assert max(map(len, lines)) <= 40, lines


def test_facts_that_find_no_room_are_left_out_the_least_first():
    facts = {"model": "Nano Banana Pro", "style": "Watercolour", "price": "12.000 ₫", "left": "còn 18 lượt"}
    assert _in_a_line(dict(facts), ()) == "Nano Banana Pro · 12.000 ₫ · còn 18 lượt"
    assert _in_a_line(dict(facts), ("U1-V4: 150 ₫",)) == "12.000 ₫ · còn 18 lượt · U1-V4: 150 ₫"


FAMILY, HAND, FLAG, ACCENTED = "👨\u200d👩\u200d👧\u200d👦", "👍\U0001f3fd", "🇻🇳", "e\u0302\u0301"


@pytest.mark.parametrize("sign", [FAMILY, HAND, FLAG, ACCENTED, "❤\ufe0f", "🏴\U000e0067\U000e0062\U000e007f"])
@pytest.mark.parametrize("before", ["", "a", "🇻"])
def test_what_is_read_as_one_sign_is_cut_by_no_end(sign, before):
    before = "" if sign == FLAG else before
    for most in range(len(before + sign) + 1, 60):
        begun = beginning(before + sign * 60, most)
        assert len(begun) <= most
        assert begun.startswith(before + sign)
        assert begun.removeprefix(before).replace(sign, "") == "…"


def test_a_sign_without_end_is_cut_all_the_same():
    assert beginning("a" + "\u0301" * 200, 40) == "a" + "\u0301" * 38 + "…"


@pytest.mark.parametrize("hidden", ["\u202e", "\u2067", "\u200b"])
def test_what_stands_without_markup_holds_nothing_that_turns_it_around(hidden):
    request = GenerationRequest(prompt=f"a {hidden}cat", model="m")
    assert heading(request, texts("en")) == shorten(request.prompt) == "a cat"
    assert heading(GenerationRequest(prompt=hidden * 90 + "a cat", model="m"), texts("en")) == "a cat"
