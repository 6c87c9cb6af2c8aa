"""Keys of the peer, judged by LiteLLM's own checks. Runs inside the proxy, which has no database here."""

from __future__ import annotations

import hashlib

from litellm.proxy import proxy_server
from litellm.proxy._types import ProxyException, UserAPIKeyAuth
from litellm.proxy.auth import auth_checks

KEYS = {
    "sk-good": {"spend": 1.25, "max_budget": 50.0, "rpm_limit": 1000, "tpm_limit": 10_000_000},
    "sk-broke": {"spend": 51.0, "max_budget": 50.0},
    "sk-slow": {"rpm_limit": 1},
    "sk-narrow": {"models": ["o4-mini"]},
}


async def user_api_key_auth(request, api_key):
    """Return what the key may do, or raise as the proxy does for a key it does not know."""
    if api_key not in KEYS:
        raise ProxyException(
            message="Authentication Error, Invalid proxy server token passed.",
            type="token_not_found_in_db",
            param="key",
            code=401,
        )
    token = UserAPIKeyAuth(
        api_key=api_key, token=hashlib.sha256(api_key.encode()).hexdigest(), key_alias=api_key, **KEYS[api_key]
    )
    within_budget = getattr(auth_checks, "virtual_key_max_budget_check", None)
    await (within_budget or auth_checks._virtual_key_max_budget_check)(
        valid_token=token, proxy_logging_obj=proxy_server.proxy_logging_obj, user_obj=None
    )
    if token.models and request.method == "POST":
        model = (await request.json()).get("model")
        await auth_checks.can_key_call_model(
            model=model,
            llm_model_list=proxy_server.llm_model_list,
            valid_token=token,
            llm_router=proxy_server.llm_router,
        )
    return token
