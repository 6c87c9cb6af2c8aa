"""Money of the house as quota rows: held at what work may cost, settled with what it did cost, also where it is more.

Metric ``cost`` is in the smallest unit of a gateway's currency, ``worth`` is the same in credits, over all gateways.
"""

from __future__ import annotations

from storage.database import Tx

COST, WORTH = "cost", "worth"


async def settle(tx: Tx, holder: str, cost: int | None) -> None:
    """Count what work cost, in the gateway's currency (None: nothing), and give back the rest; once is enough.

    What is worth in credits goes with it, rounded up. The money is gone, so more than was held is counted too.
    """
    rows = await tx.all(
        "SELECT scope, metric, period, amount FROM quota_hold "
        "WHERE holder = :holder AND state = 'held' AND metric IN ('cost', 'worth')",
        holder=holder,
    )
    held = next((row["amount"] for row in rows if row["metric"] == COST), 0)
    for row in rows:
        spent = -(-row["amount"] * (cost or 0) // held) if held else row["amount"]
        key = {"scope": row["scope"], "metric": row["metric"], "period": row["period"]}
        await tx.execute(
            "UPDATE quota SET held = held - :amount, used = used + :spent "
            "WHERE scope = :scope AND metric = :metric AND period = :period",
            amount=row["amount"],
            spent=spent,
            **key,
        )
        await tx.execute(
            "UPDATE quota_hold SET amount = max(amount, :spent), used = :spent, state = 'settled' "
            "WHERE holder = :holder AND scope = :scope AND metric = :metric AND period = :period",
            spent=spent,
            holder=holder,
            **key,
        )
