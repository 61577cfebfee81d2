-- The model that memory is computed with: the probability of recall at which a word is due, and the
-- learner's own parameters of FSRS, if they were fitted.

CREATE TABLE memory_model (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- Rises with every change, so that nothing is computed with one model and stored for another.
    version INTEGER NOT NULL,
    desired_retention REAL NOT NULL,
    -- A JSON array, or null for the parameters that FSRS has by default.
    parameters TEXT,
    -- When they were fitted, and up to which entry of the record.
    fitted_at TEXT,
    last_review_item_id INTEGER
) STRICT;

INSERT INTO memory_model (id, version, desired_retention) VALUES (1, 1, 0.9);
