"""OpenAI's chat: values in, values out, and through its twins (thucchien.md §4.1, §4.3; key4u.md §3.2, §4.2, §5.2)."""

from __future__ import annotations

import json

import pytest

from bot.providers.protocols.openai_chat import PROTOCOL, OpenAIChatOptions, read_stream
from bot.providers.wire import (
    Failed,
    FailureKind,
    InlineFile,
    RemoteFile,
    Reply,
    SourceFile,
    Submission,
    Succeeded,
    TextOutput,
    Unclear,
)
from tests.twins import photo

URL = "https://cdn.example/a.png"
DATA = "data:image/png;base64,QUJDRA=="


def asked(action="text", prompt="xin chào", model="gemini-2.5-flash", files=(), ratio=None, choices=None, **options):
    return Submission(
        model,
        prompt,
        aspect_ratio=ratio,
        files=files,
        choices=choices or {},
        options=OpenAIChatOptions(action=action, **options),
    )


def answer(tree, status=200, **headers):
    return Reply(status, json.dumps(tree).encode(), headers)


def told(message, reason="stop"):
    return answer({"choices": [{"index": 0, "finish_reason": reason, "message": message}], "usage": {}})


def read(reply, action="text"):
    return PROTOCOL.read_submit(reply, asked(action))


def test_words_are_one_message():
    call = PROTOCOL.submit(asked(most_tokens=4000, system="Be short.", choices={"seed": "7"}))
    assert (call.method, call.path) == ("POST", "/v1/chat/completions")
    assert call.json_body == {
        "model": "gemini-2.5-flash",
        "messages": [{"role": "system", "content": "Be short."}, {"role": "user", "content": "xin chào"}],
        "seed": 7,
        "max_completion_tokens": 4000,
    }


def test_a_picture_goes_beside_the_words_as_a_data_address():
    body = PROTOCOL.submit(asked(files=(photo(), photo()), prompt=" ")).json_body
    words, first, second = body["messages"][0]["content"]
    assert words == {"type": "text", "text": "Describe this."}
    assert first["image_url"]["url"].startswith("data:image/jpeg;base64,")
    assert second["type"] == "image_url"


def test_a_sound_goes_as_bare_base64_with_its_kind():
    sound = SourceFile("audio/mpeg", b"ID3", role="sound")
    part = PROTOCOL.submit(asked(files=(sound,))).json_body["messages"][0]["content"][1]
    assert part == {"type": "input_audio", "input_audio": {"data": "SUQz", "format": "mp3"}}


def test_a_shape_is_told_in_a_field_or_in_words():
    body = PROTOCOL.submit(asked("image", ratio="16:9", modalities=("image",), stream=True)).json_body
    assert body["messages"][0]["content"] == "xin chào\n\nAspect ratio: 16:9"
    assert (body["modalities"], body["stream"]) == (["image"], True)
    body = PROTOCOL.submit(
        Submission("m", "x", aspect_ratio="9:16", options=OpenAIChatOptions(action="image", ratio="config"))
    )
    assert body.json_body["imageConfig"] == {"aspectRatio": "9:16"}
    assert body.json_body["messages"][0]["content"] == "x"


def test_speech_names_its_voice_and_is_told_to_read_aloud():
    body = PROTOCOL.submit(asked("speech", choices={"voice": "nova"})).json_body
    assert (body["modalities"], body["audio"]) == (["text", "audio"], {"voice": "nova", "format": "mp3"})
    assert "aloud" in body["messages"][0]["content"]


@pytest.mark.parametrize(
    ("message", "outputs"),
    [
        ({"content": "Here", "images": [{"type": "image_url", "image_url": {"url": DATA}}]}, [InlineFile("QUJDRA==")]),
        ({"content": None, "images": [{"image_url": {"url": "QUJDRA=="}}]}, [InlineFile("QUJDRA==")]),
        ({"images": [{"image_url": URL}, URL]}, [RemoteFile(URL)]),
        ({"content": [{"type": "text", "text": "x"}, {"type": "image_url", "image_url": {"url": DATA}}]},
         [InlineFile("QUJDRA==")]),
        ({"content": [{"type": "output_image", "b64_json": "QUJDRA=="}]}, [InlineFile("QUJDRA==")]),
        ({"content": f"Here: ![a]({DATA}) and ![b]( {URL})"}, [InlineFile("QUJDRA=="), RemoteFile(URL)]),
        ({"content": f"> 50%\n![a]({URL})\n[download]({URL})"}, [RemoteFile(URL)]),
        ({"content": DATA}, [InlineFile("QUJDRA==")]),
        ({"content": f"see {URL}?sig=1, or not"}, [RemoteFile(f"{URL}?sig=1")]),
    ],
)  # fmt: skip
def test_a_picture_is_found_wherever_a_build_puts_it(message, outputs):
    assert read(told(message), "image") == Succeeded(tuple(outputs))


def test_the_last_film_of_the_answer_is_the_result():
    text = "> 30%\n[preview](https://v.example/p.mp4)\n> done [film](https://v.example/f.mp4?e=1)"
    assert read(told({"content": text}), "video") == Succeeded((RemoteFile("https://v.example/f.mp4?e=1"),))


def test_words_and_speech_are_read():
    assert read(told({"content": " chào \n"})) == Succeeded((TextOutput("chào"),))
    assert read(told({"content": [{"text": "a "}, {"text": "b"}]})) == Succeeded((TextOutput("a b"),))
    assert read(told({"audio": {"data": "SUQz"}}), "speech") == Succeeded((InlineFile("SUQz"),))
    paid = Reply(200, told({"content": "x"}).body, {"x-litellm-response-cost": "0.01"})
    assert read(paid).cost == "0.01"


