"""What a stretch of time adds up to, for the owner: work, money, gateways, models, people; ask by `Database.survey`.

Times are unix seconds from ``since`` up to and without ``until``. Money comes from the ledger alone: credits, Stars,
and what a gateway took in the smallest unit of its own currency.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from storage import grants, payments, star_parts
from storage.database import Row, Tx

HOUR_S = 3600
_BY_PERSON = "('w', 'g', 'tab', 'pool', 'chargeback')"  # accounts of which there are many: told as one


@dataclass(frozen=True, slots=True)
class Work:
    """Jobs: ``made`` were asked for within the time, the others ended in it; a cancelled one has not failed."""

    made: int
    shown: int
    failed: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class Money:
    """Credits and Stars. ``earned`` was captured, by whose account in ``payers``; ``returned`` was only held.

    Stars came from people or went back to them; what the owner withdrew is neither.
    """

    earned: int
    refunded: int
    given: int
    expired: int
    returned: int
    topped_up: int
    taken_back: int
    stars_in: int
    stars_back: int
    payers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class GatewayFigures:
    """What was made at a gateway. A job counts where its first part was made; ``p50_s``, ``p95_s``: asked to shown.

    ``cost`` was for what people paid, ``loss`` for what they did not, in the smallest unit of ``unit``.
    """

    gateway: str
    unit: str
    cost: int
    loss: int
    earned: int
    shown: int
    failed_tries: int
    p50_s: int | None
    p95_s: int | None


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """What was asked of a model, earned with it, and paid for it by unit of money (losses too)."""

    model: str
    made: int
    shown: int
    failed: int
    earned: int
    costs: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything of one stretch of time; ``waiting`` and ``running`` are jobs of this moment."""

    since: int
    until: int
    work: Work
    waiting: int
    running: int
    reasons: Mapping[str, int]
    money: Money
    gateways: tuple[GatewayFigures, ...]
    models: tuple[ModelFigures, ...]
    active: int
    new: int


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour from ``at``: jobs asked for, shown and failed, credits earned."""

    at: int
    made: int
    shown: int
    failed: int
    earned: int


async def figures(tx: Tx, since: int, until: int) -> Figures:
    """Add everything up."""
    reasons = await _reasons(tx, since, until)
    flows = await _flows(tx, since, until)
    ended = await _ended(tx, since, until)
    waiting, running = await _now(tx)
    made = await tx.one(
        "SELECT COUNT(*) AS jobs, COUNT(DISTINCT person_uid) AS people FROM job WHERE created_at >= :since AND "
        "created_at < :until",
        since=since,
        until=until,
    )
    new = await tx.value(
        "SELECT COUNT(*) FROM person WHERE created_at >= :since AND created_at < :until", since=since, until=until
    )
    return Figures(
        since=since,
        until=until,
        work=Work(
            made=made["jobs"] if made else 0,
            shown=sum(row["jobs"] for row in ended),
            failed=sum(count for reason, count in reasons.items() if reason != "cancelled"),
            cancelled=reasons.get("cancelled", 0),
        ),
        waiting=waiting,
        running=running,
        reasons={reason: count for reason, count in reasons.items() if reason != "cancelled"},
        money=_money(flows),
        gateways=await _gateways(tx, since, until, flows, ended),
        models=await _models(tx, since, until),
        active=made["people"] if made else 0,
        new=new,
    )


async def hours(tx: Tx, since: int, until: int) -> list[Hour]:
    """Return every hour from ``since`` on, those of which nothing is told too."""
    made = await tx.all(
        "SELECT (created_at - :since) / 3600 AS hour, COUNT(*) AS jobs FROM job WHERE created_at >= :since AND "
        "created_at < :until GROUP BY 1",
        since=since,
        until=until,
    )
    ended = await tx.all(
        "SELECT (finished_at - :since) / 3600 AS hour, SUM(state = 'captured') AS shown, "
        "SUM(state = 'voided' AND outcome <> 'cancelled') AS failed, SUM(paid) AS earned FROM job "
        "WHERE finished_at IS NOT NULL AND finished_at >= :since AND finished_at < :until GROUP BY 1",
        since=since,
        until=until,
    )
    by_made = {row["hour"]: row["jobs"] for row in made}
    by_ended = {row["hour"]: row for row in ended}
    told = []
    for number in range(max(0, -(-(until - since) // HOUR_S))):
        end = by_ended.get(number)
        told.append(
            Hour(
                at=since + number * HOUR_S,
                made=by_made.get(number, 0),
                shown=end["shown"] if end else 0,
                failed=end["failed"] if end else 0,
                earned=end["earned"] if end else 0,
            )
        )
    return told


async def _reasons(tx: Tx, since: int, until: int) -> dict[str, int]:
    rows = await tx.all(
        "SELECT COALESCE(outcome, 'broken') AS reason, COUNT(*) AS jobs FROM job WHERE state = 'voided' AND "
        "finished_at >= :since AND finished_at < :until GROUP BY 1 ORDER BY 2 DESC, 1",
        since=since,
        until=until,
    )
    return {row["reason"]: row["jobs"] for row in rows}


async def _now(tx: Tx) -> tuple[int, int]:
    """Return how many jobs wait for their first thread and how many have one."""
    working = await tx.value("SELECT COUNT(*) FROM job WHERE shown <> 1 AND state = 'working'")
    running = await tx.value(
        "SELECT COUNT(DISTINCT job.id) FROM attempt JOIN job ON job.id = attempt.job_id "
        "WHERE attempt.slot = 1 AND job.state = 'working'"
    )
    return working - running, running


def _party(column: str) -> str:
    head = f"SUBSTR({column}, 1, INSTR({column}, ':') - 1)"
    return f"CASE WHEN {head} IN {_BY_PERSON} THEN {head} ELSE {column} END"


async def _flows(tx: Tx, since: int, until: int) -> list[Row]:
    """Return what moved between which parties, in one walk over the time."""
    return await tx.all(
        f"SELECT kind, {_party('debit_id')} AS debit, {_party('credit_id')} AS credit, SUM(amount) AS amount, "  # noqa: S608 (names written above)
        "SUM(COALESCE(hold_amount, 0)) AS held FROM transfer WHERE kind <> 'hold' AND at >= :since AND at < :until "
        "GROUP BY 1, 2, 3",
        since=since,
        until=until,
    )


def _money(flows: Iterable[Row]) -> Money:
    debits: defaultdict[str, int] = defaultdict(int)
    credits_: defaultdict[str, int] = defaultdict(int)
    payers: defaultdict[str, int] = defaultdict(int)
    returned = 0
    for flow in flows:
        if flow["kind"] == "capture":
            payers[flow["debit"]] += flow["amount"]
            returned += flow["held"] - flow["amount"]
        elif flow["kind"] != "post":
            returned += flow["held"]
        elif star_parts.OUT not in (flow["debit"], flow["credit"]):
            debits[flow["debit"]] += flow["amount"]
            credits_[flow["credit"]] += flow["amount"]
    return Money(
        earned=sum(payers.values()),
        refunded=debits["rev"],
        given=debits[grants.SOURCE],
        expired=credits_[grants.BREAKAGE],
        returned=returned,
        topped_up=debits[payments.FX_CREDITS],
        taken_back=credits_[payments.FX_CREDITS],
        stars_in=debits[star_parts.STARS],
        stars_back=credits_[star_parts.STARS],
        payers=dict(payers),
    )


async def _ended(tx: Tx, since: int, until: int) -> list[Row]:
    """Return the jobs that were shown by gateway and by how many seconds they took; from these come p50 and p95."""
    return await tx.all(
        "SELECT (SELECT gateway FROM attempt WHERE job_id = job.id AND state = 'done' ORDER BY part LIMIT 1) "
        "AS gateway, finished_at - created_at AS took_s, COUNT(*) AS jobs, SUM(paid) AS earned FROM job "
        "WHERE finished_at IS NOT NULL AND state = 'captured' AND finished_at >= :since AND finished_at < :until "
        "GROUP BY 1, 2 ORDER BY 1, 2",
        since=since,
        until=until,
    )


async def _gateways(
    tx: Tx, since: int, until: int, flows: Iterable[Row], ended: Iterable[Row]
) -> tuple[GatewayFigures, ...]:
    tries = await tx.all(
        "SELECT attempt.gateway AS gateway, COUNT(*) AS tries FROM job JOIN attempt ON attempt.job_id = job.id "
        "WHERE attempt.state = 'failed' AND job.finished_at IS NOT NULL AND job.finished_at >= :since AND "
        "job.finished_at < :until GROUP BY 1",
        since=since,
        until=until,
    )
    failed = {row["gateway"]: row["tries"] for row in tries}
    took: defaultdict[str, list[Row]] = defaultdict(list)
    for row in ended:
        took[row["gateway"]].append(row)
    spent: defaultdict[str, int] = defaultdict(int)
    for flow in flows:
        spent[flow["debit"]] += flow["amount"]
        spent[flow["credit"]] -= flow["amount"]
    units = await tx.all("SELECT SUBSTR(id, 6) AS gateway, unit FROM account WHERE id >= 'cost:' AND id < 'cost;'")
    return tuple(
        GatewayFigures(
            gateway=row["gateway"],
            unit=row["unit"],
            cost=spent[f"cost:{row['gateway']}"],
            loss=spent[f"loss:{row['gateway']}"],
            earned=sum(one["earned"] for one in took[row["gateway"]]),
            shown=sum(one["jobs"] for one in took[row["gateway"]]),
            failed_tries=failed.get(row["gateway"], 0),
            p50_s=_percentile(took[row["gateway"]], 50),
            p95_s=_percentile(took[row["gateway"]], 95),
        )
        for row in units
    )


def _percentile(took: list[Row], percent: int) -> int | None:
    """Return the nearest rank: the least time within which so many of a hundred were shown."""
    rank = -(-sum(row["jobs"] for row in took) * percent // 100)
    for row in took:
        rank -= row["jobs"]
        if rank <= 0:
            return int(row["took_s"])
    return None


async def _models(tx: Tx, since: int, until: int) -> tuple[ModelFigures, ...]:
    """Return the models that earned or were asked for, those that earned most first."""
    within = {"since": since, "until": until}
    made = await tx.all(
        "SELECT model, COUNT(*) AS jobs FROM job WHERE created_at >= :since AND created_at < :until GROUP BY 1",
        **within,
    )
    ended = await tx.all(
        "SELECT model, SUM(state = 'captured') AS shown, SUM(state = 'voided' AND outcome <> 'cancelled') AS failed, "
        "SUM(paid) AS earned FROM job WHERE finished_at IS NOT NULL AND finished_at >= :since AND finished_at < "
        ":until GROUP BY 1",
        **within,
    )
    spent = await tx.all(
        "SELECT job.model AS model, account.unit AS unit, SUM(amount) AS amount FROM transfer "
        "JOIN account ON account.id = transfer.debit_id JOIN job ON job.id = transfer.job_id "
        "WHERE transfer.code IN ('provider_cost', 'provider_loss') AND at >= :since AND at < :until GROUP BY 1, 2 "
        "ORDER BY 1, 2",
        **within,
    )
    asked = {row["model"]: row["jobs"] for row in made}
    ends = {row["model"]: row for row in ended}
    costs: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in spent:
        costs[row["model"]][row["unit"]] = row["amount"]
    told = []
    for model in asked.keys() | ends.keys() | costs.keys():
        end = ends.get(model)
        told.append(
            ModelFigures(
                model=model,
                made=asked.get(model, 0),
                shown=end["shown"] if end else 0,
                failed=end["failed"] if end else 0,
                earned=end["earned"] if end else 0,
                costs=costs[model],
            )
        )
    return tuple(sorted(told, key=lambda one: (-one.earned, -one.made, one.model)))
