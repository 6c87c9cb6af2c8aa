"""A week of work, told to the ledger as the bot would: always the same."""

from __future__ import annotations

import random

from storage import ledger, people, quotas
from storage.quotas import Limit

NOW = 1_795_312_000  # 22 November 2026, 09:06 in Hà Nội
NAMES = ("Lan", "Minh <b>", "Ngọc Anh", "Hà", "Tuấn", "Mai", "=SUM(A1)", "Bảo")
MODELS = ("nano-banana-2", "nano-banana-pro", "seedream-4", "flow-video")
GATEWAYS = (("thucchien", "USD"), ("flow", "VND"), ("key4u", "USD"))
ENDS = ("captured",) * 12 + ("refused", "broken", "cancelled")
HOLDS = (
    ("gw:thucchien", "cost", "2026-11-22", "spent USD"),
    ("gw:thucchien", "cost", "2026-11-22", "held USD"),
    ("gw:thucchien", "cost", "2026-11-21", "spent USD"),
    ("gw:flow", "cost", "2026-11-22", "spent"),
    ("gw:flow", "cost", "2026-11-22", "held"),
    ("gw:flow", "cost", "2026-11", "spent"),
    ("all", "worth", "2026-11", "spent"),
    ("all", "worth", "2026-11", "held"),
)
SPAN_S = 6 * 86_400 + 33_000


class Week:
    """Numbers that never repeat."""

    def __init__(self) -> None:
        self.dice = random.Random(5)  # noqa: S311 (the same week each time)

    async def fill(self, tx) -> None:
        for name in ("rev", "grant_src", "fx:crd"):
            await ledger.open_account(tx, name, "CRD")
        for name in ("stars:bal", "fx:xtr"):
            await ledger.open_account(tx, name, "XTR")
        for gateway, unit in GATEWAYS:
            for kind in ("cost", "loss", "prepaid"):
                await ledger.open_account(tx, f"{kind}:{gateway}", unit)
        known = []
        for number, name in enumerate(NAMES):
            one = await people.meet(tx, 9000 + number, name, "vi", NOW - number * 60_000)
            await ledger.open_account(tx, f"w:{one.uid}", "CRD", guard=1)
            await ledger.post(tx, f"g:{number}", "grant_src", f"w:{one.uid}", 5_000_000, "grant", NOW - 400_000)
            await ledger.post(tx, f"t:{number}", "fx:crd", f"w:{one.uid}", 50_000, "topup", NOW - 3000)
            await ledger.post(tx, f"x:{number}", "stars:bal", "fx:xtr", 150, "topup_xtr", NOW - 3000)
            known.append(one)
        for number in range(1, 301):
            await self.job(tx, number, self.dice.choice(known))
        for number, (scope, metric, period, held) in enumerate(HOLDS):
            amount = self.dice.randrange(20_000, 60_000)
            limit = Limit(scope, metric, period, 20 * amount if "USD" in held else amount, None)
            await quotas.reserve(tx, f"b:{number}", [limit])
            if "spent" in held:
                await quotas.settle(tx, f"b:{number}", {metric: limit.amount})

    async def job(self, tx, number: int, person) -> None:
        dice = self.dice
        at, took = NOW - 300 - dice.randrange(SPAN_S), int(dice.expovariate(1 / 25)) + 2
        end = dice.choice(ENDS) if number > 4 else "working"
        state = end if end in {"captured", "working"} else "voided"
        gateway, unit = dice.choice(GATEWAYS)
        price, chat = dice.choice((600, 1200, 2500, 9000)), dice.choice((9000, -1009, -1010))
        await tx.execute(
            "INSERT INTO job (id, idem, person_uid, payer_id, chat_id, language, model, request, count, price, paid, "
            "state, outcome, shown, created_at, finished_at) VALUES (:id, :idem, :uid, :payer, :chat, 'vi', :model, "
            "'{}', 1, :price, :paid, :state, :outcome, :shown, :at, :ended)",
            id=number,
            idem=f"t:{number}",
            uid=person.uid,
            payer=f"w:{person.uid}",
            chat=chat,
            model=dice.choice(MODELS),
            price=price,
            paid=price * (end == "captured"),
            state=state,
            outcome=end if state == "voided" else None,
            shown=int(end != "working"),
            at=at,
            ended=None if end == "working" else at + took,
        )
        await ledger.hold(tx, f"h:{number}", f"w:{person.uid}", "rev", price, "gen", at, number)
        if end == "captured":
            await ledger.capture(tx, f"h:{number}", price, at + took)
        elif end != "working":
            await ledger.void(tx, f"h:{number}", at + took)
        await tx.execute(
            "INSERT INTO attempt (job_id, part, try_number, person_uid, gateway, model, count, client_ref, state, "
            "slot, turn, reason, created_at) VALUES (:job, 1, 1, :uid, :gateway, 'm', 1, :ref, :state, :slot, 1, "
            ":reason, :at)",
            job=number,
            uid=person.uid,
            gateway=gateway,
            ref=f"r{number}",
            state={"captured": "done", "working": "running" if number > 2 else "waiting"}.get(end, "failed"),
            slot=int(end == "working" and number > 2),
            reason=f"status 500 <script>alert({number})</script>",
            at=at,
        )
        if end in {"captured", "refused"}:
            kind = "cost" if end == "captured" else "loss"
            amount = price * dice.randrange(25, 38) if unit == "USD" else price * 7 // 10
            debit, credit, code = f"{kind}:{gateway}", f"prepaid:{gateway}", f"provider_{kind}"
            await ledger.post(tx, f"cost:{number}", debit, credit, amount, code, at + took, number)
