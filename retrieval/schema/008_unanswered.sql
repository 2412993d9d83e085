-- What editors did about questions that got no answer, or one that did not help.

-- A passage that answers a question from now on, however it is worded.
CREATE TABLE pin (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL,
    -- What is asked for, as JSON: the analysed terms and what kind of answer they want; never the wording.
    question TEXT NOT NULL CHECK (json_valid(question)),
    -- They refer to nothing: a passage that goes may come back, by an undo, or under another id in the same article,
    -- which is told by the SHA-256 of its text.
    article INTEGER NOT NULL,
    passage INTEGER NOT NULL,
    content TEXT NOT NULL CHECK (length(content) = 64),
    highlights TEXT NOT NULL CHECK (json_valid(highlights)),
    at TEXT NOT NULL,
    -- Who pinned it; '' once they are forgotten.
    person TEXT NOT NULL
) STRICT;

CREATE INDEX pin_by_owner ON pin (owner);
CREATE INDEX pin_by_article ON pin (article);
CREATE INDEX pin_by_person ON pin (person);

-- What was done about a turn; with the turn that is forgotten too.
CREATE TABLE settled (
    turn INTEGER NOT NULL REFERENCES turn (id) ON DELETE CASCADE,
    how TEXT NOT NULL CHECK (how IN ('ignored', 'pinned', 'told')),
    -- When the last turn was missed of those that it was done about: what is missed later is open again.
    until TEXT NOT NULL,
    -- Which editor did it; '' once they are forgotten, and where nobody is to be known.
    person TEXT NOT NULL,
    pin INTEGER REFERENCES pin (id) ON DELETE CASCADE CHECK ((pin IS NULL) = (how <> 'pinned')),
    PRIMARY KEY (turn, how)
) STRICT, WITHOUT ROWID;

CREATE INDEX settled_by_pin ON settled (pin) WHERE pin IS NOT NULL;
CREATE INDEX settled_by_person ON settled (person);

-- Misses are looked for among all turns.
CREATE INDEX turn_not_found ON turn (chat, person) WHERE status = 'not_found';
CREATE INDEX feedback_unhelpful ON feedback (turn) WHERE helpful = 0;

-- Of the turns of one question the last: it was changed afterwards, or asked again of other articles, and all of its
-- answers stood in the same message.
CREATE VIEW last_turn AS
    SELECT * FROM turn WHERE NOT EXISTS (
        SELECT 1 FROM turn AS later
        WHERE later.chat = turn.chat AND later.question_message = turn.question_message AND later.id > turn.id
    );

-- Changes with every change of the pins; '' while there never was one. Whoever holds them in memory looks at this.
ALTER TABLE library ADD COLUMN pins TEXT NOT NULL DEFAULT '';
