"""What the Bot API answers when it refuses: code, wording and parameters of one failed call."""

from __future__ import annotations

from typing import Any

_PREFIXES = {400: "Bad Request: ", 403: "Forbidden: ", 409: "Conflict: "}


class BotApiError(Exception):
    """A refusal; ``description`` goes on the wire with Telegram's prefix for the code."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        """Keep code, text without prefix, and ``parameters`` (retry_after, migrate_to_chat_id)."""
        super().__init__(description)
        self.code = code
        self.description = _PREFIXES.get(code, "") + description
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        """Return the answer's body."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(description: str) -> BotApiError:
    """Return a 400."""
    return BotApiError(400, description)
