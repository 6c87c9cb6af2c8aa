"""Faults of the money code, each a change of one place: our tests must notice every one of them.

A fault is named by what it would do to somebody. ``old`` stands once in the file as it is now.
"""

from dataclasses import dataclass

LEDGER, QUOTAS, BUDGETS = "storage/ledger.py", "storage/quotas.py", "storage/budgets.py"
SCHEMA = "storage/migrations/0001_first.sql"
ADMISSION, ENDINGS, FALLBACK = (f"bot/generation/{name}.py" for name in ("admission", "endings", "fallback"))
HOUSE = "bot/generation/budgets.py"


@dataclass(frozen=True)
class Fault:
    """One wrong place."""

    name: str
    file: str
    old: str
    new: str


FAULTS = (
    Fault(
        "a part of a result costs the whole",
        LEDGER,
        'await _resolve(tx, hold_id, "capture", amount, now)',
        'await _resolve(tx, hold_id, "capture", None, now)',
    ),
    Fault(
        "the same key moves other money and nobody objects",
        LEDGER,
        "if row is None or any(row[name] != fields[name] for name in row.keys()):",
        "if row is None:",
    ),
    Fault(
        "what is held can be spent again",
        SCHEMA,
        "CHECK (guard <> 1 OR debits_posted + debits_held <= credits_posted)",
        "CHECK (guard <> 1 OR debits_posted <= credits_posted)",
    ),
    Fault(
        "the rest of a hold stays held",
        SCHEMA,
        "debits_held = debits_held + CASE WHEN NEW.kind = 'hold' THEN NEW.amount "
        "ELSE -COALESCE(NEW.hold_amount, 0) END\n    WHERE id = NEW.debit_id",
        "debits_held = debits_held + CASE WHEN NEW.kind = 'hold' THEN NEW.amount "
        "ELSE CASE WHEN NEW.hold_id IS NULL THEN 0 ELSE -NEW.amount END END\n    WHERE id = NEW.debit_id",
    ),
    Fault(
        "a hold can be resolved twice",
        SCHEMA,
        "CREATE UNIQUE INDEX transfer_one_resolution ON transfer (hold_id) WHERE hold_id IS NOT NULL;",
        "CREATE INDEX transfer_one_resolution ON transfer (hold_id) WHERE hold_id IS NOT NULL;",
    ),
    Fault(
        "a wallet goes below zero",
        "bot/generation/accounts.py",
        'await ledger.open_account(tx, wallet, "CRD", guard=ledger.NO_OVERDRAFT)',
        'await ledger.open_account(tx, wallet, "CRD")',
    ),
    Fault(
        "a limit does not count what is under way",
        QUOTAS,
        '"WHERE quota.used + quota.held + :amount <= :most"',
        '"WHERE quota.used + :amount <= :most"',
    ),
    Fault(
        "the first of a day is let through whatever the limit",
        QUOTAS,
        'SELECT :scope, :metric, :period, :amount WHERE :amount <= :most "',
        'SELECT :scope, :metric, :period, :amount WHERE 1 "',
    ),
    Fault(
        "a limit lets one more through",
        QUOTAS,
        "most = _NO_LIMIT if limit.limit is None else limit.limit",
        "most = _NO_LIMIT if limit.limit is None else limit.limit + 1",
    ),
    Fault(
        "what was reserved and not used is never given back",
        QUOTAS,
        '"UPDATE quota SET held = held - :amount, used = used + :spent "',
        '"UPDATE quota SET held = held - MIN(:amount, :spent), used = used + :spent "',
    ),
    Fault(
        "what failed counts all the same",
        QUOTAS,
        'spent = max(0, min(used.get(row["metric"], 0), row["amount"]))',
        'spent = row["amount"]',
    ),
    Fault(
        "the same is given back again and again",
        QUOTAS,
        "\"UPDATE quota_hold SET used = :spent, state = 'settled' \"",
        '"UPDATE quota_hold SET used = :spent "',
    ),
    Fault("a request that comes twice is paid twice", ADMISSION, "idem=ask.idem,", "idem=secrets.token_hex(8),"),
    Fault(
        "many are made for the price of one",
        ADMISSION,
        "price=quote.price,\n            batch",
        "price=quote.each,\n            batch",
    ),
    Fault(
        "a person's day begins at another hour",
        ADMISSION,
        'scope, today = f"u:{ask.person.uid}", period.day(now, self._rules.zone)',
        'scope, today = f"u:{ask.person.uid}", period.day(now, ZoneInfo("UTC"))',
    ),
    Fault(
        "one gateway that is full turns everybody away",
        ADMISSION,
        "                full.append(error)\n                continue\n",
        "                raise self._refusal(error) from None\n",
    ),
    Fault(
        "a gateway's limits hold for nobody",
        ADMISSION,
        "            await reserve_gateway(tx, self._gateways, self._rules, attempt, ask.request, now)\n",
        "            pass\n",
    ),
    Fault(
        "only the first part counts for the gateway",
        ADMISSION,
        "        for attempt in parts:\n",
        "        for attempt in parts[:1]:\n",
    ),
    Fault("the month is never counted", HOUSE, "if own.month is not None:", "if False:"),
    Fault(
        "the whole bot's day is a gateway's",
        HOUSE,
        "limits.append(Limit(WHOLE, WORTH, period.day(now, rules.zone), worth, whole.day))",
        "limits.append(Limit(WHOLE, WORTH, period.day(now, there), worth, whole.day))",
    ),
    Fault(
        "a dearer picture than was planned does not count",
        BUDGETS,
        'spent = -(-row["amount"] * (cost or 0) // held) if held else row["amount"]',
        'spent = min(-(-row["amount"] * (cost or 0) // held), row["amount"]) if held else row["amount"]',
    ),
    Fault(
        "a budget gives everything back at the end",
        ENDINGS,
        '    await budgets.settle(tx, f"a:{attempt.id}", cost.amount if cost else row.likely_cost)\n',
        "",
    ),
    Fault(
        "what a gateway billed for nothing is not in the budget",
        ENDINGS,
        'await budgets.settle(tx, f"a:{attempt.id}", likely)',
        'await budgets.settle(tx, f"a:{attempt.id}", None)',
    ),
    Fault(
        "what a gateway billed for nothing is not in the books",
        ENDINGS,
        "likely = row.likely_cost if billed else None",
        "likely = None",
    ),
    Fault(
        "what no gateway told the cost of is not in the books",
        ENDINGS,
        "cost=cost.amount if cost else row.likely_cost,",
        "cost=cost.amount if cost else None,",
    ),
    Fault(
        "who gets three of four pays four",
        ENDINGS,
        "paid = job.price * min(len(files), job.count) // job.count",
        "paid = job.price",
    ),
    Fault(
        "money of a failed job stays held",
        ENDINGS,
        "    await purse.void(tx, job.id, now)\n",
        "",
    ),
    Fault(
        "cancelling what is made already gives the day's pictures back",
        ENDINGS,
        "            sent += attempt.count\n",
        "            sent += 0\n",
    ),
    Fault(
        "cancelled in line, a gateway's limits stay held",
        ENDINGS,
        '            await quotas.release(tx, f"a:{attempt.id}")\n        elif',
        "            pass\n        elif",
    ),
    Fault(
        "a job ends while parts of it are made",
        ENDINGS,
        "    if any(part.state in OPEN for part in parts):\n        return\n",
        "",
    ),
    Fault(
        "a loss of the house is booked as what people paid for",
        ENDINGS,
        'kind = "cost" if captured else "loss"',
        'kind = "cost"',
    ),
    Fault(
        "what a gateway took is booked twice",
        ENDINGS,
        'key = f"cost:{part.id}"',
        "key = f\"cost:{part.id}:{__import__('time').time_ns()}\"",
    ),
    Fault(
        "what was cancelled and made all the same is never booked",
        ENDINGS,
        '    if job.state != "working":\n        await _book_costs(tx, job.id, now, captured=job.state == "captured")\n'
        "        return\n    parts",
        '    if job.state != "working":\n        return\n    parts',
    ),
    Fault(
        "a second attempt is free of every limit",
        FALLBACK,
        "        await reserve_gateway(tx, tools.gateways, tools.rules, new, request, now)\n",
        "",
    ),
    Fault(
        "a second attempt counts twice in all",
        FALLBACK,
        '        await budgets.settle(tx, f"a:{attempt.id}", None)  # what was not taken makes room for who takes it\n',
        "",
    ),
    Fault("a price is rounded down", "bot/providers/pricing.py", "math.ceil(exact_credits", "math.floor(exact_credits"),
)
