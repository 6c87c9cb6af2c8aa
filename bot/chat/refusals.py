"""What Telegram means by its refusals: it tells in words only, which stand here and nowhere else."""

from __future__ import annotations

from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

_CLOSED_TO_US = ("chat not found", "not enough rights")
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_SAME = ("message is not modified",)
_NO_FILE = ("wrong file identifier", "wrong remote file", "file_reference", "can't use file of type")
_NO_TOPIC = ("topic_closed", "topic_deleted", "message thread not found")


def is_for_later(error: Exception) -> bool:
    """Whether Telegram or the way to it only stumbled, so that the same may do later."""
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)  # PTB's BadRequest is one of those


def is_unreachable(error: TelegramError) -> bool:
    """Whether nothing can be written there now: the chat is closed, or we have no right to, or its topic is shut."""
    return isinstance(error, Forbidden) or _says(error, _CLOSED_TO_US) or is_topic_shut(error)


def is_closed(error: TelegramError) -> bool:
    """Whether the chat is closed to us altogether: blocked, left or deleted. Nothing more of ours is wanted there."""
    return isinstance(error, Forbidden) or "chat not found" in str(error).lower()


def is_topic_shut(error: TelegramError) -> bool:
    """Whether the topic is closed or gone; the chat itself may be open."""
    return isinstance(error, BadRequest) and _says(error, _NO_TOPIC)


def is_same(error: BadRequest) -> bool:
    """Whether Telegram says that the message shows this already: a repeated edit, so all is well."""
    return _says(error, _SAME)


def is_gone(error: BadRequest) -> bool:
    """Whether the card cannot be edited any more: deleted, too old, or not ours."""
    return _says(error, _GONE)


def is_deleted(error: BadRequest) -> bool:
    """Whether what was to be deleted is deleted already."""
    return "message to delete not found" in str(error).lower()


def is_unknown_file(error: BadRequest) -> bool:
    """Whether Telegram does not take its own name of a file any more: it has to be uploaded anew."""
    return _says(error, _NO_FILE)


def _says(error: TelegramError, words: tuple[str, ...]) -> bool:
    said = str(error).lower()
    return any(part in said for part in words)
