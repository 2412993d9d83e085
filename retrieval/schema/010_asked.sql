-- The questions that articles answered, for those who edit them.

CREATE INDEX turn_by_article ON turn (json_extract(context, '$.article'), chat) WHERE status <> 'not_found';

CREATE VIEW answered AS
    SELECT
        t.id, t.chat, json_extract(t.context, '$.article') AS article, json_extract(t.context, '$.question') AS question,
        t.question AS typed,
        (SELECT count(*) FROM feedback WHERE turn = t.id AND helpful = 1) AS helped,
        (SELECT count(*) FROM feedback WHERE turn = t.id AND helpful = 0) AS failed
    FROM last_turn AS t
    WHERE t.status <> 'not_found';
