-- Every request writes and settles several rows of these two: without a rowid each is kept once, not twice.

CREATE TABLE quota_new (
    scope TEXT NOT NULL,                  -- u:<uid>, c:<chat>:u:<uid>, gw:<gateway>
    metric TEXT NOT NULL,                 -- pictures, credits, jobs
    period TEXT NOT NULL,                 -- 2026-11-21, 2026-11
    used INTEGER NOT NULL DEFAULT 0 CHECK (used >= 0),
    held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
    PRIMARY KEY (scope, metric, period)
) STRICT, WITHOUT ROWID;
INSERT INTO quota_new (scope, metric, period, used, held) SELECT scope, metric, period, used, held FROM quota;
DROP TABLE quota;
ALTER TABLE quota_new RENAME TO quota;

CREATE TABLE quota_hold_new (
    holder TEXT NOT NULL,                 -- j:<job id> or a:<attempt id>
    scope TEXT NOT NULL,
    metric TEXT NOT NULL,
    period TEXT NOT NULL,                 -- fixed when reserved: a void at 00:01 returns to yesterday
    amount INTEGER NOT NULL CHECK (amount > 0),
    used INTEGER NOT NULL DEFAULT 0 CHECK (used BETWEEN 0 AND amount),
    state TEXT NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'settled')),
    PRIMARY KEY (holder, scope, metric, period)
) STRICT, WITHOUT ROWID;
INSERT INTO quota_hold_new (holder, scope, metric, period, amount, used, state)
SELECT holder, scope, metric, period, amount, used, state FROM quota_hold;
DROP TABLE quota_hold;
ALTER TABLE quota_hold_new RENAME TO quota_hold;
CREATE INDEX quota_hold_open ON quota_hold (holder) WHERE state = 'held';
CREATE INDEX quota_hold_row ON quota_hold (scope, metric, period, state, amount, used);
