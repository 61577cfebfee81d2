-- Every count that an answer shows, kept by triggers in the transaction of the
-- record it counts, so that no answer has to read the history and none can drift
-- from it. `invoke check` recounts them all.
--
-- There are no triggers on DELETE: only a reset deletes, and it empties the
-- counters itself, which for a million reviews is ten times faster.

CREATE TABLE word_counts (
    word_id INTEGER PRIMARY KEY REFERENCES words (id) ON DELETE CASCADE,
    correct_count INTEGER NOT NULL DEFAULT 0,
    wrong_count INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE group_counts (
    group_id INTEGER PRIMARY KEY REFERENCES groups (id) ON DELETE CASCADE,
    word_count INTEGER NOT NULL DEFAULT 0,
    study_session_count INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE study_activity_counts (
    study_activity_id INTEGER PRIMARY KEY REFERENCES study_activities (id) ON DELETE CASCADE,
    study_session_count INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE study_session_counts (
    study_session_id INTEGER PRIMARY KEY REFERENCES study_sessions (id) ON DELETE CASCADE,
    word_count INTEGER NOT NULL DEFAULT 0,
    correct_count INTEGER NOT NULL DEFAULT 0,
    wrong_count INTEGER NOT NULL DEFAULT 0,
    last_review_at TEXT
) STRICT;

-- No foreign keys here: the review that brings a row has just been checked, and
-- checking it again would slow every review down.
CREATE TABLE study_session_word_counts (
    study_session_id INTEGER NOT NULL,
    word_id INTEGER NOT NULL,
    correct_count INTEGER NOT NULL,
    wrong_count INTEGER NOT NULL,
    first_review_item_id INTEGER NOT NULL,
    PRIMARY KEY (study_session_id, word_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE study_day_counts (
    day TEXT PRIMARY KEY,
    study_session_count INTEGER NOT NULL,
    correct_count INTEGER NOT NULL,
    wrong_count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE total_counts (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    word_count INTEGER NOT NULL DEFAULT 0,
    studied_word_count INTEGER NOT NULL DEFAULT 0,
    study_session_count INTEGER NOT NULL DEFAULT 0,
    correct_count INTEGER NOT NULL DEFAULT 0,
    wrong_count INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO total_counts (id) VALUES (1);

CREATE TRIGGER word_is_counted AFTER INSERT ON words
BEGIN
    INSERT INTO word_counts (word_id) VALUES (NEW.id);
    UPDATE total_counts SET word_count = word_count + 1;
END;

CREATE TRIGGER group_is_counted AFTER INSERT ON groups
BEGIN
    INSERT INTO group_counts (group_id) VALUES (NEW.id);
END;

CREATE TRIGGER word_of_group_is_counted AFTER INSERT ON words_groups
BEGIN
    UPDATE group_counts SET word_count = word_count + 1 WHERE group_id = NEW.group_id;
END;

CREATE TRIGGER study_activity_is_counted AFTER INSERT ON study_activities
BEGIN
    INSERT INTO study_activity_counts (study_activity_id) VALUES (NEW.id);
END;

CREATE TRIGGER study_session_is_counted AFTER INSERT ON study_sessions
BEGIN
    INSERT INTO study_session_counts (study_session_id) VALUES (NEW.id);

    UPDATE group_counts SET study_session_count = study_session_count + 1
    WHERE group_id = NEW.group_id;

    UPDATE study_activity_counts SET study_session_count = study_session_count + 1
    WHERE study_activity_id = NEW.study_activity_id;

    INSERT INTO study_day_counts (day, study_session_count, correct_count, wrong_count)
    VALUES (NEW.day, 1, 0, 0)
    ON CONFLICT (day) DO UPDATE SET study_session_count = study_session_count + 1;

    UPDATE total_counts SET study_session_count = study_session_count + 1;
END;

CREATE TRIGGER review_is_counted AFTER INSERT ON word_review_items
BEGIN
    -- Before the word's own count grows: zero so far means studied for the first time.
    UPDATE total_counts
    SET correct_count = correct_count + NEW.correct,
        wrong_count = wrong_count + 1 - NEW.correct,
        studied_word_count = studied_word_count + (
            SELECT correct_count + wrong_count = 0 FROM word_counts WHERE word_id = NEW.word_id
        );

    UPDATE word_counts
    SET correct_count = correct_count + NEW.correct,
        wrong_count = wrong_count + 1 - NEW.correct
    WHERE word_id = NEW.word_id;

    UPDATE study_session_counts
    SET word_count = word_count + NOT EXISTS (
            SELECT 1 FROM study_session_word_counts
            WHERE study_session_id = NEW.study_session_id AND word_id = NEW.word_id
        ),
        correct_count = correct_count + NEW.correct,
        wrong_count = wrong_count + 1 - NEW.correct,
        last_review_at = max(coalesce(last_review_at, ''), NEW.created_at)
    WHERE study_session_id = NEW.study_session_id;

    INSERT INTO study_session_word_counts
        (study_session_id, word_id, correct_count, wrong_count, first_review_item_id)
    VALUES (NEW.study_session_id, NEW.word_id, NEW.correct, 1 - NEW.correct, NEW.id)
    ON CONFLICT (study_session_id, word_id) DO UPDATE
    SET correct_count = correct_count + excluded.correct_count,
        wrong_count = wrong_count + excluded.wrong_count;

    INSERT INTO study_day_counts (day, study_session_count, correct_count, wrong_count)
    VALUES (NEW.day, 0, NEW.correct, 1 - NEW.correct)
    ON CONFLICT (day) DO UPDATE
    SET correct_count = correct_count + excluded.correct_count,
        wrong_count = wrong_count + excluded.wrong_count;
END;
