"""A message as commands see it: who asks, where, which words, which pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from telegram import MessageEntity
from telegram.constants import ChatType

from bot.chat.updates import Entity, Message, whole
from bot.generation.request import Kind, Reference

# Accounts of Telegram itself that stand in for somebody: none of them is a person (PLATFORM §5).
ANONYMOUS_ADMIN = 1087968824
CHANNEL_SENDER = 136817688
LINKED_CHANNEL = 777000
_IMAGE_TYPES = ("image/jpeg", "image/png", "image/webp")
_KINDS: Mapping[str, Kind] = {"audio": "sound", "video": "video"}  # of recordings sent as files
_ODD = ("sticker", "animation", "video_note", "venue", "location", "contact", "poll", "dice", "game", "story")
_OTHER = ("live_photo", "paid_media", "checklist")
_FILES = ("photo", "voice", "audio", "video", "animation", "video_note", "document")
_UNITS = "utf-16-le"
_MARKS = " \n\t,:;.!?"
_DOWNLOAD_MAX_BYTES = 20 * 2**20


@dataclass(frozen=True, slots=True)
class Listing:
    """A file of lines, or of rows where it is a table (.csv)."""

    file_id: str
    is_table: bool
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message, or one album as a whole (``idem`` names it once and for all).

    ``sender_id`` is None for anonymous admins and channels. ``words`` is the text behind the command, or all of it.
    ``addressed``: in a group, whether the bot was named, replied to or given a command.
    """

    idem: str
    chat_id: int
    message_id: int
    thread_id: int | None
    is_private: bool
    sender_id: int | None
    sender_name: str
    language: str
    words: str
    command: str | None = None
    files: tuple[Reference, ...] = ()
    replied_files: tuple[Reference, ...] = ()
    replied_to: int | None = None
    replied_words: str = ""
    addressed: bool = False
    kind: str = "text"  # text, file, too_big, unreadable (HEIC …), other; albums also: part_of_album, late
    odd: str = ""  # what it is that nothing can be made from: sticker, animation, location …
    is_voice: bool = False  # said into the phone, not a file of sound
    is_forwarded: bool = False  # somebody else's, perhaps: its words were not meant for us
    replied_name: str = ""  # what Telegram calls the file replied to, the same wherever it is shown
    listing: Listing | None = None  # what was sent, not what it replies to
    replied_listing: Listing | None = None
    username: str = ""  # of who wrote, without @

    @property
    def all_files(self) -> tuple[Reference, ...]:
        """What it replies to and what was sent with the words: of two pictures both, of another kind what was sent."""
        sent = {one.kind for one in self.files} - {"picture"}
        return (*(one for one in self.replied_files if one.kind not in sent), *self.files)

    @property
    def own_files(self) -> tuple[Reference, ...]:
        """The same for work on one picture: of two pictures the one that was sent."""
        sent = {one.kind for one in self.files}
        return tuple(one for one in self.all_files if one in self.files or one.kind not in sent)

    @property
    def is_spoken(self) -> bool:
        """Whether it is a voice message alone."""
        return self.is_voice and not self.words and [one.kind for one in self.files] == ["sound"]


def read(message: Message, me: str, language: str) -> Incoming | None:
    """Return the message as a value; None where it is none of ours (service, other bot's command, linked channel)."""
    sender = message.sender
    if sender is not None and sender.id == LINKED_CHANNEL:
        return None
    if message.via_bot is not None and message.via_bot.username == me:
        return None  # a result of ours that was shared by inline mode asks for nothing
    text = message.text or message.caption or ""
    if not text and not _shows(message):
        return None
    entities = message.entities if message.text else message.caption_entities
    said, mentioned = _without_mention(text, entities, me)
    command, target, words = _command(text, said, entities, me)
    if target is not None and target.casefold() != me.casefold():
        return None
    anonymous = sender is None or sender.id in (ANONYMOUS_ADMIN, CHANNEL_SENDER)
    reply = message.reply_to_message
    name = sender.full_name if sender is not None else message.chat.title or ""
    return Incoming(
        idem=_idem(message),
        chat_id=message.chat.id,
        message_id=message.message_id,
        thread_id=message.message_thread_id if message.is_topic_message else None,
        is_private=message.chat.type == ChatType.PRIVATE,
        sender_id=None if anonymous or sender is None else sender.id,
        sender_name=name[:100],
        language=language,
        words=words,
        command=command,
        files=_files(message),
        replied_files=_files(reply) if reply is not None else (),
        replied_to=reply.message_id if reply is not None else None,
        replied_words=whole(reply.text or "") if reply is not None else "",
        addressed=command is not None or mentioned or _is_from(reply, me),
        kind=_kind(message),
        odd=_odd(message),
        is_voice=message.voice is not None,
        is_forwarded=message.forward_origin is not None,
        replied_name=_unique_name(reply) if reply is not None else "",
        listing=_listing(message),
        replied_listing=_listing(reply) if reply is not None else None,
        username="" if anonymous or sender is None else sender.username or "",
    )


def _shows(message: Message) -> bool:
    """Whether there is anything but words to see; in what tells that somebody pinned, joined or set a timer is not."""
    files = any(getattr(message, name) for name in _FILES)
    return files or any(getattr(message, name) is not None for name in (*_ODD, *_OTHER))


