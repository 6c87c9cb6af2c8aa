"""A press is held to the price that its button named, however often and by whomever it is pressed."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from telegram import Chat, InaccessibleMessage, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.chat import batch_presses, suggested
from bot.chat.batch_proposal import REQUESTS
from bot.chat.leaders import Leaders
from bot.chat.naming import named, read_price, relabelled
from bot.chat.press import Press, begin_once
from bot.chat.signing import Signer
from bot.chat.suggesting import keyboard_for
from bot.chat.taps import Taps
from bot.chat.texts import texts
from bot.errors import PersonError
from bot.generation.request import REFERENCES, GenerationRequest, Reference
from storage import batches, buttons, people
from storage.batches import NewBatch
from tests.clock import FakeClock
from tests.playing import play_quoting

SAID = texts("en")
ASKED = GenerationRequest(prompt="a boat", model="imagen")


@pytest.mark.parametrize(
    ("argument", "read"),
    [
        (named('{"prompt":"a/1"}', 1748), ('{"prompt":"a/1"}', 1748)),
        ('{"prompt":"1/2"}', ('{"prompt":"1/2"}', None)),
        ("imagen", ("imagen", None)),
        ("7", ("7", None)),
        ("", ("", None)),
    ],
)
def test_a_button_that_named_no_price_means_what_it_meant(argument, read):
    assert read_price(argument) == read


@pytest.mark.parametrize("with_price", [True, False])
async def test_a_batch_that_has_become_dearer_is_begun_by_no_tap_on_the_old_button(db, with_price):
    person = await db.write(people.meet, 5, "Ana", "en", 0)
    requests = REQUESTS.dump_json((GenerationRequest(prompt="a boat", model="imagen"),) * 3).decode()
    batch_id = await db.write(batches.add, NewBatch(person.uid, 5, None, 1, "en", requests, 300), 0)
    proposed, begun, price = [], [], 200

    class Admission:
        async def admit_all(self, asks, quotes, first):
            await db.write(first)
            begun.append(sum(quotes(one.request)[0].price for one in asks))

    room = SimpleNamespace(
        db=db,
        chosen=None,
        leaders=Leaders(None, db, "", FakeClock()),
        rules=SimpleNamespace(billing="credits"),
        quoting=SimpleNamespace(quotes=lambda request: [SimpleNamespace(price=price)]),
        admission=Admission(),
        batch_cards=SimpleNamespace(show=lambda number: None),
        line=SimpleNamespace(wake_all=lambda: None),
        errands=SimpleNamespace(send=lambda name, errand: proposed.append(name)),
    )
    message = SimpleNamespace(message_id=9, chat=SimpleNamespace(id=5))
    argument = named(str(batch_id), 300) if with_price else str(batch_id)
    button = SimpleNamespace(argument=argument, nonce="n", chat_id=5)
    query = SimpleNamespace(message=message)
    press = Press(room, query, button, person, SAID)
    for _ in range(2):
        assert await batch_presses.begin(press) == SAID.plain("press-dearer", price=600)
    assert (len(proposed), begun) == (2, [])
    button.argument = named(str(batch_id), 600)  # the one that took its place
    assert await batch_presses.begin(press) == "On it."
    assert begun == [600]
    assert (await db.read(batches.get, batch_id)).price == 600


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("🎬 Film · 10,576 ₫", "🎬 Film · 20,800 ₫"),
        ("🎬 Video · 10.576\u00a0₫", "🎬 Video · 20,800 ₫"),
        ("16:9", "16:9 · 20,800 ₫"),
        ("With A · B", "With A · B · 20,800 ₫"),
    ],
)
def test_a_label_names_another_price_and_says_the_rest_as_before(label, expected):
    assert relabelled(label, 20800, SAID).replace("\u00a0", " ") == expected


class Stage:
    """A chat with one message whose buttons are pressed; ``price`` is what everything costs now."""

    def __init__(self, db, person, billing="credits"):
        self.db, self.person, self.clock, self.bot = db, person, FakeClock(), self
        self.rules, self.chosen = SimpleNamespace(billing=billing), None
        self.leaders = Leaders(None, db, "", self.clock)
        self.quoting, self.signer, self.taps = self, Signer(b"k" * 32), Taps(self.clock)
        self.admission, self.errands = self, self
        self.price, self.begun, self.shown, self.tasks = 100, [], None, []

    def quotes(self, request):
        return [SimpleNamespace(price=self.price)]

    def complete(self, request):
        return request

    async def admit(self, ask, quotes, also):
        self.begun.append([one.price for one in quotes(ask.request)])
        return SimpleNamespace(fresh=True, job=SimpleNamespace(id=1, state="working"))

    def send(self, name, errand):
        if name.startswith("dearer:"):
            self.tasks.append(asyncio.ensure_future(errand()))

    async def rewrite(self, message, keyboard):
        self.shown = keyboard

    async def hang(self, label, action, argument):
        nonce = await self.db.write(buttons.mint, action, 5, 0, argument=argument, person_uid=self.person.uid)
        beside = InlineKeyboardButton("✏️ Edit", callback_data="other")
        button = InlineKeyboardButton(label, callback_data=self.signer.data(nonce))
        self.shown = InlineKeyboardMarkup([[beside, button]])
        return self.shown

    async def press(self, keyboard, *, forgotten=False):
        """Press the last button of a keyboard, as a phone shows it; the message is what it is now."""
        data = keyboard.inline_keyboard[-1][-1].callback_data
        button = await self.db.read(buttons.find, self.signer.nonce(data))
        message = Message(9, FakeClock().now(), Chat(5, "private"), reply_markup=self.shown)
        if forgotten:
            message = InaccessibleMessage(Chat(5, "private"), 9)
        query = SimpleNamespace(id=str(self.clock.now()), message=message, data=data)
        pressed = Press(self, query, button, self.person, SAID)
        try:
            if button.action in ("suggested", "surprise"):
                return await (suggested.work if button.action == "suggested" else suggested.surprise)(pressed)
            job = SimpleNamespace(id=1, thread_id=None, state="voided")
            return await begin_once(pressed, job, ASKED)
        finally:
            await asyncio.gather(*self.tasks)
            self.clock.move(6)


def labels(keyboard):
    return [button.text.replace("\u00a0", " ") for row in keyboard.inline_keyboard for button in row]


@pytest.fixture
async def stage(db):
    return Stage(db, await db.write(people.meet, 5, "Ana", "en", 0))


@pytest.mark.parametrize("action", ["suggested", "instead"])
async def test_what_has_become_dearer_begins_only_when_its_new_price_was_pressed(stage, action):
    meaning = ASKED.model_dump_json() if action == "suggested" else "imagen"
    old = await stage.hang("✨ Boat · 100 ₫", action, named(meaning, 100))
    stage.price = 200
    for _ in range(2):
        with pytest.raises(PersonError) as told:
            await stage.press(old)
        assert (told.value.key, told.value.values) == ("press-dearer", {"price": 200})
    assert stage.begun == []
    assert labels(stage.shown) == ["✏️ Edit", "✨ Boat · 200 ₫"]
    assert stage.shown != old
    assert await stage.press(stage.shown) == "On it."
    assert stage.begun == [[200]]


async def test_a_button_too_old_to_be_told_is_named_anew_by_itself(stage):
    old = await stage.hang("✨ Boat · 100 ₫", "suggested", named(ASKED.model_dump_json(), 100))
    stage.price = 200
    with pytest.raises(PersonError, match="press-dearer"):
        await stage.press(old, forgotten=True)
    assert labels(stage.shown) == ["✨ Make it · 200 ₫"]
    assert await stage.press(stage.shown, forgotten=True) == "On it."


@pytest.mark.parametrize("price", [None, 0, 100])
async def test_where_nobody_pays_a_button_begins_at_any_price(stage, price):
    stage.rules.billing = "off"
    meaning = ASKED.model_dump_json()
    hung = await stage.hang("✨ Boat", "suggested", meaning if price is None else named(meaning, price))
    stage.price = 200
    assert await stage.press(hung) == "On it."


@pytest.mark.parametrize("price", [None, 0])
@pytest.mark.parametrize("action", ["suggested", "instead"])
async def test_a_button_that_named_no_price_names_it_before_anything_is_paid(stage, action, price):
    meaning = ASKED.model_dump_json() if action == "suggested" else "imagen"
    hung = await stage.hang("✨ Boat", action, meaning if price is None else named(meaning, price))
    with pytest.raises(PersonError, match="press-dearer"):
        await stage.press(hung)
    assert stage.begun == []
    assert labels(stage.shown) == ["✏️ Edit", "✨ Boat · 100 ₫"]
    assert await stage.press(stage.shown) == "On it."
    assert stage.begun == [[100]]


async def test_what_costs_nothing_begins_though_it_named_no_price(stage):
    stage.price = 0
    assert await stage.press(await stage.hang("✨ Boat", "suggested", ASKED.model_dump_json())) == "On it."


@pytest.fixture(scope="module")
def quoting(tmp_path_factory):
    return play_quoting(tmp_path_factory.mktemp("catalog"), "nano-banana-2")


async def test_what_can_be_made_of_a_photo_keeps_the_price_that_its_button_names(stage, quoting):
    stage.quoting = quoting
    keyboard = await keyboard_for(stage, 5, stage.person, [Reference(file_id="p")])
    made = [one for row in keyboard.inline_keyboard for one in row]
    assert len(made) == 6
    for button in made:
        kept = await stage.db.read(buttons.find, stage.signer.nonce(button.callback_data))
        price = read_price(kept.argument)[1]
        assert kept.action == "suggested"
        assert button.text.replace("\u00a0", " ").endswith(f" · {price:,} ₫")


async def test_of_an_album_each_photo_can_be_changed_by_itself(stage, quoting):
    stage.quoting = quoting
    keyboard = await keyboard_for(stage, 5, stage.person, [Reference(file_id="p"), Reference(file_id="q")])
    first = keyboard.inline_keyboard[0][0]
    kept = await stage.db.read(buttons.find, stage.signer.nonce(first.callback_data))
    assert (first.text, kept.action) == ("🗂 Each by itself", "each")
    assert [one.file_id for one in REFERENCES.validate_json(kept.argument)] == ["p", "q"]


def test_a_model_that_has_left_the_catalogue_is_off(quoting):
    with pytest.raises(PersonError, match="model-off"):
        quoting.price_of(GenerationRequest(prompt="a boat", model="long-gone"))


async def test_the_greetings_button_outlives_its_model_at_no_more_than_it_named(stage, quoting):
    stage.quoting = quoting
    usual = quoting.price_of(quoting.complete(ASKED.model_copy(update={"model": ""})))
    gone = ASKED.model_copy(update={"model": "long-gone"}).model_dump_json()
    hung = await stage.hang("🎨 Draw", "surprise", named(gone, usual))
    assert await stage.press(hung) == "On it."
    assert max(stage.begun[0]) == usual
    dear = await stage.hang("🎨 Draw · 1 ₫", "surprise", named(gone, 1))
    with pytest.raises(PersonError, match="press-dearer"):
        await stage.press(dear)
    assert labels(stage.shown)[-1] == f"🎨 Draw · {usual:,} ₫"
    before = await stage.hang("🎨 Draw", "surprise", gone)  # as buttons were that hang in chats
    with pytest.raises(PersonError, match="press-dearer"):
        await stage.press(before)
    assert await stage.press(stage.shown) == "On it."
