"""The sandbox's twins, for the half of each protocol's tests that goes over real HTTP."""

import pytest

from tests.twins import serving


@pytest.fixture
async def gateways():
    async with serving() as found:
        yield found
