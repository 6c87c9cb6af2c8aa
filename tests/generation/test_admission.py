"""The door: the same ask twice is the same job, whatever has changed in between."""

import asyncio
from types import SimpleNamespace

import pytest

from bot.chat import asking
from bot.chat.persons import Persons
from bot.chat.signing import Signer
from bot.chat.texts import texts
from bot.errors import PersonError
from bot.generation import endings, leaving
from bot.generation.accounts import welcome
from bot.generation.admission import Ask
from bot.generation.request import GenerationRequest
from bot.generation.rules import GroupLimits, Rules
from bot.providers.wire import Failed, FailureKind
from storage import attempts, batches
from storage.batches import NewBatch

NOWHERE = "http://127.0.0.1:9"


async def test_a_repeated_ask_finds_its_job_though_nothing_is_sold_any_more(house):
    there = house(flow=NOWHERE)
    first = await there.admit("flow", idem="m:1:7")
    there.admission.selling = False
    again = await there.admit("flow", idem="m:1:7")
    assert (again.job.id, first.fresh, again.fresh) == (first.job.id, True, False)
    with pytest.raises(PersonError, match="not-selling"):
        await there.admit("flow", idem="m:1:8")


async def test_a_repeated_ask_finds_its_job_though_the_gateway_takes_no_work_now(house, clock):
    there = house(flow=NOWHERE)
    first = await there.admit("flow", idem="m:1:7")
    there.gateways.routing.turned_down("flow", Failed(FailureKind.EXHAUSTED, "no credit"), clock.now())
    assert (await there.admit("flow", idem="m:1:7")).job.id == first.job.id
    with pytest.raises(PersonError, match="model-off"):
        await there.admit("flow", idem="m:1:8")


async def test_a_repeated_ask_finds_its_job_though_the_day_is_used_up(house):
    there = house(flow=NOWHERE)
    there.rules = there.admission._rules = type(there.rules)(pictures_per_day=1)
    first = await there.admit("flow", idem="m:1:7")
    assert (await there.admit("flow", idem="m:1:7")).job.id == first.job.id
    assert len(await there.db.read(attempts.open_ones)) == 1
    with pytest.raises(PersonError, match="quota-pictures"):
        await there.admit("flow", idem="m:1:8")


async def test_a_repeated_ask_has_the_cancel_button_of_the_first(house, clock):
    there = house(flow=NOWHERE)

    async def may(*_):
        pass

    room = SimpleNamespace(
        admission=there.admission, quoting=there.quoting, clock=clock, leaders=SimpleNamespace(check_may_ask=may)
    )
    person = await there.db.write(welcome, 1, "P", "en", there.rules, 0)
    request = there.quoting.complete(GenerationRequest(prompt="a boat", model="flow"))
    ask = Ask("m:1:7", person, 1, None, 7, request, GroupLimits())
    first, again = await asking.admit(room, ask, None), await asking.admit(room, ask, None)
    there.admission.selling = False
    refused = await asking.admit(room, ask, None)
    assert (first.fresh, again.fresh, refused.fresh) == (True, False, False)
    assert {one.extra.cancel_nonce for one in (again, refused)} == {first.extra.cancel_nonce}


async def test_a_limit_says_what_is_left_and_how_long_it_takes_wherever_one_lives(house, clock):
    there = house(flow=NOWHERE)
    there.rules = there.admission._rules = type(there.rules)(pictures_per_day=3)
    await there.admit("flow", idem="m:1:7")
    waits = []
    for number, passes_s in enumerate((0, 5 * 3600)):
        clock.move(passes_s)
        with pytest.raises(PersonError, match="quota-pictures") as caught:
            await there.admit("flow", idem=f"m:1:{8 + number}", count=3)
        told = caught.value.values
        assert (told["limit"], told["left"], told["asked"], told["back"]) == (3, 2, 3, "00:00")
        waits.append((told["wait"], told["unit"]))
    assert waits == [(6, "hours"), (54, "minutes")]


