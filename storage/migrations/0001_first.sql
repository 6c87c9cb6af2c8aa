-- People, what Telegram sent, money, quotas, jobs, files, buttons.
-- Times are unix seconds. Money is whole: CRD credits, VND dong, USD micro-dollars, XTR Stars.

CREATE TABLE person (
    uid TEXT PRIMARY KEY,                 -- random; the ledger knows only this
    telegram_id INTEGER UNIQUE,           -- NULL once the person asked to be forgotten
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE chat_alias (                 -- a group that became a supergroup
    old_chat_id INTEGER PRIMARY KEY,
    new_chat_id INTEGER NOT NULL
) STRICT;

CREATE TABLE inbox (
    update_id INTEGER PRIMARY KEY,
    lane TEXT NOT NULL,                   -- same lane in order, lanes in parallel
    raw TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done', 'aside')),
    tries INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    received_at INTEGER NOT NULL
) STRICT;
CREATE INDEX inbox_new ON inbox (update_id) WHERE state = 'new';
CREATE INDEX inbox_old ON inbox (received_at) WHERE state <> 'new';

CREATE TABLE account (
    id TEXT PRIMARY KEY,                  -- w:<uid> wallet, tab:<uid>, pool:<pid>, rev, grant_src, cost:<gateway> …
    unit TEXT NOT NULL CHECK (unit IN ('CRD', 'VND', 'USD', 'XTR')),
    guard INTEGER NOT NULL CHECK (guard IN (0, 1, 2)),
    debits_posted INTEGER NOT NULL DEFAULT 0 CHECK (debits_posted >= 0),
    credits_posted INTEGER NOT NULL DEFAULT 0 CHECK (credits_posted >= 0),
    debits_held INTEGER NOT NULL DEFAULT 0 CHECK (debits_held >= 0),
    credits_held INTEGER NOT NULL DEFAULT 0 CHECK (credits_held >= 0),
    CONSTRAINT debits_within_credits CHECK (guard <> 1 OR debits_posted + debits_held <= credits_posted),
    CONSTRAINT credits_within_debits CHECK (guard <> 2 OR credits_posted + credits_held <= debits_posted)
) STRICT;

CREATE TABLE transfer (                   -- the only way money moves; triggers below carry it to the accounts
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('post', 'hold', 'capture', 'void', 'expire')),
    debit_id TEXT NOT NULL REFERENCES account (id),
    credit_id TEXT NOT NULL REFERENCES account (id),
    amount INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 9007199254740991),
    hold_id TEXT REFERENCES transfer (id),
    hold_amount INTEGER,                  -- with a resolution: what the hold had set aside
    code TEXT NOT NULL,                   -- gen, grant, adjust, provider_cost, provider_loss …
    job_id INTEGER,
    ref TEXT,
    at INTEGER NOT NULL,
    CHECK (debit_id <> credit_id),
    CHECK ((kind IN ('capture', 'void', 'expire')) = (hold_id IS NOT NULL)),
    CHECK ((hold_id IS NULL) = (hold_amount IS NULL)),
    CHECK (hold_id IS NULL OR amount <= hold_amount)
) STRICT;
CREATE UNIQUE INDEX transfer_one_resolution ON transfer (hold_id) WHERE hold_id IS NOT NULL;
CREATE INDEX transfer_job ON transfer (job_id) WHERE job_id IS NOT NULL;

CREATE TRIGGER transfer_fits BEFORE INSERT ON transfer BEGIN
    SELECT RAISE(ABORT, 'units differ') WHERE
        (SELECT unit FROM account WHERE id = NEW.debit_id) <> (SELECT unit FROM account WHERE id = NEW.credit_id);
    SELECT RAISE(ABORT, 'no such hold') WHERE NEW.hold_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM transfer AS h WHERE h.id = NEW.hold_id AND h.kind = 'hold' AND h.amount = NEW.hold_amount
        AND h.debit_id = NEW.debit_id AND h.credit_id = NEW.credit_id);
