"""How the two aggregators behave at the door: keys, prices, each one's words for no (thucchien.md, key4u.md)."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from aiohttp import web

from sandbox.providers.makings import Making
from sandbox.providers.strict import Answered
from sandbox.providers.studio import Studio
from sandbox.world import World

NO_SUCH_MODEL = "no-such-"  # model ids that start so are unknown; any other is served, so new ones can be tried
_THUCCHIEN_PRICES = {
    "nano-banana-2-lite": "0.0336",
    "nano-banana-2": "0.0672",
    "gemini-3.1-flash-image": "0.0672",
    "nano-banana-pro": "0.134",
    "gemini-3-pro-image": "0.134",
    "nano-banana": "0.039",
    "imagen-4": "0.04",
    "gpt-image-2.5-flare": "0.006",
}
_THUCCHIEN_FILMS = {
    "veo-3.1-generate-001": ("0.40", "0.40"),
    "veo-3.1-fast-generate-001": ("0.10", "0.12"),
    "veo-3.1-lite-generate-001": ("0.05", "0.08"),
}
_THUCCHIEN_SPEECH = {"gpt-4o-mini-tts": "0.017"}
_KEY4U_PRICES = {
    "gemini-2.5-flash-image": "0.150",
    "doubao-seedream-3-0-t2i-250415": "0.100",
    "qwen-image-max": "0.500",
    "grok-imagine-image": "0.208",
    "grok-imagine-image-pro": "0.728",
    "grok-imagine-video": "0.420",
    "MiniMax-Hailuo-2.3": "3.200030",
    "veo_3_1-fast": "3.525120",
    **dict.fromkeys(("chirp-v5", "chirp-auk", "chirp-v4", "chirp-bluejay", "chirp-v3-5", "chirp-v3-0"), "0.120"),
}


class Manners:
    """What a gateway's front door does; the two aggregators differ in every word of it.

    ``prices`` are for one output, ``films`` for a second (up to 720p, at 1080p), ``speech`` for 1000 letters. They are
    what the bot's shipped catalogue says; a model without one is given away, so that no book of the bot's falls short.
    """

    name = ""
    prices: dict[str, str] = {}  # noqa: RUF012 (read only)
    films: dict[str, tuple[str, str]] = {}  # noqa: RUF012 (read only)
    speech: dict[str, str] = {}  # noqa: RUF012 (read only)

    def __init__(self, world: World) -> None:
        """Stand before the gateway's studio."""
        self.studio = Studio(world, self.name, "USD")

    @property
    def key(self) -> str:
        """The gateway's sandbox key; it opens nothing else."""
        return f"sandbox-{self.name}"

    def price(self, model: str, made: Making | None = None) -> Decimal:
        """Return the price in USD (in the gateway's own credit, on Key4U) of one output, usually a picture."""
        if made is not None and made.medium == "video" and model in self.films:
            usual, fine = self.films[model]
            return Decimal(fine if "1080" in f"{made.shape} {made.size}" else usual) * Decimal(made.seconds)
        if made is not None and made.medium == "speech":
            return Decimal(self.speech.get(model, "0")) * len(made.prompt) / 1000
        return Decimal(self.prices.get(model, "0"))

    def check_key(self, request: web.Request, *, google: bool = False) -> None:
        """Raise `Answered` unless the request carries the key in the documented place."""
        raise NotImplementedError

    def bad(self, sentence: str) -> Answered:
        """Return the answer to a malformed request."""
        raise NotImplementedError

    def no_model(self, model: str) -> Answered:
        """Return the answer to an unknown model."""
        raise NotImplementedError

    def broke(self) -> Answered:
        """Return the answer when the money is used up."""
        raise NotImplementedError

    def full(self) -> Answered:
        """Return the answer when every thread works."""
        raise NotImplementedError

    def headers(self, cost: Decimal | None = None) -> dict[str, str]:  # noqa: ARG002 (for those that have some)
        """Return the gateway's own headers of a good answer."""
        return {}

    def admit(self, model: str, count: int) -> None:
        """Raise `Answered` where the model is unknown, the money used up or every thread at work."""
        if model.startswith(NO_SUCH_MODEL):
            raise self.no_model(model)
        if self.studio.broke(count):
            raise self.broke()
        if self.studio.full():
            raise self.full()


