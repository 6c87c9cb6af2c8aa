-- Telegram Stars: what was offered for how many, what came in for it, and how far Telegram's own list was read.

CREATE TABLE star_order (                 -- an invoice; what it promised holds however late it is paid
    id TEXT PRIMARY KEY,                  -- its payload: random
    person_uid TEXT NOT NULL REFERENCES person (uid),
    payee_id TEXT NOT NULL REFERENCES account (id),   -- w:<uid> or pool:<pid>
    stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 25000),
    credits INTEGER NOT NULL CHECK (credits BETWEEN 1 AND 9007199254740991),
    is_monthly INTEGER NOT NULL DEFAULT 0,
    chat_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE payment (
    charge_id TEXT PRIMARY KEY,           -- telegram_payment_charge_id: the one name of a payment
    person_uid TEXT REFERENCES person (uid),          -- who paid; NULL = Telegram did not say
    order_id TEXT REFERENCES star_order (id),         -- NULL = no invoice of ours
    account_id TEXT NOT NULL REFERENCES account (id), -- where it went: w:<uid>, pool:<pid>, suspense:xtr
    stars INTEGER NOT NULL CHECK (stars >= 0),
    credits INTEGER NOT NULL CHECK (credits >= 0),
    state TEXT NOT NULL CHECK (state IN ('credited', 'aside', 'refunded')),
    reason TEXT,                          -- why it is aside: payload, amount, currency, payer
    payload TEXT NOT NULL,
    came_by TEXT NOT NULL CHECK (came_by IN ('update', 'list')),
    paid_until INTEGER,                   -- of a subscription: when the next payment is due
    renews INTEGER NOT NULL DEFAULT 0,    -- 1 = a subscription that nobody cancelled through us
    paid_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    refunded_at INTEGER,
    told INTEGER NOT NULL DEFAULT 0,      -- 1 = the person knows the state it is in
    CHECK ((state = 'refunded') = (refunded_at IS NOT NULL))
) STRICT;
CREATE INDEX payment_person ON payment (person_uid, paid_at);
CREATE INDEX payment_untold ON payment (seen_at) WHERE told = 0;
CREATE INDEX payment_aside ON payment (seen_at) WHERE state = 'aside';

CREATE TABLE star_list (                  -- one row: how many of Telegram's transactions were read
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seen INTEGER NOT NULL,
    read_at INTEGER NOT NULL
) STRICT;
INSERT INTO star_list (id, seen, read_at) VALUES (1, 0, 0);

INSERT INTO account (id, unit, guard) VALUES
    ('stars:bal', 'XTR', 0),              -- the mirror of Telegram's balance: debits are what we have there
    ('stars:out', 'XTR', 0),              -- what was withdrawn or spent there
    ('fx:xtr', 'XTR', 0),
    ('fx:crd', 'CRD', 0),
    ('suspense:xtr', 'XTR', 0);           -- money seen, reason unknown

CREATE INDEX transfer_ref ON transfer (ref) WHERE ref IS NOT NULL;
