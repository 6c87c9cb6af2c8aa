"""What an invoice carries: its order in full and signed, so that it is credited though its row was lost in a restore.

``o1.<order>.<buyer>.<pool>.<chat>.<stars>.<credits>.<monthly>.<signature>``, where pool and chat are empty for one's
own wallet: a private chat's number is a person's, and stays out of what is kept of a payment.
"""

from __future__ import annotations

from bot.chat.signing import Signer
from storage.orders import Order

BYTES_MAX = 128  # Telegram's limit
_VERSION = "o1"
_WALLET, _POOL = "w:", "pool:"


def write(signer: Signer, order: Order) -> str:
    """Return the payload of an order's invoice."""
    pool = "" if order.is_own else order.payee_id.removeprefix(_POOL)
    chat = "" if order.is_own else str(order.chat_id)
    numbers = (str(order.stars), str(order.credits), str(int(order.is_monthly)))
    words = ".".join((_VERSION, order.id, order.person_uid, pool, chat, *numbers))
    return f"{words}.{signer.seal(words)}"


def read(signer: Signer, payload: str) -> Order | None:
    """Return the order of a payload that we signed; None for anything else."""
    words, _, seal = payload.rpartition(".")
    if not signer.is_sealed(words, seal) or not words.startswith(f"{_VERSION}."):
        return None
    _, order_id, buyer, pool, chat, stars, credits_, monthly = words.split(".")
    payee = f"{_POOL}{pool}" if pool else f"{_WALLET}{buyer}"
    return Order(order_id, buyer, payee, int(stars), int(credits_), monthly == "1", int(chat or 0), created_at=0)
