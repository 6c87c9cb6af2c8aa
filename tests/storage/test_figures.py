"""storage.figures: every figure beside arithmetic of its own, over a week of work with all its mishaps."""

from __future__ import annotations

import random
import statistics
from collections import Counter, defaultdict

import pytest

from storage import figures, figures_lists, ledger, people
from tests.storage.test_plans import scans

T0 = 1_790_000_000
DAY_S = 86_400
GATEWAYS = (("key4u", "USD"), ("flow", "VND"))
MODELS = ("banana", "kite", "film")


class Books:
    """Puts jobs, attempts and transfers there with times of its own, and keeps its own count beside them."""

    def __init__(self, db, seed=7):
        self.db, self.dice, self.done = db, random.Random(seed), []  # noqa: S311 (the same work each time)
        self.people, self.number = [], 0

    async def open(self, tx):
        for account, unit in (("rev", "CRD"), ("grant_src", "CRD"), ("breakage", "CRD"), ("fx:crd", "CRD")):
            await ledger.open_account(tx, account, unit)
        for account in ("stars:bal", "fx:xtr"):
            await ledger.open_account(tx, account, "XTR")
        for gateway, unit in GATEWAYS:
            for kind in ("cost", "loss", "prepaid"):
                await ledger.open_account(tx, f"{kind}:{gateway}", unit)
        for number in range(6):
            person = await people.meet(tx, 9000 + number, f"P{number}", "vi", T0 + number * DAY_S)
            await ledger.open_account(tx, f"w:{person.uid}", "CRD", guard=1)
            await ledger.post(
                tx, f"grant:{person.uid}", "grant_src", f"w:{person.uid}", 10**6, "grant", person.created_at
            )
            self.people.append(person)

    async def job(self, tx, at):
        """One job that is asked for at ``at``, with its end where it has one."""
        dice, self.number = self.dice, self.number + 1
        person, model = dice.choice(self.people), dice.choice(MODELS)
        gateway, unit = dice.choice(GATEWAYS)
        price, chat = dice.randrange(100, 5000), dice.choice((9000, 9001, -500, -501))
        end = dice.choice(("captured", "captured", "captured", "refused", "broken", "cancelled", "working"))
        took = int(dice.expovariate(1 / 60)) + 1
        await tx.execute(
            "INSERT INTO job (id, idem, person_uid, payer_id, chat_id, language, model, request, count, price, paid, "
            "state, outcome, shown, created_at, finished_at) VALUES (:id, :idem, :uid, :payer, :chat, 'vi', :model, "
            "'{}', 1, :price, :paid, :state, :outcome, :shown, :at, :ended)",
            id=self.number,
            idem=f"t:{self.number}",
            uid=person.uid,
            payer=f"w:{person.uid}",
            chat=chat,
            model=model,
            price=price,
            paid=(paid := price // 2 if end == "captured" and price % 3 == 0 else price * (end == "captured")),
            state=end if end in {"captured", "working"} else "voided",
            outcome=None if end in {"captured", "working"} else end,
            shown=int(end != "working"),
            at=at,
            ended=None if end == "working" else at + took,
        )
        await ledger.hold(tx, f"h:{self.number}", f"w:{person.uid}", "rev", price, "gen", at, self.number)
        if end == "captured":
            await ledger.capture(tx, f"h:{self.number}", paid, at + took)
        elif end != "working":
            await ledger.void(tx, f"h:{self.number}", at + took)
        waits = end == "working" and dice.random() < 0.5
        cost = await self.attempts(tx, (gateway, end, waits), model, person, at)
        if end in {"refused", "captured"}:
            kind = "cost" if end == "captured" else "loss"
            debit, credit = f"{kind}:{gateway}", f"prepaid:{gateway}"
            code = f"provider_{kind}"
            await ledger.post(tx, f"cost:{self.number}", debit, credit, cost, code, at + took, self.number)
        told = {"at": at, "ended": at + took, "end": end, "paid": paid, "price": price, "gateway": gateway}
        told |= {"took": took, "model": model, "uid": person.uid, "chat": chat, "unit": unit, "cost": cost}
        self.done.append(told | {"waits": waits, "id": self.number, "fell": self.fell})

    async def attempts(self, tx, what, model, person, at):
        gateway, end, waits = what
        self.fell = end == "captured" and self.dice.random() < 0.3
        rows = [("key4u" if gateway == "flow" else "flow", "failed", 0)] if self.fell else []
        state = {"captured": "done", "working": "waiting" if waits else "running"}.get(end, "failed")
        rows.append((gateway, state, int(state == "running")))
        for number, (where, state, slot) in enumerate(rows, 1):
            await tx.execute(
                "INSERT INTO attempt (job_id, part, try_number, person_uid, gateway, model, count, client_ref, state, "
                "slot, turn, outcome, reason, created_at) VALUES (:job, 1, :number, :uid, :gateway, :model, 1, :ref, "
                ":state, :slot, 1, 'x', :reason, :at)",
                job=self.number,
                number=number,
                uid=person.uid,
                gateway=where,
                model=model,
                ref=f"{self.number}/{number}",
                state=state,
                slot=slot,
                reason=f"why {self.number}",
                at=at,
            )
        return self.dice.randrange(100, 90_000)

    def within(self, since, until, key="ended"):
        return [one for one in self.done if since <= one[key] < until and (key == "at" or one["end"] != "working")]


@pytest.fixture
async def books(db):
    made = Books(db)
    await db.write(made.open)
    for number in range(400):
        await db.write(made.job, T0 + made.dice.randrange(7 * DAY_S) + number % 2)
    return made


async def test_work_people_and_queue_are_what_was_put_there(books):
    since, until = T0 + 2 * DAY_S, T0 + 5 * DAY_S
    told = await books.db.survey(figures.figures, since, until)
    made, ended = books.within(since, until, "at"), books.within(since, until)
    ends = Counter(one["end"] for one in ended)
    assert (told.work.made, told.work.shown) == (len(made), ends["captured"])
    assert (told.work.failed, told.work.cancelled) == (ends["refused"] + ends["broken"], ends["cancelled"])
    assert dict(told.reasons) == {name: ends[name] for name in ("refused", "broken")}
    assert (told.active, told.new) == (len({one["uid"] for one in made}), 3)
    open_ones = [one for one in books.done if one["end"] == "working"]
    assert told.waiting == sum(one["waits"] for one in open_ones) > 0
    assert told.running == sum(not one["waits"] for one in open_ones) > 0


async def test_credits_are_what_was_put_there(books):
    since, until = T0 + DAY_S, T0 + 6 * DAY_S
    uid = books.people[0].uid

    async def more(tx):
        for number, (debit, credit, amount) in enumerate(
            (
                ("rev", f"w:{uid}", 70),
                ("grant_src", f"w:{uid}", 500),
                (f"w:{uid}", "breakage", 20),
                ("fx:crd", f"w:{uid}", 9000),
                (f"w:{uid}", "fx:crd", 1000),
                ("stars:bal", "fx:xtr", 50),
                ("fx:xtr", "stars:bal", 5),
                ("stars:bal", "suspense:xtr", 30),
                ("suspense:xtr", "stars:bal", 3),
                ("stars:out", "stars:bal", 40),  # withdrawn: nobody was given them back
                ("stars:bal", "stars:out", 20),
            )
        ):
            await ledger.post(tx, f"more:{number}", debit, credit, amount, "x", until - 1)
            await ledger.post(tx, f"late:{number}", debit, credit, amount, "x", until)

    await books.db.write(more)
    money = (await books.db.survey(figures.figures, since, until)).money
    ended = books.within(since, until)
    earned = sum(one["paid"] for one in ended)
    assert (money.earned, dict(money.payers)) == (earned, {"w": earned})
    assert money.returned == sum(one["price"] - one["paid"] for one in ended) > 0
    grants = 10**6 * 5  # of those met from the second day on
    assert (money.refunded, money.given, money.expired) == (70, grants + 500, 20)
    assert (money.topped_up, money.taken_back, money.stars_in, money.stars_back) == (9000, 1000, 80, 8)


async def test_gateways_are_told_in_their_own_money_with_their_own_times(books):
    since, until = T0, T0 + 7 * DAY_S
    told = {one.gateway: one for one in (await books.db.survey(figures.figures, since, until)).gateways}
    assert set(told) == {name for name, _ in GATEWAYS}
    for name, unit in GATEWAYS:
        mine = [one for one in books.within(since, until) if one["gateway"] == name]
        shown = [one for one in mine if one["end"] == "captured"]
        one = told[name]
        assert (one.unit, one.shown, one.earned) == (unit, len(shown), sum(job["paid"] for job in shown))
        assert one.cost == sum(job["cost"] for job in shown)
        assert one.loss == sum(job["cost"] for job in mine if job["end"] == "refused")
        fell_here = [job for job in books.within(since, until) if job["fell"] and job["gateway"] != name]
        assert one.failed_tries == len(fell_here) + sum(
            job["end"] in {"refused", "broken", "cancelled"} for job in mine
        )
        took = sorted(job["took"] for job in shown)
        assert one.p50_s == statistics.median_low(took)
        assert one.p95_s == took[-(-len(took) * 95 // 100) - 1]


async def test_models_and_hours_add_up_to_the_whole(books):
    since, until = T0 + DAY_S, T0 + 4 * DAY_S + 1800
    told = await books.db.survey(figures.figures, since, until)
    made = Counter(one["model"] for one in books.within(since, until, "at"))
    earned, costs = Counter(), defaultdict(Counter)
    for one in books.within(since, until):
        earned[one["model"]] += one["paid"]
        if one["end"] in {"captured", "refused"}:
            costs[one["model"]][one["unit"]] += one["cost"]
    assert {one.model: one.made for one in told.models} == made
    assert {one.model: one.earned for one in told.models} == earned
    assert {one.model: dict(one.costs) for one in told.models} == costs
    assert [one.earned for one in told.models] == sorted(earned.values(), reverse=True)
    hours = await books.db.survey(figures.hours, since, until)
    assert [one.at for one in hours] == list(range(since, until, 3600))
    assert sum(one.made for one in hours) == told.work.made
    assert sum(one.shown for one in hours) == told.work.shown
    assert sum(one.failed for one in hours) == told.work.failed
    assert sum(one.earned for one in hours) == told.money.earned


async def test_top_spenders_groups_and_last_failures(books):
    since, until = T0, T0 + 7 * DAY_S
    paid, groups = Counter(), Counter()
    for one in books.within(since, until):
        paid[one["uid"]] += one["paid"]
        groups[one["chat"]] += one["paid"] * (one["chat"] < 0)
    spenders = await books.db.survey(figures_lists.spenders, since, until, 3)
    assert [(one.uid, one.paid) for one in spenders] == paid.most_common(3)
    left = await books.db.read(ledger.balance, f"w:{spenders[0].uid}")
    assert spenders[0].left == left.available
    told = await books.db.survey(figures_lists.groups, since, until, 9)
    assert [(one.chat_id, one.paid) for one in told] == groups.most_common(2)
    failed = [one for one in books.within(since, until) if one["end"] in {"refused", "broken"}]
    last = sorted(failed, key=lambda one: (-one["ended"], -one["id"]))[:5]
    found = await books.db.survey(figures_lists.failures, since, until, 5)
    expected = [(one["id"], one["end"], one["gateway"], f"why {one['id']}") for one in last]
    assert [(one.job_id, one.outcome, one.gateway, one.reason) for one in found] == expected


async def test_an_empty_house_adds_up_to_nothing(db):
    told = await db.survey(figures.figures, T0, T0 + DAY_S)
    assert (told.work.made, told.money.earned, told.models, told.gateways) == (0, 0, (), ())
    assert len(await db.survey(figures.hours, T0, T0 + DAY_S)) == 24


async def test_no_look_reads_a_whole_table(books):
    asked = []
    books.db._reader._connection.set_trace_callback(asked.append)
    await books.db.read(figures.figures, T0, T0 + DAY_S)
    await books.db.read(figures.hours, T0, T0 + DAY_S)
    for look in (figures_lists.spenders, figures_lists.groups, figures_lists.failures):
        await books.db.read(look, T0, T0 + DAY_S, 9)
    books.db._reader._connection.set_trace_callback(None)
    statements = {sql for sql in asked if sql.startswith(("SELECT", "WITH"))}
    assert len(statements) > 10
    assert not scans(books.db.path, statements)
