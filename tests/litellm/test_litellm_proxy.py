"""Our gateway code through the real LiteLLM proxy, as at AI Thực Chiến: what is made, and what is said when it is not.

Only meanings are asserted, never its sentences. Pinned: 1.100.5, the generation of the gateway's pages of October 2026.
What the proxy itself does wrong is a test of its own, so that a newer one that does better shows.
"""

from __future__ import annotations

import pytest

from bot.providers.wire import Failed, FailureKind, Succeeded, Unclear
from sandbox.faults import Fault
from tests.twins import photo

pytestmark = pytest.mark.asyncio(loop_scope="session")

KORE = {"choices": {"voice": "Kore"}}
NOVA = {"choices": {"voice": "nova"}}
PHOTO = {"files": (photo(),)}
FOUR = {"seconds": 4}


async def saved(peer, name, folder, **more):
    outcome = await peer.ask(name, **more)
    assert isinstance(outcome, Succeeded), outcome
    (output,) = outcome.outputs
    return outcome, await peer.save(name, output, folder)


@pytest.mark.parametrize(
    ("name", "more", "size"),
    [
        ("gpt-image-2.5-flare", {"aspect_ratio": "3:2"}, (1536, 1024)),
        ("nano-banana-2-chat", PHOTO | {"aspect_ratio": "16:9"}, (1024, 576)),
        ("nano-banana-2-edit", PHOTO | {"aspect_ratio": "16:9"}, (1024, 576)),
        ("nano-banana-2", {}, (1024, 1024)),
        ("nano-banana-2", {"aspect_ratio": "16:9"}, (1024, 576)),
    ],
)
async def test_pictures_come_from_words_through_chat_and_through_the_pass_through(peer, tmp_path, name, more, size):
    outcome, file = await saved(peer, name, tmp_path, **more)
    assert (file.width, file.height) == size
    assert len(peer.forwarded()) == 1
    assert (outcome.cost is not None) is (name != "nano-banana-2-edit")  # the pass-through tells no cost


async def test_the_shape_of_a_google_picture_arrives_as_its_configuration(peer):
    """This proxy drops ``aspect_ratio`` for a Google picture made from words, and hands ``imageConfig`` on."""
    assert isinstance(await peer.ask("nano-banana-2", aspect_ratio="16:9"), Succeeded)
    assert peer.forwarded()[0]["generationConfig"] == {
        "responseModalities": ["IMAGE"],
        "imageConfig": {"aspectRatio": "16:9"},
    }


@pytest.mark.parametrize("name", ["gemini-2.5-flash", "o4-mini"])
async def test_words_come_as_a_stream(peer, name):
    outcome = await peer.ask(name, "what is a lake")
    assert isinstance(outcome, Succeeded)
    assert "what is a lake" in outcome.outputs[0].text


async def test_a_picture_is_described(peer):
    outcome = await peer.ask("gemini-look", "what is it", **PHOTO)
    assert outcome.outputs[0].text.startswith("A picture with")


@pytest.mark.parametrize(
    ("name", "more"), [("gpt-4o-mini-tts", NOVA), ("gemini-flash-tts", KORE), ("gemini-flash-tts-two", KORE)]
)
async def test_words_are_spoken(peer, tmp_path, name, more):
    _, file = await saved(peer, name, tmp_path, prompt="Xin chào", **more)
    assert file.mime == "audio/ogg"
    assert file.duration_ms > 300


async def test_this_proxy_has_gemini_speak_twice_for_one_speech(peer):
    await peer.ask("gemini-flash-tts", **KORE)
    assert len(peer.forwarded()) == 2


@pytest.mark.parametrize(
    ("name", "more", "shape"),
    [
        ("veo-3.1-lite", FOUR | {"aspect_ratio": "9:16"}, (360, 640)),
        ("veo-3.1-lite", FOUR | PHOTO, (640, 360)),
        ("veo-3.1", FOUR, (640, 360)),
    ],
)
async def test_films_are_started_asked_for_and_fetched(peer, tmp_path, name, more, shape):
    _, file = await saved(peer, name, tmp_path, **more)
    assert (file.mime, file.width, file.height) == ("video/mp4", *shape)
    assert abs(file.duration_ms - 4000) < 200
    (instance,) = peer.forwarded()[0]["instances"]
    assert ("image" in instance) is ("files" in more)


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("nano-banana-2", {}),
        ("gpt-image-2.5-flare", {}),
        ("nano-banana-2-chat", PHOTO),
        ("nano-banana-2-edit", PHOTO),
        ("gemini-2.5-flash", {}),
        ("veo-3.1-lite", FOUR),
        ("veo-3.1", FOUR),
    ],
)
async def test_what_the_providers_refuse_reads_as_refused(peer, name, more):
    outcome = await peer.ask(name, "forbidden", **more)
    assert isinstance(outcome, Failed), outcome
    assert outcome.kind is FailureKind.REFUSED


