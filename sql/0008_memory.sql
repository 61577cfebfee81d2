-- How well each word is remembered, and how long was studied: projections of the
-- record, which whoever asks brings up to date. A review itself touches none of them.
--
-- All of it follows from the record alone: `invoke rebuild-memory` makes it anew.

-- Up to which entry of the record everything below has got.
CREATE TABLE projection (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    last_review_item_id INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO projection (id) VALUES (1);

-- The reviews that count, by word and in the order in which they were answered: the
-- index that the record itself can't afford.
CREATE TABLE word_answers (
    word_id INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    review_item_id INTEGER NOT NULL,
    correct INTEGER NOT NULL,
    PRIMARY KEY (word_id, created_at, review_item_id)
) STRICT, WITHOUT ROWID;

-- FSRS's own state of a card. Stability is in days: after so many, nine of ten such
-- words are still known.
CREATE TABLE word_memories (
    word_id INTEGER PRIMARY KEY REFERENCES words (id),
    state INTEGER NOT NULL,
    step INTEGER,
    stability REAL NOT NULL,
    difficulty REAL NOT NULL,
    due_at TEXT NOT NULL,
    last_review_at TEXT NOT NULL,
    -- Three weeks: from there on the field calls a card mature.
    mastered INTEGER AS (stability >= 21) VIRTUAL
) STRICT;

-- With all that says how urgent a word is, so that none need be looked up.
CREATE INDEX word_memories_by_due ON word_memories (due_at, last_review_at, stability);

-- Of the reviews that came so many whole days after the word's last one.
CREATE TABLE retention_counts (
    days INTEGER PRIMARY KEY,
    correct_count INTEGER NOT NULL,
    wrong_count INTEGER NOT NULL
) STRICT;

-- Between one answer and the next of a session, pauses left out.
CREATE TABLE study_session_times (
    study_session_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    last_review_at TEXT NOT NULL,
    seconds INTEGER NOT NULL,
    PRIMARY KEY (study_session_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE study_day_times (
    day TEXT PRIMARY KEY,
    seconds INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE group_counts ADD COLUMN words_studied_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE group_counts ADD COLUMN words_mastered_count INTEGER NOT NULL DEFAULT 0;

CREATE TRIGGER word_memory_is_counted AFTER INSERT ON word_memories
BEGIN
    UPDATE group_counts
    SET words_studied_count = words_studied_count + 1,
        words_mastered_count = words_mastered_count + NEW.mastered
    WHERE group_id IN (SELECT group_id FROM words_groups WHERE word_id = NEW.word_id);
END;

CREATE TRIGGER word_memory_is_counted_anew AFTER UPDATE OF stability ON word_memories
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

CREATE TRIGGER memory_of_word_of_group_is_counted AFTER INSERT ON words_groups
BEGIN
    UPDATE group_counts
    SET words_studied_count = words_studied_count + 1,
        words_mastered_count = words_mastered_count + mastered
    FROM word_memories
    WHERE group_id = NEW.group_id AND word_memories.word_id = NEW.word_id;
END;

CREATE TRIGGER memory_of_word_of_group_is_no_longer_counted AFTER DELETE ON words_groups
BEGIN
    UPDATE group_counts
    SET words_studied_count = words_studied_count - 1,
        words_mastered_count = words_mastered_count - mastered
    FROM word_memories
    WHERE group_id = OLD.group_id AND word_memories.word_id = OLD.word_id;
END;
