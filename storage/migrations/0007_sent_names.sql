-- A result that is replied to is known by what the chat calls its file, wherever it was shown once more.

CREATE INDEX sent_file_name ON sent_file (unique_id);
