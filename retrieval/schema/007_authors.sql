-- Whose words a turn holds, so that they can all be removed once their writer wants that.

-- Who wrote the question, when somebody else has passed it on to us.
ALTER TABLE turn ADD COLUMN author TEXT;

-- The turn whose words the context of this one has taken over. Refers to nothing: whoever removes that one removes
-- them here too.
ALTER TABLE turn ADD COLUMN leans_on INTEGER;

CREATE INDEX turn_by_author ON turn (author) WHERE author IS NOT NULL;
CREATE INDEX turn_by_leaning ON turn (leans_on) WHERE leans_on IS NOT NULL;

-- Of older turns nobody knows what they took over, and from whom; where several people ask, each keeps their own words.
UPDATE turn SET context = json_set(context, '$.question', question)
    WHERE chat IN (SELECT chat FROM turn GROUP BY chat HAVING count(DISTINCT person) > 1);

-- How many removals may have left traces of what was removed in the file or its log.
ALTER TABLE library ADD COLUMN traces INTEGER NOT NULL DEFAULT 1 CHECK (traces >= 0);
