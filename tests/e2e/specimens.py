"""A living specimen of every button of every screen: made as people make them, and told apart by the bot's own table.

Ana asks and leads her groups; Ben is a member. Each screen stands in a group of its own, which has its own pace.
"""

import asyncio
import itertools
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.conftest import picture as photo_of
from tests.e2e.steps import Message, faults, greeting, newcomer, picture, said, sentence
from tests.e2e.test_buttons import swapped
from tests.harness import FAST, Bot, Sandbox, until

LITE = "--model nano-banana-2-lite"
ALIKE_MAX = 2
KLING = "--model kling-v2-6"
_groups = itertools.count(-1_003_000_000, -1)


@dataclass(frozen=True)
class Specimen:
    """A button as it hangs under a message; ``owner`` None: everybody's."""

    screen: str
    message: Message
    label: str
    data: str
    action: str
    argument: str
    owner: str | None

    @property
    def chat(self) -> int:
        """Where it hangs."""
        return self.message["chat"]["id"]

    @property
    def nonce(self) -> str:
        """What the bot knows it by."""
        return self.data.split(".")[1]

    @property
    def is_private(self) -> bool:
        """Whether nobody else can see it."""
        return self.chat > 0


@dataclass
class Screens:
    """The screens of a world, and who is in it."""

    sandbox: Sandbox
    bot: Bot
    ana: int
    ben: int
    found: list[Specimen] = field(default_factory=list)

    async def group(self) -> int:
        """A new group of Ana's with Ben in it."""
        chat = next(_groups)
        await self.sandbox.post("/control/chats", {"id": chat, "title": "G", "members": [self.ana, self.ben]})
        return chat

    async def ask(self, words: str, wanted: Callable[[Message], bool], chat: int = 0, **more: Any) -> Message:
        """Ana writes; returns the bot's answer that is as wanted."""
        chat = chat or await self.group()
        sent = await self.sandbox.say(words, person=self.ana, chat=chat, **more)
        return await said(self.sandbox, chat, wanted, after=sent["message_id"], seconds=40)

    async def swap(self, screen: str, message: Message, label: str) -> Message:
        """Ana presses a button that puts others in its place, which are kept too."""
        return self.keep(screen, await swapped(self.sandbox, message, label, self.ana))

    def keep(self, screen: str, message: Message) -> Message:
        """Note every button of a message; of those that differ in a value alone (a model, a shape …) the first two."""
        alike = Counter()
        for button in itertools.chain(*message["reply_markup"]["inline_keyboard"]):
            data = button["callback_data"]
            [row] = self.bot.rows("SELECT action, argument, person_uid FROM button WHERE nonce = ?", data.split(".")[1])
            kind = (row[0], *re.split("[:/]", row[1])[:2])
            alike[kind] += 1
            if alike[kind] <= ALIKE_MAX:
                self.found.append(Specimen(screen, message, button["text"], data, *row))
        return message

    def one(self, action: str, part: str = "", screen: str = "") -> Specimen:
        """The first button that does this, whose argument has the part."""
        return next(one for one in self.found if one.action == action and part in one.argument and screen in one.screen)


def has_button(label: str, kind: str = "") -> Callable[[Message], bool]:
    """Whether a message has a button with this in its label."""

    def look(message: Message) -> bool:
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        return kind in str([*message]) and any(label in button["text"] for row in rows for button in row)

    return look


async def collect(sandbox: Sandbox, bot: Bot) -> Screens:
    """Make every screen there is; what is under way stays so, and one gateway takes no work at the end."""
    screens = Screens(sandbox, bot, await newcomer(sandbox, 8801), await newcomer(sandbox, 8802))
    await sandbox.say("/balance", person=screens.ben)
    await sentence(sandbox, screens.ben, "You have")
    await asyncio.gather(*[make(screens) for make in _AT_ONCE])
    for make in _IN_TURN:
        await make(screens)
    return screens


async def _grid(at: Screens) -> None:
    grid = at.keep("grid", await at.ask("/imagine three moons --n 2", has_button("2", "photo")))
    await at.swap("grid, more", grid, "More")
    await at.sandbox.press(grid, "2", person=at.ana, stale=True)
    one = await picture(at.sandbox, grid["chat"]["id"], after=grid["message_id"])
    at.keep("one of a grid", one)
    await at.swap("one of a grid, more", one, "More")


