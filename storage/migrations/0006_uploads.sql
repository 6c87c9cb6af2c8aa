-- Pictures of our own that Telegram keeps for us, so that each is uploaded once.

CREATE TABLE upload (
    name TEXT PRIMARY KEY,                -- which picture, as it looks: another drawing has another name
    sent_id TEXT NOT NULL                 -- how the chat names it
) STRICT;
