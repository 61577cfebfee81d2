-- How well recall was predicted: for each twentieth of probability, the reviews whose recall was
-- predicted in it. Sums are integers, in millionths, so that they don't depend on the order.
--
-- All tables of the projection are emptied. The next start projects the record again.

CREATE TABLE calibration_counts (
    bin INTEGER PRIMARY KEY CHECK (bin BETWEEN 0 AND 19),
    review_count INTEGER NOT NULL,
    correct_count INTEGER NOT NULL,
    predicted_sum INTEGER NOT NULL,
    log_loss_sum INTEGER NOT NULL
) STRICT;

DELETE FROM word_answers;
DELETE FROM word_memories;
DELETE FROM retention_counts;
DELETE FROM study_session_times;
DELETE FROM study_day_times;
UPDATE projection SET last_review_item_id = 0;
