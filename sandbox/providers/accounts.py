"""The free calls about an account: LiteLLM's key info, new-api's billing, and both lists of models."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from sandbox.providers.listed import LISTED
from sandbox.providers.manners import Manners, ThucChien
from sandbox.providers.strict import answering
from sandbox.world import World

_UNITS = 500_000  # new-api's quota units in one dollar (key4u.md §9)


def routes(_world: World, doors: Sequence[Manners]) -> list[web.RouteDef]:
    """Return the routes of every gateway that has manners of its own."""
    return [route for door in doors for route in _Account(door).routes()]


class _Account:
    def __init__(self, door: Manners) -> None:
        self.door = door

    def routes(self) -> list[web.RouteDef]:
        table = {"/v1/models": self.models}
        if isinstance(self.door, ThucChien):
            table |= {"/models": self.models, "/key/info": self.key_info}
        else:
            table |= {
                "/v1/dashboard/billing/subscription": self.subscription,
                "/v1/dashboard/billing/usage": self.usage,
                "/api/usage/token/": self.token,
            }
        bad = self.door.bad
        return [web.get(f"/{self.door.name}{path}", answering(handler, bad)) for path, handler in table.items()]

    async def models(self, request: web.Request) -> web.Response:
        self.door.check_key(request)
        names = dict.fromkeys((*self.door.prices, *LISTED[self.door.name]))
        data = [{"id": name, "object": "model", "created": 1790000000, "owned_by": self.door.name} for name in names]
        return web.json_response({"object": "list", "data": data}, headers=self.door.headers())

    async def key_info(self, request: web.Request) -> web.Response:
        self.door.check_key(request)
        info = {
            "key_name": "sk-...dbox",
            "key_alias": "sandbox",
            "spend": self._spent(),
            "max_budget": self._granted(),
            "budget_duration": None,
            "budget_reset_at": None,
            "expires": None,
            "blocked": None,
            "models": ["all-team-models"],
            "rpm_limit": 300,
            "tpm_limit": 400_000,
            "max_parallel_requests": self.door.studio.settings.threads or None,
            "metadata": {},
        }
        return web.json_response({"key": "0f" * 32, "info": info}, headers=self.door.headers())

    async def subscription(self, request: web.Request) -> web.Response:
        self.door.check_key(request)
        granted = self._granted()
        limits = dict.fromkeys(("soft_limit_usd", "hard_limit_usd", "system_hard_limit_usd"), granted)
        tree = {"object": "billing_subscription", "has_payment_method": True, "access_until": 0, **limits}
        return web.json_response(tree)

    async def usage(self, request: web.Request) -> web.Response:
        self.door.check_key(request)
        return web.json_response({"object": "list", "total_usage": round(self._spent() * 100, 6)})

    async def token(self, request: web.Request) -> web.Response:
        self.door.check_key(request)
        used, granted = round(self._spent() * _UNITS), round(self._granted() * _UNITS)
        data = {
            "object": "token_usage",
            "name": "sandbox",
            "total_granted": granted,
            "total_used": used,
            "total_available": granted - used,
            "unlimited_quota": False,
            "model_limits": {},
            "model_limits_enabled": False,
            "expires_at": 0,
        }
        return web.json_response({"code": True, "message": "ok", "data": data})

    def _spent(self) -> float:
        return float(self.door.studio.spent())  # JSON numbers, as the gateways send them

    def _granted(self) -> float:
        return round(self._spent() + self.door.studio.settings.credits * 0.1, 4)
