"""The line that asks for the same once more: read as a person's own words it is the same request."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat.details import command_line, details_of
from bot.chat.result import Result
from bot.chat.texts import texts
from bot.generation import options
from bot.generation.request import GenerationRequest, Reference
from bot.generation.unsaid import BETTER
from bot.providers.wire import Task
from tests.catalogue import CATALOG
from tests.chat.test_boards import FILE, JOB

MORE = {"seed": "number", "style": "text", "no": "text", "voice": "word", "tile": "flag"}


@pytest.mark.parametrize(
    "request_",
    [
        GenerationRequest(prompt="a red kite", model="nano-banana-2"),
        GenerationRequest(prompt="một cánh diều — đỏ", model="flow", aspect_ratio="16:9", size="2K", count=4),
        GenerationRequest(
            prompt="a kite", model="midjourney", choices={"no": "blur, text", "seed": "7", "style": "oil", "tile": "on"}
        ),
        GenerationRequest(prompt="go", model="kling-v3", task=Task.VIDEO, seconds=10, size="720p", last=True),
    ],
    ids=["plain", "shape", "choices", "film"],
)
def test_a_copied_line_asks_for_the_same(request_):
    prompt, said = options.parse(command_line(request_).partition(" ")[2], MORE)
    assert prompt == request_.prompt
    assert (said.model, said.aspect_ratio, said.size) == (request_.model, request_.aspect_ratio, request_.size)
    assert (said.count or 1, said.seconds, said.last) == (request_.count, request_.seconds, request_.last)
    assert said.choices == request_.choices


def test_a_mask_a_better_prompt_and_a_button_of_the_gateway():
    masked = GenerationRequest(prompt="x", model="m", references=(Reference(file_id="a", kind="mask"),))
    assert command_line(masked) == "/imagine x --model m --mask"
    better = GenerationRequest(prompt="a cat", lead=BETTER, model="m", task=Task.CHAT)
    assert command_line(better) == "/better a cat"
    assert command_line(GenerationRequest(prompt="a cat", model="m", task=Task.FOLLOW)) is None


def test_a_style_of_ours_is_named_and_not_written_out():
    styled = GenerationRequest(prompt="a cat", model="m", style="watercolour")
    assert command_line(styled) == "/imagine a cat --model m --style watercolour"


def test_a_variation_is_asked_for_in_full_words():
    line = command_line(GenerationRequest(prompt="a cat", lead="Vary it:", model="m"))
    assert line == "/imagine Vary it:\n\na cat --model m"


def told(*seeds, place="", model="ideogram-3", **asked):
    request = GenerationRequest(prompt="a koi", model=model, count=len(seeds), **asked)
    job = replace(JOB, model=model, request=request.model_dump_json(), count=len(seeds))
    files = [replace(FILE, id=number, position=number, seed=seed) for number, seed in enumerate(seeds, 1)]
    found = details_of(Result(job, files, [], place), texts("en"), CATALOG, "")
    return found.head.partition("</b>")[0].partition(" · ")[2], found.line.partition("ideogram-3")[2].strip()


@pytest.mark.parametrize(
    ("seeds", "place", "asked", "fact", "options"),
    [
        (["77"], "", {}, "seed 77", "--seed 77"),
        ([""], "", {}, "", ""),
        (["9", "10"], "", {}, "seed 9, 10", "--n 2"),
        (["77", "78"], "2", {}, "seed 78", "--seed 78"),
        (["77", "78"], "2", {"choices": {"seed": "77"}}, "seed 78", "--seed 78"),
        (["77", "78"], "", {"choices": {"seed": "77"}}, "seed 77, 78", "--n 2 --seed 77"),
        (["5", "5"], "", {}, "seed 5", "--n 2 --seed 5"),
        (["5", "5"], "2", {}, "seed 5", ""),
        (["77", ""], "", {}, "seed 77", "--n 2"),
        (["77", "78"], "3", {}, "seed 77, 78", ""),
        ([""], "", {"choices": {"seed": "9"}}, "seed 9", "--seed 9"),
    ],
)
def test_the_seed_that_the_gateway_told_makes_the_same_picture_and_no_other(seeds, place, asked, fact, options):
    assert told(*seeds, place=place, **asked) == (fact, options)


def test_a_model_that_takes_no_seed_is_asked_for_none():
    assert told("77", model="nano-banana-2") == ("seed 77", "")


def test_the_longest_seed_can_be_asked_for_again():
    line = told("15860307465884635512")[1]
    assert options.parse(f"a koi {line}", MORE)[1].choices == {"seed": "15860307465884635512"}
