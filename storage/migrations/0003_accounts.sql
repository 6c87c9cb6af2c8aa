-- What a gateway tells of our account there, beside what our books said in the same moment.

CREATE TABLE account_report (
    id INTEGER PRIMARY KEY,
    gateway TEXT NOT NULL,
    at INTEGER NOT NULL,
    spent INTEGER,                        -- by the gateway's count, smallest unit of its currency; NULL = not told
    posted INTEGER NOT NULL,              -- by our books, same unit: costs and losses
    drift INTEGER,                        -- how much more the gateway counts than we, since both began to be compared
    is_over INTEGER NOT NULL DEFAULT 0,   -- 1 = more drift than work under way can explain
    said TEXT NOT NULL                    -- JSON, for the owner: ok, spent, left, and what else it tells
) STRICT;
CREATE INDEX account_report_last ON account_report (gateway, id);
