"""Budgets of the house: held at what work may cost, counted as it did, and said plainly where one is reached."""

import asyncio
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.chat.texts import texts
from bot.errors import PersonError
from bot.generation import endings, period
from bot.generation.budgets import Budgets
from bot.generation.fallback import next_try
from bot.generation.rules import Rules
from bot.providers.money import Budget, Cost
from bot.providers.wire import Failed, FailureKind
from storage import attempts, quotas
from storage.assets import NewAsset
from tests.generation.test_admission import all_at_once

NOWHERE = "http://127.0.0.1:9"
MODEL = "nano-banana-2"  # 0.05 at Key4U by the owner's own file, 0.0672 at AI Thực Chiến
KEY4U, THUCCHIEN = 50_000, 67_200


def watched(there):
    budgets = Budgets(there.db, there.gateways, there.rules, there.room, there.clock)
    there.admission.turned_away = budgets.turned_away
    return budgets


async def held(there, scope, metric, period):
    return await there.db.read(quotas.usage, scope, metric, period)


async def waiting(there, job):
    [attempt] = [one for one in await there.db.read(attempts.of_job, job.id) if one.state in endings.OPEN]
    return attempt


async def sent(there, job, likely):
    """Take a job's one attempt as far as its submit, as the road does."""
    attempt = await waiting(there, job)
    await there.db.write(attempts.claim, attempt.gateway, None, None, there.clock.now())
    move = {"submitted_at": there.clock.now(), "likely_cost": likely, "cost_unit": "USD"}
    await there.db.write(attempts.move, attempt.id, ("starting",), "submitting", **move)
    return await there.db.read(attempts.get, attempt.id)


def file_of(attempt):
    return NewAsset(attempt.job_id, attempt.id, 1, "p", "s", "image/png", 1, 1, 1)


async def test_fifty_at_once_spend_exactly_what_fits(house):
    there = house(thucchien=NOWHERE, budgets={"thucchien": Budget(day=2 * THUCCHIEN + 1)})
    outcomes = await asyncio.gather(*(there.admit(MODEL, who=who) for who in range(1, 51)), return_exceptions=True)
    refused = [one for one in outcomes if isinstance(one, PersonError)]
    assert (len(outcomes) - len(refused), {one.key for one in refused}) == (2, {"quota-gateway"})
    assert len(await there.db.read(attempts.open_ones)) == 2


async def test_where_one_gateways_money_is_used_up_the_next_takes_it_at_its_own_price(house):
    there = house(thucchien=NOWHERE, key4u=NOWHERE, budgets={"key4u": Budget(day=KEY4U)})
    first, second = [(await there.admit(MODEL, size="1K")).job for _ in range(2)]
    assert [(await waiting(there, job)).gateway for job in (first, second)] == ["key4u", "thucchien"]
    assert (first.price, second.price) == (150, 1748)


async def test_a_batch_goes_where_there_is_money(house):
    there = house(thucchien=NOWHERE, key4u=NOWHERE, budgets={"key4u": Budget(month=2 * 80_000 + 1)})
    await all_at_once(there, MODEL, 5)
    assert [one.gateway for one in await there.db.read(attempts.open_ones)] == ["key4u"] * 2 + ["thucchien"] * 3


async def test_a_budget_counts_what_was_told_also_beyond_what_was_held(house, clock):
    there = house(thucchien=NOWHERE, budgets={"thucchien": Budget(day=10**6, month=10**7)}, rules=_whole(day=10**6))
    clock.move(_date(2026, 12, 11) + 15 * 3600 - clock.now())  # eight in the evening: another day in Vietnam already
    today, month = _today(clock, "UTC"), _today(clock, "UTC")[:7]
    assert today != _today(clock)
    job = (await there.admit(MODEL)).job
    assert await held(there, "gw:thucchien", "cost", today) == (0, THUCCHIEN)
    assert await held(there, "all", "worth", _today(clock)) == (0, 1748)
    attempt = await sent(there, job, THUCCHIEN)
    told = Cost(2 * THUCCHIEN, "USD")
    await there.db.write(endings.part_done, attempt, [file_of(attempt)], told, clock.now())
    assert await held(there, "gw:thucchien", "cost", today) == (2 * THUCCHIEN, 0)
    assert await held(there, "gw:thucchien", "cost", month) == (2 * THUCCHIEN, 0)
    assert await held(there, "all", "worth", _today(clock)) == (2 * 1748, 0)


async def test_what_failed_gives_its_money_back_and_what_was_billed_all_the_same_does_not(house, clock):
    there = house(thucchien=NOWHERE, budgets={"thucchien": Budget(month=10**6)})
    month = _today(clock, "UTC")[:7]
    for billed, counted in ((False, 0), (True, THUCCHIEN)):
        attempt = await sent(there, (await there.admit(MODEL)).job, THUCCHIEN)
        assert await held(there, "gw:thucchien", "cost", month) == (0, THUCCHIEN)
        await there.db.write(endings.part_failed, attempt, "broken", "-", clock.now(), billed=billed)
        assert await held(there, "gw:thucchien", "cost", month) == (counted, 0)


