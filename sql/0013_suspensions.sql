-- Words that the learner knows, and doesn't want to be asked again.

CREATE TABLE suspensions (
    word_id INTEGER PRIMARY KEY REFERENCES words (id) ON DELETE CASCADE,
    suspended_at TEXT NOT NULL
) STRICT;

-- For the words that were studied today.
CREATE INDEX word_memories_by_last_day ON word_memories (last_day);