EVERY_ROUTE = [
    ("nano-banana-2", "thucchien", {}),
    ("gpt-image-2.5-flare", "key4u", {}),
    ("gemini-2.5-flash", "thucchien", {}),
    ("o4-mini", "key4u", {}),
    ("veo-3.1-lite", "thucchien", FOUR),
    ("veo-3.1", "thucchien", FOUR),
    ("gemini-flash-tts-two", "thucchien", KORE),
]


@pytest.mark.parametrize("key", ["sk-unknown", "sk-broke"])
@pytest.mark.parametrize(
    ("name", "more"), [(name, more) for name, _, more in EVERY_ROUTE] + [("gpt-4o-mini-tts", NOVA)]
)
async def test_a_wrong_key_and_a_spent_budget_are_exhausted_and_reach_no_provider(peer, name, more, key):
    outcome = await peer.ask(name, key=key, **more)
    assert isinstance(outcome, Failed), outcome
    assert (outcome.kind, outcome.model_only) == (FailureKind.EXHAUSTED, False)
    assert ("budget" in outcome.reason) is (key == "sk-broke")
    assert key not in outcome.reason
    assert peer.forwarded() == []


@pytest.mark.parametrize(("name", "more"), [("nano-banana-2", {}), ("gemini-2.5-flash", {}), ("gpt-4o-mini-tts", NOVA)])
async def test_a_model_denied_to_the_key_is_that_models_matter_only(peer, name, more):
    outcome = await peer.ask(name, key="sk-narrow", **more)
    assert (outcome.kind, outcome.model_only) == (FailureKind.EXHAUSTED, True)
    assert isinstance(await peer.ask("o4-mini", key="sk-narrow"), Succeeded)


@pytest.mark.parametrize(("name", "more"), [("nano-banana-pro", {}), ("deepseek-flash", {}), ("gemini-pro-tts", KORE)])
async def test_a_model_that_the_proxy_does_not_know_is_that_models_matter_only(peer, name, more):
    outcome = await peer.ask(name, **more)
    assert (outcome.kind, outcome.model_only) == (FailureKind.EXHAUSTED, True)


async def test_the_keys_own_limit_says_how_long_to_wait(peer):
    outcomes = [await peer.ask("o4-mini", key="sk-slow") for _ in range(3)]
    assert isinstance(outcomes[-1], Failed)
    assert outcomes[-1].kind is FailureKind.EXHAUSTED
    assert 0 < outcomes[-1].retry_after_s <= 65


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, FailureKind.INVALID),
        (401, FailureKind.EXHAUSTED),
        (403, FailureKind.EXHAUSTED),
        (404, FailureKind.EXHAUSTED),
        (429, FailureKind.EXHAUSTED),
    ],
)
@pytest.mark.parametrize(("name", "to", "more"), EVERY_ROUTE)
async def test_a_provider_that_turns_a_request_down_is_read_through_the_proxy(peer, name, to, more, status, kind):
    headers = {"Retry-After": "7"} if status == 429 else {}
    peer.world.faults.set([Fault(to=to, kind="status", status=status, headers=headers, times=0)])
    outcome = await peer.ask(name, **more)
    assert isinstance(outcome, Failed), outcome
    assert outcome.kind is kind
    assert (outcome.retry_after_s or 0) >= (7 if status == 429 else 0)


@pytest.mark.parametrize(
    "fault",
    [{"kind": "status", "status": 500}, {"kind": "status", "status": 503}, {"kind": "html", "status": 502},
     {"kind": "refuse_connection"}],
    ids=["500", "503", "html", "hangs-up"],
)  # fmt: skip
@pytest.mark.parametrize(("name", "to", "more"), EVERY_ROUTE)
async def test_a_provider_that_breaks_leaves_it_open_whether_it_did_the_work(peer, name, to, more, fault):
    peer.world.faults.set([Fault(to=to, times=0, **fault)])
    assert isinstance(await peer.ask(name, **more), Unclear)


async def test_this_proxy_asks_an_openai_provider_for_a_picture_three_times_though_told_not_to(peer):
    peer.world.faults.set([Fault(to="key4u", kind="status", status=503, times=0)])
    await peer.ask("gpt-image-2.5-flare")
    assert len(peer.forwarded()) == 3


async def test_a_provider_that_is_too_slow_for_the_proxy_leaves_it_open(peer):
    peer.world.gateways["key4u"].change({"latency_s": 3})
    assert isinstance(await peer.ask("o3"), Unclear)


@pytest.mark.parametrize("prompt", ["forbidden", "Xin chào"])
async def test_this_proxy_hides_why_there_is_no_speech(peer, prompt):
    peer.world.faults.set([Fault(to="key4u", kind="status", status=429)] if prompt != "forbidden" else [])
    assert isinstance(await peer.ask("gpt-4o-mini-tts", prompt, **NOVA), Unclear)


async def test_the_account_page_tells_the_models_where_the_proxy_keeps_no_books(peer):
    report = await peer.gateways().account("thucchien")
    assert report.ok
    assert "nano-banana-2" in report.models
    assert report.spent is None  # /key/info needs a database
