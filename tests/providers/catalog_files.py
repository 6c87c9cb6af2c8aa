"""A small good catalogue file for tests to write, and to spoil."""

from __future__ import annotations

GOOD = """
[gateway]
name = "alpha"
title = "Alpha"
env = "ALPHA"
base_url = "https://api.alpha.example"
auth = "bearer"
currency = "USD"
credits_per_unit = "3000"
threads = 3
reset_timezone = "UTC"
hosts = ["cdn.alpha.example", "*.storage.example"]
priced = 2026-11-21
source = "its price page"

[gateway.timeouts]
submit_s = 120

[models.kite]
title = "Red Kite"
description = { vi = "Diều đỏ", en = "A red kite" }
protocol = "gemini_generate_content"
remote_model = "kite-1"
wire = { prefix = "/gemini" }
pictures = 3
ratios = ["1:1", "16:9"]
sizes = ["1K", "2K"]
count_max = 4
price = { "1K" = "0.10", "2K" = "0.10" }
"""


def write(folder, stem, text):
    """Put a catalogue file into a folder."""
    (folder / f"{stem}.toml").write_text(text, encoding="utf-8")
    return folder
