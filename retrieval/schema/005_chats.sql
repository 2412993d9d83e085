-- What the people of a chat have chosen: its settings, and the article that is talked about in it.

CREATE TABLE chat (
    chat TEXT PRIMARY KEY,
    -- '' leaves it to each person's Telegram
    language TEXT NOT NULL,
    listens INTEGER NOT NULL CHECK (listens IN (0, 1)),
    public INTEGER NOT NULL CHECK (public IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE focus (
    chat TEXT NOT NULL,
    -- 0 outside of forum topics
    topic INTEGER NOT NULL,
    -- Refers to nothing: an article that is replaced goes and comes back under its id, which none other ever gets.
    article INTEGER NOT NULL,
    PRIMARY KEY (chat, topic)
) STRICT, WITHOUT ROWID;
