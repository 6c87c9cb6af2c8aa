-- What the owner does: a log that nobody rewrites unseen, who is kept out, what is switched off, messages to everybody.

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,               -- 1, 2, 3 … without a gap
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,                  -- u:<uid>, or bot
    action TEXT NOT NULL,                 -- grant, block, gateway_off …
    target TEXT NOT NULL,                 -- u:<uid>, c:<chat id>, gw:<gateway>, all …
    detail TEXT,                          -- how much and why; NULL once its words were erased
    salt TEXT,                            -- goes with the words, so that nobody guesses them from their hash
    detail_hash TEXT NOT NULL,
    hash TEXT NOT NULL                    -- over this row and the hash of the one before
) STRICT;
CREATE INDEX audit_target ON audit (target, id);

CREATE TABLE audit_head (                 -- so that rows cut from the end are missed
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    rows INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;
INSERT INTO audit_head (only_one, rows, hash) VALUES (1, 0, '');

CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
WHEN NEW.detail IS NOT NULL OR NEW.salt IS NOT NULL
    OR (NEW.id, NEW.at, NEW.actor, NEW.action, NEW.target, NEW.detail_hash, NEW.hash)
    IS NOT (OLD.id, OLD.at, OLD.actor, OLD.action, OLD.target, OLD.detail_hash, OLD.hash)
BEGIN SELECT RAISE(ABORT, 'the audit log is immutable'); END;
CREATE TRIGGER audit_remains BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is immutable'); END;

CREATE TABLE block (
    holder TEXT PRIMARY KEY,              -- u:<uid> or c:<chat id>
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE switch (                     -- a row = switched off
    name TEXT PRIMARY KEY,                -- maintenance, spending, gw:<gateway>
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
