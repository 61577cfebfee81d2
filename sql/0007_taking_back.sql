-- A review is taken back as a bookkeeper does it: nothing is erased, an entry is added
-- that undoes the other. So whoever reads the record by its growing ids learns of it.
--
-- Such a voiding record is a copy of the review that it voids, but for its own id, its
-- own review_id, and stored_at, which is when the review was taken back.

-- No REFERENCES: a table that refers to itself is slow to empty.
ALTER TABLE word_review_items ADD COLUMN voids_id INTEGER;

CREATE UNIQUE INDEX word_review_items_by_voids ON word_review_items (voids_id)
WHERE voids_id IS NOT NULL;

-- A session's own reviews, asked for when one is taken back and by readers of the
-- record. New ones come at its end, which costs little; an index by word, where they
-- come anywhere, would cost a review as much as half of all its counters.
CREATE INDEX word_review_items_by_study_session ON word_review_items (study_session_id);

-- Those that count: neither voiding nor voided.
CREATE VIEW reviews AS
SELECT *
FROM word_review_items AS review
WHERE voids_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM word_review_items WHERE voids_id = review.id);

DROP TRIGGER review_is_counted;

CREATE TRIGGER review_is_counted AFTER INSERT ON word_review_items
WHEN NEW.voids_id IS NULL
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

CREATE TRIGGER review_is_no_longer_counted AFTER INSERT ON word_review_items
WHEN NEW.voids_id IS NOT NULL
BEGIN
    UPDATE word_counts
    SET correct_count = correct_count - NEW.correct,
        wrong_count = wrong_count - 1 + NEW.correct
    WHERE word_id = NEW.word_id;

    UPDATE total_counts
    SET correct_count = correct_count - NEW.correct,
        wrong_count = wrong_count - 1 + NEW.correct,
        studied_word_count = studied_word_count - (
            SELECT correct_count + wrong_count = 0 FROM word_counts WHERE word_id = NEW.word_id
        );

    UPDATE study_session_word_counts
    SET correct_count = correct_count - NEW.correct,
        wrong_count = wrong_count - 1 + NEW.correct,
        first_review_item_id = coalesce(
            (
                SELECT min(id) FROM reviews
                WHERE study_session_id = NEW.study_session_id AND word_id = NEW.word_id
            ),
            first_review_item_id
        )
    WHERE study_session_id = NEW.study_session_id AND word_id = NEW.word_id;

    DELETE FROM study_session_word_counts
    WHERE study_session_id = NEW.study_session_id
        AND word_id = NEW.word_id
        AND correct_count + wrong_count = 0;

    UPDATE study_session_counts
    SET word_count = (
            SELECT count(*) FROM study_session_word_counts
            WHERE study_session_id = NEW.study_session_id
        ),
        correct_count = correct_count - NEW.correct,
        wrong_count = wrong_count - 1 + NEW.correct,
        last_review_at = (
            SELECT max(created_at) FROM reviews WHERE study_session_id = NEW.study_session_id
        )
    WHERE study_session_id = NEW.study_session_id;

    UPDATE study_day_counts
    SET correct_count = correct_count - NEW.correct,
        wrong_count = wrong_count - 1 + NEW.correct
    WHERE day = NEW.day;

    -- A day on which nothing is left would count for the streak.
    DELETE FROM study_day_counts
    WHERE day = NEW.day AND study_session_count + correct_count + wrong_count = 0;
END;
