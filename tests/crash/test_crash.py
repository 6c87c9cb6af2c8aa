"""Every crash point once: see `campaign`. The long form is `make crash`."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.crash.campaign import kill_at, points
from tests.harness import Sandbox, sandbox_process

pytestmark = pytest.mark.asyncio(loop_scope="module")
_POINTS_LEAST = 20


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def world() -> AsyncIterator[Sandbox]:
    async with sandbox_process() as sandbox:
        yield sandbox


async def test_the_road_names_at_least_twenty_points():
    assert len(points()) >= _POINTS_LEAST


@pytest.mark.parametrize("point", points())
async def test_a_kill_loses_nothing_and_charges_once(world, tmp_path, point):
    assert await kill_at(world, tmp_path / "data", point) in ("captured", "voided", "credited", "refunded")
