-- Feeds whose new articles are added to the public library: when they were asked, and what came of it.

CREATE TABLE feed (
    id INTEGER PRIMARY KEY,
    -- As the settings have it.
    address TEXT NOT NULL UNIQUE CHECK (address <> ''),
    -- Where it has moved for good; '' where it has not.
    moved TEXT NOT NULL DEFAULT '',
    -- What tells its editions apart: header fields of the site's answer.
    etag TEXT NOT NULL DEFAULT '',
    modified TEXT NOT NULL DEFAULT '',
    -- When it was asked last, and when that went well; NULL for never.
    asked_at TEXT,
    worked_at TEXT,
    -- Until when it is left alone, because the site wants it or asking has failed.
    rest_until TEXT,
    -- How often asking has failed since it went well, and why it did the last time.
    failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
    trouble TEXT NOT NULL DEFAULT '',
    -- Whether the site says that there will never be a feed at this address again.
    gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)),
    -- Since when the settings do not have it any more; NULL while they do.
    left_at TEXT
) STRICT;

-- Every entry that was ever in a feed, so that none is taken twice: the first half of the SHA-256 (in hexadecimal) of
-- what it is recognised by, and of the address that it leads to.
CREATE TABLE feed_seen (
    feed INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    entry TEXT NOT NULL CHECK (length(entry) = 32),
    place TEXT NOT NULL CHECK (length(place) = 32),
    PRIMARY KEY (feed, entry)
) STRICT, WITHOUT ROWID;

CREATE INDEX feed_seen_by_place ON feed_seen (place);

-- Entries whose articles are still to be read; the highest number is of the newest one.
CREATE TABLE feed_waiting (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    feed INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    link TEXT NOT NULL,
    title TEXT NOT NULL,
    author TEXT NOT NULL,
    published TEXT CHECK (published IS NULL OR published IS date(published)),
    tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0)
) STRICT;

CREATE INDEX feed_waiting_by_feed ON feed_waiting (feed, id);

-- An article that an editor took out does not come back by a feed.
CREATE INDEX change_by_url ON change (owner, url) WHERE url <> '';
