"""Flood limits, faults, the request log, what survives a restart, live events, and the doors' manners."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time

import httpx
import pytest
from telegram import ReplyParameters
from telegram.error import NetworkError, RetryAfter

from sandbox.app import start
from sandbox.telegram import spec
from tests.harness import within
from tests.sandbox.conftest import Control, make_bot, picture

GROUP = -1009001


@pytest.fixture
def timedeltas(monkeypatch):
    """Let python-telegram-bot tell waits in the way that it does not warn of."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.mark.usefixtures("timedeltas")
async def test_too_many_messages_to_one_person_are_refused_and_ignoring_that_makes_it_longer(bot, control, sandbox):
    moment = [time.time()]
    sandbox.telegram.limits._now = lambda: moment[0]
    await control.post("limits", on=True)
    for number in range(3):
        await bot.send_message(1001, str(number))
    with pytest.raises(RetryAfter) as first:
        await bot.send_message(1001, "4")
    with pytest.raises(RetryAfter) as second:
        await bot.send_message(1001, "5")
    waits = [error.value.retry_after.total_seconds() for error in (first, second)]
    assert waits[0] == 1
    assert waits[1] > waits[0]
    assert await bot.send_message(1002, "others are not held up")
    moment[0] += 10
    assert await bot.send_message(1001, "after the wait")


@pytest.mark.usefixtures("timedeltas")
async def test_a_group_takes_twenty_a_minute_and_edits_share_that(bot, control):
    await control.post("limits", on=True)
    message = await bot.send_message(GROUP, "0")
    for number in range(1, 20):
        await bot.edit_message_text(str(number), GROUP, message.message_id)
    with pytest.raises(RetryAfter):
        await bot.send_message(GROUP, "x")
    await bot.send_chat_action(GROUP, "typing")
    await control.post("limits", on=False)
    assert await bot.send_message(GROUP, "x")


async def test_a_429_tells_the_wait_in_its_body(control, sandbox):
    sandbox.telegram.limits._now = lambda: 1_800_000_000.0
    await control.post("limits", on=True)
    path = f"/bot{sandbox.world.token}/sendMessage"
    for _ in range(4):
        answer = await control.client.post(path, json={"chat_id": 1001, "text": "x"})
    assert answer.status_code == 429
    assert answer.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }


async def test_a_status_fault_hits_only_what_it_names_and_only_so_often(bot, control):
    fault = {"to": "telegram", "match": "sendPhoto", "kind": "status", "status": 502, "times": 2, "after": 1}
    await control.post("faults", faults=[fault])
    await bot.send_message(1001, "not meant")
    await bot.send_photo(1001, picture())
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_photo(1001, picture())
    await bot.send_photo(1001, picture())
    assert len(await control.messages()) == 3


async def test_a_429_by_fault_tells_its_wait_as_telegram_does(control, sandbox):
    fault = {"to": "telegram", "match": "getMe", "kind": "status", "status": 429, "headers": {"Retry-After": "7"}}
    await control.post("faults", faults=[fault])
    answer = await control.client.get(f"/bot{sandbox.world.token}/getMe")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert answer.json()["parameters"] == {"retry_after": 7}


async def test_a_lost_answer_means_that_the_work_was_done(bot, control):
    await control.post("faults", faults=[{"to": "telegram", "match": "sendMessage", "kind": "lost"}])
    with pytest.raises(NetworkError):
        await bot.send_message(1001, "done all the same")
    assert [message["text"] for message in await control.messages()] == ["done all the same"]
    assert (await control.requests(to="telegram"))[-1]["status"] == 0


async def test_a_refused_connection_means_that_it_was_not_done(bot, control):
    await control.post("faults", faults=[{"to": "telegram", "match": "sendMessage", "kind": "refuse_connection"}])
    with pytest.raises(NetworkError):
        await bot.send_message(1001, "never")
    assert await control.messages() == []


@pytest.mark.parametrize("kind", ["cut", "hang", "drip"])
async def test_half_an_answer_or_none_is_no_answer(control, sandbox, kind):
    await control.post("faults", faults=[{"to": "telegram", "match": "getMe", "kind": kind, "seconds": 0.2}])
    with pytest.raises(httpx.RemoteProtocolError):
        await control.client.get(f"/bot{sandbox.world.token}/getMe")
    assert (await control.client.get(f"/bot{sandbox.world.token}/getMe")).json()["ok"]


async def test_html_and_delay_are_what_they_say(control, sandbox):
    faults = [{"to": "telegram", "kind": "html"}, {"to": "telegram", "kind": "delay", "seconds": 0.2}]
    await control.post("faults", faults=faults)
    page = await control.client.get(f"/bot{sandbox.world.token}/getMe")
    assert (page.status_code, page.headers["Content-Type"][:9]) == (200, "text/html")
    begun = time.monotonic()
    assert (await control.client.get(f"/bot{sandbox.world.token}/getMe")).json()["ok"]
    assert time.monotonic() - begun >= 0.2


