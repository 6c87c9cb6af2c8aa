-- Who asked to be forgotten, what of it is still to be done, and what was given out or has gone by age.

CREATE TABLE forgotten (
    mark TEXT PRIMARY KEY,                -- of the Telegram id, by a key beside the database: it tells nobody who
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE forgotten_use (              -- what of today's limits was used, so that coming back renews none
    mark TEXT NOT NULL,
    metric TEXT NOT NULL,
    period TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    PRIMARY KEY (mark, metric, period)
) STRICT, WITHOUT ROWID;

CREATE TABLE erasure (                    -- what is not through yet; the row goes as the last of it
    person_uid TEXT PRIMARY KEY REFERENCES person (uid),
    telegram_id INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE export (                     -- when a person was last given everything that is kept of them
    person_uid TEXT PRIMARY KEY REFERENCES person (uid),
    at INTEGER NOT NULL
) STRICT;

ALTER TABLE person ADD COLUMN returned_at INTEGER;        -- when who this was before asked to be forgotten; NULL = nobody
ALTER TABLE job ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;  -- 1 = its words, 2 = its files, 3 = both