@pytest.mark.parametrize(
    ("action", "reply", "kind"),
    [
        ("text", told({"content": None}, "content_filter"), "refused"),
        ("image", told({"content": None, "images": []}, "content_filter"), "refused"),
        ("image", told({"content": "I would rather not."}), "refused"),
        ("text", told({"content": None, "refusal": "no"}), "refused"),
        ("video", told({"content": "Failed: this violates our content policy"}), "refused"),
        ("video", told({"content": "> failed, no gpu"}), "broken"),
        ("text", told({"content": ""}, "length"), "broken"),
        ("text", told({}), "broken"),
        ("text", answer({"error": {"message": "upstream", "code": 500}}), "broken"),
        (
            "text",
            answer({"error": {"message": "Budget has been exceeded!", "type": "budget_exceeded"}}, 400),
            "exhausted",
        ),
        ("text", answer({"error": {"message": "x"}}, 401), "exhausted"),
        ("text", answer({"error": {"message": "x"}}, 429), "exhausted"),
        ("text", answer({"error": {"message": "No available channel", "code": "model_not_found"}}, 503), "exhausted"),
        ("text", answer({"error": {"message": "litellm.ContentPolicyViolationError"}}, 400), "refused"),
        ("text", answer({"error": {"message": "bad messages"}}, 400), "invalid"),
    ],
)
def test_what_is_no_result_tells_who_must_act(action, reply, kind):
    found = read(reply, action)
    assert isinstance(found, Failed)
    assert found.kind == FailureKind(kind)


@pytest.mark.parametrize("action", ["text", "image", "video", "speech"])
@pytest.mark.parametrize("body", [b"", b"<html>", b"null", b"[]", b"{}", b'{"choices":[]}', b"data: {", b"[" * 5000])
def test_an_answer_that_is_none_is_unclear(action, body):
    assert isinstance(read(Reply(200, body), action), Unclear)
    assert isinstance(read(Reply(502, body), action), Unclear)


def event(delta, reason=None):
    return "data: " + json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}) + "\r"


WORDS = [
    ": hello",
    "event: x",
    event({"role": "assistant"}),
    "",
    event({"content": "xin "}),
    event({"content": "chào"}),
]


def test_a_stream_reads_as_far_as_it_has_come():
    assert read_stream([]) == ""
    assert read_stream(WORDS[:5]) == "xin "
    assert read_stream([*WORDS, 'data: {"choices": [{"del']) == "xin chào"
    assert read_stream([*WORDS, "data: 3", "data: [DONE]", event({"content": "late"})]) == "xin chào"


@pytest.mark.parametrize(
    ("lines", "action", "outcome"),
    [
        ([*WORDS, event({}, "stop"), "data: [DONE]"], "text", Succeeded((TextOutput("xin chào"),))),
        (WORDS, "text", Succeeded((TextOutput("xin chào"),))),
        ([event({"content": f"![a]({DATA[:20]}"}), event({"content": f"{DATA[20:]})"})], "image",
         Succeeded((InlineFile("QUJDRA=="),))),
        ([event({"images": [{"image_url": {"url": DATA}}]})], "image", Succeeded((InlineFile("QUJDRA=="),))),
        ([event({}, "content_filter"), "data: [DONE]"], "text",
         Failed(FailureKind.REFUSED, "finish reason content_filter")),
    ],
)  # fmt: skip
def test_a_whole_stream_reads_like_an_answer(lines, action, outcome):
    assert read(Reply(200, "\n".join(lines).encode()), action) == outcome


def test_a_stream_that_ends_in_an_error_or_in_the_middle_of_nothing():
    error = 'data: {"error": {"message": "Your request was rejected by the safety system", "code": 400}}'
    assert read(Reply(200, error.encode())).kind is FailureKind.REFUSED
    assert isinstance(read(Reply(200, event({"role": "assistant"}).encode())), Unclear)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("gateway", ["thucchien", "key4u"])
async def test_the_twins_talk_look_and_draw(gateways, gateway, stream):
    talk = await gateways.make(gateway, PROTOCOL, asked(stream=stream, files=(photo(),)))
    assert "Một bức ảnh" in talk.outputs[0].text
    drawn = await gateways.make(gateway, PROTOCOL, asked("image", model="gemini-3-pro-image", stream=stream))
    assert isinstance(drawn.outputs[0], InlineFile)


@pytest.mark.parametrize(("action", "model"), [("video", "sora-2"), ("image", "gpt-4o-image")])
async def test_the_twin_ends_with_a_link(gateways, action, model):
    found = await gateways.make("key4u", PROTOCOL, asked(action, model=model, stream=True))
    assert await gateways.fetched("key4u", found.outputs[0])


async def test_the_twin_speaks(gateways):
    found = await gateways.make("key4u", PROTOCOL, asked("speech", model="gpt-4o-audio-preview"))
    assert isinstance(found.outputs[0], InlineFile)


@pytest.mark.parametrize("gateway", ["thucchien", "key4u"])
@pytest.mark.parametrize("action", ["text", "image"])
async def test_the_twins_refuse_what_they_are_told_to(gateways, gateway, action):
    model = "gemini-3-pro-image" if action == "image" else "gemini-2.5-flash"
    assert (await gateways.make(gateway, PROTOCOL, asked(action, "forbidden", model))).kind is FailureKind.REFUSED
