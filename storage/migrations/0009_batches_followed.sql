-- A batch knows what it makes up for, and is found by its chat when a group moves.

ALTER TABLE batch ADD COLUMN rest_of INTEGER REFERENCES batch (id);  -- the batch whose missing ones it makes
CREATE INDEX batch_rest ON batch (rest_of) WHERE rest_of IS NOT NULL;
CREATE INDEX batch_chat ON batch (chat_id) WHERE shown = 0;
