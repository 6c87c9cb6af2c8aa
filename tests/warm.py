"""What every forked process finds in memory: read once, by the server that they are forked off."""

import gc
import importlib
import tempfile
from pathlib import Path

from bot.chat.texts import languages, texts
from bot.providers.catalog import SHIPPED
from bot.providers.catalog_file import find_files, read_files
from bot.providers.transport import Network
from tests.harness import quick_catalog

for name in ("bot.app", "bot.check", "bot.cli", "sandbox.app", "tests.forked"):
    importlib.import_module(name)
for code in languages():
    texts(code)
with tempfile.TemporaryDirectory() as folder:
    quick_catalog(Path(folder))
    read_files(find_files([SHIPPED, Path(folder)]))
Network()
gc.collect()
gc.freeze()  # shared pages stay shared
