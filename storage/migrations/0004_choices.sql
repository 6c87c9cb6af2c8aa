-- What a person, or a group's admins, chose to be usual.

CREATE TABLE choice (
    holder TEXT NOT NULL,                 -- u:<uid> or c:<chat id>
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (holder, name)
) STRICT, WITHOUT ROWID;

-- The buttons of a menu belong to no job; a page that is opened again finds those that it had.
CREATE INDEX button_menu ON button (person_uid, chat_id, action, argument) WHERE job_id IS NULL;
