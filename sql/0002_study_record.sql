-- What was learnt: the catalogue of learning apps, the sessions launched from it,
-- and every single answer given.
--
-- Times are UTC, ISO 8601 to the second with a closing Z, so that they sort as
-- text. Beside each stands the learner's calendar day (YYYY-MM-DD) in the portal's
-- time zone at that moment: a later change of zone moves no day.

CREATE TABLE study_activities (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    thumbnail_url TEXT NOT NULL,
    description TEXT NOT NULL,
    launch_url TEXT NOT NULL,
    -- The latest launch; all three are NULL before the first.
    study_session_id INTEGER REFERENCES study_sessions (id),
    group_id INTEGER REFERENCES groups (id),
    created_at TEXT
) STRICT;

CREATE TABLE study_sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL REFERENCES groups (id),
    study_activity_id INTEGER NOT NULL REFERENCES study_activities (id),
    created_at TEXT NOT NULL,
    day TEXT NOT NULL
) STRICT;

CREATE INDEX study_sessions_by_group ON study_sessions (group_id);
CREATE INDEX study_sessions_by_study_activity ON study_sessions (study_activity_id);

CREATE TABLE word_review_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- A lower-case UUID, the app's or else the portal's: what makes a retry safe.
    review_id TEXT NOT NULL UNIQUE,
    word_id INTEGER NOT NULL REFERENCES words (id),
    study_session_id INTEGER NOT NULL REFERENCES study_sessions (id),
    correct INTEGER NOT NULL CHECK (correct IN (0, 1)),
    -- When it was answered. An app's wrong clock can't reach beyond stored_at.
    created_at TEXT NOT NULL,
    -- What the app itself sent as created_at, NULL where it sent none: a repeat is
    -- compared with this, not with what the portal made of it.
    sent_created_at TEXT,
    -- When the portal got it.
    stored_at TEXT NOT NULL,
    day TEXT NOT NULL
) STRICT;

CREATE TRIGGER study_activity_keeps_its_latest_launch
AFTER INSERT ON study_sessions
BEGIN
    UPDATE study_activities
    SET study_session_id = NEW.id, group_id = NEW.group_id, created_at = NEW.created_at
    WHERE id = NEW.study_activity_id;
END;
