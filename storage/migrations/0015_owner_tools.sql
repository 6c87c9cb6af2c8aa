-- Names with @ to find people by, a person's own cap, alerts told once, and messages to everybody.

ALTER TABLE person ADD COLUMN username TEXT;          -- without @, as Telegram last told it; goes with the name
CREATE INDEX person_username ON person (username COLLATE NOCASE) WHERE username IS NOT NULL;

CREATE TABLE cap (                        -- what the owner lets one person spend in a day, below the rule for all
    person_uid TEXT PRIMARY KEY REFERENCES person (uid),
    credits_per_day INTEGER NOT NULL CHECK (credits_per_day >= 0),
    actor TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE alert (                      -- trouble that the owner was told of
    key TEXT PRIMARY KEY,
    told_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE broadcast (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,             -- b:<chat>:<message>: one message of the owner's is sent to all once
    words TEXT NOT NULL,
    actor TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sending', 'stopped', 'done')),
    sent INTEGER NOT NULL DEFAULT 0,
    closed INTEGER NOT NULL DEFAULT 0,    -- who blocked the bot, or deleted their account
    failed INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX broadcast_under_way ON broadcast (id) WHERE state = 'sending';

CREATE TABLE broadcast_to (               -- whom it still has to reach; a row goes before its message is sent
    broadcast_id INTEGER NOT NULL REFERENCES broadcast (id),
    person_uid TEXT NOT NULL REFERENCES person (uid),
    PRIMARY KEY (broadcast_id, person_uid)
) STRICT, WITHOUT ROWID;

CREATE TABLE unreachable (                -- who blocked the bot: no broadcast goes there until they write again
    person_uid TEXT PRIMARY KEY REFERENCES person (uid),
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
