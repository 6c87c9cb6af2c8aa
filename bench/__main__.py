"""A thousand people at once: our bot beside a bare one, in the same run, against the same lean fakes.

``python -m bench --scenario burst|steady|flow|flood|films|storage|checkout|all --people 1000 --runs 3 --only ours``.
Nothing is asserted: it prints what was seen, and on which machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import urllib.request
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path
from typing import Any

from bench import checkout, flood, processes, report, storage
from bench.report import Figures

_WARM_UP = 1
_PEOPLE_FROM = 700_000_001
_PATIENCE_S = 180
_SETTLE_S = 1.5  # after the last picture: its money and its inbox row are part of the work
_STEADY_A_SECOND = 20
_FLOW_JOB_S = 15.0
_FILMS = 200  # of 45 MB each
_BOTS = {"ours": "Atelier", "httpx": "bare PTB bot", "aiohttp": "bare PTB bot on aiohttp"}
_GATEWAY = {
    "burst": {"THUCCHIEN_API_KEY": "bench", "THUCCHIEN_THREADS": "0", "BOT_DEFAULT_MODEL": "nano-banana-2"},
    "flow": {"FLOW_API_KEY": "bench", "FLOW_THREADS": "0", "BOT_DEFAULT_MODEL": "flow"},
}
_GATEWAY["steady"] = _GATEWAY["burst"]
_GATEWAY["films"] = {"FLOW_API_KEY": "bench", "FLOW_THREADS": "0"}
_SCENARIOS = ["burst", "steady", "flow", "flood", "films", "storage", "checkout", "all"]
_FILMS_PRICE = 'gateway = "flow"\n[models.flow-video]\nprice = "100"\n'


class Run:
    """One bot, one scenario, one fresh world."""

    def __init__(self, options: argparse.Namespace, scenario: str, bot: str, folder: Path) -> None:
        self.options = options
        self.scenario = scenario
        self.bot = bot
        self.folder = folder
        self.url = ""

    async def measure(self) -> Figures:
        """Return the figures, and write the profile where one is asked for."""
        figures = await self._measure()
        if self.options.profile and self._raw.exists():
            self.options.profile.write_text(report.summary(self._raw))
        if self._late.exists():
            print(f"how late the event loop was, in ms: {self._late.read_text()}")
        return figures

    async def _measure(self) -> Figures:
        """Start everything, warm up with one job, and measure."""
        async with AsyncExitStack() as stack:
            self.url, fakes = await stack.enter_async_context(
                processes.fakes(self.options.latency, _FLOW_JOB_S, films=self.scenario == "films")
            )
            pid = await stack.enter_async_context(self._start())
            await self._ask(_WARM_UP, 1)
            await self._shown(1)
            await asyncio.sleep(_SETTLE_S)
            if self.options.profile and self.bot == "ours" and processes.find_sampler():
                await stack.enter_async_context(processes.sampled(pid, self._raw))
            before, fakes_before = processes.cpu_s(pid), processes.cpu_s(fakes)
            people = self.options.people
            await self._ask(_PEOPLE_FROM, people, _STEADY_A_SECOND if self.scenario == "steady" else 0)
            await self._shown(people + 1)
            await asyncio.sleep(_SETTLE_S)
            used, fakes_used = processes.cpu_s(pid) - before, processes.cpu_s(fakes) - fakes_before
            stamps = await self._get("/bench/stamps?full")
            if self.options.calls:
                print(f"{self.bot}: {stamps['calls']}")
            return self._figures(stamps, used, fakes_used, processes.peak_mib(pid))

    def _start(self) -> AbstractAsyncContextManager[int]:
        if self.bot != "ours":
            return processes.bare_bot(self.url, self.bot)
        gateway = dict(_GATEWAY[self.scenario])
        gateway |= {name.replace("API_KEY", "BASE_URL"): self.url for name in gateway if name.endswith("API_KEY")}
        start = ["bot"]
        if self.scenario == "films":
            catalog = self.folder / "catalog"
            catalog.mkdir(parents=True)
            (catalog / "films.toml").write_text(_FILMS_PRICE)
            start = ["bench.watched", str(self._late)]
        elif self.options.profile and not processes.find_sampler():
            start = ["bench.profiled", str(self.options.profile)]
        return processes.our_bot(self.url, self.folder, gateway, start)

    @property
    def _late(self) -> Path:
        return self.folder.parent / "late.json"

    @property
    def _raw(self) -> Path:
        return self.folder.parent / "samples.raw"

    def _figures(self, stamps: dict[str, Any], used_s: float, fakes_s: float, peak_mib: float) -> Figures:
        asked = {chat: at for chat, at in stamps["asked"].items() if int(chat) != _WARM_UP}
        answered = [at - asked[chat] for chat, at in stamps["answered"].items() if chat in asked]
        whole = [at - asked[chat] for chat, at in stamps["whole"].items() if chat in asked]
        shown = {chat: at for chat, at in stamps["shown"].items() if chat in asked}
        pictures = [at - asked[chat] for chat, at in shown.items()]
        took = max(shown.values(), default=0.0) - min(asked.values())
        count = max(len(shown), 1)
        return Figures(
            shown=len(shown),
            reply_p50=report.quantile(answered, 0.5),
            reply_p95=report.quantile(answered, 0.95),
            whole_p50=report.quantile(whole, 0.5),
            whole_p95=report.quantile(whole, 0.95),
            picture_p50=report.quantile(pictures, 0.5),
            picture_p95=report.quantile(pictures, 0.95),
            pictures_s=len(shown) / took,
            cpu_ms=used_s * 1000 / count,
            peak_mib=peak_mib,
            fakes_ms=fakes_s * 1000 / count,
        )

    async def _ask(self, first: int, people: int, per_second: int = 0) -> None:
        command = "video" if self.scenario == "films" else "imagine"
        words = {"first": first, "people": people, "per_second": per_second, "command": command}
        body = json.dumps(words).encode()
        await asyncio.to_thread(urllib.request.urlopen, f"{self.url}/bench/start", body)

    async def _get(self, path: str) -> Any:
        with await asyncio.to_thread(urllib.request.urlopen, f"{self.url}{path}") as answer:
            return json.loads(answer.read())

    async def _shown(self, count: int) -> None:
        """Wait until so many pictures stand in chats, or nothing more comes."""
        seen, still = 0, 0.0
        while seen < count and still < _PATIENCE_S / 6:
            await asyncio.sleep(0.25)
            now = (await self._get("/bench/stamps"))["shown"]
            still = 0.0 if now != seen else still + 0.25
            seen = now


async def main(options: argparse.Namespace) -> None:
    """Measure and print."""
    print(report.machine())
    (processes.ROOT / "var").mkdir(exist_ok=True)
    for scenario in _SCENARIOS[:-1] if options.scenario == "all" else [options.scenario]:
        with tempfile.TemporaryDirectory(prefix="bench-", dir=processes.ROOT / "var") as folder:
            if scenario == "storage":
                await storage.measure(Path(folder))
            elif scenario == "flood":
                await flood.measure(Path(folder))
            elif scenario == "checkout":
                await checkout.measure(Path(folder))
            else:
                await _compare(options, scenario, Path(folder))


async def _compare(options: argparse.Namespace, scenario: str, folder: Path) -> None:
    bots = ["ours"] if scenario in {"flow", "films"} else [name for name in _BOTS if options.only in ("", name)]
    if scenario == "steady":
        options = argparse.Namespace(**{**vars(options), "people": _STEADY_A_SECOND * 30, "runs": 1})
    if scenario == "films":
        options = argparse.Namespace(**{**vars(options), "people": min(options.people, _FILMS), "runs": 1})
    print(f"\n{scenario}: {options.people} people{' at 20 a second' if scenario == 'steady' else ' at once'}, ", end="")
    takes_s = _FLOW_JOB_S if scenario in {"flow", "films"} else options.latency
    print(f"gateway of {takes_s:g} s, {options.runs} runs, medians last")
    runs: dict[str, list[Figures]] = {name: [] for name in bots}
    rows: list[tuple[str, Figures]] = []
    for number in range(options.runs):
        for name in bots:
            run = await Run(options, scenario, name, folder / f"{name}-{number}").measure()
            runs[name].append(run)
            rows.append((f"{_BOTS[name]}, run {number + 1}", run))
    if options.runs > 1:
        rows += [(_BOTS[name], report.median(runs[name])) for name in bots]
    print(report.table(rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the bot beside a bare one.")
    parser.add_argument("--scenario", choices=_SCENARIOS, default="burst")
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--latency", type=float, default=2.0, help="seconds the gateway takes")
    parser.add_argument("--only", choices=["", *_BOTS], default="", help="measure one bot alone")
    parser.add_argument("--profile", type=Path, help="write where our bot's time goes (py-spy where installed)")
    parser.add_argument("--calls", action="store_true", help="print how often Telegram was asked for what")
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(main(_options()))