async def test_a_group_bounds_the_price_of_a_request_at_the_door(house):
    there = house(flow=NOWHERE)
    limits = GroupLimits(price_max=200)
    with pytest.raises(PersonError) as caught:
        await there.admit("flow", count=3, limits=limits, chat_id=-1)
    assert (caught.value.key, caught.value.values) == ("group-too-dear", {"most": 200, "price": 300})
    assert await there.db.read(attempts.open_ones) == []
    assert (await there.admit("flow", count=2, limits=limits, chat_id=-1)).job.price == 200


async def test_a_group_bounds_the_requests_of_each_member_a_day_and_counts_those_before_it(house, clock):
    there, limits = house(flow=NOWHERE), GroupLimits(jobs_per_day=2)
    first = await there.admit("flow", chat_id=-1)
    await there.admit("flow", chat_id=-1, limits=limits)
    with pytest.raises(PersonError) as caught:
        await there.admit("flow", chat_id=-1, limits=limits)
    assert (caught.value.key, caught.value.values["limit"]) == ("quota-jobs", 2)
    for elsewhere in ({"chat_id": -2}, {"chat_id": 1}, {"who": 2, "chat_id": -1}):
        await there.admit("flow", limits=limits, **elsewhere)
    await there.db.write(endings.cancel, first.job, clock.now())  # no gateway had it: it counts no more
    await there.admit("flow", chat_id=-1, limits=limits)
    with pytest.raises(PersonError, match="quota-jobs"):
        await there.admit("flow", chat_id=-1, limits=limits)


async def all_at_once(there, model, count, first=None, batch_id=None, number=1):
    """Let somebody ask for so many boats together."""
    person = await there.db.write(welcome, 1, "P", "en", there.admission._rules, 0)
    request = there.quoting.complete(GenerationRequest(prompt="a boat", model=model))
    asks = [Ask(f"q:{number}:{place}", person, 1, None, 1, request, GroupLimits(), batch_id) for place in range(count)]

    async def nothing(tx):
        pass

    await there.admission.admit_all(asks, there.quoting.quotes, first or nothing)


@pytest.mark.parametrize(
    ("rules", "left"),
    [
        (Rules(pictures_per_day=4), {"metric": "pictures", "left": 4}),
        (Rules(credits_per_day=10_000), {"metric": "credits", "left": 10_000}),
    ],
)
async def test_what_is_more_than_the_day_has_left_is_not_begun_in_part(house, rules, left):
    there = house(thucchien=NOWHERE)
    there.admission._rules = rules
    with pytest.raises(PersonError, match="batch-over") as refused:
        await all_at_once(there, "nano-banana-2", 40)
    assert refused.value.values.items() >= left.items()
    assert await there.db.read(attempts.open_ones) == []
    await all_at_once(there, "nano-banana-2", 4)
    assert len(await there.db.read(attempts.open_ones)) == 4


@pytest.mark.parametrize("language", ["en", "vi"])
async def test_where_new_work_is_switched_off_a_batch_is_told_so_and_not_to_come_back_tomorrow(house, language):
    there = house(thucchien=NOWHERE)
    there.admission._rules = Rules(pictures_per_day=0)
    with pytest.raises(PersonError, match="batch-over") as refused:
        await all_at_once(there, "nano-banana-2", 4)
    said, zero = texts(language), {"limit": 0, "left": 0, "asked": 4, "wait": 1, "unit": "hours", "back": "00:00"}
    assert said.plain("batch-over", **refused.value.values) == said.plain("quota-pictures", **zero)


async def test_what_one_cannot_pay_is_refused_with_the_price_of_the_whole(house):
    there = house(thucchien=NOWHERE)
    there.admission._rules = Rules(billing="credits", start_credits=10_000)
    with pytest.raises(PersonError, match="not-enough") as refused:
        await all_at_once(there, "nano-banana-2", 40)
    each = there.quoting.quotes(there.quoting.complete(GenerationRequest(prompt="a boat", model="nano-banana-2")))[0]
    assert refused.value.values == {"price": 40 * each.price, "available": 10_000}
    assert await there.db.read(attempts.open_ones) == []


