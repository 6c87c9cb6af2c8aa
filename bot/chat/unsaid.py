"""What is asked of a model for who sends a file without a word; words that come back are in the person's language."""

from __future__ import annotations

from bot.chat.texts import DEFAULT, known, languages
from bot.generation.unsaid import ANSWER_IN, UNSAID
from bot.providers.wire import Task


def unsaid(task: Task, language: str) -> str:
    """Return the words for a task, nothing where it needs none."""
    words, code = UNSAID.get(task, ""), known(language)
    if task is not Task.DESCRIBE or code == DEFAULT:
        return words
    return ANSWER_IN.format(words=words, language=languages()[code])
