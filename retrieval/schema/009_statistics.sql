-- So that the figures of one chat are counted without looking at those of all others.
CREATE INDEX turn_by_chat ON turn (chat, asked_at);
