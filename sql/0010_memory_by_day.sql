-- Memory by the learner's days. A word that was answered right is due from the start of the
-- learner's day `due_day`, and one that was answered wrong at the time `due_at`.
--
-- All tables of the projection are emptied. The next start projects the record again.

DELETE FROM word_answers;
DELETE FROM word_memories;
DELETE FROM retention_counts;
DELETE FROM study_session_times;
DELETE FROM study_day_times;
UPDATE projection SET last_review_item_id = 0;

-- Its index and its triggers go with it.
DROP TABLE word_memories;

CREATE TABLE word_memories (
    word_id INTEGER PRIMARY KEY REFERENCES words (id),
    -- FSRS's memory state. Stability is the number of days until the probability of recall has
    -- fallen to 90 %.
    stability REAL NOT NULL,
    difficulty REAL NOT NULL,
    due_day TEXT NOT NULL,
    due_at TEXT,
    last_review_at TEXT NOT NULL,
    last_day TEXT NOT NULL,
    -- The field calls a card with an interval of three weeks mature.
    mastered INTEGER AS (stability >= 21) VIRTUAL
) STRICT;

-- Both have the columns that order due words by urgency.
CREATE INDEX word_memories_by_due_day ON word_memories (due_day, last_day, stability)
WHERE due_at IS NULL;

CREATE INDEX word_memories_by_due_at ON word_memories (due_at, last_day, stability)
WHERE due_at IS NOT NULL;

CREATE TRIGGER word_memory_is_counted AFTER INSERT ON word_memories
BEGIN
    UPDATE group_counts
    SET words_studied_count = words_studied_count + 1,
        words_mastered_count = words_mastered_count + NEW.mastered
    WHERE group_id IN (SELECT group_id FROM words_groups WHERE word_id = NEW.word_id);
END;

CREATE TRIGGER word_memory_is_counted_again AFTER UPDATE OF stability ON word_memories
WHEN NEW.mastered <> OLD.mastered
BEGIN
    UPDATE group_counts
    SET words_mastered_count = words_mastered_count + NEW.mastered - OLD.mastered
    WHERE group_id IN (SELECT group_id FROM words_groups WHERE word_id = NEW.word_id);
END;

CREATE TRIGGER word_memory_is_no_longer_counted AFTER DELETE ON word_memories
BEGIN
    UPDATE group_counts
    SET words_studied_count = words_studied_count - 1,
        words_mastered_count = words_mastered_count - OLD.mastered
    WHERE group_id IN (SELECT group_id FROM words_groups WHERE word_id = OLD.word_id);
END;
