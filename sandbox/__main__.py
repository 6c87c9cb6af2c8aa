"""Starts the sandbox from the command line: one line when it is ready, a clean stop on SIGINT and SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from sandbox.app import start
from sandbox.world import BOT_TOKEN

_SECRET_LETTERS_MIN = 30


def main() -> int:
    """Read the arguments and serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A Telegram and gateways on this machine.")
    parser.add_argument("--port", type=int, default=8080, help="port to serve on, 0 for any free one (default: 8080)")
    parser.add_argument("--host", default="127.0.0.1", help="address to serve on (default: this machine only)")
    parser.add_argument("--state", type=Path, help="folder that keeps chats and files (default: in memory)")
    parser.add_argument("--token", default=BOT_TOKEN, help="the bot's token")
    arguments = parser.parse_args()
    if len(arguments.token.partition(":")[2]) < _SECRET_LETTERS_MIN:
        parser.error("a token is a number, a colon and at least 30 more characters")
    return asyncio.run(_serve(arguments))


async def _serve(arguments: argparse.Namespace) -> int:
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    try:
        running = await start(arguments.host, arguments.port, state=arguments.state, token=arguments.token)
    except OSError as error:
        sys.stderr.write(f"The sandbox cannot serve on {arguments.host}:{arguments.port}: {error.strerror}\n")
        return 1
    sys.stdout.write(f"The sandbox is ready: {running.url}\n")
    sys.stdout.flush()
    await stop.wait()
    await running.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
