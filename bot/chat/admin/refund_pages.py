"""Giving a payment back by its number: the page asks once more before it does."""

from __future__ import annotations

from bot.chat.admin.desk import Desk, Part, Typed
from bot.chat.pages import Page
from bot.chat.refunding import refund_page


async def refund(desk: Desk, typed: Typed) -> Page:
    """Return a payment with the button that gives it back."""
    return await refund_page(desk.room, desk.person, typed.words)


PART = Part(forms={"refund": refund})
