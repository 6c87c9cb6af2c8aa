"""What ledger, quotas, budgets, admission and endings should do, in plain dictionaries: nothing of the bot is here.

Every amount is counted twice over: by the bot in its database, by this model in memory; a test compares the two.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

OPEN = ("waiting", "submitting")
HOURS = {"key4u": 7, "thucchien": 0, "all": 7, "u": 7}  # where each one's day begins
RATES = {"key4u": 3000, "thucchien": 26_000}  # credits for one USD
COSTS = {"key4u": 50_000, "thucchien": 67_200}  # micro-dollars for one picture
EACH = {"key4u": 150, "thucchien": 1748}  # credits for one picture
PER_CALL = {"key4u": 1, "thucchien": 1}
NOBODY = "nobody"


@dataclass(frozen=True)
class Limits:
    """What binds; None is no limit."""

    pictures: int | None = None
    credits: int | None = None
    group_jobs: int | None = None
    gateway_pictures: dict[str, int] = field(default_factory=dict)
    gateway_day: dict[str, int] = field(default_factory=dict)
    gateway_month: dict[str, int] = field(default_factory=dict)
    whole_day: int | None = None
    whole_month: int | None = None


@dataclass
class Part:
    """One attempt. ``held``: what it holds of each quota."""

    id: int
    gateway: str
    count: int
    held: dict[tuple[str, str, str], int]
    state: str = "waiting"
    likely: int | None = None
    cost: int | None = None
    is_booked: bool = False


@dataclass
class Job:
    """One request."""

    id: int
    idem: str
    uid: str
    count: int
    price: int
    held: dict[tuple[str, str, str], int]
    parts: list[Part]
    files: int = 0
    state: str = "working"


class Model:
    """The whole house."""

    def __init__(self, limits: Limits, now: int) -> None:
        self.limits = limits
        self.now = now
        self.posted: Counter[str] = Counter()
        self.held: Counter[str] = Counter()
        self.used: Counter[tuple[str, str, str]] = Counter()
        self.reserved: Counter[tuple[str, str, str]] = Counter()
        self.jobs: dict[int, Job] = {}

    def day(self, whose: str) -> str:
        return (datetime.fromtimestamp(self.now, UTC) + timedelta(hours=HOURS[whose])).strftime("%Y-%m-%d")

    # What is asked for.

    def grant(self, uid: str, amount: int) -> None:
        self.posted[f"w:{uid}"] += amount
        self.posted["grant_src"] -= amount

    def foresee(self, uid: str, chat_id: int, count: int) -> str:
        """Return the gateway that takes it, or why nobody does."""
        reasons = [self._foresee(uid, chat_id, count, gateway) for gateway in EACH]
        for gateway, reason in zip(EACH, reasons, strict=True):
            if reason == "":
                return gateway
            if reason != NOBODY:
                return reason
        return NOBODY

    def _foresee(self, uid: str, chat_id: int, count: int, gateway: str) -> str:
        price = EACH[gateway] * count
        for (key, amount), limit in zip(
            self._personal(uid, chat_id, count, price).items(), self._bounds(chat_id), strict=True
        ):
            if limit is not None and self.used[key] + self.reserved[key] + amount > limit:
                return f"quota-{key[1]}"
        if self.posted[f"w:{uid}"] - self.held[f"w:{uid}"] < price:
            return "not-enough"
        for key, amount in self._house(gateway, count).items():
            limit = self._house_limit(gateway, key)
            if limit is not None and self.used[key] + self.reserved[key] + amount > limit:
                return NOBODY
        return ""

    def _bounds(self, chat_id: int) -> list[int | None]:
        group = [self.limits.group_jobs] if chat_id < 0 else []
        return [*group, self.limits.credits, self.limits.pictures]

    def _personal(self, uid: str, chat_id: int, count: int, price: int) -> dict[tuple[str, str, str], int]:
        """Return what one request takes of a person's limits, in the order in which they are looked at."""
        today = self.day("u")
        group = {(f"c:{chat_id}:u:{uid}", "jobs", today): 1} if chat_id < 0 else {}
        return group | {(f"u:{uid}", "credits", today): price, (f"u:{uid}", "pictures", today): count}

    def _house(self, gateway: str, count: int) -> dict[tuple[str, str, str], int]:
        limits, there, today = self.limits, f"gw:{gateway}", self.day(gateway)
        worth = -(-COSTS[gateway] * count * RATES[gateway] // 1_000_000)
        taken = {(there, "pictures", today): count}
        has_whole = limits.whole_day is not None or limits.whole_month is not None
        if has_whole or gateway in limits.gateway_day or gateway in limits.gateway_month:
            taken[there, "cost", today] = COSTS[gateway] * count
        if gateway in limits.gateway_month:
            taken[there, "cost", today[:7]] = COSTS[gateway] * count
        if limits.whole_day is not None:
            taken["all", "worth", self.day("all")] = worth
        if limits.whole_month is not None:
            taken["all", "worth", self.day("all")[:7]] = worth
        return taken

    def _house_limit(self, gateway: str, key: tuple[str, str, str]) -> int | None:
        scope, metric, period = key
        is_month = len(period) == len("2026-11")
        if scope == "all":
            return self.limits.whole_month if is_month else self.limits.whole_day
        if metric == "pictures":
            return self.limits.gateway_pictures.get(gateway)
        return (self.limits.gateway_month if is_month else self.limits.gateway_day).get(gateway)

    def admit(self, job_id: int, idem: str, uid: str, chat_id: int, parts: list[tuple[int, str, int]]) -> None:
        """Take in what the bot admitted: ``parts`` are number, gateway and count of each."""
        count = sum(one[2] for one in parts)
        price = EACH[parts[0][1]] * count
        held = self._personal(uid, chat_id, count, price)
        made = [Part(number, gateway, size, self._house(gateway, size)) for number, gateway, size in parts]
        for taken in (held, *(part.held for part in made)):
            self.reserved.update(taken)
        self.held[f"w:{uid}"] += price
        self.jobs[job_id] = Job(job_id, idem, uid, count, price, held, made)

    # How it ends.

    def submit(self, part: Part) -> None:
        part.state, part.likely = "submitting", COSTS[part.gateway] * part.count

    def done(self, job: Job, part: Part, files: int, told: int | None) -> None:
        part.state, part.cost = "done", part.likely if told is None else told
        self._give_back(part, part.cost or 0, pictures=files or part.count)
        if job.state == "working":
            job.files += files
        self._after_part(job)

    def failed(self, job: Job, part: Part, *, billed: bool) -> None:
        part.state, part.cost = "failed", part.likely if billed else None
        self._give_back(part, part.cost or 0, pictures=0)
        self._after_part(job)

    def elsewhere(self, job: Job, part: Part, gateway: str, number: int) -> None:
        """Another gateway takes over what this one turned down."""
        new = Part(number, gateway, part.count, self._house(gateway, part.count))
        self.reserved.update(new.held)
        job.parts.append(new)
        self.failed(job, part, billed=False)

    def has_room_elsewhere(self, part: Part, gateway: str) -> bool:
        """Whether another gateway's limits allow it, once this attempt gave back what is counted in all."""
        for key, amount in self._house(gateway, part.count).items():
            limit, freed = self._house_limit(gateway, key), part.held.get(key, 0)
            if limit is not None and self.used[key] + self.reserved[key] - freed + amount > limit:
                return False
        return True

    def cancel(self, job: Job) -> None:
        sent = 0
        for part in job.parts:
            if part.state == "waiting":
                part.state = "dropped"
                self._give_back(part, 0, pictures=0)
            elif part.state in {"submitting", "done"}:
                sent += part.count
        self._void(job, min(sent, job.count))

    def capture(self, job: Job) -> None:
        made = min(job.files, job.count)
        paid = job.price * made // job.count
        job.state = "captured"
        wallet = f"w:{job.uid}"
        self.held[wallet] -= job.price
        self.posted[wallet] -= paid
        self.posted["rev"] += paid
        self._end_personal(job, {"pictures": made, "credits": paid, "jobs": 1})
        self._book(job)

    def give_up(self, job: Job) -> None:
        self._void(job, 0)

    def _void(self, job: Job, pictures: int) -> None:
        job.state = "voided"
        self.held[f"w:{job.uid}"] -= job.price
        self._end_personal(job, {"pictures": pictures, "credits": 0, "jobs": min(pictures, 1)})
        self._book(job)

    def _end_personal(self, job: Job, used: dict[str, int]) -> None:
        for key, amount in job.held.items():
            self.reserved[key] -= amount
            self.used[key] += min(used[key[1]], amount)

    def _give_back(self, part: Part, cost: int, pictures: int) -> None:
        planned = COSTS[part.gateway] * part.count
        for key, amount in part.held.items():
            self.reserved[key] -= amount
            spent = min(pictures, amount) if key[1] == "pictures" else -(-amount * cost // planned)
            self.used[key] += spent

    def _after_part(self, job: Job) -> None:
        if job.state != "working":
            self._book(job)
        elif not any(part.state in OPEN for part in job.parts):
            if job.files:
                job.state = "ready"
            else:
                self._void(job, 0)

    def _book(self, job: Job) -> None:
        kind = "cost" if job.state == "captured" else "loss"
        for part in job.parts:
            if part.cost and part.state not in OPEN and not part.is_booked:
                part.is_booked = True
                self.posted[f"{kind}:{part.gateway}"] -= part.cost
                self.posted[f"prepaid:{part.gateway}"] += part.cost

    # What it comes to.

    def accounts(self) -> dict[str, tuple[int, int]]:
        """Return posted (credit side) and held of every account that is not at zero."""
        found = {name: (self.posted[name], self.held[name]) for name in {*self.posted, *self.held}}
        return {name: pair for name, pair in found.items() if any(pair)}

    def quotas(self) -> dict[tuple[str, str, str], tuple[int, int]]:
        """Return used and held of every quota that is not at zero."""
        found = {key: (self.used[key], self.reserved[key]) for key in {*self.used, *self.reserved}}
        return {key: pair for key, pair in found.items() if any(pair)}