async def test_what_comes_first_in_the_transaction_may_end_it(house):
    there = house(thucchien=NOWHERE)

    async def begun_before(tx):
        raise PersonError("press-again-used")

    with pytest.raises(PersonError, match="press-again-used"):
        await all_at_once(there, "nano-banana-2", 3, begun_before)
    assert await there.db.read(attempts.open_ones) == []
    there.admission.selling = False
    with pytest.raises(PersonError, match="not-selling"):
        await all_at_once(there, "nano-banana-2", 3)


async def test_each_goes_where_there_is_room_today(house):
    there = house(thucchien=NOWHERE, key4u=NOWHERE)
    model = "nano-banana-2"
    quotes = there.quoting.quotes(there.quoting.complete(GenerationRequest(prompt="a boat", model=model)))
    first, second = dict.fromkeys(quote.offer.gateway for quote in quotes)
    there.gateways.pictures_per_day = lambda name: 2 if name == first else None
    await all_at_once(there, model, 5)
    assert [one.gateway for one in await there.db.read(attempts.open_ones)] == [first] * 2 + [second] * 3


async def test_a_batch_is_put_in_line_as_one_and_what_is_asked_for_singly_before_it(house):
    there = house(thucchien=NOWHERE)
    person = await there.db.write(welcome, 1, "P", "en", there.admission._rules, 0)
    batch_id = await there.db.write(batches.add, NewBatch(person.uid, 1, None, 1, "en", "[]", 9), 0)

    async def begin(tx):
        assert await batches.begin(tx, batch_id, person.uid, "en", None, 9)

    await all_at_once(there, "nano-banana-2", 3, begin, batch_id)
    admitted = await there.admit("nano-banana-2")
    turns = {one.job_id: one.turn for one in await there.db.read(attempts.open_ones)}
    assert [turns.pop(admitted.job.id), *turns.values()] == [1, 2, 3, 4]


async def test_how_much_a_gateway_made_today_is_looked_up_only_where_it_has_a_limit(house):
    there = house(thucchien=NOWHERE)
    asked = []
    there.db._writer._connection.set_trace_callback(asked.append)
    for most, looked_up in ((None, 0), (9, 2)):
        asked.clear()
        there.gateways.pictures_per_day = lambda _, most=most: most
        await all_at_once(there, "nano-banana-2", 2, number=looked_up)
        assert sum(sql.startswith("SELECT used, held") and "gw:" in sql for sql in asked) == looked_up
    there.db._writer._connection.set_trace_callback(None)


async def test_nothing_is_taken_from_who_left_while_it_was_asked_for(house, clock):
    """An album or a long download may be under way while its person asks to be forgotten."""
    there = house(flow=NOWHERE)
    await there.admit("flow")
    person = await there.db.write(welcome, 1, "P", "en", there.rules, 0)
    assert await there.db.write(leaving.leave, person, "mark", (), clock.now())
    request = there.quoting.complete(GenerationRequest(prompt="a boat", model="flow"))
    for chat_id in (1, -5):
        ask = Ask(f"m:{chat_id}:9", person, chat_id, None, 9, request, GroupLimits())
        with pytest.raises(PersonError, match="deleteme-done"):
            await there.admission.admit(ask, there.quoting.quotes, nothing)


async def nothing(_tx, _taken):
    pass


async def test_who_leaves_while_they_are_met_is_not_remembered_as_who_they_were(house, clock):
    there = house(flow=NOWHERE)
    persons = Persons(there.db, there.rules, clock, Signer(b"k" * 32))
    before = await persons.meet(7, "P", "en")
    persons.forget(7)
    meeting = asyncio.create_task(persons.meet(7, "P", "en"))  # a message that was under way
    await asyncio.sleep(0)
    assert await there.db.write(leaving.leave, before, persons.mark(7), (), clock.now())
    assert (await meeting).uid == before.uid
    assert (await persons.meet(7, "P", "en")).uid != before.uid
