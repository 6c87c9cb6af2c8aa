"""``/admin``: the owners' desk, in their private chat; what it shows and does stands in `bot.chat.admin`."""

from __future__ import annotations

from bot.chat.admin import front
from bot.chat.command import Command

COMMAND = Command(
    "admin",
    front.typed,
    {"en": "for the owner: people, money, gateways", "vi": "cho chủ bot: mọi người, tiền, các cổng"},
    order=97,
    for_owner=True,
)
