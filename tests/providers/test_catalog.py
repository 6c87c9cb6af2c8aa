"""The catalogue: what is right is read, what is wrong stops the start with a sentence that helps."""

from __future__ import annotations

import re

import pytest

from bot.errors import SettingsError
from bot.providers.catalog import SHIPPED, load_catalog
from bot.providers.discovery import protocols
from bot.providers.offers import Need
from bot.providers.routing import Routing
from bot.providers.wire import Earlier, SourceFile, Submission
from tests.providers.catalog_files import GOOD, write


def load(*folders):
    return load_catalog(*folders, protocols=protocols())


def test_a_good_file_becomes_a_gateway_a_model_and_an_offer(tmp_path):
    catalog = load(write(tmp_path, "alpha", GOOD))
    gateway, model = catalog.gateways["alpha"], catalog.models["kite"]
    offer = model.offers[0]
    assert (gateway.threads, gateway.timeouts.submit_s, gateway.timeouts.poll_s) == (3, 120, 30)
    assert (model.title, model.description("vi"), model.description("fr")) == ("Red Kite", "Diều đỏ", "A red kite")
    assert (offer.gateway, offer.name, offer.alias, offer.auth) == ("alpha", "kite", "kite", "bearer")
    assert dict(offer.prices) == {"1K": 100_000, "2K": 100_000}
    assert offer.wire.prefix == "/gemini"
    assert catalog.offer("alpha", "kite") is offer
    assert catalog.offer("beta", "kite") is None


MISTAKES = [
    ('remote_model = "kite-1"', 'remote_modell = "kite-1"', "remote_modell", "remote_model'?"),
    ("threads = 3", "thread = 3", "thread ", "'threads'"),
    ("submit_s = 120", "submit = 120", "submit in timeouts", "'submit_s'"),
    ("[models.kite]", "[model.kite]", "[model]", "'models'"),
    (
        'protocol = "gemini_generate_content"',
        'protocol = "gemini_generate"',
        "'gemini_generate'",
        "gemini_generate_content",
    ),
    ('wire = { prefix = "/gemini" }', 'wire = { prefx = "/gemini" }', "prefx", "'prefix'"),
    ('auth = "bearer"', 'auth = "bearr"', "bearr", "'bearer'"),
    ('auth = "bearer"', 'auth = "bearer"\nauth_by_protocol = { gemini = "bearer" }', "'gemini'", "no protocol"),
    ('currency = "USD"', 'currency = "EUR"', "EUR", "VND"),
    ('price = { "1K" = "0.10", "2K" = "0.10" }', 'price = { "1K" = "0.10" }', "2K", "no price, no sale"),
    ('price = { "1K" = "0.10", "2K" = "0.10" }', "price = 0.10", "price", "text"),
    ('price = { "1K" = "0.10", "2K" = "0.10" }', 'price = "cheap"', "price", "cheap"),
    ('price = { "1K" = "0.10", "2K" = "0.10" }', 'price = "0"', "price", "not sold"),
    ('price = { "1K" = "0.10", "2K" = "0.10" }', 'price = "?"', "price", "amount"),
    ('price = { "1K" = "0.10", "2K" = "0.10" }', 'price = "-1"', "price", "amount"),
    ('"2K" = "0.10" }', '"2K" = "0.10", "4K" = "0.2" }', "4K", "sizes"),
    ('"2K" = "0.10" }', '"2K" = "0.0000001" }', "price", "decimals"),
    ("threads = 3", 'threads = "3"', "threads", "integer"),
    ("threads = 3", "threads = -1", "threads", "greater"),
    ("count_max = 4", "count_max = 99", "count_max", "less"),
    ("count_max = 4", "count_max = 2\ncount_per_call = 4", "count_per_call", "count_max"),
    ('"16:9"]', '"16x9"]', "ratios", "16x9"),
    ('"16:9"]', '"1:1"]', "ratios", "twice"),
    ('"2K"]', '"2k"]', "sizes", "2k"),
    ('credits_per_unit = "3000"', 'credits_per_unit = "NaN"', "credits_per_unit", "NaN"),
    ('credits_per_unit = "3000"', "credits_per_unit = 3000", "credits_per_unit", "text"),
    ('base_url = "https://api.alpha.example"', 'base_url = "api.alpha.example"', "base_url", "https://"),
    ('base_url = "https://api.alpha.example"', 'base_url = "https://u:p@alpha.example"', "base_url", "address"),
    ('"*.storage.example"', '"*"', "hosts", "no host"),
    ('"*.storage.example"', '"127.0.0.1"', "hosts", "no host"),
    ('reset_timezone = "UTC"', 'reset_timezone = "Hanoi"', "reset_timezone", "Hanoi"),
    ("priced = 2026-11-21", 'priced = "today"', "priced", "date"),
    ("[models.kite]", "[models.Kite]", "models.Kite", "small letters"),
    ('title = "Red Kite"\n', "", "title", "missing"),
    ('description = { vi = "Diều đỏ", en = "A red kite" }', 'description = { en = "A" }', "vi", "missing"),
    ("pictures = 3", "pictures_least = 1", "pictures_least", "more than pictures"),
    ('title = "Red Kite"', "<<<<<<< mine\ntitle = 'x'\n=======\n>>>>>>> theirs", "line", "merge marker"),
    ("count_max = 4", "count_max = ", "not TOML", "line"),
    ("count_max = 4", "count_max = " + "9" * 5_000, "a number in it", "too long"),
    ("count_max = 4", "count_max = 0x" + "f" * 5_000, "count_max", "thousands of digits"),
    ("pictures = 3", "pictures = " + "[" * 5_000 + "]" * 5_000, "brackets", "too deep"),
    ('price = { "1K" = "0.10", "2K" = "0.10" }', 'price = "1e2"', "1e2", "amount"),
    ('price = { "1K" = "0.10", "2K" = "0.10" }', 'price = "1000.01"', "1000.01", "at most 1,000 USD"),
    ('credits_per_unit = "3000"', 'credits_per_unit = "1000001"', "credits_per_unit", "1,000,000"),
    ('title = "Red Kite"', 'title = "Red\\nKite"', "title", "cannot be seen"),
]


