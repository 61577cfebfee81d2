-- Readers of statements are told up to which time nothing more can be stored, and never ask for
-- that time again. A clock that is set back, or that of another worker, would break the promise.
-- Therefore what was promised is kept here, and whoever adds to the record obeys it.

CREATE TABLE stored_times (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- The earliest stored_at of an entry that is still to come. It never goes back.
    earliest_next TEXT NOT NULL
) STRICT;

INSERT INTO stored_times (id, earliest_next) VALUES (1, '1970-01-02T00:00:00Z');
