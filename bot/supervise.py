"""Play without a token: sandbox and bot as two child processes that start, live and stop together.

The bot child is the ordinary bot; only its settings point at this machine. Its data has a folder of its own,
``<data dir>/play``, so that play money and real money can never meet.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import http.client
import json
import os
import signal
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.errors import EXIT_SETTINGS, AtelierError
from bot.providers.catalog import SHIPPED
from bot.providers.discovery import protocols
from bot.providers.play_prices import write_play_prices
from storage.folder import FolderBusyError, lock_folder

HOST = "127.0.0.1"
FIRST_PORT = 8080
PORTS_TRIED = 50
START_S = 60.0
STOP_S = 10.0
SERVED_GATEWAYS = {"THUCCHIEN": "thucchien", "KEY4U": "key4u", "FLOW": "flow/public/api/v1"}
_PR_SET_PDEATHSIG = 1


class StartError(AtelierError):
    """A part did not come up in time."""


async def play(names: Mapping[str, str], data_dir: Path, say: Callable[[str], None], *, browser: bool) -> int:
    """Run sandbox and bot until a signal comes or one of them ends; return the exit code.

    ``names`` are the owner's own settings as text (`settings.read_names`).
    """
    folder = data_dir / "play"
    with _hold(folder) as address_file:
        port = _free_port()
        children = Children()
        stop = _stop_on_signals(children, say)
        tasks = {
            "up": asyncio.create_task(_bring_up(children, names, folder, port)),
            "stop": asyncio.create_task(stop.wait()),
            "died": asyncio.create_task(children.died.wait()),
        }
        try:
            await asyncio.wait(tasks.values(), return_when=asyncio.FIRST_COMPLETED)
            if tasks["up"].done():
                await tasks["up"]
                _announce(f"http://{HOST}:{port}/", address_file, say, browser=browser)
                await asyncio.wait([tasks["stop"], tasks["died"]], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)  # a start in progress ends before the count
            ended_by = None if stop.is_set() else children.first_dead
            await children.end()
        if ended_by is None:
            return 0
        name, code = ended_by
        if code != EXIT_SETTINGS:  # else it has said itself what is wrong
            say(f"The {name} stopped by itself (exit code {code}), so everything was stopped.")
        return code if code > 0 else 1


class Children:
    """The processes we started; `died` is set as soon as one of them ends."""

    def __init__(self) -> None:
        self.died = asyncio.Event()
        self.first_dead: tuple[str, int] | None = None
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._watchers: list[asyncio.Task[None]] = []

    async def start(self, name: str, *words: str, env: Mapping[str, str], pass_fds: tuple[int, ...] = ()) -> None:
        """Start ``python -m …`` in a session of its own: Ctrl-C in the terminal is ours alone to hand on."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *words,
            env=env,
            pass_fds=pass_fds,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,  # one address is enough; what goes wrong is on stderr
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )
        self._running[name] = process
        self._watchers.append(asyncio.create_task(self._watch(name, process)))

    async def _watch(self, name: str, process: asyncio.subprocess.Process) -> None:
        code = await process.wait()
        del self._running[name]
        self.first_dead = self.first_dead or (name, code)
        self.died.set()

    async def end(self) -> None:
        """Stop in the reverse order of the start, politely first."""
        for process in reversed(list(self._running.values())):
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            try:
                async with asyncio.timeout(STOP_S):
                    await process.wait()
            except TimeoutError:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
        await asyncio.gather(*self._watchers)

    def kill(self) -> None:
        """Stop at once."""
        for process in self._running.values():
            with contextlib.suppress(ProcessLookupError):
                process.kill()


async def _bring_up(children: Children, names: Mapping[str, str], folder: Path, port: int) -> None:
    """Return when the bot has said that it is ready; raises StartError after a minute."""
    try:
        async with asyncio.timeout(START_S):
            state = str(folder / "sandbox")
            await children.start(
                "sandbox", "-m", "sandbox", "--port", str(port), "--state", state, env=_inherited(names)
            )
            await asyncio.to_thread(write_play_prices, folder / "catalog", SHIPPED, protocols=protocols())
            token = await _sandbox_token(port)
            reading, writing = os.pipe()
            try:
                env = bot_environment(names, folder, port, token)
                words = ("-m", "bot", "--env-file", "", "run", "--ready-fd", str(writing))
                await children.start("bot", *words, env=env, pass_fds=(writing,))
            finally:
                os.close(writing)
            await _one_line(reading)
    except TimeoutError:
        raise StartError(f"Sandbox and bot were not ready within {START_S:.0f} seconds.") from None


