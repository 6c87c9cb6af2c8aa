"""A line of ``/jobs``: the words, how old the job is, and where it stands."""

from __future__ import annotations

import pytest

from bot.chat.joblist import line
from bot.chat.standing import look
from bot.chat.texts import texts
from bot.generation.request import GenerationRequest
from storage import jobs, ledger, people
from storage.jobs import NewJob

NOW = 1_795_000_000


@pytest.mark.parametrize(
    ("age_s", "language", "told"),
    [
        (-5, "en", "just now"),
        (59, "en", "just now"),
        (60, "en", "1 min ago"),
        (3599, "vi", "gửi 59 phút trước"),
        (3600, "en", "1 h ago"),
        (90_000, "vi", "gửi 25 giờ trước"),
    ],
)
async def test_a_line_tells_words_age_and_place(db, age_s, language, told):
    async def begin(tx):
        person = await people.meet(tx, 5, "Ana", "en", NOW)
        await ledger.open_account(tx, "w:a", "CRD")
        request = GenerationRequest(prompt="a <b>red</b> kite " + "x" * 80, model="m").model_dump_json()
        return await jobs.add(tx, NewJob("m:5:1", person.uid, "w:a", 5, "en", "m", request, 1, 10), NOW - age_s)

    standing = await db.read(look, (await db.write(begin)).id, NOW)
    first, below = line(3, standing, NOW, texts(language)).split("\n")
    assert first.startswith("<b>3.</b> a &lt;b&gt;red&lt;/b&gt; kite xxx")
    assert first.endswith(f"<i>· {told}</i>")
    assert below.startswith("🎨")
