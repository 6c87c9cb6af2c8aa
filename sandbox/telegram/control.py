"""The control API's half about Telegram: people act, chats are read, raw updates go in. Contract: docs/sandbox.md."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from sandbox.forms import Form, number, read_fields, read_form
from sandbox.telegram import inline, people
from sandbox.telegram.attachments import attachments
from sandbox.telegram.ephemeral import heard_by
from sandbox.telegram.errors import BotApiError
from sandbox.telegram.methods.profile import shown_commands
from sandbox.telegram.methods.sending import album_id, forwarded
from sandbox.telegram.people import PeopleError, Writing, find_chat_of, find_person
from sandbox.telegram.state import BOT_ID, Chat, Person, Telegram

_STATUSES = frozenset({"creator", "administrator", "member", "left", "kicked"})
_IDS_END = 2**31  # Telegram counts a chat's messages in 32 bits
_BOT_SWITCHES = frozenset({"can_read_all_group_messages", "has_topics_enabled", "supports_inline_queries"})


class TelegramControl:
    """Handlers of ``/control/…`` that concern Telegram, ``/events`` and ``/files/…``."""

    def __init__(self, telegram: Telegram) -> None:
        """Control this Telegram."""
        self._telegram = telegram

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.get("/control/world", self.show_world),
            web.get("/control/chats/{chat_id}/messages", self.show_messages),
            web.get("/control/callbacks/{callback_id}", self.show_callback),
            web.get("/control/commands", self.show_commands),
            web.post("/control/send", self.send),
            web.post("/control/edit", self.edit),
            web.post("/control/press", self.press),
            web.post("/control/inline", self.ask_inline),
            web.get("/control/inline/{query_id}", self.show_inline),
            web.post("/control/choose", self.choose),
            web.post("/control/update", self.update),
            web.post("/control/people", self.add_person),
            web.post("/control/chats", self.add_chat),
            web.post("/control/member", self.set_member),
            web.post("/control/bot", self.change_bot),
            web.post("/control/block", self.block),
            web.post("/control/migrate", self.migrate),
            web.post("/control/limits", self.limits),
            web.get("/events", self.watch),
            web.get("/files/{unique_id}", self.show_file),
        ]

    async def show_world(self, request: web.Request) -> web.Response:  # noqa: ARG002 (a handler's form)
        """Tell who and what is there."""
        telegram = self._telegram
        everybody = [
            person.user | {"blocked": person.blocked, "chats": [c for c in telegram.chats if telegram.sees(key, c)]}
            for key, person in telegram.people.items()
        ]
        chats = [chat.info for chat in telegram.chats.values() if chat.migrated_to is None]
        world = {"bot": telegram.bot, "people": everybody, "chats": chats, "token": telegram.world.token}
        return web.json_response(world)

    async def show_messages(self, request: web.Request) -> web.Response:
        """List a chat's messages after an id, oldest first; ``as`` a person with what that person alone sees."""
        chat = self._chat(number(request.match_info["chat_id"]))
        after = number(request.query.get("after", "0"))
        messages = [self._telegram.shown(chat, m) for key, m in sorted(chat.messages.items()) if key > after]
        if "as" in request.query:
            messages += heard_by(chat, number(request.query["as"]), after)
            messages.sort(key=lambda message: message["message_id"])
        return web.json_response({"messages": messages})

    async def show_callback(self, request: web.Request) -> web.Response:
        """Tell whether a press was answered, and how."""
        callback = self._telegram.callbacks.get(request.match_info["callback_id"])
        if callback is None:
            raise PeopleError("there is no such callback")
        shown = {"answered": callback.answered, "text": callback.text, "show_alert": callback.show_alert}
        return web.json_response(shown | {"url": callback.url})

    async def show_commands(self, request: web.Request) -> web.Response:
        """Tell what a person (``as``, else the chat's own) sees of the bot in a chat in a language."""
        telegram = self._telegram
        chat = self._chat(number(request.query.get("chat")))
        person = number(request.query.get("as", str(chat.id)))
        language = request.query.get("language", "")
        shown: dict[str, Any] = {"commands": shown_commands(telegram, chat, person, language)}
        for field in ("description", "short_description"):
            texts = telegram.profile[field]
            shown[field] = texts.get(language) or texts.get("", "")
        shown["menu_button"] = telegram.menu_buttons.get(chat.id) or telegram.menu_buttons.get(0) or ""
        return web.json_response(shown)

    async def send(self, request: web.Request) -> web.Response:
        """Let a person write a text, photos or documents (an album when several), a voice message, sound or film."""
        form = await read_form(request)
        given = form.fields
        person = find_person(self._telegram, number(given.get("from")))
        chat = find_chat_of(self._telegram, person, number(given.get("chat")))
        contents = self._forwarded(person, given) or await self._contents(form)
        writing = Writing(
            person,
            chat,
            number(given["reply_to"]) if given.get("reply_to") else None,
            number(given["thread"]) if given.get("thread") else None,
            anonymous=given.get("anonymous") in (True, "true", "1"),
            channel=given.get("channel"),
        )
        messages, update_ids = people.write(self._telegram, writing, contents)
        return web.json_response({"messages": messages, "update_ids": update_ids})

    def _forwarded(self, person: Person, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return a message that the person can see, as they forward it."""
        named = given.get("forward")
        if not isinstance(named, dict):
            return []
        source = find_chat_of(self._telegram, person, named.get("chat")).find(number(named.get("message")))
        if source is None:
            raise PeopleError("there is no such message to forward")
        return [forwarded(source)]

    async def _contents(self, form: Form) -> list[dict[str, Any]]:
        contents = await attachments(self._telegram.files, form)
        if not contents:
            return [people.text_content(str(form.fields.get("text") or ""))]
        if len(contents) > 1:
            group = album_id(self._telegram)
            contents = [content | {"media_group_id": group} for content in contents]
        contents[0] |= people.caption_content(str(form.fields.get("caption") or form.fields.get("text") or ""))
        return contents

    async def edit(self, request: web.Request) -> web.Response:
        """Let a person edit an own message."""
        given = await read_fields(request, "from", "chat", "message", "text")
        person = find_person(self._telegram, given["from"])
        chat = find_chat_of(self._telegram, person, given["chat"])
        message, update_ids = people.edit(self._telegram, person, chat, number(given["message"]), str(given["text"]))
        return web.json_response({"messages": [message], "update_ids": update_ids})

    async def press(self, request: web.Request) -> web.Response:
        """Let a person press a button; ``"stale": true`` sends data that is not on the message any more."""
        given = await read_fields(request, "from", "chat", "message")
        person = find_person(self._telegram, given["from"])
        chat = find_chat_of(self._telegram, person, given["chat"])
        message = chat.find(number(given["message"]))
        if message is None:
            raise PeopleError(f"there is no message {given['message']} in chat {chat.id}")
        data = given.get("data")
        if not given.get("stale") or not isinstance(data, str):
            data = people.find_button(message, data, given.get("row"), given.get("column"))
        callback_id = people.press(self._telegram, person, chat, message, data)
        return web.json_response({"callback_query_id": callback_id})

    async def ask_inline(self, request: web.Request) -> web.Response:
        """Let a person type behind the bot's name in a chat."""
        given = await read_fields(request, "from", "query")
        person = find_person(self._telegram, given["from"])
        chat = find_chat_of(self._telegram, person, given.get("chat", person.user["id"]))
        typing = inline.Typing(person, chat, str(given["query"]), str(given.get("offset") or ""))
        return web.json_response({"inline_query_id": inline.ask(self._telegram, typing)})

    async def show_inline(self, request: web.Request) -> web.Response:
        """Tell whether an inline query was answered, and how."""
        asked = self._telegram.inline.get(request.match_info["query_id"])
        if asked is None:
            raise PeopleError("there is no such inline query")
        return web.json_response({"answered": bool(asked.answer), **asked.answer})

    async def choose(self, request: web.Request) -> web.Response:
        """Let a person send a result of an inline query into a chat."""
        given = await read_fields(request, "from", "chat", "inline_query_id", "result")
        person = find_person(self._telegram, given["from"])
        chat = find_chat_of(self._telegram, person, given["chat"])
        chosen = (str(given["inline_query_id"]), str(given["result"]))
        message, update_ids = inline.choose(self._telegram, person, chat, *chosen)
        return web.json_response({"messages": [message], "update_ids": update_ids})

    async def update(self, request: web.Request) -> web.Response:
        """Queue a raw update; a message in a known chat is also shown there."""
        given = await read_fields(request)
        if len(given) != 1:
            raise PeopleError("a raw update is an object with one kind of update in it, without update_id")
        kind, content = next(iter(given.items()))
        told = content.get("chat", {}) if isinstance(content, dict) else {}
        if not isinstance(told, dict):
            raise PeopleError("the chat of a raw update is an object with an id")
        chat_id = told.get("id")
        chat = self._telegram.chats.get(chat_id) if isinstance(chat_id, int) else None
        message_id = content.get("message_id") if isinstance(content, dict) else None
        if kind == "message" and chat is not None and isinstance(message_id, int) and message_id < _IDS_END:
            chat.messages[message_id] = content
            chat.last_message_id = max(chat.last_message_id, message_id)
            self._telegram.events.publish("message", chat.id, message=content)
        update_id = self._telegram.updates.add(kind, content, f"chat {chat_id}")
        self._telegram.world.touch()
        return web.json_response({"update_id": update_id})

    async def add_person(self, request: web.Request) -> web.Response:
        """Add a person; with ``"started": false`` the bot may not write first."""
        given = await read_fields(request, "id", "first_name")
        person_id = number(given["id"])
        if person_id <= 0 or person_id == BOT_ID:
            raise PeopleError("a person's id is a positive number")
        started = given.get("started", True) is not False
        language = str(given.get("language_code", "en"))
        person = self._telegram.add_person(person_id, str(given["first_name"]), language, started=started)
        if given.get("username"):
            person.user["username"] = self._telegram.chats[person_id].info["username"] = str(given["username"])
        self._telegram.world.touch()
        return web.json_response({"person": person.user})

    async def add_chat(self, request: web.Request) -> web.Response:
        """Add a group; the first member is its creator, the bot is in it unless ``"bot"`` says another status."""
        given = await read_fields(request, "id", "title", "members")
        chat_id, kind = number(given["id"]), given.get("type", "supergroup")
        if chat_id >= 0 or kind not in {"group", "supergroup"}:
            raise PeopleError("a group has a negative id and is of type group or supergroup")
        ids = [find_person(self._telegram, member).user["id"] for member in given["members"]]
        members = {member: "creator" if index == 0 else "member" for index, member in enumerate(ids)}
        members[BOT_ID] = _status(given.get("bot", "member"))
        chat = self._telegram.add_group(chat_id, str(given["title"]), members, kind)
        if given.get("is_forum"):
            chat.info["is_forum"] = True
        self._telegram.world.touch()
        return web.json_response({"chat": chat.info})

    async def set_member(self, request: web.Request) -> web.Response:
        """Change what somebody, or the bot, is in a group; ``by`` is the person who does it."""
        given = await read_fields(request, "chat", "user", "status")
        chat, user_id = self._chat(given["chat"]), number(given["user"])
        by = self._telegram.user(number(given.get("by", user_id)))
        if chat.is_private or self._telegram.user(user_id) is None or by is None:
            raise PeopleError("membership changes for known people in groups")
        people.set_status(self._telegram, chat, user_id, _status(given["status"]), by)
        return web.json_response({"ok": True})

    async def change_bot(self, request: web.Request) -> web.Response:
        """Switch what BotFather switches: ``can_read_all_group_messages`` (privacy mode off)."""
        given = await read_fields(request)
        if not given.keys() <= _BOT_SWITCHES:
            raise PeopleError(f"what can be switched: {', '.join(sorted(_BOT_SWITCHES))}")
        self._telegram.bot |= {name: bool(value) for name, value in given.items()}
        self._telegram.world.touch()
        return web.json_response({"bot": self._telegram.bot})

    async def block(self, request: web.Request) -> web.Response:
        """Let a person block or unblock the bot."""
        given = await read_fields(request, "person")
        person = find_person(self._telegram, given["person"])
        people.set_blocked(self._telegram, person, blocked=given.get("blocked", True) is not False)
        return web.json_response({"ok": True})

    async def migrate(self, request: web.Request) -> web.Response:
        """Turn a group into a supergroup with another id."""
        given = await read_fields(request, "chat", "to")
        people.migrate(self._telegram, self._chat(given["chat"]), number(given["to"]))
        return web.json_response({"ok": True})

    async def limits(self, request: web.Request) -> web.Response:
        """Switch flood limits on or off."""
        given = await read_fields(request, "on")
        self._telegram.limits.switch(on=given["on"] is True)
        return web.json_response({"ok": True})

    async def watch(self, request: web.Request) -> web.StreamResponse:
        """Serve live events of the chats that a person sees."""
        person = find_person(self._telegram, number(request.query.get("as")))
        return await self._telegram.events.watch(request, person.user["id"])

    async def show_file(self, request: web.Request) -> web.Response:
        """Serve a message's file to the page."""
        file = self._telegram.files.find(request.match_info["unique_id"])
        if file is None:
            raise web.HTTPNotFound
        content = await asyncio.to_thread(self._telegram.files.content, file)
        shown = file.mime.startswith(("image/", "video/", "audio/")) and "svg" not in file.mime
        headers = {
            "Content-Type": file.mime,
            "Cache-Control": "private, max-age=31536000, immutable",
            "X-Content-Type-Options": "nosniff",
            "Content-Disposition": "inline" if shown else "attachment",
        }
        return web.Response(body=content, headers=headers)

    def _chat(self, chat_id: object) -> Chat:
        chat = self._telegram.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise PeopleError(f"there is no chat {chat_id!r}")
        return chat


def _status(value: object) -> str:
    if value not in _STATUSES:
        raise PeopleError(f"a status is one of {', '.join(sorted(_STATUSES))}")
    return str(value)


REFUSALS = (PeopleError, BotApiError, ValueError)
