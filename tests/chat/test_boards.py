"""What stands under a result of each medium: two rows at most, and no button that makes no sense there."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from pydantic import SecretStr

from bot.chat.boards import _BOARDS, place_of, rows
from bot.chat.naming import read_price, takes_half
from bot.chat.next_steps import NextSteps
from bot.chat.result import Result
from bot.clock import SystemClock
from bot.generation.quote import Quoting
from bot.generation.request import GenerationRequest
from bot.generation.rules import Rules
from bot.generation.unsaid import MILDER
from bot.providers.discovery import protocols
from bot.providers.gateways import GatewayAccess, Gateways
from bot.providers.wire import Task
from storage.assets import Asset
from storage.attempts import Attempt
from storage.buttons import Button
from storage.jobs import Job
from tests.playing import play_catalog

JOB = Job(1, "m:5:1", "a", "w:a", 5, None, 1, "en", "", "", 1, 500, 500, "captured", None, 7, 1, 1, 1)
FILE = Asset(9, 1, 3, 1, "p", "s", "image/png", 1024, 1024, 9, 0, None, "", "clip", "", 1)
HELLO = GenerationRequest(prompt="Hello", model="gpt-4o-mini-tts", task=Task.SPEECH)
MAIN_OF_A_PICTURE = [["Again", "Film"], ["Edit", "File", "More"]]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    return play_catalog(tmp_path_factory.mktemp("catalog"))


@pytest.fixture(scope="module")
def quoting(catalog):
    access = [GatewayAccess(name, SecretStr("k"), None, None, None) for name in catalog.gateways]
    return Quoting(catalog, Gateways(catalog, access, protocols()), SystemClock(), "nano-banana-2")


@pytest.fixture
def steps(quoting, catalog):
    return NextSteps(quoting, catalog, Rules(billing="credits"))


@pytest.fixture
def unpaid(quoting, catalog):
    return NextSteps(quoting, catalog, Rules(billing="off"))


@pytest.fixture
def result(quoting):
    """Make a result of what was asked for."""

    def make(request=None, *, files=1, mime="image/png", place="", follow_ups=None, **job):
        request = quoting.complete(request or GenerationRequest(prompt="a red kite", model=""))
        offer = quoting.quotes(request)[0].offer
        request = request.as_made_by(offer)
        made = replace(JOB, model=request.model, request=request.model_dump_json(), count=request.count, **job)
        attempt = an_attempt(offer, follow_ups)
        return Result(made, [replace(FILE, id=9 + one, mime=mime) for one in range(files)], [attempt], place)

    return make


def an_attempt(offer, follow_ups):
    labels = None if follow_ups is None else json.dumps([[label, label] for label in follow_ups])
    values = dict.fromkeys(Attempt.__slots__)
    return Attempt(
        **{**values, "id": 3, "gateway": offer.gateway, "model": offer.name, "remote_id": "r", "follow_ups": labels}
    )


def plain(found):
    """The labels without their pictures and prices."""
    return [[re.sub(r"^\S{1,2} ", "", spec.label).split(" · ")[0] for spec in row] for row in found]


@pytest.mark.parametrize("place", ["", "1"])
def test_a_picture_has_two_rows_and_one_chosen_from_a_grid_the_same(result, steps, place):
    shown = result(files=2 if place else 1, place=place)
    assert plain(rows("main", shown, steps)) == MAIN_OF_A_PICTURE


def test_what_costs_names_its_price_where_people_pay(result, steps, unpaid):
    paid = [spec.label for menu in ("main", "more") for row in rows(menu, result(), steps) for spec in row]
    free = [
        label
        for menu in ("main", "more")
        for row in plain(rows(menu, result(payer_id="tab:a"), unpaid))
        for label in row
    ]
    for word in ("Again", "Film", "Subtle", "Strong", "Upscale", "Shape"):
        assert any(re.search(rf" {word} · [\d,]+[ \u00a0]₫$", label) for label in paid)
        assert word in free


PRICE = re.compile(r" · ([\d,]+)[ \u00a0]₫$")


@pytest.mark.parametrize(("payer", "follow_ups"), [("w:a", None), ("tab:a", None), ("tab:a", ["U1", "V4", "Pan"])])
def test_a_button_is_held_to_the_price_of_today_that_it_names_whoever_paid_the_first(
    result, steps, unpaid, payer, follow_ups
):
    asked = GenerationRequest(prompt="a red kite", model="midjourney" if follow_ups else "")
    shown, begun = result(asked, payer_id=payer, follow_ups=follow_ups), 0
    for board in ("main", "more", "shapes", "models"):
        for spec in (spec for row in rows(board, shown, steps) for spec in row):
            found = PRICE.search(spec.label)
            if spec.action in ("again", "step", "follow"):
                assert found is not None
                assert read_price(spec.argument)[1] == int(found[1].replace(",", ""))
                begun += 1
        for spec in (spec for row in rows(board, shown, unpaid) for spec in row):
            assert PRICE.search(spec.label) is None
            assert not read_price(spec.argument)[1] or spec.action not in ("again", "step", "follow")
    assert begun > 3


@pytest.mark.parametrize("board", _BOARDS)
@pytest.mark.parametrize(
    ("request_", "more"),
    [
        (GenerationRequest(prompt="a red kite", model=""), {}),
        (GenerationRequest(prompt="a red kite", model="", count=4), {"files": 4}),
        (GenerationRequest(prompt="a red kite", model="midjourney"), {"follow_ups": ["U1", "V1", "Zoom Out 2x", "⬅️"]}),
        (GenerationRequest(prompt="a river", model="kling-v2-6", task=Task.VIDEO), {"mime": "video/mp4"}),
        (HELLO, {"mime": "audio/ogg"}),
        (GenerationRequest(prompt="a cat", lead="Write.", model="", task=Task.CHAT), {"mime": "text/plain"}),
    ],
    ids=["picture", "grid", "a gateway's own grid", "film", "voice", "prompt"],
)
def test_whatever_starts_paid_work_names_its_price_and_is_held_to_it(result, steps, board, request_, more):
    paying = [
        spec
        for row in rows(board, result(request_, **more), steps)
        for spec in row
        if spec.action in ("again", "step", "follow", "draw")
    ]
    assert paying or board in ("delete", "more", "shapes", "voices", "models")
    for spec in paying:
        price = read_price(spec.argument)[1]
        assert price
        if spec.label not in ("U1", "V1"):  # no room: the caption above them names it
            assert spec.label.replace("\u00a0", " ").endswith(f" · {price:,} ₫")


def test_two_buttons_in_a_row_fit_a_phone(result, steps):
    shown = result(GenerationRequest(prompt="a red kite", model="midjourney"), follow_ups=["Zoom Out 2x", "⬅️", "➡️"])
    for board in _BOARDS:
        for row in rows(board, shown, steps):
            assert len(row) != 2 or all(takes_half(spec.label) for spec in row)


@pytest.mark.parametrize(
    ("label", "half"),
    [
        ("🔁 Làm lại · 1.748 ₫", True),
        ("🎲 Hơi khác · 1.748 ₫", False),
        ("✂️ Xóa nền · 150 ₫", True),
        ("Upscale (Subtle) · 150 ₫", False),
    ],
)
def test_a_label_is_as_wide_as_a_phone_shows_it(label, half):
    assert takes_half(label) is half


def test_behind_more_is_the_rest_and_the_way_back(result, steps):
    assert plain(rows("more", result(), steps)) == [
        ["Subtle", "Strong"],
        ["Upscale", "Shape"],
        ["Other model"],
        ["☆", "Details", "Delete"],
        ["Back"],
    ]


def test_of_a_grid_only_what_makes_sense_for_all_of_it(result, steps):
    grid = result(GenerationRequest(prompt="a red kite", model="", count=4), files=4)
    assert plain(rows("main", grid, steps)) == [["1", "2", "3", "4"], ["Again", "More"]]
    assert plain(rows("more", grid, steps)) == [["Shape", "Other model"], ["☆", "Details", "Delete"], ["Back"]]


def test_a_gateways_own_grid_looks_as_people_know_it_and_its_own_steps_go_before_ours(result, steps):
    buttons = ["U1", "U2", "U3", "U4", "🔄", "V1", "V2", "V3", "V4"]
    grid = result(GenerationRequest(prompt="a red kite", model="midjourney"), follow_ups=buttons)
    assert plain(rows("main", grid, steps)) == [["U1", "U2", "U3", "U4"], ["V1", "V2", "V3", "V4"], ["Again", "More"]]
    assert plain(rows("more", grid, steps))[0] == ["File"]
    one = result(GenerationRequest(prompt="a red kite", model="midjourney"), follow_ups=["Vary (Subtle)", "⬅️", "➡️"])
    assert plain(rows("main", one, steps)) == MAIN_OF_A_PICTURE
    assert [len(row) for row in rows("more", one, steps)][:2] == [1, 2]
    assert "Subtle" not in [label for row in plain(rows("more", one, steps)) for label in row]


@pytest.mark.parametrize(
    ("request_", "mime", "expected"),
    [
        (
            GenerationRequest(prompt="a river", model="kling-v2-6", task=Task.VIDEO),
            "video/mp4",
            [["Again", "Extend"], ["File", "More"]],
        ),
        (
            GenerationRequest(prompt="a river", model="replicate-video-01", task=Task.VIDEO),
            "video/mp4",
            [["Again"], ["File", "More"]],
        ),
        (
            GenerationRequest(prompt="rain", model="suno", task=Task.SONG),
            "audio/mpeg",
            [["Extend"], ["Again"], ["More"]],
        ),
        (
            GenerationRequest(prompt="Hello", model="gpt-4o-mini-tts", task=Task.SPEECH),
            "audio/ogg",
            [["Again"], ["Voice"], ["File", "More"]],
        ),
        (
            GenerationRequest(prompt="why?", model="gemini-2.5-flash", task=Task.CHAT),
            "text/plain",
            [["Again", "More"]],
        ),
        (
            GenerationRequest(prompt="a cat", lead="Write a prompt.", model="gemini-2.5-flash", task=Task.CHAT),
            "text/plain",
            [["Draw this"], ["Draw mine"], ["Again", "More"]],
        ),
        (
            GenerationRequest(prompt="a cat", lead=MILDER, model="gemini-2.5-flash", task=Task.CHAT, then=HELLO),
            "text/plain",
            [["Make this"], ["Again", "More"]],
        ),
    ],
    ids=["film", "film that nothing goes on from", "song", "voice", "answer", "prompt", "milder words"],
)
def test_every_medium_has_its_own_next_steps(result, steps, request_, mime, expected):
    assert plain(rows("main", result(request_, mime=mime), steps)) == expected


def test_other_models_are_four_each_with_its_price_the_cheapest_first(result, steps):
    shown = result()
    found = steps.models(shown)
    assert len(found) == 4
    assert [step.price for step in found] == sorted(step.price for step in found)
    assert all(step.request.model == step.what != shown.job.model for step in found)


def test_shapes_of_the_usual_price_stand_first(result, steps):
    shapes = [read_price(spec.argument) for row in rows("shapes", result(), steps) for spec in row][:-1]
    prices = [price for _, price in shapes]
    assert len(set(prices)) == 2
    assert prices == sorted(prices)


@pytest.mark.parametrize(
    ("action", "argument", "place"),
    [
        ("again", "", ""),
        ("again", "2", "2"),
        ("again", "/500", ""),
        ("again", "2/500", "2"),
        ("follow", "3:0", ""),
        ("follow", "3:0:2", "2"),
        ("follow", "3:0:2/500", "2"),
        ("step", "2/shape/16:9/5", "2"),
        ("board", "/more", ""),
        ("details", "2", "2"),
        ("draw", "1", ""),
    ],
)
def test_a_button_says_which_message_it_stands_under(action, argument, place):
    assert place_of(Button("n", action, 1, argument, 5, None)) == place


def test_a_chosen_picture_is_made_again_alone(result):
    grid = result(GenerationRequest(prompt="a red kite", model="", count=4), files=4, place="2")
    assert grid.request.count == 1
    assert grid.picture.asset_id == 10
