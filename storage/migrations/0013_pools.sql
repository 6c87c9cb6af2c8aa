-- A group's pool of credits with its rules, and what is given to a person until a day.

CREATE TABLE pool (                       -- its money is in the account pool:<pid>
    pid TEXT PRIMARY KEY,                 -- random, so that a group may move
    chat_id INTEGER UNIQUE,               -- where the group is now; NULL = it is one with another pool
    into_pid TEXT REFERENCES pool (pid),
    member_max INTEGER CHECK (member_max >= 0),  -- credits that one member may spend of it in a day; NULL = no limit
    day_max INTEGER CHECK (day_max >= 0),        -- that all may spend of it in a day; NULL = no limit
    when_empty TEXT NOT NULL DEFAULT 'own' CHECK (when_empty IN ('own', 'refuse')),
    created_at INTEGER NOT NULL,
    CHECK ((chat_id IS NULL) = (into_pid IS NOT NULL))
) STRICT;
CREATE INDEX pool_into ON pool (into_pid) WHERE into_pid IS NOT NULL;

CREATE TABLE credit_grant (               -- its money is in the account g:<uid>:<grant_id>
    person_uid TEXT NOT NULL REFERENCES person (uid),
    grant_id TEXT NOT NULL,               -- once for each person: start, daily-2026-11-22, promo-<code> …
    kind TEXT NOT NULL,                   -- daily, invite, promo, gift …
    amount INTEGER NOT NULL CHECK (amount > 0),
    given_at INTEGER NOT NULL,
    expires_at INTEGER,                   -- NULL = never
    expired INTEGER NOT NULL DEFAULT 0,   -- what went to breakage
    is_open INTEGER NOT NULL DEFAULT 1,   -- 0 = expired, and nothing of it is held any more
    PRIMARY KEY (person_uid, grant_id)
) STRICT;
CREATE INDEX credit_grant_open ON credit_grant (person_uid, expires_at, given_at) WHERE is_open = 1;
CREATE INDEX credit_grant_ends ON credit_grant (expires_at) WHERE is_open = 1;

-- Who spent what of an account, by time.
CREATE INDEX transfer_debit ON transfer (debit_id, at);
