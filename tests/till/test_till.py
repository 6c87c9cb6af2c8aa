"""The short form of `make payments`: see `campaign`."""

from tests.harness import sandbox_process
from tests.till.campaign import play

_COUNT, _PEOPLE, _SEED = 200, 12, 5


async def test_payments_told_of_twice_never_or_given_back_are_right_after_one_sweep(tmp_path):
    async with sandbox_process() as sandbox:
        played = await play(sandbox, tmp_path / "data", _COUNT, _PEOPLE, _SEED)
    assert played.told.total() == _COUNT
    assert min(played.told[0], played.told[2], played.back.total()) > 0