def bearer(request: web.Request) -> str | None:
    """Return the token after ``Bearer``, or None where the header is missing or says it otherwise."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


class ThucChien(Manners):
    """LiteLLM 1.100 as it was observed: E1 bodies, 429 for a spent budget, cost in a header."""

    name = "thucchien"
    prices = _THUCCHIEN_PRICES
    films = _THUCCHIEN_FILMS
    speech = _THUCCHIEN_SPEECH

    @staticmethod
    def _error(status: int, message: str, kind: str | None, param: str | None = None) -> Answered:
        error = {"message": message, "type": kind, "param": param, "code": str(status)}
        headers = {"x-litellm-call-id": secrets.token_hex(8), "x-litellm-response-cost": "0"}
        return Answered(status, {"error": error}, headers)

    def check_key(self, request: web.Request, *, google: bool = False) -> None:
        """Bearer for OpenAI's routes; the pass-through takes ``x-goog-api-key`` only (thucchien.md §2)."""
        given = request.headers.get("x-goog-api-key")
        if not google:
            if "Authorization" in request.headers and bearer(request) is None:
                message = "Authentication Error, Malformed API Key passed in. Ensure Key has `Bearer ` prefix."
                raise self._error(401, message, "auth_error", "None")
            given = bearer(request) or given or request.headers.get("x-api-key") or request.headers.get("api-key")
        if not given:
            raise self._error(401, "Authentication Error, No api key passed in.", "auth_error", "None")
        if given != self.key:
            raise self._error(401, "Authentication Error, Invalid proxy server token passed.", "token_not_found_in_db")

    def bad(self, sentence: str) -> Answered:
        """Return LiteLLM's bad request."""
        return self._error(400, sentence, "invalid_request_error")

    def no_model(self, model: str) -> Answered:
        """Return the text of an unknown model on the images route."""
        message = f"400: {{'error': '/image/generations: Invalid model name passed in model={model}.'}}"
        return self._error(400, message, "None", "None")

    def broke(self) -> Answered:
        """Return a spent budget: 429 in this version (thucchien.md §5.2)."""
        spent = self.studio.spent()
        message = f"Budget has been exceeded! Key=sk-sandbox (sk-...dbox) Current cost: {spent}, Max budget: {spent}"
        return self._error(429, message, "budget_exceeded")

    def full(self) -> Answered:
        """Return the limit of parallel requests, with its reset time in words and no retry header."""
        at = datetime.fromtimestamp(self.studio.world.now(), UTC) + timedelta(seconds=5)
        message = (
            f"litellm.RateLimitError: Rate limit exceeded for api_key: {'0f' * 32}. Limit type: max_parallel_requests."
            f" Current limit: {self.studio.settings.threads}, Remaining: 0. Limit resets at: {at:%Y-%m-%d %H:%M:%S} UTC"
        )
        return self._error(429, message, "throttling_error")

    def headers(self, cost: Decimal | None = None) -> dict[str, str]:
        """Return call id, version, spend, and the cost where it has a price."""
        headers = {
            "x-litellm-call-id": secrets.token_hex(8),
            "x-litellm-version": "1.100.5",
            "x-litellm-key-spend": format(self.studio.spent(), "f"),
        }
        return headers if not cost else headers | {"x-litellm-response-cost": format(cost, "f")}


class Key4U(Manners):
    """A new-api gateway: one error envelope with a code, 403 for a used-up account."""

    name = "key4u"
    prices = _KEY4U_PRICES

    @staticmethod
    def _error(status: int, message: str, code: str) -> Answered:
        message = f"{message} (request id: {secrets.token_hex(6)})"
        return Answered(status, {"error": {"message": message, "type": "new_api_error", "param": "", "code": code}})

    def check_key(self, request: web.Request, *, google: bool = False) -> None:
        """Bearer, or ``x-goog-api-key`` on Google's paths; a leading ``sk-`` is optional (key4u.md §2)."""
        given = bearer(request) or (request.headers.get("x-goog-api-key") if google else None)
        if not given or given.removeprefix("sk-") != self.key:
            raise self._error(401, "Invalid token", "")

    def bad(self, sentence: str) -> Answered:
        """Return new-api's bad request."""
        return self._error(400, sentence, "invalid_request")

    def no_model(self, model: str) -> Answered:
        """Return 503: no channel for the model in this group."""
        return self._error(503, f"No available channel for model {model} under group default", "model_not_found")

    def broke(self) -> Answered:
        """Return 403 with the code of a used-up quota."""
        return self._error(403, "The account's quota is used up", "insufficient_user_quota")

    def full(self) -> Answered:
        """Return a plain rate limit."""
        return self._error(429, "Too many requests at once for this token", "rate_limit_exceeded")
