"""The commands of ``python -m bot``; wrong settings end with exit code 2, a folder in use with 75, in one sentence."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib.util
import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot import heartbeat, logs, supervise
from bot.clock import SystemClock
from bot.errors import EXIT_SETTINGS, AtelierError, SettingsError
from bot.providers.catalog import SHIPPED
from bot.providers.catalog_file import find_files, read_prefixes
from bot.settings import Settings, find_data_dir, load_settings, others_can_read, read_names
from storage.database import StorageError, path_of
from storage.folder import FolderBusyError

EXIT_FAILED = 1
EXIT_BUSY = os.EX_TEMPFAIL


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = _parser()
    args, rest = parser.parse_known_args(argv)
    if rest and args.command is not _sandbox:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    args.rest = rest
    command: Callable[[argparse.Namespace], int] = args.command
    try:
        return command(args)
    except SettingsError as error:
        return _fail(error, EXIT_SETTINGS)
    except FolderBusyError as error:
        return _fail(error, EXIT_BUSY)
    except (AtelierError, StorageError) as error:
        return _fail(error, EXIT_FAILED)
    except OSError as error:
        if error.filename is None:  # not about a file or folder: a fault of ours, to be seen whole
            raise
        return _fail(f"{error.filename}: {error.strerror}.", EXIT_FAILED)
    except KeyboardInterrupt:
        return 128 + 2  # what a shell expects of a program that Ctrl-C ended


def _fail(error: Exception | str, code: int) -> int:
    print(error, file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="Atelier, a Telegram bot that makes pictures.")
    parser.add_argument(
        "--env-file", default=".env", metavar="FILE", help='settings beside the environment (default .env, "" for none)'
    )
    commands = parser.add_subparsers(metavar="COMMAND")
    parser.set_defaults(command=lambda _: _fail(parser.format_help(), EXIT_SETTINGS))
    run = commands.add_parser("run", help="run the bot; without TELEGRAM_BOT_TOKEN with a sandbox to play in")
    run.add_argument("--no-browser", action="store_true", help="do not open the sandbox's page")
    run.add_argument("--ready-fd", type=int, help=argparse.SUPPRESS)
    run.set_defaults(command=_run)
    sandbox = commands.add_parser("sandbox", help="run the sandbox alone, with its own options", add_help=False)
    sandbox.set_defaults(command=_sandbox)
    check = commands.add_parser("check", help="say what is configured, who answers and what is on the menu")
    check.add_argument("--alive", action="store_true", help="only say whether the bot of this data folder is running")
    check.set_defaults(command=_check)
    commands.add_parser("migrate", help="bring the database up to date").set_defaults(command=_migrate)
    backup = commands.add_parser("backup", help="copy database and keys into one file, also while the bot runs")
    backup.add_argument("file", nargs="?", type=Path, metavar="FILE", help="default: a new file in the data folder")
    backup.set_defaults(command=_backup)
    restore = commands.add_parser("restore", help="put such a file into an empty data folder")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.set_defaults(command=_restore)
    gateways = commands.add_parser("gateways", help="print docs/gateways.md: what each gateway is known to make")
    gateways.set_defaults(command=_gateways)
    return parser


def gateway_prefixes(*folders: Path) -> tuple[str, ...]:
    """Return the settings prefix of every gateway with a catalogue file, of the shipped ones where no folder is named.

    Raises SettingsError.
    """
    return read_prefixes(find_files(folders or (SHIPPED,)))


def _sources(args: argparse.Namespace) -> tuple[Mapping[str, str], Path | None, tuple[str, ...]]:
    """Return what the settings are read from: environment, file, and the prefixes of all gateways, the owner's too."""
    dotenv = Path(args.env_file) if args.env_file else None
    own = find_data_dir(os.environ, dotenv) / "catalog"
    return os.environ, dotenv, gateway_prefixes(SHIPPED, own)


def _load(args: argparse.Namespace) -> tuple[Settings, list[str]]:
    settings, doubts = load_settings(*_sources(args))
    logs.set_up(settings.bot_log_level, settings.secrets())
    return settings, doubts


def _run(args: argparse.Namespace) -> int:
    settings, doubts = _load(args)
    if settings.telegram_bot_token is None:
        if importlib.util.find_spec("sandbox") is None:  # as in the container image
            raise SettingsError("TELEGRAM_BOT_TOKEN is not set; get one from @BotFather.")
        names = read_names(*_sources(args))
        for warning in others_can_read(_sources(args)[1]):
            _say(warning)
        return asyncio.run(supervise.play(names, settings.bot_data_dir, _say, browser=not args.no_browser))
    for doubt in doubts:
        logging.getLogger(__name__).warning("settings.doubt", extra={"says": doubt})
    from bot import app  # noqa: PLC0415 (everything hangs on it; the other commands start faster without)

    return asyncio.run(app.run(settings, ready=_teller(args.ready_fd)))


def _teller(descriptor: int | None) -> Callable[[], None] | None:
    """Return how the bot tells its supervisor that it is ready."""
    if descriptor is None:
        return None

    def tell() -> None:
        with contextlib.suppress(OSError):  # the supervisor has gone; its end reaches us as a signal
            os.write(descriptor, b"ready\n")
            os.close(descriptor)

    return tell


def _sandbox(args: argparse.Namespace) -> int:
    os.execv(sys.executable, [sys.executable, "-m", "sandbox", *args.rest])  # noqa: S606 (no shell is wanted)


def _check(args: argparse.Namespace) -> int:
    settings, doubts = _load(args)
    if args.alive:
        return 0 if heartbeat.is_alive(settings.bot_data_dir) else EXIT_FAILED
    if settings.bot_log_level != "DEBUG":
        logging.getLogger().setLevel(logging.CRITICAL)  # what goes wrong is told in sentences
    from bot import check  # noqa: PLC0415 (brings the gateways and Telegram with it)

    return asyncio.run(check.check(settings, doubts, _say))


def _migrate(args: argparse.Namespace) -> int:
    settings, _ = _load(args)
    from bot import check  # noqa: PLC0415 (brings the database with it)

    return asyncio.run(check.migrate(settings, _say))


def _backup(args: argparse.Namespace) -> int:
    settings, _ = _load(args)
    from bot import backup  # noqa: PLC0415 (brings the database with it)

    now = SystemClock().now()
    target = args.file or settings.bot_data_dir / backup.FOLDER / backup.name_at(now)
    made = asyncio.run(backup.make(path_of(settings.database_url), settings.bot_data_dir, target, now))
    _say(f"{made.path}: {made.size_bytes:,} bytes, checked and good.")
    if made.files:
        _say(f"Not in it: {made.files} files of results ({made.files_bytes:,} bytes) in {settings.bot_data_dir}/jobs.")
    return 0


def _restore(args: argparse.Namespace) -> int:
    settings, _ = _load(args)
    from bot import backup  # noqa: PLC0415 (as above)

    now = SystemClock().now()
    asyncio.run(backup.restore(args.file, settings.bot_data_dir, path_of(settings.database_url), now, _say))
    return 0


def _gateways(_: argparse.Namespace) -> int:
    from bot.providers import overview  # noqa: PLC0415 (brings every wire protocol with it)

    print(overview.page(), end="")
    return 0


def _say(sentence: str) -> None:
    print(sentence, flush=True)
