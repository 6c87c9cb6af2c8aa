"""What every forked process finds in memory: read once, by the server that they are forked off."""

import gc
import importlib

from bot.chat.texts import languages, texts

for name in ("bot.app", "bot.check", "bot.cli", "sandbox.app", "tests.forked"):
    importlib.import_module(name)
for code in languages():
    texts(code)
gc.collect()
gc.freeze()  # shared pages stay shared