def _idem(message: Message) -> str:
    """Return the one name of a message; in a group one that only we see has another number than all others."""
    ephemeral = message.ephemeral_message_id
    if ephemeral is None:
        return f"m:{message.chat.id}:{message.message_id}"
    return f"e:{message.chat.id}:{message.sender.id if message.sender else 0}:{ephemeral}"


def merge(items: Iterable[Incoming], album_id: str) -> Incoming:
    """Make one message of an album: pictures in order, the words of whichever item has them."""
    ordered = sorted(items, key=lambda item: item.message_id)
    spoken = next((item for item in ordered if item.words or item.command), ordered[0])
    return replace(
        spoken,
        idem=f"a:{spoken.chat_id}:{album_id}",
        message_id=ordered[0].message_id,
        files=tuple(file for item in ordered for file in item.files),
        addressed=any(item.addressed for item in ordered),
        kind="file",
    )


def _command(text: str, said: str, entities: Iterable[Entity], me: str) -> tuple[str | None, str | None, str]:
    """Return (command, addressed bot, the rest); it stands at the very beginning, or behind the bot's name alone.

    ``said`` is the text without that name.
    """
    first = next((one for one in entities if one.type == MessageEntity.BOT_COMMAND), None)
    if first is not None:
        units, at = text.encode(_UNITS, "surrogatepass"), 2 * first.offset
        before, mentioned = _without_mention(_text(units[:at]), entities, me)
        written = _text(units[at : at + 2 * first.length])
        if written and (at == 0 or (mentioned and not before.strip(_MARKS))):
            word, _, target = written[1:].partition("@")
            return word.lower(), target or None, said.partition(written)[2].strip()
    return None, None, said.strip()


def _without_mention(text: str, entities: Iterable[Entity], me: str) -> tuple[str, bool]:
    """Return the text without the bot's name, and whether it was there; offsets count UTF-16 as Telegram does."""
    units, begun, pieces = text.encode(_UNITS, "surrogatepass"), 0, []
    for entity in entities:
        at, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
        name = _text(units[at:end])
        if entity.type == MessageEntity.MENTION and at >= begun and name.casefold() == f"@{me}".casefold():
            pieces.append(_text(units[begun:at]))
            begun = end
    pieces.append(_text(units[begun:]))
    return reduce(_join, pieces), len(pieces) > 1


def _text(units: bytes) -> str:
    """Half a character has no form that could be stored or sent on: it becomes the mark for that."""
    return units.decode(_UNITS, "replace")


def _join(before: str, after: str) -> str:
    """Close the gap that a name left, with the marks that set it off from the words."""
    if not before.strip():
        return after.lstrip(_MARKS)
    if not after.strip(_MARKS):
        return before.rstrip(" ,:;")
    after = after.lstrip(" ,:;")
    gap = "" if before[-1:].isspace() or after[:1].isspace() else " "
    return f"{before}{gap}{after}"


def _is_from(message: Message | None, me: str) -> bool:
    return message is not None and message.sender is not None and message.sender.username == me


def _files(message: Message) -> tuple[Reference, ...]:
    if message.photo:
        return (Reference(file_id=message.photo[-1].file_id),)
    sound = message.voice or message.audio
    if sound is not None and _fits(sound.file_size):
        return (Reference(file_id=sound.file_id, kind="sound", seconds=sound.duration or 0),)
    film = message.video or message.animation or message.video_note
    if film is not None and _fits(film.file_size):
        return (Reference(file_id=film.file_id, kind="video", seconds=film.duration or 0),)
    document = message.document
    if document is not None and _fits(document.file_size):
        kind = "picture" if document.mime_type in _IMAGE_TYPES else _KINDS.get((document.mime_type or "").split("/")[0])
        return (Reference(file_id=document.file_id, kind=kind),) if kind is not None else ()
    return ()


def _unique_name(message: Message) -> str:
    photo = message.photo[-1] if message.photo else None
    file = photo or message.video or message.animation or message.voice or message.audio or message.document
    return file.file_unique_id if file is not None else ""


def _listing(message: Message) -> Listing | None:
    document = message.document
    if document is None:
        return None
    name, mime = (document.file_name or "").casefold(), document.mime_type
    is_table = name.endswith(".csv") or mime == "text/csv"
    if not is_table and not name.endswith(".txt") and (name or mime != "text/plain"):
        return None
    return Listing(document.file_id, is_table, document.file_size or 0)


def _fits(size_bytes: int | None) -> bool:
    return size_bytes is None or size_bytes <= _DOWNLOAD_MAX_BYTES


def _kind(message: Message) -> str:
    if message.text:
        return "text"
    if _files(message):
        return "file"
    if message.document is not None and (message.document.mime_type or "").startswith("image/"):
        return "too_big" if not _fits(message.document.file_size) else "unreadable"
    heavy = message.voice or message.audio or message.video or message.animation or message.video_note
    return "too_big" if heavy is not None else "other"


def _odd(message: Message) -> str:
    """Name what was sent without a word that there is nothing to do with."""
    return "" if message.caption else next((name for name in _ODD if getattr(message, name, None) is not None), "")
