"""Our bot under cProfile, for machines without py-spy: ``python -m bench.profiled OUT <arguments of the bot>``."""

from __future__ import annotations

import cProfile
import pstats
import sys
from pathlib import Path

from bot.cli import main

if __name__ == "__main__":
    profile = cProfile.Profile()
    code = profile.runcall(main, sys.argv[2:])
    with Path(sys.argv[1]).open("w") as out:
        pstats.Stats(profile, stream=out).strip_dirs().sort_stats("tottime").print_stats(60)
    sys.exit(code)
