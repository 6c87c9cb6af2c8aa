"""The dashboard over a week of work with all its mishaps, and somebody who looks at it."""

from __future__ import annotations

import aiohttp
import pytest

from tests.web.house import open_house


@pytest.fixture
async def house(tmp_path, request):
    # Who gets in does not depend on what is told there.
    async with open_house(tmp_path, is_empty="passes" in request.module.__name__) as house:
        yield house


@pytest.fixture
async def visitor():
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session
