"""The few of many possible values that a short answer names."""

import pytest

from bot.generation.few import few

RATIOS = ("1:1", "2:3", "3:2", "3:4", "4:3", "9:16", "16:9", "21:9")
VOICES = ("alloy", "ash", "ballad", "coral", "echo", "fable", "nova")


@pytest.mark.parametrize(
    ("values", "wanted", "told"),
    [
        (("1K", "2K"), "8K", "1K, 2K"),
        ((), "8K", "none"),
        (RATIOS, "7:3", "21:9, 16:9, 3:2, 4:3, 1:1 …"),
        (RATIOS, "1:2", "9:16, 2:3, 3:4, 1:1, 4:3 …"),
        (tuple(map(str, range(3, 17))), "1", "3, 4, 5, 6, 7 …"),
        (tuple(map(str, range(3, 17))), "1e99999999", "9, 10, 11, 12, 13 …"),  # no number that anybody would write
        (RATIOS, "1e4000000:1", "1:1, 4:3, 9:16, 16:9, 21:9 …"),
        (RATIOS, "9" * 5000 + ":1", "9:16, 16:9, 21:9, 1:1, 2:3 …"),
        (VOICES, "balad", "ballad, alloy, coral, fable, ash …"),
    ],
)
def test_the_nearest_come_first_and_what_is_cut_is_seen(values, wanted, told):
    assert few(values, wanted) == told


def test_a_short_list_keeps_its_order():
    assert few(("21:9", "1:1"), "1:1") == "21:9, 1:1"
