-- Many requests at once: asked about with one price, begun together, shown by one card.

CREATE TABLE batch (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL DEFAULT 'offered' CHECK (state IN ('offered', 'left', 'begun')),
    person_uid TEXT REFERENCES person (uid),  -- NULL = whoever presses: nobody could be seen asking
    chat_id INTEGER NOT NULL,
    thread_id INTEGER,
    message_id INTEGER,                   -- what was asked, to reply to
    language TEXT NOT NULL,
    requests TEXT NOT NULL,               -- JSON that only the bot understands
    price INTEGER NOT NULL,               -- credits that the button names for the whole
    card_id INTEGER,                      -- the message that shows it
    shown INTEGER NOT NULL DEFAULT 0,     -- 1 = the card shows the end
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX batch_open ON batch (id) WHERE state = 'begun' AND shown = 0;

ALTER TABLE job ADD COLUMN batch_id INTEGER REFERENCES batch (id);  -- its members have no card of their own until they are made
CREATE INDEX job_batch ON job (batch_id, id) WHERE batch_id IS NOT NULL;
