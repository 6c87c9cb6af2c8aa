"""No token and no key anywhere but where it belongs: canaries over success, refusals, faults, kills, a closed door."""

import asyncio
import base64
import signal
import sys
from io import BytesIO
from urllib.parse import quote, quote_plus

import pytest
from PIL import Image

from tests.e2e.steps import at_rest, faults, newcomer, picture, sentence
from tests.e2e.test_buttons import swapped
from tests.harness import FAMILY, FAST, LAN, ROOT, Bot, sandbox_process, until, within

HALF = "AAcanary-Telegram_b7Yq2Zk9Lm4Xw8Rt6Pv1N"
TOKEN = f"4242424242:{HALF}"
CANARY = "sk-canary/key4u+Jd83hKq0ZzP5vTn2"
KEYS = {"thucchien": "sandbox-thucchien", "key4u": CANARY, "flow": "sandbox-flow"}
AUTH = ("authorization", "x-api-key", "x-goog-api-key")
ECHO = '{"error": {"message": "Incorrect API key provided: %s (token %s)", "code": "invalid_api_key"}}'
OWNER = 7001


def forms(secret: str) -> set[bytes]:
    """The secret as written, quoted, and as base64 shows it at each alignment."""
    found = {secret, quote(secret), quote(secret, safe=""), quote_plus(secret)}
    for shift in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            text = encode(b"\0" * shift + secret.encode()).decode()
            found.add(text[4:-4])  # the ends depend on what stands beside
    return {form.encode() for form in found}


SECRETS = {"token": forms(TOKEN) | forms(HALF)} | {name: forms(key) for name, key in KEYS.items()}


def leaks(data: bytes, allowed: str = "") -> list[str]:
    return [name for name, some in SECRETS.items() if name != allowed and any(form in data for form in some)]


def photo(shade: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (160, 120), (shade, 90, 40)).save(file, "JPEG")
    return file.getvalue()


@pytest.mark.parametrize("secret", [TOKEN, HALF, *KEYS.values()])
def test_the_search_itself_finds_what_it_looks_for(secret):
    for data in (secret, quote(secret, safe=""), base64.b64encode(f"x{secret}yz".encode()).decode()):
        assert leaks(f"...{data}...".encode())
    assert not leaks(b"/thucchien/v1/images sandbox flow canary Telegram")


@pytest.mark.slow
async def test_no_secret_leaves_its_place(tmp_path):
    async with sandbox_process("--token", TOKEN) as sandbox:
        await sandbox.gateways(**FAST)
        await newcomer(sandbox, OWNER)
        settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "KEY4U_API_KEY": CANARY, "BOT_ADMIN_IDS": str(OWNER)}
        bot = Bot(sandbox, tmp_path / "data", settings)
        await bot.start()
        try:
            await live_a_day(sandbox, bot)
            await live_a_bad_day(sandbox, bot)
        finally:
            assert await bot.stop() == 0
        told = await ask_cli(bot, "check")
        wrong = await ask_cli(bot, "run", TELEGRAM_BOT_TOKEN=f"{TOKEN}x")
        assert b"thucchien" in told.lower()
        assert b"TELEGRAM_BOT_TOKEN" in wrong
        found = {"check": leaks(told), "a wrong token": leaks(wrong)}
        found |= {str(path.name): leaks(path.read_bytes()) for path in bot.folder.rglob("*") if path.is_file()}
        found |= await in_what_was_asked(sandbox)
        found |= await in_what_was_said(sandbox)
        assert len(found) > 100
        assert {where: names for where, names in found.items() if names} == {}
        assert "sk-" not in str(bot.rows("SELECT reason FROM attempt"))


async def live_a_day(sandbox, bot):
    """What people do on a good day."""
    await sandbox.say("/imagine a boat")
    await picture(sandbox, LAN, words="a boat")
    await sandbox.send_photos(photo(10), photo(20), caption="join them --model nano-banana-2")
    await picture(sandbox, LAN, words="join them")
    await sandbox.send_photos(photo(30), caption="night --model flow", kind="document")
    shown = await picture(sandbox, LAN, words="night")
    await sandbox.press(await swapped(sandbox, shown, "⋯", LAN), "⬇️")
    await sandbox.say("/imagine a house", chat=FAMILY)
    await picture(sandbox, FAMILY)
    for words in ("/help", "/models", "/balance", "/jobs", "/imagine", "/imagine a --sise 2", "/imagine forbidden"):
        await sandbox.say(words)
    await sandbox.say("/imagine a refused key --model nano-banana")  # the sandbox does not know the canary
    await sentence(sandbox, OWNER, "key4u takes no work")
    await at_rest(bot)


