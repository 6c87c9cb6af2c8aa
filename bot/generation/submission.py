"""A request → what is said to a gateway: size and length are said as they were priced, chosen or usual."""

from __future__ import annotations

from bot.generation.request import GenerationRequest, Reference
from bot.providers.offers import Offer
from bot.providers.wire import Earlier, Role, SourceFile, Submission, Task
from storage.attempts import Attempt

MIME_OF = {
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".mp4": "video/mp4",
}


def submission_of(
    request: GenerationRequest, offer: Offer, attempt: Attempt, files: tuple[SourceFile, ...] = ()
) -> Submission:
    """Say what one attempt asks for; polls and look-ups need no files, those are with the gateway already."""
    made, source = request.as_made_by(offer), request.source
    return Submission(
        remote_model=offer.remote_model,
        prompt=request.words,
        count=attempt.count,
        aspect_ratio=request.aspect_ratio,
        size=made.size,
        seconds=made.seconds,
        files=files,
        choices={**_usual(offer), **request.choices},
        earlier=Earlier(source.remote_id, source.key) if source is not None else None,
        client_ref=attempt.client_ref,
        options=offer.wire,
    )


def role_of(request: GenerationRequest, offer: Offer, reference: Reference) -> Role:
    """Say what something sent in is for: in a film from frames, the first picture and the last."""
    if reference.kind != "picture":
        return reference.kind
    if not offer.frames:
        return "reference"
    pictures = request.of_kind("picture")
    is_last = reference is pictures[-1] and (len(pictures) > 1 or request.last)
    return "last" if is_last else "first"


def _usual(offer: Offer) -> dict[str, str]:
    """Return what is chosen for people who did not: nothing is spoken without a voice."""
    voices = offer.options.get("voice")
    return {"voice": voices[0]} if offer.task is Task.SPEECH and isinstance(voices, tuple) else {}
