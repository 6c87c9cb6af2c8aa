"""What the pages tell: every figure beside SQL of its own, in HTML, JSON and CSV; names are words, never markup."""

# ruff: noqa: S608 (the auditor fills in names of his own)

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime

import pytest

from bot.web import server
from storage import switches
from tests.page.test_colours import colour, contrast
from tests.web.house import BUDGETS, HANOI, WHOLE
from tests.web.test_passes import address, use
from tests.web.week import NOW

STYLE = server._STYLE.read_text("utf-8")
DAY = int(datetime.fromtimestamp(NOW, UTC).astimezone(HANOI).replace(hour=0, minute=0, second=0).timestamp())
SPANS = {
    "today": (DAY, NOW + 1),
    "yesterday": (DAY - 86_400, DAY),
    "week": (DAY - 6 * 86_400, NOW + 1),
    "month": (DAY - 21 * 86_400, NOW + 1),
}


@pytest.fixture
async def get(house, visitor):
    link = await house.link()
    assert (await use(visitor, link))[0] == 303

    async def get(path):
        async with visitor.get(address(link, path)) as reply:
            assert reply.status == 200, path
            return await reply.json() if ".json" in path else await reply.text()

    return get


def value(house, sql, since, until=NOW + 1):
    return house.rows(sql, since=since, until=until)[0][0] or 0


