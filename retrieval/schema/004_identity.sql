-- Tells this library from any other that may have had its place: an index made of another one is of no use.

ALTER TABLE library ADD COLUMN identity TEXT NOT NULL DEFAULT '';

UPDATE library SET identity = lower(hex(randomblob(8)));