async def _result(at: Screens) -> None:
    shown = at.keep("result", await at.ask("/imagine a red kite", has_button("Again", "photo")))
    more = await at.swap("more", shown, "More")
    for label in ("Shape", "Other model", "Delete"):
        inner = await at.swap(label, more, label)
        back = await at.swap("more", inner, "No" if label == "Delete" else "Back")
        more = back if label != "Delete" else await at.swap("more", back, "More")
    edited = await at.ask("make it blue", has_button("Before"), shown["chat"]["id"], reply_to=shown["message_id"])
    at.keep("edit", edited)


async def _film(at: Screens) -> None:
    at.keep("film", await at.ask(f"/video a slow river {KLING}", has_button("Extend", "video")))


async def _voice(at: Screens) -> None:
    voice = at.keep("voice", await at.ask("/speak Good morning", has_button("Voice")))
    await at.swap("voices", voice, "Voice")


async def _midjourney(at: Screens) -> None:
    grid = at.keep("midjourney", await at.ask("/imagine a fox --model midjourney", has_button("U1")))
    await at.swap("midjourney, more", grid, "⋯")


async def _better(at: Screens) -> None:
    at.keep("better", await at.ask("/better a red kite", has_button("Draw mine")))


async def _claim(at: Screens) -> None:
    at.keep("claim", await at.ask("/imagine a mask", has_button("Make it"), anonymous=True))
    at.keep("door", await at.ask("/settings@atelier_bot", has_button("Open settings"), anonymous=True))


async def _kept(at: Screens) -> None:
    """Words from inline mode on their way into the private chat."""
    asked = await at.sandbox.post("/control/inline", {"from": at.ana, "query": "a quiet lake"})
    path = f"/control/inline/{asked['inline_query_id']}"
    answer = await until(lambda: _answered(at.sandbox, path))
    link = answer["button"]["start_parameter"]
    at.keep("kept words", await at.ask(f"/start {link}", has_button("Make it"), at.ana))


async def _answered(sandbox: Sandbox, path: str) -> Any:
    answer = await sandbox.get(path)
    return answer if answer["answered"] else None


async def _settings(at: Screens) -> None:
    await _pages(at, "settings", await at.ask("/settings", has_button("Language"), at.ana))
    await _pages(at, "group settings", await at.ask("/settings@atelier_bot", has_button("Who may")))


async def _pages(at: Screens, name: str, page: Message) -> None:
    """Each page of the settings, there and back."""
    at.keep(name, page)
    for row in page["reply_markup"]["inline_keyboard"]:
        for button in row:
            if "Night" in button["text"]:
                continue  # it leads to no page
            inner = await at.swap(f"{name}, {button['text']}", page, button["text"])
            page = await swapped(at.sandbox, inner, "Back", at.ana)


async def _models(at: Screens) -> None:
    menu = at.keep("models", await at.ask("/models", has_button("Pictures")))
    kind = await at.swap("models, pictures", menu, "Pictures")
    model = await at.swap("models, one", kind, "Nano Banana 2")
    assert "usual" in str(model["reply_markup"])


async def _help(at: Screens) -> None:
    first = at.keep("help", await at.ask("/help", has_button("Photos")))
    at.keep("help, a topic", await swapped(at.sandbox, first, "Prices", at.ana))


async def _way_out(at: Screens) -> None:
    """A sentence that says no, and what can be done instead."""
    at.keep("way out", await at.ask("/imagine a boat --ar 17:9", has_button("₫")))


async def _language(at: Screens) -> None:
    at.keep("language", await at.ask("/language", has_button("Tiếng Việt")))


async def _library(at: Screens) -> None:
    """Two results in a group, as leafing takes more than one."""
    chat = await at.group()
    for words in ("a red door", "a blue door"):
        await at.ask(f"/imagine {words}", has_button("Again", "photo"), chat)
    at.keep("library", await at.ask("/library", has_button("Send it here"), chat))


async def _photo(at: Screens) -> None:
    group = await at.group()
    names = {"caption": "@atelier_bot", "person": at.ana, "chat": group}
    await at.sandbox.send_photos(photo_of((10, 90, 10)), **names)
    at.keep("photo", await said(at.sandbox, group, has_button("")))


async def _album(at: Screens) -> None:
    """In private: in a group the bot sees one photo of it only."""
    await at.sandbox.send_photos(photo_of((10, 90, 10)), photo_of((90, 10, 10)), person=at.ana)
    at.keep("album", await said(at.sandbox, at.ana, has_button("Each")))


async def _refused_edit(at: Screens) -> None:
    await at.sandbox.send_photos(photo_of((10, 90, 10)), caption="a FORBIDDEN hat", person=at.ana)
    at.keep("refused edit", await said(at.sandbox, at.ana, has_button("Other words")))