@pytest.mark.parametrize(("right", "wrong", "named", "helps"), MISTAKES)
def test_a_mistake_stops_the_start_and_names_file_place_and_a_way_out(tmp_path, right, wrong, named, helps):
    assert right in GOOD
    with pytest.raises(SettingsError) as caught:
        load(write(tmp_path, "alpha", GOOD.replace(right, wrong, 1)))
    sentence = str(caught.value)
    assert "alpha.toml" in sentence
    assert named in sentence
    assert helps.removesuffix("?") in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_the_same_alias_twice_in_a_file_is_a_mistake(tmp_path):
    twice = GOOD + GOOD[GOOD.index("[models.kite]") :]
    with pytest.raises(SettingsError, match=r"alpha\.toml.*TOML.*kite"):
        load(write(tmp_path, "alpha", twice))


@pytest.mark.parametrize("missing", ["[gateway]", "[models.kite]"])
def test_a_file_without_one_of_its_two_tables_is_a_mistake(tmp_path, missing):
    head, tail = GOOD.split("[models.kite]")
    text = head if missing == "[models.kite]" else f"[models.kite]{tail}"
    with pytest.raises(SettingsError, match="missing"):
        load(write(tmp_path, "alpha", text))


def test_a_file_that_is_not_text_is_a_mistake(tmp_path):
    (tmp_path / "alpha.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match=r"/alpha\.toml cannot be read: it is no text in UTF-8\.$"):
        load(tmp_path)


def test_a_folder_with_the_name_of_a_file_is_a_mistake(tmp_path):
    (tmp_path / "alpha.toml").mkdir()
    with pytest.raises(SettingsError, match=r"/alpha\.toml cannot be read: Is a directory\.$"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("key", "says"), [('price = "1e15"', "amount"), ("options = { voice = [] }", "voice in options")]
)
def test_a_mistake_in_a_file_that_adds_names_that_file(tmp_path, key, says):
    write(tmp_path, "alpha", GOOD)
    with pytest.raises(SettingsError, match=rf"/mine\.toml, \[models\.kite\]: .*{says}"):
        load(write(tmp_path, "mine", f'gateway = "alpha"\n[models.kite]\n{key}\n'))


BETA = GOOD.replace('"alpha"', '"beta"').replace("ALPHA", "BETA")


def test_the_same_alias_in_two_files_is_one_model_with_two_offers(tmp_path):
    write(tmp_path, "alpha", GOOD)
    more = (
        BETA.replace('"16:9"]', '"21:9"]')
        .replace("pictures = 3", "pictures = 10")
        .replace("count_max = 4", "count_max = 8")
    )
    catalog = load(write(tmp_path, "beta", more))
    model = catalog.models["kite"]
    assert [offer.gateway for offer in model.offers] == ["alpha", "beta"]
    assert (model.ratios, model.references_max, model.count_max) == (("1:1", "16:9", "21:9"), 10, 8)
    assert model.offers[0].ratios == ("1:1", "16:9")


@pytest.mark.parametrize(
    ("text", "helps"),
    [
        (GOOD, "name 'alpha' is taken"),
        (BETA.replace("BETA", "ALPHA"), "env 'ALPHA' is taken"),
        (BETA.replace("Red Kite", "Blue Kite"), "differs from 'Red Kite'"),
        (BETA.replace("models.kite", "models.other"), "both called"),
    ],
)
def test_two_files_that_contradict_each_other_are_a_mistake(tmp_path, text, helps):
    write(tmp_path, "alpha", GOOD)
    with pytest.raises(SettingsError, match=helps):
        load(write(tmp_path, "beta", text))


SECOND = """
[models.kite-edit]
alias = "kite"
protocol = "gemini_generate_content"
auth = "x-goog-api-key"
remote_model = "kite-1-edit"
pictures = 10
pictures_least = 1
ratios = ["3:2"]
price = "0.2"
"""


def test_a_gateway_may_make_a_second_offer_for_edits(tmp_path):
    catalog = load(write(tmp_path, "alpha", GOOD.replace("pictures = 3\n", "") + SECOND))
    model = catalog.models["kite"]
    assert list(catalog.models) == ["kite"]
    assert (model.words, model.references_max) == (True, 10)
    assert (model.ratios_for(0), model.ratios_for(1)) == (("1:1", "16:9"), ("3:2",))
    words, edits = model.offers
    assert words.takes(Need(ratio="16:9"))
    assert not words.takes(Need(pictures=1))
    assert edits.takes(Need(size="1K", ratio="3:2", pictures=10))
    assert not edits.takes(Need())
    assert (edits.name, edits.auth) == ("kite-edit", "x-goog-api-key")


@pytest.mark.parametrize(
    ("text", "helps"),
    [
        (SECOND.replace('alias = "kite"', 'alias = "kit"'), "did you mean 'kite'"),
        (SECOND + 'title = "Kite"\n', "no title"),
    ],
)
def test_a_second_offer_must_join_a_model_and_has_no_title(tmp_path, text, helps):
    with pytest.raises(SettingsError, match=helps):
        load(write(tmp_path, "alpha", GOOD + text))


def test_the_owners_file_replaces_ours_of_the_same_name(tmp_path):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    theirs.mkdir()
    write(ours, "alpha", GOOD)
    write(theirs, "alpha", GOOD.replace('"0.10"', '"0.50"'))
    catalog = load(ours, theirs, tmp_path / "not there")
    assert catalog.models["kite"].offers[0].prices["1K"] == 500_000


SHIPPED_CATALOG = load(SHIPPED)


@pytest.mark.parametrize(
    ("word", "alias"),
    [
        ("nano-banana", "nano-banana"),
        ("Nano Banana", "nano-banana"),
        ("NANO_BANANA_PRO", "nano-banana-pro"),
        ("nano-banana-p", "nano-banana-pro"),
        ("flow", "flow"),
        ("Imagen (Flow)", "flow"),
        ("imagen", None),
        ("nano", None),
        ("", None),
        ("-", None),
        ("dall-e", "dall-e-3"),
        ("kite", None),
    ],
)
def test_a_model_is_found_by_alias_title_or_a_beginning_that_fits_one(word, alias):
    found = SHIPPED_CATALOG.find(word)
    assert (found.alias if found else None) == alias


def test_a_misspelt_model_has_a_nearest_and_nonsense_has_none():
    assert SHIPPED_CATALOG.nearest("nanobanana-pro")[0] == "nano-banana-pro"
    assert SHIPPED_CATALOG.nearest("zzzzzzzz") == ()


@pytest.mark.parametrize(
    ("beginning", "listed"),
    [
        ("nan", "nano-banana, nano-banana-pro, nano-banana-2, nano-banana-2-lite"),
        ("Nano Banana 2", "nano-banana-2, nano-banana-2-lite"),
        ("flo", "flow, flow-video"),
        ("", ""),
        ("-", ""),
    ],
)
def test_the_beginning_of_several_models_lists_them(beginning, listed):
    assert ", ".join(SHIPPED_CATALOG.nearest(beginning)) == listed


def test_a_beginning_that_fits_many_lists_four(tmp_path):
    head, table = GOOD.split("[models.kite]")
    many = [f"[models.kite-{n}]{table.replace('Red Kite', f'Kite {n}')}" for n in range(6)]
    catalog = load(write(tmp_path, "alpha", head + "".join(many)))
    assert catalog.nearest("kit") == ("kite-0", "kite-1", "kite-2", "kite-3")


def test_every_shipped_offer_can_be_submitted_as_it_stands():
    known = protocols()
    image = SourceFile("image/png", b"x", remote_path="p")
    sound, video = SourceFile("audio/mpeg", b"x", role="sound"), SourceFile("video/mp4", b"x", role="video")
    for model in SHIPPED_CATALOG.models.values():
        for offer in model.offers:
            pictures = (image,) * (offer.pictures if offer.pictures_least else 0)
            for size in (None, *offer.sizes):
                for ratio in (None, *offer.ratios):
                    submission = Submission(
                        offer.remote_model,
                        "a red kite",
                        offer.count_per_call,
                        ratio,
                        size,
                        next(iter(offer.seconds), None),
                        (*pictures, *(sound,) * offer.sounds, *(video,) * offer.videos),
                        earlier=Earlier("7", "k") if offer.earlier else None,
                        options=offer.wire,
                    )
                    assert known[offer.protocol].submit(submission).path.startswith("/")


def test_what_has_no_price_is_known_and_not_sold(tmp_path):
    folder = write(tmp_path, "alpha", re.sub(r"(?m)^price = .*$", "", GOOD))
    catalog = load(folder)
    assert Routing(catalog, ["alpha"]).offers_for("kite", Need(), 0) == []
    assert catalog.find("kite") is not None


def test_a_file_of_the_owners_own_adds_a_price_and_a_model_to_a_known_gateway(tmp_path):
    write(tmp_path, "alpha", GOOD)
    owners = """
gateway = "alpha"

[models.kite]
price = "0.50"
sizes = ["1K"]

[models.swan]
title = "Swan"
description = { vi = "Thiên nga", en = "A swan" }
protocol = "openai_images"
remote_model = "swan-1"
price = "1.00"
"""
    catalog = load(write(tmp_path, "zz-mine", owners))
    assert catalog.offer("alpha", "kite").prices == {"1K": 500_000}
    assert catalog.models["swan"].offers[0].gateway == "alpha"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('gateway = "alpah"\n[models.x]\nprice = "1"', "'alpah' has no file; did you mean 'alpha'"),
        ('gateway = "alpha"\n[models.kite]\nprise = "1"', "zz-mine.toml, [models.kite]: prise is no key here"),
        ('gateway = "alpha"', "[models] is missing"),
    ],
)
def test_a_slip_in_the_owners_own_file_is_named_with_that_file(tmp_path, text, says):
    write(tmp_path, "alpha", GOOD)
    with pytest.raises(SettingsError, match=re.escape(says)):
        load(write(tmp_path, "zz-mine", text))


def test_the_sizes_of_a_model_are_told_from_small_to_large():
    models = load(SHIPPED).models
    assert models["nano-banana-2"].sizes == ("512", "1K", "2K", "4K")
    known = {model.sizes for model in models.values()}
    assert {("720p", "1080p", "4K"), ("1080p", "2K", "4K")} <= known