@pytest.mark.parametrize(
    "fault", [{"to": "telegram", "kind": "sulk"}, {"kind": "lost"}, {"to": "flow", "kind": "lost", "times": "x"}]
)
async def test_a_fault_that_makes_no_sense_is_refused_with_a_sentence(control, fault):
    answer = await control.client.post("/control/faults", json={"faults": [fault]})
    assert (answer.status_code, answer.json()["ok"]) == (400, False)
    assert len(answer.json()["error"]) > 10


async def test_the_request_log_shows_bodies_but_no_token_and_no_bytes(bot, control, sandbox):
    await bot.send_photo(1001, picture(), caption="x")
    [sent] = [entry for entry in await control.requests(to="telegram") if "sendPhoto" in entry["path"]]
    assert (sent["path"], sent["method"], sent["status"]) == ("/bot***/sendPhoto", "POST", 200)
    assert sent["body"]["photo"]["size"] == len(picture())
    assert sent["body"]["chat_id"] == 1001
    everything = json.dumps(await control.requests())
    assert sandbox.world.token not in everything
    assert await control.requests(since=sent["n"]) == []


async def test_files_for_gateways_are_logged_by_size_and_long_texts_too(control):
    await control.client.post("/flow/nowhere", data={"prompt": "x"}, files={"image": ("a.png", b"abc")})
    await control.client.post("/key4u/nowhere?key=1", json={"data": "A" * 100_000, "words": "kept"})
    [form] = await control.requests(to="flow")
    [json_body] = await control.requests(to="key4u")
    assert (form["body"]["prompt"], form["body"]["image"]["size"], form["status"]) == ("x", 3, 404)
    assert (json_body["body"]["words"], json_body["body"]["data"]["size"]) == ("kept", 100_000)


async def test_what_the_control_api_shows_are_messages_of_the_bot_api(bot, control):
    wrote = (await control.say("/help https://a.example"))["messages"][0]
    await bot.send_photo(1001, picture(), reply_parameters=ReplyParameters(wrote["message_id"]))
    await control.upload([("document", ("a.txt", b"abc"))], caption="@atelier_bot")
    shown = await control.messages()
    assert len(shown) == 3
    assert [p for message in shown for p in spec.load().check(("Message",), message, "message")] == []


async def test_many_at_once_lose_nothing(bot, control):
    async def one(number):
        await control.upload([("photo", ("a.jpg", picture(400 + number, 300)))], caption=str(number))
        sent = await bot.send_photo(1002, picture(500 + number, 300))
        answers = await asyncio.gather(
            *(control.client.get(f"/files/{sent.photo[0].file_unique_id}") for _ in range(3))
        )
        assert {answer.status_code for answer in answers} == {200}
        assert [size.width for size in sent.photo] == [320, 500 + number]

    await asyncio.gather(*(one(number) for number in range(20)))
    updates = await bot.get_updates()
    assert sorted(int(update.message.caption) for update in updates) == list(range(20))
    for update in updates:
        assert update.message.photo[-1].width == 400 + int(update.message.caption)
    assert sorted(update.update_id for update in updates) == [update.update_id for update in updates]


async def test_the_log_tells_what_telegram_does_not_know(control, sandbox):
    await control.client.post(
        f"/bot{sandbox.world.token}/sendMessage",
        json={"chat_id": 1001, "text": "x", "colour": "red", "reply_parameters": {"message_id": 1, "softly": True}},
    )
    [sent] = await control.requests(to="telegram")
    assert sent["problems"] == [
        "colour is not a parameter",
        "reply_parameters.softly is not a field of ReplyParameters",
    ]


def has_on_disk(folder, name):
    file = folder / "state.json"
    kept = json.loads(file.read_text()) if file.exists() else {"parts": {"telegram": {"people": []}}}
    return name in [person["user"]["first_name"] for person in kept["parts"]["telegram"]["people"]]


