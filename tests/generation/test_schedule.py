"""When a gateway is asked again, and when no more."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from bot.generation.schedule import Pace, give_up_s, is_missing, lookup_wait_s, poll_wait_s

PACE = Pace(first_poll_s=10, poll_every_s=4, deadline_s=600)


def test_the_first_question_comes_when_a_picture_may_be_there():
    assert poll_wait_s(PACE, 0, 0) == 10
    assert poll_wait_s(PACE, 7, 0) == 3
    assert poll_wait_s(PACE, 99, 0) == 0  # after a restart


def test_what_takes_long_is_asked_more_seldom():
    assert poll_wait_s(PACE, 20, 3) == 4
    assert poll_wait_s(PACE, 301, 80) == 15
    assert poll_wait_s(Pace(1, 40, 600), 301, 8) == 40


def test_the_deadline_alone_does_not_end_it():
    assert give_up_s(PACE) > PACE.deadline_s


def test_a_lost_submit_is_looked_for_for_two_minutes_and_then_it_is_missing():
    waits = [lookup_wait_s(tries) for tries in itertools.takewhile(lambda tries: not is_missing(tries), range(100))]
    assert waits == sorted(waits)
    assert 100 < sum(waits) < 180
    assert lookup_wait_s(100) == waits[-1], "where nobody answers it is asked on, at the slowest"


@given(st.floats(0, 5000), st.integers(0, 1000))
def test_a_wait_is_never_negative_nor_endless(elapsed, asked):
    assert 0 <= poll_wait_s(PACE, elapsed, asked) <= 15
