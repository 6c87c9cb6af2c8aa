"""Methods by which a bot describes itself: names, descriptions, commands, the menu button."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.registry import METHODS, Call, Handler, method
from sandbox.telegram.state import Chat, Telegram

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_COMMANDS_MAX = 100
_LENGTHS = {"name": 64, "description": 512, "short_description": 120}


def _key(scope: Mapping[str, Any] | None, language: str | None) -> str:
    scope = scope or {"type": "default"}
    places = [str(scope[name]) for name in ("chat_id", "user_id") if name in scope]
    return " ".join([scope["type"], *places, f"[{language or ''}]"])


@method("setMyCommands")
async def set_my_commands(telegram: Telegram, call: Call) -> bool:
    """Set the commands of one scope and language."""
    commands = call.get("commands")
    if len(commands) > _COMMANDS_MAX:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command["command"].removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    kept = [{"command": item["command"].removeprefix("/"), "description": item["description"]} for item in commands]
    telegram.commands[_key(call.get("scope"), call.get("language_code"))] = kept
    telegram.world.touch()
    return True


@method("getMyCommands")
async def get_my_commands(telegram: Telegram, call: Call) -> list[dict[str, str]]:
    """Return the commands of one scope and language."""
    return telegram.commands.get(_key(call.get("scope"), call.get("language_code")), [])


@method("deleteMyCommands")
async def delete_my_commands(telegram: Telegram, call: Call) -> bool:
    """Forget the commands of one scope and language."""
    telegram.commands.pop(_key(call.get("scope"), call.get("language_code")), None)
    telegram.world.touch()
    return True


def shown_commands(telegram: Telegram, chat: Chat, person: int, language: str) -> list[dict[str, str]]:
    """Return the commands that a person sees in a chat, by the order of api#determining-list-of-commands."""
    leads = chat.members.get(person) in {"creator", "administrator"}
    scopes: list[dict[str, Any]] = [{"type": "chat", "chat_id": chat.id}]
    if chat.is_private:
        scopes += [{"type": "all_private_chats"}]
    else:
        scopes.insert(0, {"type": "chat_member", "chat_id": chat.id, "user_id": person})
        if leads:
            scopes.insert(1, {"type": "chat_administrators", "chat_id": chat.id})
            scopes.append({"type": "all_chat_administrators"})
        scopes.append({"type": "all_group_chats"})
    scopes.append({"type": "default"})
    for scope in scopes:
        for code in (language, ""):
            commands = telegram.commands.get(_key(scope, code))
            if commands:
                return commands
    return []


def _setter_of(field: str) -> Handler:
    async def set_field(telegram: Telegram, call: Call) -> bool:
        text = call.get(field) or ""
        if len(text) > _LENGTHS[field]:
            raise bad_request(f"BOT_{field.upper()}_TOO_LONG")
        telegram.profile[field][call.get("language_code") or ""] = text
        telegram.world.touch()
        return True

    return set_field


def _getter_of(field: str) -> Handler:
    async def get_field(telegram: Telegram, call: Call) -> dict[str, str]:
        texts = telegram.profile[field]
        text = texts.get(call.get("language_code") or "") or texts.get("")
        return {field: text or (telegram.bot["first_name"] if field == "name" else "")}

    return get_field


for _field, _suffix in (("name", "name"), ("description", "description"), ("short_description", "shortdescription")):
    METHODS[f"setmy{_suffix}"] = _setter_of(_field)
    METHODS[f"getmy{_suffix}"] = _getter_of(_field)


@method("setChatMenuButton")
async def set_chat_menu_button(telegram: Telegram, call: Call) -> bool:
    """Set the button beside the text field, for one private chat or all."""
    telegram.menu_buttons[call.get("chat_id") or 0] = call.get("menu_button") or {"type": "default"}
    telegram.world.touch()
    return True


@method("getChatMenuButton")
async def get_chat_menu_button(telegram: Telegram, call: Call) -> dict[str, Any]:
    """Return the button beside the text field."""
    buttons = telegram.menu_buttons
    return buttons.get(call.get("chat_id") or 0) or buttons.get(0) or {"type": "commands"}
