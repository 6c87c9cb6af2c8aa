"""One update → who, where, what → the handler. Edited messages, channel posts and other bots never start work."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from telegram import CallbackQuery
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.chat import buttons, halves, incoming, unfinished
from bot.chat.albums import Albums
from bot.chat.asking import Asker, propose_to_claim
from bot.chat.batching import ask_about_batch
from bot.chat.checkout import answer_checkout, take_payment
from bot.chat.command import Command
from bot.chat.forwarded import answer_forwarded
from bot.chat.gate import Gate, SilenceError
from bot.chat.incoming import Incoming
from bot.chat.inline import answer_inline
from bot.chat.misspelt import answer_misspelt
from bot.chat.refusals import is_for_later, is_unreachable
from bot.chat.room import Room
from bot.chat.small_talk import meant, small_talk
from bot.chat.suggesting import suggest
from bot.chat.taps import Taps
from bot.chat.texts import DEFAULT, Texts, known, texts
from bot.chat.there import room_there, ways_out_there
from bot.chat.updates import Message, UnreadableError, changed_place, read_update
from bot.chat.way_out import key_here, said_aloud
from bot.errors import PersonError
from bot.generation.ports import Alerts
from bot.logs import unnamed
from bot.providers.wire import Task
from storage import people

log = logging.getLogger(__name__)
_ODD_QUIET_S = 3600.0
# Telegram marks commands of Latin letters only.
_UNREAD_COMMAND = re.compile(r"/(\w{1,32})(?:\s|$)")


class Dispatch:
    """Hands updates on; `handle` is what the intake calls."""

    def __init__(self, room: Room, commands: Mapping[str, Command], albums: Albums, alerts: Alerts) -> None:
        self._room = room
        self._commands = commands
        self._persons = room.persons
        self._albums = albums
        self._alerts = alerts
        self._odd = Taps(room.clock, _ODD_QUIET_S)
        self._gate = Gate(room)
        albums.ready = self.answer
        room.cards.ways_out = partial(ways_out_there, room)

    async def handle(self, raw: dict[str, Any]) -> asyncio.Task[None] | None:
        """Handle one update; returns the task that goes on with it where it was kept for later (see `Albums`).

        Raises UnreadableError where it is none.
        """
        try:
            update = read_update(raw, self._room.bot)
        except UnreadableError:
            number = raw.get("update_id")
            self._alerts.tell("update", "update", number=str(number))
            raise
        if update is None:
            if (place := changed_place(raw)) is not None:
                self._room.whispers.forget(place)
            return None
        if update.press is not None:
            await self._press(update.press)
        elif update.inline is not None:
            await answer_inline(self._room, self._gate, update.inline)
        elif update.checkout is not None:
            await answer_checkout(self._room, update.checkout)
        elif update.message is not None and not await take_payment(self._room, update.message):
            return await self._message(update.number, update.message)
        return None

    async def _message(self, update_id: int, message: Message) -> asyncio.Task[None] | None:
        if message.migrate_to_chat_id is not None:
            await self._room.db.write(people.migrate_chat, message.chat.id, message.migrate_to_chat_id)
            return None
        sender = message.sender
        if (
            sender is not None
            and sender.is_bot
            and sender.id not in (incoming.ANONYMOUS_ADMIN, incoming.CHANNEL_SENDER)
        ):
            return None
        code = sender.language_code if sender is not None else None
        request = incoming.read(message, self._room.me, known(code))
        if request is None:
            return None
        language = await self._language(request, code)
        if language != request.language:
            request = replace(request, language=language)
        if message.media_group_id is not None and request.files:
            return self._albums.add(message.media_group_id, update_id, request)
        text = halves.name_of(request)
        if halves.belongs(request, self._albums.latest(text)):
            return self._albums.add(text, update_id, request)
        await self.answer(request)
        return None

    async def _language(self, request: Incoming, code: str | None) -> str:
        """Return the person's language; that of somebody nobody can see is asked for when they are answered."""
        if request.sender_id is None:
            return DEFAULT
        if request.is_private and self._room.access.admits(request.sender_id, request.chat_id):
            # Whoever writes in private is answered, and so met: one way to the database, not two.
            return (await self._meet(request.sender_id, request)).language
        return await self._persons.language(request.sender_id, code)

    async def answer(self, request: Incoming) -> None:
        """Answer a message or a whole album; what a person can mend is said to them.

        Where Telegram only stumbled its NetworkError is raised: the same again later may do.
        """
        try:
            await self._act(request)
        except SilenceError:
            return
        except PersonError as error:
            said = await self._said(request)
            await self._say(request, said(key_here(self._room, error), **error.values), said_aloud(error, said))
        except Exception as error:
            if is_for_later(error):
                raise
            if isinstance(error, TelegramError) and is_unreachable(error):
                log.info("answer.unreachable", extra={"idem": request.idem, "error": str(error)})
                return
            log.exception("request.failed", extra={"idem": request.idem})
            reference = str(unnamed(request.idem))  # as the log has it
            self._alerts.tell("request", "request", reference=reference, error=type(error).__name__)
            said = await self._said(request)
            await self._say(request, said("sorry", reference=reference))

    async def _said(self, request: Incoming) -> Texts:
        """Return what is said to who wrote; to somebody nobody can see in the language of the group."""
        unseen = request.sender_id is None
        return texts(await self._room.leaders.language(request.chat_id) if unseen else request.language)

    async def _say(self, request: Incoming, text: str, aloud: str | None = None) -> None:
        try:
            await self._room.whispers.say(request, text, aloud)
        except (Forbidden, BadRequest) as error:
            log.info("answer.not_sent", extra={"idem": request.idem, "error": type(error).__name__})

    async def _act(self, request: Incoming) -> None:
        command = self._commands.get(request.command) if request.command else None
        if not self._room.access.admits(request.sender_id, request.chat_id):
            if request.is_private:
                await self._say(request, texts(request.language)("closed", id=str(request.sender_id)))
            return
        if request.is_forwarded and not request.is_private:
            return
        if request.sender_id is None:
            await self._answer_unseen(request, command)
            return
        await self._answer_person(request, await self._meet(request.sender_id, request), command)

    async def _meet(self, sender_id: int, request: Incoming) -> people.Person:
        return await self._persons.meet(sender_id, request.sender_name, request.language, request.username)

    async def _answer_person(self, request: Incoming, person: people.Person, command: Command | None) -> None:
        to_us = request.is_private or request.addressed
        if to_us:
            await self._gate.check(request, person)
        if request.kind == "part_of_album" and request.addressed:
            raise PersonError("album-incomplete")
        if request.kind == "late" and to_us:
            raise PersonError("album-late")
        forwarded = request.is_forwarded and not request.odd and (request.words or request.command or request.files)
        if not forwarded and command is None and request.command is not None:
            await self._misspelt(request, person, request.command)
        elif forwarded or command is not None or to_us:
            room = await room_there(self._room, request.chat_id, person.uid)
            if forwarded:
                await answer_forwarded(room, request, person, command)
            elif command is not None:
                await unfinished.run(room, command, request, person)
            else:
                await self._words(room, request, person)

    async def _answer_unseen(self, request: Incoming, command: Command | None) -> None:
        if command is None or (command.unseen is None and not isinstance(command.run, Asker)):
            return
        request = replace(request, language=(await self._said(request)).language)
        room = await room_there(self._room, request.chat_id, None)
        if isinstance(command.run, Asker):
            await propose_to_claim(room, request, command.run)
        elif command.unseen is not None:
            await command.unseen(room, request)

    async def _misspelt(self, request: Incoming, person: people.Person, name: str) -> None:
        if request.is_private:  # in a group it may be another bot's
            await answer_misspelt(self._room, self._commands, request, person, name)

    async def _words(self, room: Room, request: Incoming, person: people.Person) -> None:
        if request.listing is not None and not request.words:
            await ask_about_batch(room, request, person)
            return
        if request.odd or (request.kind == "other" and not request.words):
            self._no_question(request)
            return
        if request.is_private and (tried := _UNREAD_COMMAND.match(request.words)):
            await self._misspelt(replace(request, words=request.words[tried.end() :].strip()), person, tried[1])
            return
        if not request.files and (talk := small_talk(request.words)):
            await self._talk(room, request, person, talk)
            return
        if await unfinished.complete(room, self._commands, request, person):
            return
        alone = request.files and not request.words and not request.is_spoken
        if alone and await suggest(room, request, person):
            return
        spoken = request.is_spoken and room.quoting.menu(Task.TRANSCRIBE)
        await Asker(Task.TRANSCRIBE if spoken else Task.IMAGE)(room, request, person)

    async def _talk(self, room: Room, request: Incoming, person: people.Person, talk: str) -> None:
        """Answer words that are no wish, or do what the command does that they stand for."""
        command = meant(talk, private=request.is_private)
        if command is not None:
            name, words = command
            await self._commands[name].run(room, replace(request, command=name, words=words), person)
        elif request.is_private:
            raise PersonError(talk, words=request.words)

    def _no_question(self, request: Incoming) -> None:
        """A sticker and the like is answered in private and once; in a group it is no question to us."""
        if not request.is_private:
            return
        if not request.odd:
            raise PersonError("not-understood")
        if self._odd.note(f"{request.sender_id}:{request.odd}"):
            raise PersonError("odd", what=request.odd)

    async def _press(self, query: CallbackQuery) -> None:
        sender, language = query.from_user, known(query.from_user.language_code)
        try:
            language = await self._persons.language(sender.id, sender.language_code)
            await self._act_on(query, language)
        except Exception as error:
            if is_for_later(error):
                raise
            log.exception("press.failed", extra={"press": query.id})
            self._alerts.tell("request", "request", reference=query.id, error=type(error).__name__)
            await buttons.answer(query, texts(language).plain("sorry", reference=query.id))

    async def _act_on(self, query: CallbackQuery, language: str) -> None:
        sender = query.from_user
        chat_id = query.message.chat.id if query.message is not None else sender.id
        if not self._room.access.admits(sender.id, chat_id):
            await buttons.answer(query, texts(language).plain("closed", id=str(sender.id)))
            return
        if self._persons.has_just_left(sender.id):
            await buttons.answer(query, texts(language).plain("press-old"))
            return
        button = await buttons.find(self._room, query)
        if button is None:  # nobody is met by it: who left, and whose press a crash repeats, stays forgotten
            await buttons.answer(query, texts(language).plain("press-old"))
            return
        person = await self._persons.meet(sender.id, sender.full_name[:100], language, sender.username or "")
        try:
            await self._gate.check_press(button, person)
        except PersonError as shut:
            await buttons.answer(query, texts(language).plain(shut.key, **shut.values), alert=True)
        else:
            await buttons.press(self._room, query, button, person)
