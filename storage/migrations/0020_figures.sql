-- What a stretch of time adds up to is found by time, so that a year of rows is not read for a day.

CREATE INDEX job_made ON job (created_at);
CREATE INDEX job_ended ON job (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX job_failed ON job (finished_at) WHERE state = 'voided';
CREATE INDEX transfer_at ON transfer (at);
CREATE INDEX person_met ON person (created_at);

CREATE TABLE web_pass (                   -- what opens the dashboard: a link once, then a session for some hours
    name TEXT PRIMARY KEY,                -- SHA-256 of the secret, which only its holder has
    kind TEXT NOT NULL CHECK (kind IN ('link', 'session')),
    admin_id INTEGER NOT NULL,            -- the owner it was given to, by Telegram's number
    language TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX web_pass_old ON web_pass (expires_at);