END;
CREATE TRIGGER transfer_moves AFTER INSERT ON transfer BEGIN
    UPDATE account SET
        debits_posted = debits_posted + CASE WHEN NEW.kind IN ('post', 'capture') THEN NEW.amount ELSE 0 END,
        debits_held = debits_held + CASE WHEN NEW.kind = 'hold' THEN NEW.amount ELSE -COALESCE(NEW.hold_amount, 0) END
    WHERE id = NEW.debit_id;
    UPDATE account SET
        credits_posted = credits_posted + CASE WHEN NEW.kind IN ('post', 'capture') THEN NEW.amount ELSE 0 END,
        credits_held = credits_held + CASE WHEN NEW.kind = 'hold' THEN NEW.amount ELSE -COALESCE(NEW.hold_amount, 0) END
    WHERE id = NEW.credit_id;
END;
CREATE TRIGGER transfer_stays BEFORE UPDATE ON transfer BEGIN SELECT RAISE(ABORT, 'transfers are immutable'); END;
CREATE TRIGGER transfer_remains BEFORE DELETE ON transfer BEGIN SELECT RAISE(ABORT, 'transfers are immutable'); END;

CREATE TABLE quota (
    scope TEXT NOT NULL,                  -- u:<uid>, pool:<pid>, pool:<pid>:u:<uid>, gw:<gateway>, all
    metric TEXT NOT NULL,                 -- pictures, credits …
    period TEXT NOT NULL,                 -- 2026-11-21, 2026-11
    used INTEGER NOT NULL DEFAULT 0 CHECK (used >= 0),
    held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
    PRIMARY KEY (scope, metric, period)
) STRICT;

CREATE TABLE quota_hold (
    holder TEXT NOT NULL,                 -- j:<job id> or a:<attempt id>
    scope TEXT NOT NULL,
    metric TEXT NOT NULL,
    period TEXT NOT NULL,                 -- fixed when reserved: a void at 00:01 returns to yesterday
    amount INTEGER NOT NULL CHECK (amount > 0),
    used INTEGER NOT NULL DEFAULT 0 CHECK (used BETWEEN 0 AND amount),
    state TEXT NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'settled')),
    PRIMARY KEY (holder, scope, metric, period)
) STRICT;
CREATE INDEX quota_hold_open ON quota_hold (holder) WHERE state = 'held';
CREATE INDEX quota_hold_row ON quota_hold (scope, metric, period, state, amount, used);

CREATE TABLE job (                        -- what was asked for and is paid as one
    id INTEGER PRIMARY KEY,
    idem TEXT NOT NULL UNIQUE,            -- m:<chat>:<message>, a:<chat>:<album>, b:<nonce>
    person_uid TEXT NOT NULL REFERENCES person (uid),
    payer_id TEXT NOT NULL REFERENCES account (id),
    chat_id INTEGER NOT NULL,
    thread_id INTEGER,
    message_id INTEGER,                   -- the request, to reply to
    language TEXT NOT NULL,
    model TEXT NOT NULL,                  -- the alias people type
    request TEXT NOT NULL,                -- JSON that only the bot understands
    count INTEGER NOT NULL CHECK (count > 0),
    price INTEGER NOT NULL CHECK (price > 0),   -- credits held for the whole
    paid INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'working' CHECK (state IN ('working', 'ready', 'captured', 'voided')),
    outcome TEXT,                         -- why voided: refused, invalid, exhausted, broken, unclear, cancelled, expired …
    card_id INTEGER,                      -- the message that shows this job
    shown INTEGER NOT NULL DEFAULT 0,     -- 1 = the card shows the end (result or sentence)
    created_at INTEGER NOT NULL,
    finished_at INTEGER
) STRICT;
CREATE INDEX job_unfinished ON job (id) WHERE shown = 0;
CREATE INDEX job_person ON job (person_uid, id);

