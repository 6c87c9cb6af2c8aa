-- The library: what Telegram calls the files that were sent, favourites, galleries, and words kept for a deep link.

CREATE TABLE sent_file (                  -- a file of ours as the chat knows it: it can be shown again without an upload
    asset_id INTEGER NOT NULL REFERENCES asset (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('photo', 'video', 'animation', 'voice', 'audio', 'document', 'grid')),
    file_id TEXT NOT NULL,
    unique_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (asset_id, kind)          -- a grid stands at the first of its pictures
) STRICT;

CREATE TABLE favourite (
    person_uid TEXT NOT NULL REFERENCES person (uid),
    job_id INTEGER NOT NULL REFERENCES job (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (person_uid, job_id)
) STRICT;

CREATE TABLE job_words (                  -- what a search looks into; written at the first search that needs it
    job_id INTEGER PRIMARY KEY REFERENCES job (id),
    words TEXT NOT NULL                   -- as written and without accents, both in small letters
) STRICT;

CREATE TABLE gallery (                    -- one /library message: its buttons are for good, what it shows moves
    id INTEGER PRIMARY KEY,
    person_uid TEXT NOT NULL REFERENCES person (uid),
    chat_id INTEGER NOT NULL,             -- a group: only what was made there
    shelf TEXT NOT NULL CHECK (shelf IN ('all', 'favourites', 'pictures', 'films', 'sounds')),
    words TEXT NOT NULL,                  -- JSON: what is searched for
    job_id INTEGER NOT NULL,              -- what it shows
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX button_gallery ON button (argument) WHERE action = 'gallery';

CREATE TABLE kept_words (                 -- words of an inline query that wait for the deep link under it
    token TEXT PRIMARY KEY,
    words TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX kept_words_old ON kept_words (at);
