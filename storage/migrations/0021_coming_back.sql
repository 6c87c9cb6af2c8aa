-- What else coming back does not renew: what was used in groups and an owner's cap.

CREATE TABLE forgotten_use_new (
    mark TEXT NOT NULL,
    place TEXT NOT NULL,                  -- before the person's own name in a limit's scope: '', c:<chat>:, pool:<pid>:
    metric TEXT NOT NULL,                 -- as in quota, or promo_tries
    period TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    PRIMARY KEY (mark, place, metric, period)
) STRICT, WITHOUT ROWID;
INSERT INTO forgotten_use_new (mark, place, metric, period, amount)
SELECT mark, '', metric, period, amount FROM forgotten_use;
DROP TABLE forgotten_use;
ALTER TABLE forgotten_use_new RENAME TO forgotten_use;

ALTER TABLE forgotten ADD COLUMN credits_per_day INTEGER;  -- the owner's cap; NULL = none
ALTER TABLE forgotten ADD COLUMN capped_by TEXT;
