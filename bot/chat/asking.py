"""From a person's words to a job: options, quote, admission, card. The one door to paid work in the chat."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import partial

from telegram import InlineKeyboardMarkup

from bot.chat.absent_photo import ask_for_photo, speaks_of_latest, waits_for_photo
from bot.chat.cancelling import cancel
from bot.chat.command import names_of_kinds
from bot.chat.incoming import Incoming
from bot.chat.medium import ask_for_medium, medium_meant
from bot.chat.minting import Wanted, mint_all
from bot.chat.moving import ask_for_film
from bot.chat.naming import named
from bot.chat.noticing import soon
from bot.chat.pointing import speaks_of_photo
from bot.chat.preferences import Chosen
from bot.chat.replied import is_reply_to_unfinished
from bot.chat.room import Room
from bot.chat.standing import Opening, standing_of
from bot.chat.suggesting import priced, suggest
from bot.chat.texts import texts
from bot.chat.there import chosen_there
from bot.chat.unfinished import open_question
from bot.chat.way_out import UnableError, propose_way_out
from bot.chat.wishes import wish
from bot.errors import PersonError
from bot.generation.admission import Admitted, Ask, Taken
from bot.generation.quote import Quote
from bot.generation.request import REFERENCES, GenerationRequest, Reference
from bot.providers.wire import Task
from storage import buttons, questions
from storage.database import Tx
from storage.people import Person
from storage.questions import Question

log = logging.getLogger(__name__)
DEARER = "press-dearer"
_SEEN = (Task.IMAGE, Task.VIDEO)


@dataclass(frozen=True, slots=True)
class Asker:
    """What a command does whose message asks for paid work of one kind.

    ``lead`` goes before the words; ``of_files``: words alone are not enough.
    """

    task: Task = Task.IMAGE
    lead: str = ""
    of_files: bool = False

    async def __call__(self, room: Room, incoming: Incoming, person: Person) -> None:
        """Start what the message asks for; files without words are kept until the words come."""
        chosen = await chosen_there(room, person.uid, incoming.chat_id)
        await room.leaders.check_may_ask(chosen.group, incoming.chat_id, incoming.sender_id)
        question = await open_question(room, incoming.chat_id, person)
        asked = _asked_about(question, incoming)
        if asked:
            incoming = replace(incoming, files=asked)
        try:
            async with room.early_cards.ahead(incoming, person.language) as card_id:
                await self._begin(room, incoming, person, chosen, question, card_id)
        except UnableError as error:
            if not await propose_way_out(room, incoming, person, error):
                raise
        except PersonError as error:
            # Words under a film or a sound change nothing of it; what can be done with it the buttons say.
            is_question = error.key == "ask-edit" or (error.key == "not-understood" and incoming.all_files)
            if not is_question or not await suggest(room, incoming, person):
                raise

    async def _begin(
        self,
        room: Room,
        incoming: Incoming,
        person: Person,
        chosen: Chosen,
        question: Question | None,
        card_id: int | None,
    ) -> None:
        film = await ask_for_film(room, incoming, person, chosen)
        if film is not None:
            raise film
        request = await self.wish(room, incoming, chosen)
        unsure = await self._unsure(room, incoming, person, chosen, question, request)
        if unsure is not None:
            raise unsure
        ask = Ask(
            idem=incoming.idem,
            person=person,
            chat_id=incoming.chat_id,
            thread_id=incoming.thread_id,
            message_id=incoming.message_id,
            request=request,
            limits=chosen.group.limits,
            card_id=card_id,
        )
        try:
            admitted = await admit(room, ask, question)
        except PersonError as error:
            raise UnableError(error, request) from None
        if admitted.job.card_id != card_id:  # admitted before, by a message that came again
            room.early_cards.take_back(incoming, card_id, person.language)
        await soon(room, admitted.job, partial(show_card, room, admitted))

    async def wish(self, room: Room, incoming: Incoming, chosen: Chosen) -> GenerationRequest:
        """Read what is asked for; raises PersonError where something is missing or wrong."""
        try:
            return await self._wish(room, incoming, chosen)
        except PersonError as error:
            if error.key.startswith("ask-") and await is_reply_to_unfinished(room, incoming):
                raise PersonError("not-ready") from None
            raise

    async def _unsure(
        self,
        room: Room,
        incoming: Incoming,
        person: Person,
        chosen: Chosen,
        question: Question | None,
        request: GenerationRequest,
    ) -> PersonError | None:
        """Return what is to be asked before anything is paid: which photo is meant, or which medium."""
        words = request.prompt
        if request.task in _SEEN and not request.references and medium_meant(words) is not Task.CHAT:
            kept = incoming.command is None and waits_for_photo(question.about if question else None, incoming.words)
            if kept or speaks_of_photo(words) or await speaks_of_latest(room, incoming, person, words):
                return await self._photo_absent(room, incoming, person, chosen, request)
        return await ask_for_medium(room, incoming, chosen, request)

    async def _photo_absent(
        self, room: Room, incoming: Incoming, person: Person, chosen: Chosen, request: GenerationRequest
    ) -> PersonError:
        if await is_reply_to_unfinished(room, incoming):
            return PersonError("not-ready")

        async def edit(picture: Reference) -> GenerationRequest:
            return await self.wish(room, replace(incoming, files=(picture,)), chosen)

        name = incoming.command or names_of_kinds()[self.task]
        return await ask_for_photo(room, incoming, person, name, request, edit)

    async def _wish(self, room: Room, incoming: Incoming, chosen: Chosen) -> GenerationRequest:
        if self.of_files and not incoming.all_files:
            raise PersonError("ask-picture")
        return await wish(room, incoming, self.task, self.lead, chosen)


def _asked_about(question: Question | None, incoming: Incoming) -> tuple[Reference, ...]:
    """Return the pictures that the open question is about, where these words can only be the answer."""
    answers = incoming.is_private or incoming.addressed
    if incoming.command is not None or incoming.all_files or not incoming.words or not answers:
        return ()
    return REFERENCES.validate_json(question.about) if question is not None and question.about.startswith("[") else ()


async def admit(room: Room, ask: Ask, question: Question | None, most: int | None = None) -> Admitted[Opening]:
    """Admit a job; asking again for the same thing finds the first. Its card is still to be shown (`show_card`).

    What was asked there before (``question``) is closed with it: words that come later answer nothing.
    ``most``: who asks was told this price, and pays no more; where it is dearer now, that is said. That this person may
    ask there was checked. Raises PersonError, also where the group's settings do not allow so much, or so often.
    """

    def quotes(request: GenerationRequest) -> list[Quote]:
        found = room.quoting.quotes(request)
        if most is not None and found[0].price > most:
            raise PersonError(DEARER, price=found[0].price)
        return found if most is None else [quote for quote in found if quote.price <= most]

    async def with_opening(tx: Tx, taken: Taken) -> Opening:
        job, now = taken.job, room.clock.now()
        nonce = None if taken.fresh else await buttons.of_job(tx, job.id, "cancel")
        if taken.fresh and question is not None:
            await questions.close(tx, job.chat_id, job.person_uid, question)
        if nonce is None:
            nonce = await buttons.mint(tx, "cancel", job.chat_id, now, job_id=job.id, person_uid=job.person_uid)
        standing = await standing_of(tx, job, taken.parts, now) if job.card_id is None else None
        return Opening(nonce, standing)

    return await room.admission.admit(ask, quotes, with_opening)


async def show_card(room: Room, admitted: Admitted[Opening]) -> None:
    """Show the card of an admitted job and let the work begin.

    Raises nothing: the job goes on whatever becomes of its card, which the next sweep of the upkeep shows, so nobody
    may be told here that nothing came of it.
    """
    job = admitted.job
    if not admitted.fresh and job.card_id is not None:
        return
    try:
        if job.card_id is not None:
            await room.cards.complete(job, admitted.extra.cancel_nonce)
        elif not await room.cards.open(job, admitted.extra.cancel_nonce, admitted.extra.standing):
            await cancel(room, [job], "unreachable")  # who blocked the bot meanwhile gets nothing, and pays nothing
    except Exception:
        log.exception("card.not_opened", extra={"job": job.id})
    room.line.wake_all()


async def propose_to_claim(room: Room, incoming: Incoming, asker: Asker) -> None:
    """Nobody can be charged for an anonymous request: propose it by a button, whose presser is a person."""
    keyboard = await make_button(room, incoming, None, asker)
    await room.answer(incoming, texts(incoming.language)("claim"), reply_markup=keyboard)


async def make_button(room: Room, incoming: Incoming, person: Person | None, asker: Asker) -> InlineKeyboardMarkup:
    """Return the button that makes what a message asks for, with its price; without a person, whose press is first.

    Raises PersonError where nobody can make it.
    """
    uid, said = (None, texts(incoming.language)) if person is None else (person.uid, texts(person.language))
    request = await asker.wish(room, incoming, await chosen_there(room, uid, incoming.chat_id))
    price = priced(room, room.quoting.quotes(request)[0].price)
    wanted = Wanted("claim", named(request.model_dump_json(), price), said.plain("button-make", price=price))
    return InlineKeyboardMarkup([await room.db.write(mint_all, room, incoming.chat_id, uid, [wanted])])
