-- Budgets are rows of quota: scope gw:<gateway> metric cost, scope all metric worth. What the owner is told of once:

CREATE TABLE told (
    name TEXT PRIMARY KEY,                -- budget:gw:flow:2026-11-21:80, books:I4 …
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
