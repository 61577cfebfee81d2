-- What there is to learn: words, the thematic groups they belong to, and the
-- membership between the two.
--
-- Ids are AUTOINCREMENT throughout, so that no id is ever given out twice, not
-- even after everything was deleted: an app that was offline during a reset must
-- not write into a record that only looks like the one it knew.

CREATE TABLE words (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    german TEXT NOT NULL CHECK (german <> ''),
    english TEXT NOT NULL CHECK (english <> ''),
    -- Grammar and examples, as JSON: an object or a list, NULL where unknown.
    parts TEXT CHECK (parts IS NULL OR json_type(parts) IN ('object', 'array')),
    -- How a dictionary sorts the two texts: case and umlauts folded, ß as ss.
    german_key TEXT NOT NULL,
    english_key TEXT NOT NULL,
    -- Never by german alone: Bank is a bench and a bank.
    UNIQUE (german, english)
) STRICT;

CREATE INDEX words_by_german ON words (german_key);
CREATE INDEX words_by_english ON words (english_key);

CREATE TABLE groups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    name_key TEXT NOT NULL
) STRICT;

CREATE INDEX groups_by_name ON groups (name_key);

CREATE TABLE words_groups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    word_id INTEGER NOT NULL REFERENCES words (id),
    group_id INTEGER NOT NULL REFERENCES groups (id),
    UNIQUE (group_id, word_id)
) STRICT;

CREATE INDEX words_groups_by_word ON words_groups (word_id);
