-- Films, sounds, songs and words beside pictures, and next steps that a gateway offers under a result.

-- job.shown gets a third value: 2 = a voice message was sent, which no edit can repeat, and is not paid yet.
DROP INDEX job_unfinished;
CREATE INDEX job_unfinished ON job (id) WHERE shown <> 1;
CREATE INDEX job_card ON job (chat_id, card_id) WHERE card_id IS NOT NULL;
CREATE INDEX job_unreachable ON job (person_uid, id) WHERE state = 'captured' AND outcome = 'unreachable';

-- A used button's successor had its nonce as argument; now the newest of those that mean the same counts.
UPDATE button SET argument = '' WHERE action = 'again';

ALTER TABLE attempt ADD COLUMN follow_ups TEXT;                    -- JSON: next steps that the gateway itself offers
ALTER TABLE attempt ADD COLUMN likely_cost INTEGER;                -- in cost_unit, written before it is sent
ALTER TABLE attempt ADD COLUMN interrupted INTEGER NOT NULL DEFAULT 0;  -- 1 = our own stop lost the answer of its submit
ALTER TABLE attempt ADD COLUMN asked_again INTEGER NOT NULL DEFAULT 0;  -- 1 = our disk spoilt its files: asked once more
ALTER TABLE attempt DROP COLUMN deadline_at;                       -- was never read
DROP INDEX attempt_line;
ALTER TABLE attempt DROP COLUMN priority;                          -- was never set
CREATE INDEX attempt_line ON attempt (gateway, state, turn, id, person_uid, not_before_at) WHERE state = 'waiting';

ALTER TABLE asset DROP COLUMN sent_id;                             -- was never read
ALTER TABLE button DROP COLUMN used_at;                            -- was never written
ALTER TABLE asset ADD COLUMN duration_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE asset ADD COLUMN thumb TEXT;                           -- a small JPEG of a film, the cover of a song
ALTER TABLE asset ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE asset ADD COLUMN remote_key TEXT NOT NULL DEFAULT '';  -- the gateway's own name of it, to go on from it
