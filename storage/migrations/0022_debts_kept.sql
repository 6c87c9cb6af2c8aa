-- What somebody who asked to be forgotten still owed, by a mark that tells nobody who: coming back ends no debt.

CREATE TABLE forgotten_debt (
    mark TEXT PRIMARY KEY,
    credits INTEGER NOT NULL CHECK (credits > 0)
) STRICT, WITHOUT ROWID;

INSERT INTO account (id, unit, guard) VALUES ('debts:gone', 'CRD', 0);  -- the sum of these
