"""Formatted text, request bodies and the published spec: the small readers under the Bot API server."""

from __future__ import annotations

import pytest

from sandbox.forms import Form, Upload, _read_multipart
from sandbox.telegram import spec
from sandbox.telegram.entities import entity_texts, format_text
from sandbox.telegram.errors import BotApiError


def kinds(text, parse_mode):
    plain, entities = format_text(text, parse_mode)
    return plain, [(entity["type"], *entity_texts(plain, [entity], entity["type"])) for entity in entities]


@pytest.mark.parametrize(
    ("text", "plain", "expected"),
    [
        ("<b>đậm</b> <i>nghiêng</i>", "đậm nghiêng", [("bold", "đậm"), ("italic", "nghiêng")]),
        ("👋<u>a</u><s>b</s>", "👋ab", [("underline", "a"), ("strikethrough", "b")]),
        ("<b>a<i>b</i></b>", "ab", [("bold", "ab"), ("italic", "b")]),
        ("1 &lt; 2 &amp;&amp; &#233; &copy;", "1 < 2 && é &copy;", []),
        ('<a href="https://a.example/?x=1&amp;y=2">go</a>', "go", [("text_link", "go")]),
        ('<a href="tg://user?id=1001">Lan</a>', "Lan", [("text_mention", "Lan")]),
        ('<pre><code class="language-python">x = 1</code></pre>', "x = 1", [("pre", "x = 1")]),
        ("<code>/help @someone</code>", "/help @someone", [("code", "/help @someone")]),
        ("<tg-spoiler>a</tg-spoiler><span class='tg-spoiler'>b</span>", "ab", [("spoiler", "a"), ("spoiler", "b")]),
        ("<blockquote>q</blockquote>", "q", [("blockquote", "q")]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", "q")]),
        ("  <b> x </b>  ", "x", [("bold", "x")]),
        ("<b></b>x", "x", []),
    ],
)
def test_html_becomes_entities(text, plain, expected):
    assert kinds(text, "HTML") == (plain, expected)


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("é<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("é<b>x</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("é</b>", "Unexpected end tag at byte offset 2"),
        ("é<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 2'),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
    ],
)
def test_broken_html_is_refused_with_the_place(text, wording):
    with pytest.raises(BotApiError) as refusal:
        format_text(text, "HTML")
    assert refusal.value.description == f"Bad Request: can't parse entities: {wording}"


@pytest.mark.parametrize(
    ("text", "plain", "expected"),
    [
        ("*a* _b_ __c__ ~d~ ||e||", "a b c d e", ["bold", "italic", "underline", "strikethrough", "spoiler"]),
        (r"1\.5 \* 2", "1.5 * 2", []),
        ("`a.b` ```python\nx.y\n```", "a.b x.y", ["code", "pre"]),
        (r"[go\!](https://a.example/x)", "go!", ["text_link"]),
        (">a\n>b\nc", "a\nb\nc", ["blockquote"]),
    ],
)
def test_markdown_v2_becomes_entities(text, plain, expected):
    found, entities = format_text(text, "MarkdownV2")
    assert (found, [entity["type"] for entity in entities]) == (plain, expected)


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("a.b", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("é*a", "Can't find end of Bold entity at byte offset 2"),
        ("`a", "Can't find end of Code entity at byte offset 0"),
    ],
)
def test_broken_markdown_is_refused(text, wording):
    with pytest.raises(BotApiError) as refusal:
        format_text(text, "MarkdownV2")
    assert refusal.value.description == f"Bad Request: can't parse entities: {wording}"


def test_links_commands_and_mentions_are_found_in_any_text():
    plain, entities = format_text(
        "👋 /help@atelier_bot see https://a.example/x, ask @some_one or a@b.example #tranh 1/2"
    )
    found = [(entity["type"], *entity_texts(plain, [entity], entity["type"])) for entity in entities]
    assert found == [
        ("bot_command", "/help@atelier_bot"),
        ("url", "https://a.example/x"),
        ("mention", "@some_one"),
        ("email", "a@b.example"),
        ("hashtag", "#tranh"),
    ]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("an end </b> tag, <b>/help</b> and /help>", []),
        ("a//b 1/2 x/help /help/me", []),
        ("(/help) and\n/start", ["/help", "/start"]),
    ],
)
def test_a_command_stands_apart_and_is_no_part_of_a_tag_or_path(text, commands):
    plain, entities = format_text(text)
    assert entity_texts(plain, entities, "bot_command") == commands


def test_a_multipart_body_is_read_with_empty_parts_quotes_and_line_breaks_in_files():
    body = (
        b"--b0\r\nContent-Disposition: form-data; name=empty\r\n\r\n\r\n"
        b'--b0\r\nContent-Disposition: form-data; name="t\xc3\xaan"\r\n\r\nch\xc3\xa0o\r\n'
        b'--b0\r\nContent-Disposition: form-data; name="photo"; filename="a%22b.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n\r\n--b1\r\n\r\n--b0--\r\n"
    )
    form = Form()
    _read_multipart(body, b"b0", form)
    assert form.fields == {"empty": "", "tên": "chào"}
    assert form.files == [("photo", Upload('a"b.jpg', b"\r\n--b1\r\n", "image/jpeg"))]
    for broken in (b"nothing", body[:-30], b"--b0\r\n"):
        with pytest.raises(ValueError, match="multipart"):
            _read_multipart(broken, b"b0", Form())


def test_the_spec_finds_what_is_missing_wrong_or_unknown():
    checker = spec.load()
    user = {"id": 1, "is_bot": False, "first_name": "A"}
    assert checker.check(("User",), user, "user") == []
    assert checker.check(("User",), {"id": "1", "is_bot": False, "x": 1}, "user") == [
        "user.x is not a field of User",
        "user.id: '1' is not of type Integer",
        "user: User lacks first_name",
    ]
    assert checker.check(("Integer",), value=True, where="n") == ["n: True is not of type Integer"]
    assert checker.check(("Array of Array of Integer",), [[1], ["x"]], "n") == ["n[1][0]: 'x' is not of type Integer"]
    assert checker.check_result("getMe", user) == []
    assert checker.check_result("sendMessage", {"message_id": 1}) != []


def test_parameters_are_read_by_their_published_types():
    method = spec.load().methods["sendmessage"]
    raw = {"chat_id": "-5", "text": "7", "protect_content": "True", "reply_parameters": '{"message_id": 3}', "x": "1"}
    read = spec.load().read_parameters(method, raw)
    assert read.values == {
        "chat_id": -5,
        "text": "7",
        "protect_content": True,
        "reply_parameters": {"message_id": 3},
    }
    assert (read.missing, read.unreadable, read.unknown) == ([], {}, ["x"])
    bad = spec.load().read_parameters(method, {"chat_id": "@a", "reply_parameters": "{", "message_thread_id": "x"})
    assert (bad.missing, sorted(bad.unreadable)) == (["text"], ["message_thread_id", "reply_parameters"])
