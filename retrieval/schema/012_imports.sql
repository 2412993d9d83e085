-- Bulk imports that have begun and not ended: how much of a file is safely in, so that they go on from there.

CREATE TABLE bulk_import (
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    -- SHA-256 of the file.
    file TEXT NOT NULL CHECK (length(file) = 64),
    -- The number of the last line that is in.
    line INTEGER NOT NULL CHECK (line >= 0),
    added INTEGER NOT NULL CHECK (added >= 0),
    replaced INTEGER NOT NULL CHECK (replaced >= 0),
    unchanged INTEGER NOT NULL CHECK (unchanged >= 0),
    passages INTEGER NOT NULL CHECK (passages >= 0),
    at TEXT NOT NULL,
    UNIQUE (owner, file)
) STRICT;

-- The lines so far that could not be added.
CREATE TABLE bulk_error (
    import INTEGER NOT NULL REFERENCES bulk_import (id) ON DELETE CASCADE,
    line INTEGER NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (import, line)
) STRICT, WITHOUT ROWID;

-- How many times a backup was put back: with each, ids of passages may have come to mean other texts.
ALTER TABLE library ADD COLUMN restored INTEGER NOT NULL DEFAULT 0 CHECK (restored >= 0);
