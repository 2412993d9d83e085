-- What people changed in the library, and what an undo puts back.

CREATE TABLE change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('added', 'replaced', 'removed', 'restored')),
    at TEXT NOT NULL,
    -- Who asked for it and in which chat; '' once they are forgotten.
    person TEXT NOT NULL,
    chat TEXT NOT NULL,
    -- The library's revision that it made, or the later one that brought the article back to what it made: an article
    -- of another revision has been changed since.
    revision INTEGER NOT NULL,
    -- The article as it left it, or as it was when it went. Refers to nothing: the article may go, the record stays.
    article INTEGER NOT NULL,
    ref TEXT NOT NULL,
    title TEXT NOT NULL,
    publisher TEXT NOT NULL,
    published TEXT CHECK (published IS NULL OR published IS date(published)),
    url TEXT NOT NULL,
    passages INTEGER NOT NULL CHECK (passages >= 0),
    undone_by INTEGER REFERENCES change (id),
    -- The articles that it replaced or took away, whole, as a JSON list: NULL when there were none, when it is undone,
    -- and when they are too old to be put back. The last column, because it is long.
    before TEXT CHECK (before IS NULL OR json_valid(before))
) STRICT;

CREATE INDEX change_by_owner ON change (owner, id);
CREATE INDEX change_by_article ON change (article);
CREATE INDEX change_by_person ON change (person);
CREATE INDEX change_to_forget ON change (at) WHERE before IS NOT NULL;
CREATE INDEX change_undone ON change (undone_by) WHERE undone_by IS NOT NULL;

-- What is shown of a change, with the columns of the view of cards.
CREATE VIEW audit AS
    SELECT
        id AS change, owner, kind, at, person, chat, revision, passages, undone_by,
        article AS id, ref, title, publisher, published, url
    FROM change;
