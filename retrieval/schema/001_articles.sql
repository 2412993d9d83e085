-- Articles, their passages and the passages' vectors. Ids are never used twice: other parts keep them.

CREATE TABLE library (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL CHECK (revision >= 0)
) STRICT;

INSERT INTO library (id, revision) VALUES (1, 0);

CREATE TABLE article (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL,
    ref TEXT NOT NULL CHECK (ref <> ''),
    title TEXT NOT NULL,
    publisher TEXT NOT NULL,
    published TEXT CHECK (published IS NULL OR published IS date(published)),
    url TEXT NOT NULL,
    -- Title, publisher and reference, folded for searching.
    folded TEXT NOT NULL,
    -- SHA-256 of title and text: the same content is the same article.
    content TEXT NOT NULL CHECK (length(content) = 64),
    -- SHA-256 of all that is stored of it: whether anything changed.
    whole TEXT NOT NULL CHECK (length(whole) = 64),
    -- The library's revision that wrote it last.
    revision INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    -- The whole article as JSON, of which the columns above repeat what is queried. The last column, because SQLite
    -- reads past all of it to get at those behind.
    document TEXT NOT NULL CHECK (json_valid(document)),
    -- What lists are ordered by: the day it was published, or else added.
    day TEXT NOT NULL GENERATED ALWAYS AS (coalesce(published, substr(added_at, 1, 10))) VIRTUAL
) STRICT;

CREATE UNIQUE INDEX article_by_ref ON article (owner, ref);
CREATE UNIQUE INDEX article_by_url ON article (owner, url) WHERE url <> '';
CREATE UNIQUE INDEX article_by_content ON article (owner, content);
-- With the searched text, so that a search reads no article that it does not show.
CREATE INDEX article_by_day ON article (owner, day, id, folded);
CREATE INDEX article_by_revision ON article (revision);

CREATE TABLE removed (
    article INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL
) STRICT;

CREATE INDEX removed_by_revision ON removed (revision);

CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    section TEXT NOT NULL,
    body TEXT NOT NULL,
    first INTEGER NOT NULL CHECK (first >= 0),
    last INTEGER NOT NULL CHECK (last >= first),
    origins TEXT NOT NULL CHECK (json_valid(origins)),
    -- Name of the encoder whose vector of it is stored; '' for none.
    encoder TEXT NOT NULL DEFAULT '',
    UNIQUE (article, position)
) STRICT;

CREATE INDEX passage_by_encoder ON passage (encoder, id);

CREATE TABLE vector (
    passage INTEGER PRIMARY KEY REFERENCES passage (id) ON DELETE CASCADE,
    data BLOB NOT NULL
) STRICT;

-- What is shown of an article, and what lists are filtered and ordered by.
CREATE VIEW card AS
    SELECT id, owner, ref, title, publisher, published, url, day, folded FROM article;

-- A passage with its article's card.
CREATE VIEW quotable AS
    SELECT
        p.id AS passage, p.article AS id, p.position, p.section, p.body, p.first, p.last, p.origins,
        a.owner, a.ref, a.title, a.publisher, a.published, a.url
    FROM passage AS p JOIN article AS a ON a.id = p.article;
