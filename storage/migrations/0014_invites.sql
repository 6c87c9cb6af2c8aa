-- Who was brought by whom, and what a person's history shows at the moment.

CREATE TABLE invite_link (
    code TEXT PRIMARY KEY,                -- what stands in the link
    person_uid TEXT NOT NULL UNIQUE REFERENCES person (uid)
) STRICT, WITHOUT ROWID;

CREATE TABLE invite (                     -- what was promised when the guest came
    guest_uid TEXT PRIMARY KEY REFERENCES person (uid),
    host_uid TEXT NOT NULL REFERENCES person (uid),
    credits INTEGER NOT NULL CHECK (credits > 0),    -- for each of the two
    hosts_most INTEGER CHECK (hosts_most >= 0),      -- so many guests count for the host; NULL = no limit
    at INTEGER NOT NULL,
    ended_at INTEGER,                     -- when the guest's first result was paid
    counted INTEGER NOT NULL DEFAULT 0,   -- 1 = both were given it
    told INTEGER NOT NULL DEFAULT 0,
    CHECK (guest_uid <> host_uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX invite_host ON invite (host_uid, counted);
CREATE INDEX invite_untold ON invite (guest_uid) WHERE counted = 1 AND told = 0;

CREATE TABLE history_view (               -- one message that leafs through a person's charges
    id INTEGER PRIMARY KEY,
    person_uid TEXT NOT NULL REFERENCES person (uid),
    chat_id INTEGER NOT NULL,
    shelf TEXT NOT NULL,
    entry TEXT NOT NULL,                  -- job:<id> or the id of a transfer
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX history_view_person ON history_view (person_uid);

-- What came to somebody, by time.
CREATE INDEX transfer_given ON transfer (credit_id, at) WHERE kind = 'post';