def bot_environment(names: Mapping[str, str], folder: Path, port: int, token: str) -> dict[str, str]:
    """Return the bot child's environment: the owner's wishes, but no token, key or data of the real bot."""
    wishes = {name: value for name, value in names.items() if name.startswith("BOT_")}
    address = f"http://{HOST}:{port}"
    gateways = {}
    for prefix, path in SERVED_GATEWAYS.items():
        gateways[f"{prefix}_API_KEY"] = f"sandbox-{prefix.lower()}"
        gateways[f"{prefix}_BASE_URL"] = f"{address}/{path}"
    play = {
        "BOT_ACCESS": "open",
        "BOT_ADMIN_IDS": "1001",
        "BOT_LOG_LEVEL": "WARNING",
        "BOT_WEB_PORT": "0",  # any free one: /admin web tells it
        "BOT_DEFAULT_MODEL": "nano-banana-2",  # the quickest one there: a newcomer should not wait
    }
    money = {} if "BOT_BILLING" in names else {"BOT_BILLING": "credits", "BOT_START_CREDITS": "200000"}
    wishes = {name: value for name, value in wishes.items() if name != "BOT_WEB_URL"}
    fixed = {
        "BOT_WEB_HOST": HOST,
        "TELEGRAM_BOT_TOKEN": token,
        "TELEGRAM_API_URL": address,
        "BOT_DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/atelier.db",
    }
    return _inherited(names) | money | play | wishes | gateways | fixed


def _inherited(names: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in names}


def _announce(address: str, file: Path, say: Callable[[str], None], *, browser: bool) -> None:
    file.write_text(address, encoding="utf-8")
    say(f"Atelier is ready / đã sẵn sàng: {address}  (Ctrl-C: stop / dừng)")
    seen = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if browser and seen and sys.stdout.isatty():
        webbrowser.open(address)


@contextlib.contextmanager
def _hold(folder: Path) -> Iterator[Path]:
    """Keep the play folder for us alone; yield the file that tells the next one where we are."""
    address = folder / "address"
    try:
        lock = lock_folder(folder / "sandbox")
    except FolderBusyError:
        where = address.read_text(encoding="utf-8") if address.exists() else "(it is just starting)"
        raise FolderBusyError(f"Atelier already runs here: {where}") from None
    with lock:
        address.unlink(missing_ok=True)
        yield address
        address.unlink(missing_ok=True)


def _free_port() -> int:
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((HOST, port))
                return port
    raise StartError(f"No port from {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} is free.")


async def _sandbox_token(port: int) -> str:
    while not await asyncio.to_thread(_get, port, "/healthz"):  # noqa: ASYNC110 (another process sets no event here)
        await asyncio.sleep(0.05)
    return str((await asyncio.to_thread(_get, port, "/control/world"))["token"])


def _get(port: int, path: str) -> Any:  # noqa: ANN401 (JSON enters here)
    """Return the JSON at our own sandbox, or None while nothing answers there."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", path)
        return json.loads(connection.getresponse().read())
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        connection.close()


async def _one_line(descriptor: int) -> None:
    """Wait for the child's word; when it dies instead, `Children.died` tells."""
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb")
    )
    try:
        if not await reader.readline():
            await asyncio.Event().wait()
    finally:
        transport.close()


def _stop_on_signals(children: Children, say: Callable[[str], None]) -> asyncio.Event:
    """Return an event set by the first signal, which is answered at once; the second one kills."""
    stop = asyncio.Event()

    def on_signal() -> None:
        if stop.is_set():
            children.kill()
            return
        stop.set()
        with contextlib.suppress(OSError):  # the terminal may be what went away
            say("Stopping… / Đang dừng…")

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, on_signal)
    return stop


def _die_with_parent() -> None:
    """Ask Linux to end this child when its parent was killed and could not."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