async def test_every_figure_of_the_overview_is_what_sql_says(house, get):
    ask = {
        "made": "SELECT COUNT(*) FROM job WHERE created_at BETWEEN :since AND :until - 1",
        "shown": "SELECT COUNT(*) FROM job WHERE state = 'captured' AND finished_at >= :since AND finished_at < :until",
        "failed": "SELECT COUNT(*) FROM job WHERE outcome IN ('refused', 'broken') AND finished_at >= :since "
        "AND finished_at < :until",
        "cancelled": "SELECT COUNT(*) FROM job WHERE outcome = 'cancelled' AND finished_at >= :since "
        "AND finished_at < :until",
        "earned": "SELECT SUM(amount) FROM transfer WHERE kind = 'capture' AND at >= :since AND at < :until",
        "given": "SELECT SUM(amount) FROM transfer WHERE code = 'grant' AND at >= :since AND at < :until",
        "stars_in": "SELECT SUM(amount) FROM transfer WHERE code = 'topup_xtr' AND at >= :since AND at < :until",
        "active": "SELECT COUNT(DISTINCT person_uid) FROM job WHERE created_at >= :since AND created_at < :until",
    }
    for span, (since, until) in SPANS.items():
        told = await get(f"/overview.json?span={span}")
        assert (told["since"], told["until"]) == (since, until)
        assert {name: told["figures"][name] for name in ask} == {
            name: value(house, sql, since, until) for name, sql in ask.items()
        }
        costs = "SELECT SUM(amount) FROM transfer WHERE code LIKE 'provider%' AND debit_id LIKE '%:{}' "
        costs += "AND at >= :since AND at < :until"
        rates = {"flow": (1, 1), "thucchien": (26_000, 10**6), "key4u": (3_000, 10**6)}
        spent = sum(
            -(-value(house, costs.format(gateway), since, until) * rate // scale)
            for gateway, (rate, scale) in rates.items()
        )
        assert told["figures"]["spent"] == spent
        assert told["figures"]["margin"] == told["figures"]["earned"] - spent


async def test_gateways_people_jobs_and_money_are_what_sql_says(house, get):
    since, _ = SPANS["week"]
    overview, people, jobs, money = [
        (await get(f"/{name}.json?span=week"))["tables"] for name in ("overview", "people", "jobs", "money")
    ]
    for gateway, title, unit in (("flow", "Flow AI", "VND"), ("thucchien", "AI Thực Chiến", "USD")):
        row = next(one for one in overview["gateways"] if one["gateway"] == title)
        for name in ("cost", "loss"):
            sql = (
                f"SELECT SUM(amount) FROM transfer WHERE debit_id = '{name}:{gateway}' AND at >= :since AND at < :until"
            )
            assert row[name] == {"amount": value(house, sql, since), "unit": unit}
        took = house.rows(
            f"SELECT finished_at - created_at FROM job WHERE state = 'captured' AND finished_at >= {since} "
            f"AND id IN (SELECT job_id FROM attempt WHERE gateway = '{gateway}') ORDER BY 1"
        )
        assert (row["shown"], row["p50"]) == (len(took), took[(len(took) + 1) // 2 - 1][0])
        assert row["p95"] == took[-(-len(took) * 95 // 100) - 1][0]
    rows = house.rows(
        "SELECT name, COUNT(*), SUM(paid) FROM job JOIN person ON uid = person_uid WHERE state = 'captured' "
        f"AND finished_at >= {since} GROUP BY uid ORDER BY 3 DESC"
    )
    assert [(one["person"], one["jobs"], one["paid"]) for one in people["spenders"]] == rows
    failed = house.rows(
        f"SELECT id, finished_at FROM job WHERE outcome IN ('refused', 'broken') AND finished_at >= {since} "
        "ORDER BY finished_at DESC, id DESC"
    )
    last = [(f"#{number}", at) for number, at in failed[:20]]
    assert [(one["job"], one["at"]) for one in jobs["failures"]] == last
    assert sum(one["jobs"] for one in jobs["reasons"]) == len(failed)
    credits_ = {one["what"]: one["credits"] for one in money["credits"]}
    voided = "SELECT SUM(amount) FROM transfer WHERE kind = 'void' AND at >= :since AND at < :until"
    assert credits_["Held and given back"] == value(house, voided, since)
    assert credits_["Topped up"] == 8 * 50_000
    assert sum(one["earned"] for one in money["time"]) == credits_["Earned"] == money["payers"][0]["credits"]


async def test_what_models_earned_adds_up_also_where_they_were_paid_in_two_moneys(get):
    told = await get("/money.json?span=week")
    rows = told["tables"]["model_costs"]
    assert len({one["model"] for one in rows}) < len(rows), "one of them was paid in two"
    assert sum(one["earned"] or 0 for one in rows) == told["figures"]["earned"]


async def test_budgets_are_what_sql_says_in_each_gateways_own_money(house, get):
    rows = (await get("/gateways.json"))["tables"]["budgets"]
    assert [(one["budget_of"], one["period"]) for one in rows] == [
        *(("Whole bot", "this month"), ("AI Thực Chiến", "today"), ("Flow AI", "today"), ("Flow AI", "this month")),
        ("Key4U", "no budget set"),
    ]
    kept = (
        ("all", "worth", "2026-11", WHOLE.month, None),
        ("gw:thucchien", "cost", "2026-11-22", BUDGETS["thucchien"].day, "USD"),
        ("gw:flow", "cost", "2026-11-22", BUDGETS["flow"].day, "VND"),
        ("gw:flow", "cost", "2026-11", BUDGETS["flow"].month, "VND"),
    )
    for row, (scope, metric, period, most, unit) in zip(rows, kept, strict=False):
        [(used, held)] = house.rows(
            "SELECT used, held FROM quota WHERE scope = :scope AND metric = :metric AND period = :period",
            scope=scope,
            metric=metric,
            period=period,
        )
        assert used > 0
        amounts = {"may_spend": most, "spent_of_it": used, "held": held, "left_of_it": max(most - used - held, 0)}
        told = {name: amount if unit is None else {"amount": amount, "unit": unit} for name, amount in amounts.items()}
        assert {name: row[name] for name in amounts} == told
        assert row["gone"] == 100 * (used + held) // most
    assert rows[-1] == {"budget_of": "Key4U", "period": "no budget set"} | dict.fromkeys(list(rows[0])[2:])
    tightest = max(rows[:-1], key=lambda one: one["gone"])
    figures = (await get("/overview.json"))["figures"]
    assert figures["budget"] == tightest["gone"]
    page = await get("/gateways")
    assert page.count("<meter") == 4
    assert "90,000\xa0VND" in page
    assert "2.5\xa0USD" in page


async def test_what_is_not_well_stands_first_and_leads_to_its_page(house, get):
    flow, rest = "🪫 Flow AI: 90% of the day\N{RIGHT SINGLE QUOTATION MARK}s budget is gone", "😴 Flow AI rests"
    assert (await get("/overview.json"))["notices"] == [rest, flow]
    page = await get("/overview")
    assert page.index(rest) < page.index('class="figures"')
    assert f'<a href="/gateways?span=today">{rest}</a>' in page
    house.selling = False
    for name in ("spending", "gw:thucchien"):
        await house.db.write(switches.turn_off, name, "", "test", NOW)
    told = (await get("/overview.json"))["notices"]
    assert told[0].startswith("🚨 The books do not add up")
    assert {"⛔ Off: all spending", "⛔ Off: AI Thực Chiến"} < set(told)
    assert 'class="now' not in await get("/money")


@pytest.mark.parametrize("block", [0, 1])
def test_what_stands_on_the_pages_can_be_read_in_both_themes(block):
    found = dict(re.findall(r"--(\w+): (#\w{6})", re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[block]))
    words = {(name, on) for name in ("ink", "quiet", "link", "bad") for on in ("page", "back")}
    seen = {pair: contrast(colour(found[pair[0]]), colour(found[pair[1]])) for pair in words}
    bars = {name: contrast(colour(found[name]), colour(found["back"])) for name in ("c1", "c2", "soft")}
    assert not {pair: ratio for pair, ratio in seen.items() if ratio < 4.5}
    assert not {name: ratio for name, ratio in bars.items() if ratio < 3}


async def test_page_json_and_csv_tell_the_same(get):
    told = await get("/people.json?span=week")
    page = await get("/people?span=week")
    file = await get("/people.csv?span=week&table=spenders")
    assert file.startswith("\ufeff"), "without the mark a spreadsheet takes Vietnamese letters for others"
    read = list(csv.DictReader(io.StringIO(file.removeprefix("\ufeff"))))
    assert [int(one["paid"]) for one in read] == [one["paid"] for one in told["tables"]["spenders"]]
    table = page[page.index('data-table="spenders"') :].partition("</table>")[0]
    numbers = re.findall(r'<td class="number">([\d,]+)\xa0₫</td>', table)
    assert [int(one.replace(",", "")) for one in numbers[::2]] == [int(one["paid"]) for one in read]
    assert {one["person"] for one in read} >= {"'=SUM(A1)", "Minh <b>"}  # a spreadsheet calculates nothing of it


async def test_names_and_reasons_are_words_and_a_page_brings_nothing_from_elsewhere(get):
    for name in ("gateways", "people", "jobs"):
        page = await get(f"/{name}?span=week")
        assert not re.search(r"<script|<b>|style=|onload|javascript:", page.replace("&lt;", "")), name
        addresses = re.findall(r'(?:href|src|action)="([^"]*)"', page)
        assert addresses
        assert all(one.startswith(("/", "#")) for one in addresses)
        assert page.count("<svg") == page.count('role="img" aria-label=') > 0
        assert page.count("<h1>") == 1
        assert page.count("<table") == page.count("<caption")
    assert "Minh &lt;b&gt;" in await get("/people?span=week")
    assert "&lt;script&gt;alert(" in await get("/jobs?span=week")
    assert "daily limit &lt;b&gt;" in await get("/gateways")
