-- The questions that articles answered, for those who edit them.

CREATE INDEX turn_by_article ON turn (json_extract(context, '$.article'), chat) WHERE status <> 'not_found';

-- Without those that were changed afterwards, or asked again of one article: these stand in the same message.
CREATE VIEW answered AS
    SELECT
        t.id, t.chat, json_extract(t.context, '$.article') AS article, json_extract(t.context, '$.question') AS question,
        t.question AS typed,
        (SELECT count(*) FROM feedback WHERE turn = t.id AND helpful = 1) AS helped,
        (SELECT count(*) FROM feedback WHERE turn = t.id AND helpful = 0) AS failed
    FROM turn AS t
    WHERE t.status <> 'not_found' AND NOT EXISTS (
        SELECT 1 FROM turn AS later
        WHERE later.chat = t.chat AND later.question_message = t.question_message AND later.id > t.id
    );