async def live_a_bad_day(sandbox, bot):
    """Every kind of fault, a kill, and a gateway that echoes our key."""
    echoed = ECHO % (CANARY, TOKEN)
    await faults(
        sandbox,
        "thucchien",
        {"match": "images/generations", "kind": "status", "status": 500, "body": echoed},
        {"match": "images/generations", "kind": "html", "body": f"<html><title>{CANARY}</title>{TOKEN}</html>"},
        {"match": "images/generations", "kind": "cut"},
        {"to": "flow", "match": "text-to-image", "kind": "lost"},
        {"to": "flow", "match": "my-jobs", "kind": "status", "status": 502, "body": echoed},
        {"to": "flow", "match": "/jobs/", "kind": "status", "status": 500, "body": echoed},
        {"to": "flow", "match": "image?index", "kind": "not_a_picture"},
        {"to": "telegram", "match": "editMessageMedia", "kind": "status", "status": 500},
        {"to": "telegram", "match": "getUpdates", "kind": "lost"},
        {"to": "telegram", "match": "/file/bot", "kind": "cut"},
        {"to": "telegram", "match": "getFile", "kind": "refuse_connection"},
        {"to": "telegram", "match": "answerCallbackQuery", "kind": "html"},
    )
    for number in range(3):
        await sandbox.say(f"/imagine fault {number} --model nano-banana-2-lite")
    await sandbox.say("/imagine found again --model flow")
    await sandbox.send_photos(photo(40), caption="a photo that comes hard --model nano-banana-2")
    await sandbox.post("/control/update", {"message": {"message_id": 1, "date": 10**20, "chat": {"id": LAN}}})
    await sandbox.post("/control/update", {"callback_query": {"id": "1", "message": "gone"}})
    await picture(sandbox, LAN, words="found again", seconds=40)
    await at_rest(bot, 40)
    await sandbox.say("/imagine a kill --model flow")
    await until(lambda: bot.rows("SELECT 1 FROM attempt WHERE gateway = 'flow' AND state = 'running'"))
    await bot.stop(signal.SIGKILL)
    await bot.start()
    await picture(sandbox, LAN, words="a kill")
    await faults(sandbox, "flow", {"match": "text-to-image", "kind": "status", "status": 403, "body": echoed})
    await sandbox.say("/imagine no credit --model flow")
    await sentence(sandbox, OWNER, "flow takes no work")
    await at_rest(bot)
    outcomes = {row[0] for row in bot.rows("SELECT DISTINCT outcome FROM attempt")}
    assert outcomes == {None, "refused", "unclear", "exhausted"}


async def ask_cli(bot, *words, **more):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "--env-file", "", *words, cwd=ROOT, env=bot.environment(**more),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    told, _ = await within(process.communicate(), 30)
    return told


async def in_what_was_asked(sandbox):
    """A gateway sees its own key in its own header, and nothing else of ours."""
    found = {}
    for to in ("telegram", *KEYS):
        for request in await sandbox.requests(to):
            headers = {name.lower(): value for name, value in request["headers"].items()}
            own = " ".join(headers.pop(name, "") for name in AUTH)
            assert to == "telegram" or not set(leaks(own.encode())) - {to}, f"{to} was sent the key of somebody else"
            assert to != "telegram" or not own.strip()
            rest = f"{request['path']} {headers} {request['body']}".encode()
            found[f"{to} {request['n']} {request['path']}"] = leaks(rest)
    return found


async def in_what_was_said(sandbox):
    world = await sandbox.get("/control/world")
    chats = {chat["id"]: await sandbox.messages(chat["id"]) for chat in world["chats"]}
    return {f"chat {chat}": leaks(str(messages).encode()) for chat, messages in chats.items()}
