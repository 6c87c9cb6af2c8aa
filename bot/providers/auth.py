"""How a key is shown to a gateway: one function per style. Only the transport calls these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from pydantic import SecretStr

AuthStyle = Literal["bearer", "x-api-key", "x-goog-api-key"]


def bearer(key: SecretStr) -> dict[str, str]:
    """``Authorization: Bearer``: OpenAI routes, LiteLLM, new-api (thucchien.md §2, key4u.md §2)."""
    return {"authorization": f"Bearer {key.get_secret_value()}"}


def x_api_key(key: SecretStr) -> dict[str, str]:
    """``X-API-Key``: Flow AI, on every call, downloads included (flow.md §1)."""
    return {"x-api-key": key.get_secret_value()}


def x_goog_api_key(key: SecretStr) -> dict[str, str]:
    """``x-goog-api-key``: AI Thực Chiến's /gemini routes, where Bearer alone is refused (thucchien.md §2)."""
    return {"x-goog-api-key": key.get_secret_value()}


STYLES: Mapping[AuthStyle, Callable[[SecretStr], dict[str, str]]] = {
    "bearer": bearer,
    "x-api-key": x_api_key,
    "x-goog-api-key": x_goog_api_key,
}