CREATE TABLE attempt (                    -- one submit of one part of a job to one gateway
    id INTEGER PRIMARY KEY,
    job_id INTEGER NOT NULL REFERENCES job (id),
    part INTEGER NOT NULL,                -- a job of four pictures may be four parts of one
    try_number INTEGER NOT NULL,          -- 2 = the first gateway turned it down
    person_uid TEXT NOT NULL,
    gateway TEXT NOT NULL,
    model TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count > 0),
    client_ref TEXT NOT NULL UNIQUE,      -- our name for it, written before it is sent
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN
        ('waiting', 'starting', 'submitting', 'running', 'unclear', 'done', 'failed', 'dropped')),
    slot INTEGER NOT NULL DEFAULT 0,      -- 1 = occupies a thread of the gateway
    priority INTEGER NOT NULL DEFAULT 0,
    turn INTEGER NOT NULL,                -- fair order: a person's next turn comes after everybody's current one
    remote_id TEXT,
    outcome TEXT,
    reason TEXT,                          -- for the owner
    progress INTEGER,
    cost INTEGER,                         -- exact, in cost_unit
    cost_unit TEXT,
    created_at INTEGER NOT NULL,
    not_before_at INTEGER NOT NULL DEFAULT 0,
    started_at INTEGER,                   -- when it first came to the front of the line
    submitted_at INTEGER,
    deadline_at INTEGER,
    finished_at INTEGER,
    UNIQUE (job_id, part, try_number)
) STRICT;
CREATE UNIQUE INDEX attempt_remote ON attempt (gateway, remote_id) WHERE remote_id IS NOT NULL;
-- Both hold every column their questions ask for, so that ten thousand who wait are counted without reading their rows.
CREATE INDEX attempt_nameless ON attempt (gateway, submitted_at) WHERE remote_id IS NULL AND submitted_at IS NOT NULL;
CREATE INDEX attempt_line ON attempt (gateway, state, priority, turn, id, person_uid, not_before_at)
    WHERE state = 'waiting';
CREATE INDEX attempt_slot ON attempt (slot, gateway, person_uid) WHERE slot = 1;
CREATE INDEX attempt_person_turn ON attempt (gateway, person_uid, turn);
CREATE INDEX attempt_open ON attempt (id) WHERE state IN ('waiting', 'starting', 'submitting', 'running', 'unclear');
CREATE INDEX attempt_learnt ON attempt (gateway, model, finished_at) WHERE state = 'done';

CREATE TABLE line (                       -- how far a gateway's line has come: the highest turn that was started
    gateway TEXT PRIMARY KEY,
    turn INTEGER NOT NULL
) STRICT;

CREATE TABLE asset (                      -- a file we keep
    id INTEGER PRIMARY KEY,
    job_id INTEGER NOT NULL REFERENCES job (id),
    attempt_id INTEGER NOT NULL REFERENCES attempt (id),
    position INTEGER NOT NULL,            -- 1 … count, as the buttons say
    path TEXT NOT NULL,                   -- below the data folder
    sha256 TEXT NOT NULL,
    mime TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    sent_id TEXT,                         -- how the chat names it once it was sent
    created_at INTEGER NOT NULL,
    UNIQUE (attempt_id, position)
) STRICT;
CREATE INDEX asset_job ON asset (job_id, position);

CREATE TABLE button (                     -- what stands behind callback data
    nonce TEXT PRIMARY KEY,
    action TEXT NOT NULL,
    job_id INTEGER REFERENCES job (id),
    argument TEXT NOT NULL DEFAULT '',
    chat_id INTEGER NOT NULL,
    person_uid TEXT,                      -- NULL = anybody in that chat
    created_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX button_job ON button (job_id);

CREATE TABLE question (                   -- pictures that came without words: the next words are for them
    chat_id INTEGER NOT NULL,
    person_uid TEXT NOT NULL REFERENCES person (uid),
    pictures TEXT NOT NULL,               -- JSON that only the bot understands
    asked_at INTEGER NOT NULL,
    PRIMARY KEY (chat_id, person_uid)
) STRICT;
