-- The number that a result was drawn from, where its gateway tells: who asks with it is given the same once more.

ALTER TABLE asset ADD COLUMN seed INTEGER;
