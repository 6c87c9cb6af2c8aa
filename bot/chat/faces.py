"""What Telegram is shown of a file: photo, film, sound, voice message, words or a plain file; and the two calls for it.

A message of words can be edited into all of them but a voice message, which has to be sent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputFile,
    InputMedia,
    InputMediaAnimation,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
)
from telegram.constants import ParseMode

from storage.sent import SentFile

FaceKind = Literal["photo", "document", "video", "animation", "audio", "voice", "text"]


@dataclass(frozen=True, slots=True)
class Face:
    """A file ready to be shown. ``words`` are those of a text, which stand in the message itself.

    ``name`` is what the file is called where people keep it, without its ending. ``asset_id`` is the file's own, of a
    ``grid`` its first picture's. With ``sent`` Telegram has it already, and nothing is uploaded.
    """

    kind: FaceKind
    path: Path
    width: int = 0
    height: int = 0
    seconds: int = 0
    thumb: Path | None = None
    title: str = ""
    performer: str = ""
    words: str = ""
    name: str = ""
    asset_id: int = 0
    grid: bool = False
    sent: SentFile | None = None

    def as_document(self) -> Face:
        """Return the same file, shown as a plain one."""
        return Face("document", self.path, thumb=self.thumb, name=self.name, asset_id=self.asset_id, grid=self.grid)

    def text(self, caption: str) -> str:
        """Return what stands in the message beside the file: the caption, and the words of a text above it."""
        return f"{self.words}\n\n{caption}" if self.words else caption


async def edit(bot: Bot, face: Face, caption: str, where: dict[str, int], keyboard: InlineKeyboardMarkup) -> object:
    """Turn a message into a face; ``where`` names chat and message."""
    text = face.text(caption)
    if face.kind == "text":
        return await bot.edit_message_text(text, parse_mode=ParseMode.HTML, reply_markup=keyboard, **where)  # type: ignore[arg-type] # names of PTB
    with _opened(face, attach=True) as (file, thumb):
        media = _media(face, file, thumb, text)
        return await bot.edit_message_media(media, reply_markup=keyboard, **where)  # type: ignore[arg-type] # as above


async def send(bot: Bot, face: Face, caption: str, **more: Any) -> Message:  # noqa: ANN401 (PTB's own names)
    """Send a face as a message of its own."""
    text = face.text(caption)
    if face.kind == "text":
        return await bot.send_message(text=text, parse_mode=ParseMode.HTML, **more)
    more |= {"caption": text, "parse_mode": ParseMode.HTML}
    if face.sent is not None:
        return await _send_known(bot, face.kind, face.sent.file_id, more)
    return await _send_file(bot, face, more)


async def _send_file(bot: Bot, face: Face, more: dict[str, Any]) -> Message:
    with _opened(face, attach=False) as (file, thumb):
        match face.kind:
            case "photo":
                return await bot.send_photo(photo=file, **more)
            case "video":
                size: dict[str, Any] = {"width": face.width, "height": face.height, "duration": face.seconds}
                return await bot.send_video(video=file, supports_streaming=True, thumbnail=thumb, **size, **more)
            case "audio":
                told: dict[str, Any] = {
                    "title": face.title or None,
                    "performer": face.performer or None,
                    "duration": face.seconds,
                }
                return await bot.send_audio(audio=file, thumbnail=thumb, **told, **more)
            case "voice":
                return await bot.send_voice(voice=file, duration=face.seconds, **more)
            case _:
                return await bot.send_document(
                    document=file, thumbnail=thumb, disable_content_type_detection=True, **more
                )


async def send_group(bot: Bot, group: Sequence[Face], **more: Any) -> Message:  # noqa: ANN401 (PTB's own names)
    """Send two to ten photos, or as many plain files, as one album; returns its first message."""
    with ExitStack() as stack:
        media: list[Any] = []
        for face in group:
            file, thumb = stack.enter_context(_opened(face, attach=True))
            media.append(_media(face, file, thumb, ""))
        messages = await bot.send_media_group(media=media, **more)
    return messages[0]


async def _send_known(bot: Bot, kind: FaceKind, file_id: str, more: dict[str, Any]) -> Message:
    calls: dict[FaceKind, Callable[..., Awaitable[Message]]] = {
        "photo": bot.send_photo,
        "video": bot.send_video,
        "animation": bot.send_animation,
        "audio": bot.send_audio,
        "voice": bot.send_voice,
        "document": bot.send_document,
    }
    return await calls[kind](**{kind: file_id}, **more)


def learnt(face: Face, answer: object) -> SentFile | None:
    """Return what Telegram calls the file of a face, by its answer to a call above; None where that does not tell."""
    if not isinstance(answer, Message) or not face.asset_id or face.kind == "text":
        return None
    for kind in ("photo", "video", "animation", "voice", "audio", "document"):  # an animation is a document too
        found = getattr(answer, kind)
        file = found[-1] if kind == "photo" and found else found
        if file:
            named = "grid" if face.grid and kind == "photo" else kind
            return SentFile(face.asset_id, named, file.file_id, file.file_unique_id)
    return None


def _media(face: Face, file: InputFile | str, thumb: InputFile | None, text: str) -> InputMedia:
    told: dict[str, Any] = {"caption": text, "parse_mode": ParseMode.HTML}
    match face.kind:
        case "photo":
            return InputMediaPhoto(file, **told)
        case "video":
            size: dict[str, Any] = {"width": face.width, "height": face.height, "duration": face.seconds}
            return InputMediaVideo(file, thumbnail=thumb, supports_streaming=True, **size, **told)
        case "animation":
            return InputMediaAnimation(file, **told)
        case "audio":
            named: dict[str, Any] = {
                "title": face.title or None,
                "performer": face.performer or None,
                "duration": face.seconds,
            }
            return InputMediaAudio(file, thumbnail=thumb, **named, **told)
        case _:
            return InputMediaDocument(file, thumbnail=thumb, disable_content_type_detection=True, **told)


@contextmanager
def _opened(face: Face, *, attach: bool) -> Iterator[tuple[InputFile | str, InputFile | None]]:
    """Open the files without reading them into memory: many results may be under way at once."""
    if face.sent is not None:
        yield face.sent.file_id, None
        return
    with ExitStack() as stack:

        def stream(path: Path, name: str = "") -> InputFile:
            filename = f"{name or path.stem}{path.suffix}"
            return InputFile(
                stack.enter_context(path.open("rb")), filename=filename, attach=attach, read_file_handle=False
            )

        thumb = stream(face.thumb) if face.thumb is not None and face.thumb.exists() else None
        yield stream(face.path, face.name), thumb
