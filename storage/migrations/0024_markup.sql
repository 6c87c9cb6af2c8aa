-- What the owner puts on top of every price, in per cent; one row, or none for nothing.

CREATE TABLE markup (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    percent INTEGER NOT NULL CHECK (percent BETWEEN 0 AND 900),
    actor TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
