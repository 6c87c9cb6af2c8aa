"""Telegram's limits ahead of time: answers at once, results in turn, progress only where there is room."""

import asyncio

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.chat.pacing import Pacer
from tests.clock import FakeClock
from tests.harness import within

ANA, GROUP = 5, -1005


@pytest.fixture(autouse=True)
def as_the_client_has_it(monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def pacer(clock):
    return Pacer(clock)


def failing(*errors, then="done"):
    """A call that raises each error once, then succeeds; ``calls`` counts."""
    left = list(errors)

    async def call():
        call.calls += 1
        if left:
            raise left.pop(0)
        return then

    call.calls = 0
    return call


async def test_results_to_one_person_come_about_one_a_second_after_a_burst(pacer, clock):
    for _ in range(14):
        await pacer.turn(ANA)
    assert 9 <= clock.steady() <= 11


async def test_answers_to_what_a_person_wrote_go_at_once(pacer, clock):
    for _ in range(50):
        await pacer.turn(ANA, answer=True)
    assert clock.steady() == 0
    await pacer.turn(ANA)
    assert clock.steady() <= 1.1  # and a result is not held up for what they did


async def test_answers_overtake_results_that_wait(pacer, clock):
    done = []

    async def say(name, **how):
        await pacer.turn(ANA, **how)
        done.append((name, clock.steady()))

    results = [asyncio.create_task(say("result")) for _ in range(12)]
    while clock.steady() < 1:
        await asyncio.sleep(0)
    asked = clock.steady()
    await say("answer", answer=True)
    assert done[-1] == ("answer", asked)
    await asyncio.gather(*results)
    assert len(done) == 13


async def test_no_minute_of_a_group_holds_more_than_the_twenty_that_telegram_takes(pacer, clock):
    sent = []
    while clock.steady() < 300:
        await pacer.turn(GROUP, answer=True)
        sent.append(clock.steady())
        if len(sent) % 7 == 0:
            clock.move(3)
    assert max(sum(at <= one < at + 60 for one in sent) for at in sent) <= 20
    assert len(sent) >= 5 * 18  # and what it takes is used


async def test_after_telegram_asked_to_wait_answers_keep_the_pace_for_a_while(pacer, clock):
    await pacer.say(ANA, failing(RetryAfter(3)), repeatable=False, answer=True)
    assert clock.steady() >= 3
    begun = clock.steady()
    for _ in range(10):
        await pacer.turn(ANA, answer=True)
    assert clock.steady() - begun >= 6
    clock.move(120)
    begun = clock.steady()
    for _ in range(10):
        await pacer.turn(ANA, answer=True)
    assert clock.steady() == begun


async def test_one_chats_wait_is_nobody_elses(pacer, clock):
    pacer.halt(ANA, 300)
    await pacer.turn(6)
    assert clock.steady() == 0


async def test_progress_yields_to_answers(pacer):
    took = 0
    while pacer.try_turn(GROUP):
        took += 1
    assert 0 < took <= 10
    for _ in range(8):
        await within(pacer.turn(GROUP), 1)
    pacer.halt(ANA, 5)
    assert not pacer.try_turn(ANA)


async def test_progress_yields_while_somebody_waits(pacer, clock):
    pacer._chat(ANA).waiting = 1
    assert not pacer.try_turn(ANA)


@pytest.mark.parametrize("wait", [1, 7, 40])
async def test_retry_after_is_waited_for_and_the_call_made_again(pacer, clock, wait):
    call = failing(RetryAfter(wait), RetryAfter(wait))
    assert await pacer.say(ANA, call, repeatable=False) == "done"
    assert call.calls == 3
    assert clock.steady() >= 2 * wait


async def test_an_edit_is_repeated_until_it_stands(pacer):
    call = failing(TimedOut(), NetworkError("x"), TimedOut(), NetworkError("x"), NetworkError("x"))
    assert await pacer.say(ANA, call, repeatable=True) == "done"
    assert call.calls == 6


async def test_a_send_whose_answer_was_lost_is_not_sent_again(pacer):
    call = failing(TimedOut())
    with pytest.raises(TimedOut):
        await pacer.say(ANA, call, repeatable=False)
    assert call.calls == 1


@pytest.mark.parametrize("error", [BadRequest("message to edit not found"), Forbidden("bot was blocked by the user")])
@pytest.mark.parametrize("repeatable", [True, False])
async def test_a_plain_no_is_handed_on(pacer, error, repeatable):
    call = failing(error)
    with pytest.raises(type(error)):
        await pacer.say(ANA, call, repeatable=repeatable)
    assert call.calls == 1


async def test_turns_are_given_in_the_order_of_asking(pacer):
    order = []

    async def ask(number):
        await pacer.turn(ANA)
        order.append(number)

    await asyncio.gather(*[ask(number) for number in range(12)])
    assert order == sorted(order)


async def test_chats_long_silent_are_forgotten(pacer, clock):
    for chat in range(1, 2001):
        await pacer.turn(chat)
    clock.move(3600)
    await pacer.turn(5000)
    assert len(pacer._chats) < 10


async def test_how_long_an_answer_would_wait_is_foreseen(pacer, clock):
    assert (pacer.foresee_s(ANA), pacer.foresee_s(GROUP)) == (0, 0)
    for _ in range(18):
        await pacer.turn(GROUP)
        await pacer.turn(ANA, answer=True)
    await clock.sleep(10)
    assert (pacer.foresee_s(ANA), pacer.foresee_s(GROUP)) == (0, 0)
    await pacer.turn(GROUP)
    foreseen = pacer.foresee_s(GROUP)
    assert 50 < foreseen < 52
    began = clock.steady()
    await pacer.turn(GROUP)
    assert clock.steady() - began == pytest.approx(foreseen)


async def test_who_waits_already_is_foreseen_too(pacer, clock):
    for _ in range(18):
        await pacer.turn(GROUP)
        await clock.sleep(1)
    pacer._chat(GROUP).waiting = 3
    assert pacer.foresee_s(GROUP) == pytest.approx(61 - 18 + 2)
    pacer.halt(GROUP, 100)
    assert pacer.foresee_s(GROUP) == pytest.approx(100.1)
    assert pacer.is_strict(GROUP)
    assert not pacer.is_strict(ANA)


async def test_an_answer_that_may_be_dropped_needs_no_room_to_spare_but_keeps_out_of_a_halt():
    pacer = Pacer(FakeClock())
    for _ in range(3):
        await pacer.turn(5)
    assert not pacer.try_turn(5)
    assert pacer.try_turn(5, answer=True)
    pacer.halt(5, 30)
    assert not pacer.try_turn(5, answer=True)