async def test_chats_files_and_undelivered_updates_survive_a_restart(tmp_path):
    first = await start("127.0.0.1", 0, state=tmp_path)
    bot, _ = make_bot(first.url, first.world.token)
    async with bot, httpx.AsyncClient(base_url=first.url) as client:
        photo = await bot.send_photo(1001, picture(), caption="kept")
        await bot.set_my_description("kept too")
        await Control(client).say("unread")
        await Control(client).post("people", id=1009, first_name="Hà", language_code="vi")
    async with asyncio.timeout(30):  # while it runs: a kill loses no more than the last moments
        while not has_on_disk(tmp_path, "Hà"):
            await asyncio.sleep(0.01)
    await first.stop()

    second = await start("127.0.0.1", 0, state=tmp_path)
    bot, _ = make_bot(second.url, second.world.token)
    async with bot, httpx.AsyncClient(base_url=second.url) as client:
        [update] = await bot.get_updates()
        assert update.message.text == "unread"
        assert (await bot.get_my_description()).description == "kept too"
        again = await bot.send_photo(1009, photo.photo[-1].file_id)
        assert len(await (await bot.get_file(again.photo[-1])).download_as_bytearray()) > 100
        shown = await Control(client).messages()
        assert [message.get("caption") or message.get("text") for message in shown] == ["kept", "unread"]
        edited = await bot.edit_message_caption(1001, photo.message_id, caption="edited after the restart")
        assert edited.caption == "edited after the restart"
        next_id = (await Control(client).say("next"))["update_ids"][0]
        assert next_id > update.update_id
    await second.stop()


async def test_a_reset_starts_over_but_update_ids_go_on(bot, control):
    before = (await control.say("x"))["update_ids"][0]
    await control.post("people", id=1009, first_name="Hà", language_code="vi")
    await control.post("faults", faults=[{"to": "telegram", "kind": "html", "times": 0}])
    await control.post("reset")
    world = await control.get("/control/world")
    assert [person["id"] for person in world["people"]] == [1001, 1002]
    assert await control.messages() == []
    assert await bot.get_updates() == ()
    assert (await control.say("y"))["update_ids"][0] > before


async def test_live_events_reach_those_who_see_the_chat(bot, control, sandbox):
    seen = []

    async def watch():
        async with (
            httpx.AsyncClient(base_url=sandbox.url, timeout=5) as client,
            client.stream("GET", "/events?as=1002") as stream,
        ):
            name = ""
            async for line in stream.aiter_lines():
                name = line.removeprefix("event: ") if line.startswith("event:") else name
                if line.startswith("data:"):
                    seen.append((name, json.loads(line.removeprefix("data: "))))
                if line.startswith(": watching"):
                    ready.set()
                if len(seen) == 5:
                    return

    ready = asyncio.Event()
    watching = asyncio.create_task(watch())
    await within(ready.wait(), 5)
    await bot.send_message(1001, "not for Alex")
    message = await bot.send_message(GROUP, "for all")
    await bot.send_chat_action(GROUP, "typing")
    await bot.edit_message_text("for everybody", GROUP, message.message_id)
    await bot.delete_message(GROUP, message.message_id)
    await control.post("reset")
    await within(watching, 5)
    assert [name for name, _ in seen] == ["message", "action", "edited", "deleted", "reset"]
    assert seen[0][1]["message"]["text"] == "for all"
    assert seen[3][1] == {"chat": GROUP, "message_ids": [message.message_id]}


async def test_files_are_shown_to_the_page_and_a_stranger_site_may_not_use_the_controls(bot, control):
    photo = await bot.send_photo(1001, picture())
    shown = await control.client.get(f"/files/{photo.photo[-1].file_unique_id}")
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    web_page = await bot.send_document(1001, b"<script>", filename="x.html")
    harmless = await control.client.get(f"/files/{web_page.document.file_unique_id}")
    assert harmless.headers["Content-Disposition"] == "attachment"
    stranger = await control.client.post("/control/reset", headers={"Origin": "https://example.org"})
    assert stranger.status_code == 403
    assert len(await control.messages()) == 2
    assert (await control.client.get("/page/..%2fapp.py")).status_code == 404


async def test_gateways_are_set_from_outside(control):
    settings = await control.post("gateways/flow", latency_s=0, threads=3, refuse_words=["no"])
    assert (settings["latency_s"], settings["threads"], settings["refuse_words"]) == (0.0, 3, ["no"])
    for wrong in ({"speed": 1}, {"threads": True}, {"threads": -1}):
        assert (await control.client.post("/control/gateways/flow", json=wrong)).status_code == 400
    assert (await control.get("/control/gateways/flow"))["threads"] == 3
    assert await control.get("/control/tasks") == {"tasks": []}


async def test_the_command_starts_serves_and_stops_cleanly(tmp_path):
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--state", str(tmp_path)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, env=dict(os.environ))
    try:
        line = (await within(process.stdout.readline(), 20)).decode()
        url = line.split()[-1]
        async with httpx.AsyncClient() as client:
            assert (await client.get(f"{url}/healthz")).json() == {"ok": True}
        process.send_signal(signal.SIGTERM)
        assert await within(process.wait(), 10) == 0
        assert (tmp_path / "state.json").exists()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
