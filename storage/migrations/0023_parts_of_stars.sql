-- Parts of a Star, counted in billionths: an affiliate's commission has some, and what is left of a payment then.

INSERT INTO account (id, unit, guard) VALUES
    ('stars:bal:nano', 'XTR', 0),
    ('stars:out:nano', 'XTR', 0);