async def _greeting(at: Screens) -> None:
    await at.sandbox.say("/start", person=at.ana)
    at.keep("greeting", await greeting(at.sandbox, at.ana))


async def _paying(at: Screens) -> None:
    at.keep("topup", await at.ask("/topup", has_button("⭐")))
    await at.sandbox.say("/paysupport", person=at.ana)
    at.keep("paysupport", await said(at.sandbox, at.ana, has_button("Ask the owner")))


async def _under_way(at: Screens) -> None:
    """Two jobs that go on until they are stopped, and the list of them."""
    await at.sandbox.post("/control/gateways/key4u", {"latency_s": 600})
    at.keep("card", await at.ask(f"/video a river without an end {KLING}", has_button("Cancel")))
    group = await at.group()
    await at.ask(f"/video a road without an end {KLING}", has_button("Cancel"), group)
    await until(lambda: at.bot.rows("SELECT count(*) FROM attempt WHERE state = 'running'") == [(2,)])
    await at.sandbox.post("/control/gateways/key4u", FAST)
    at.keep("jobs", await at.ask("/jobs", has_button("Look again"), group))


async def _batch(at: Screens) -> None:
    """One to be begun, one to be left, one that has ended."""
    for name in ("batch", "batch to leave"):
        at.keep(name, await at.ask(f"/batch {LITE}\na hen\na cow", has_button("Make all 2")))
    asked = await at.ask(f"/batch {LITE}\na hen\na cow", has_button("Make all 2"))
    await at.sandbox.press(asked, "Make all 2", person=at.ana)
    at.keep("batch at its end", await said(at.sandbox, asked["chat"]["id"], has_button("ZIP"), seconds=40))


async def _batch_under_way(at: Screens) -> None:
    """Its gateway stays slow: each line begins when another has ended."""
    await at.sandbox.post("/control/gateways/flow", {"latency_s": 600})
    lines = "\n".join(f"hill {number} without an end" for number in range(8))
    asked = await at.ask(f"/batch --model flow\n{lines}", has_button("Make all 8"))
    await at.sandbox.press(asked, "Make all 8", person=at.ana)
    card = await said(at.sandbox, asked["chat"]["id"], has_button("Stop the rest"), seconds=40)
    at.keep("batch under way", card)


async def _failure(at: Screens) -> None:
    fault = {"match": "images/generations", "times": 0}
    asked = await at.ask(f"/batch {LITE}\na fox\na bee", has_button("Make all 2"))
    await faults(at.sandbox, "thucchien", fault | {"kind": "html"})
    await at.sandbox.press(asked, "Make all 2", person=at.ana)
    at.keep("batch that failed", await said(at.sandbox, asked["chat"]["id"], has_button("missing"), seconds=40))
    await faults(at.sandbox, "thucchien", fault | {"kind": "status", "status": 402})
    at.keep("failure", await at.ask(f"/imagine a boat {LITE}", has_button("With ")))
    await faults(at.sandbox, "thucchien")


async def _pool(at: Screens) -> None:
    """A pool that something was spent of, and a gift that is still to be given."""
    chat = await at.group()
    asked = await at.ask("/gift@atelier_bot 5000", has_button("Give"), chat)
    await swapped(at.sandbox, asked, "Give", at.ana)
    await at.ask(f"/imagine a coin {LITE}", has_button("Again", "photo"), chat)
    page = at.keep("pool", await at.ask("/pool@atelier_bot", has_button("Who spent"), chat))
    who = await at.swap("pool, who", page, "Who spent")
    page = await swapped(at.sandbox, who, "Back", at.ana)
    rule = await at.swap("pool, rule", page, "Members")
    page = await swapped(at.sandbox, rule, "Back", at.ana)
    amounts = await at.swap("gift, amounts", page, "Give")
    await at.swap("gift", amounts, "5,000 ₫")


async def _money(at: Screens) -> None:
    """What she has, as a picture, and what she paid: in private alone."""
    at.keep("balance", await at.ask("/balance", has_button("History"), at.ana))
    at.keep("history", await at.ask("/history", has_button("Receipt"), at.ana))


_Make = Callable[[Screens], Awaitable[None]]
_AT_ONCE: tuple[_Make, ...] = (
    _grid, _result, _film, _voice, _midjourney, _better, _claim, _kept,
    _settings, _models, _help, _way_out, _language, _library, _photo, _album, _refused_edit, _greeting, _batch, _paying,
    _pool,
)  # fmt: skip
_IN_TURN: tuple[_Make, ...] = (
    _under_way,
    _batch_under_way,
    _failure,
    _money,  # there is something to show by then
)  # what they do to a gateway the others would feel