async def test_what_is_made_though_it_was_cancelled_is_booked_once_each(house, clock):
    there = house(thucchien=NOWHERE)
    job = (await there.admit(MODEL, count=3)).job
    for place, attempt in enumerate(await there.db.read(attempts.of_job, job.id)):
        if place == 2:
            await there.db.write(endings.cancel, job, clock.now())
        more = {"likely_cost": THUCCHIEN, "cost_unit": "USD"}
        await there.db.write(attempts.move, attempt.id, ("waiting", "dropped"), "submitting", **more)
        await there.db.write(endings.part_done, attempt, [file_of(attempt)], None, clock.now())
    assert (await there.balances())["loss:thucchien"] == (-3 * THUCCHIEN, 0)


async def test_cancelled_in_line_gives_its_money_back(house, clock):
    there = house(thucchien=NOWHERE, budgets={"thucchien": Budget(day=THUCCHIEN)})
    job = (await there.admit(MODEL)).job
    with pytest.raises(PersonError, match="quota-gateway"):
        await there.admit(MODEL)
    await there.db.write(endings.cancel, job, clock.now())
    await there.admit(MODEL)


async def test_a_second_attempt_elsewhere_holds_there_and_no_more_here(house, clock):
    there = house(
        thucchien=NOWHERE, key4u=NOWHERE, rules=_whole(day=1748), budgets={"thucchien": Budget(), "key4u": Budget()}
    )
    there.gateways.routing.turned_down("key4u", Failed(FailureKind.EXHAUSTED, "no credit"), clock.now())
    job = (await there.admit(MODEL, size="1K")).job
    attempt = await waiting(there, job)
    before = await held(there, "all", "worth", _today(clock))
    clock.move(600)
    moved = await next_try(there.tools, job, attempt, Failed(FailureKind.EXHAUSTED, "no credit"), clock.now())
    new = await waiting(there, job)
    assert (moved, attempt.gateway, new.gateway, new.try_number) == (True, "thucchien", "key4u", 2)
    assert (before, await held(there, "all", "worth", _today(clock))) == ((0, 1748), (0, 150))
    assert await held(there, "gw:thucchien", "cost", _today(clock, "UTC")) == (0, 0)
    assert await held(there, "gw:key4u", "cost", _today(clock)) == (0, KEY4U)


async def test_a_second_attempt_that_no_budget_allows_is_not_made(house, clock):
    there = house(thucchien=NOWHERE, key4u=NOWHERE, budgets={"key4u": Budget(day=0)})
    job = (await there.admit(MODEL, size="1K")).job
    attempt = await waiting(there, job)
    assert attempt.gateway == "thucchien"
    assert not await next_try(there.tools, job, attempt, Failed(FailureKind.EXHAUSTED, "-"), clock.now())
    assert (await waiting(there, job)).id == attempt.id


async def test_without_budgets_nothing_more_is_written(house):
    there = house(thucchien=NOWHERE)
    await there.admit(MODEL)

    async def metrics(tx):
        return {row["metric"] for row in await tx.all("SELECT metric FROM quota_hold")}

    assert not {"cost", "worth"} & await there.db.read(metrics)


async def test_the_owner_is_told_at_80_percent_and_where_work_is_turned_away_once_each(house, clock):
    there = house(thucchien=NOWHERE, budgets={"thucchien": Budget(day=5 * THUCCHIEN)})
    budgets = watched(there)
    for _ in range(4):
        assert there.room.told == []
        await there.admit(MODEL)
        await budgets.look()
    assert len(there.room.told) == 1
    assert "AI Thực Chiến is at 80 % of 0.336 USD" in there.room.told[0]
    await there.admit(MODEL)
    for number in range(3):
        with pytest.raises(PersonError):
            await there.admit(MODEL)
        budgets = watched(there) if number else budgets  # as after a restart
        await budgets.look()
    assert len(there.room.told) == 2
    assert "THUCCHIEN_BUDGET_DAY" in there.room.told[1]
    clock.move(86400)
    for _ in range(5):
        await there.admit(MODEL)
    await budgets.look()
    assert len(there.room.told) == 3


@pytest.mark.parametrize("language", ["en", "vi"])
async def test_a_budget_that_is_used_up_is_said_in_plain_words(house, clock, language):
    said = texts(language)
    clock.move(_date(2026, 12, 11) - clock.now())
    budgets = {"gw": ({"thucchien": Budget(month=0)}, None), "day": ({}, _whole(day=0)), "month": ({}, _whole(month=0))}
    sentences = []
    for own, rules in budgets.values():
        there = house(thucchien=NOWHERE, budgets=own, rules=rules)
        with pytest.raises(PersonError) as caught:
            await there.admit(MODEL)
        sentences.append(said.plain(caught.value.key, **caught.value.values))
    days = {"en": "21 days", "vi": "21 ngày"}[language]
    assert [days in sentence for sentence in sentences] == [True, False, True]
    assert len(set(sentences)) == 3


def _date(*date):
    return int(datetime(*date, 5, tzinfo=UTC).timestamp())


def _today(clock, zone="Asia/Ho_Chi_Minh"):
    return period.day(clock.now(), ZoneInfo(zone))


def _whole(**budget):
    return Rules(budget=Budget(**budget))
