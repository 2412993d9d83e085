-- The asker's message: an edited question has its answer edited, also after a restart.

ALTER TABLE turn ADD COLUMN question_message INTEGER;

CREATE INDEX turn_by_question ON turn (chat, question_message) WHERE question_message IS NOT NULL;
