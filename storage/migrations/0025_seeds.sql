-- The number that a result was drawn from, where its gateway tells: who asks with it is given the same once more. As
-- text, because some have twenty digits.

ALTER TABLE asset ADD COLUMN seed TEXT NOT NULL DEFAULT '';
