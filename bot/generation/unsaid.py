"""What a gateway is told where a person need not say anything, and what goes before their words; never shown."""

from __future__ import annotations

from bot.providers.wire import Task

UNSAID = {
    Task.VIDEO: "Bring this picture to life with gentle, natural motion.",
    Task.DESCRIBE: "Describe this picture in two or three sentences.",
    Task.UPSCALE: "Make this picture larger and sharper; change nothing else.",
    Task.CUTOUT: "Take the background away.",
    Task.BLEND: "Blend these pictures into one.",
    Task.EXTEND: "Go on in the same way.",
    Task.SOUND: "Natural sounds that fit what is seen.",
}
ANSWER_IN = "{words} Answer in {language}."
# Said before the words of a picture that is to come once more, a little or quite different.
VARY = {
    "subtle": (
        "Make a subtle variation of this picture: the same subject, composition, style and light; only small details "
        "differ. It shows:"
    ),
    "strong": (
        "Make a strong variation of this picture: the same subject and style, but another composition, angle and "
        "light. It shows:"
    ),
}
BETTER = (
    "You write prompts for image models. Rewrite the words below as one vivid English prompt of at most 80 words: "
    "subject, setting, light, mood, style, framing. Keep every name and number. Answer with the prompt alone."
)
MILDER = (
    "You word requests to models with strict content rules. They refused the words below. Word them so that they keep "
    "subject, mood and style but suit all ages: nothing violent, sexual, hateful or illegal, no real people and no "
    "brands. Write in the language of the words, hardly longer than they are. Answer with the new words alone."
)
# What an editing model can do where no model of that very kind is on the menu.
INSTEAD = {Task.BLEND: Task.IMAGE, Task.CUTOUT: Task.IMAGE, Task.UPSCALE: Task.IMAGE}
_ANSWER_IN = ANSWER_IN.partition("{language}")[0]


def unsaid_work(prompt: str) -> Task | None:
    """Return the work whose own words these are, in whatever language it answers; None where a person said them."""
    line = " ".join(prompt.split())
    return next(
        (task for task, words in UNSAID.items() if line == words or line.startswith(_ANSWER_IN.format(words=words))),
        None,
    )


def is_unsaid(prompt: str) -> bool:
    """Whether these words are ours, not the person's."""
    return unsaid_work(prompt) is not None
