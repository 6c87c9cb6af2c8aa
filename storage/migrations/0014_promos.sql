-- Codes that give credits: who made them, how often and until when, and who used one.

CREATE TABLE promo (
    code TEXT PRIMARY KEY,                -- upper case: a code is typed as it comes
    credits INTEGER NOT NULL CHECK (credits > 0),
    uses INTEGER NOT NULL DEFAULT 0 CHECK (uses >= 0),
    uses_max INTEGER CHECK (uses_max > 0),        -- NULL = as many people as come
    ends_at INTEGER,                      -- NULL = no end
    keeps_days INTEGER CHECK (keeps_days > 0),    -- how long what it gives stays usable; NULL = for good
    created_by TEXT,                      -- uid of the owner who made it
    created_at INTEGER NOT NULL,
    CHECK (uses_max IS NULL OR uses <= uses_max)
) STRICT, WITHOUT ROWID;

CREATE TABLE promo_use (
    code TEXT NOT NULL REFERENCES promo (code),
    person_uid TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (code, person_uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX promo_use_person ON promo_use (person_uid);
