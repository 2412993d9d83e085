-- What was asked and answered, and whether it helped.

CREATE TABLE turn (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation TEXT NOT NULL,
    chat TEXT NOT NULL,
    person TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    question TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('answered', 'unsure', 'not_found')),
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    context TEXT NOT NULL CHECK (json_valid(context)),
    quotes TEXT NOT NULL CHECK (json_valid(quotes)),
    message INTEGER,
    language TEXT NOT NULL
) STRICT;

CREATE INDEX turn_by_conversation ON turn (conversation, asked_at);
CREATE INDEX turn_by_message ON turn (chat, message) WHERE message IS NOT NULL;
CREATE INDEX turn_by_person ON turn (person);
CREATE INDEX turn_by_time ON turn (asked_at);

CREATE TABLE feedback (
    turn INTEGER NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    person TEXT NOT NULL,
    helpful INTEGER NOT NULL CHECK (helpful IN (0, 1)),
    given_at TEXT NOT NULL,
    PRIMARY KEY (turn, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX feedback_by_person ON feedback (person);
CREATE INDEX feedback_by_time ON feedback (given_at);
