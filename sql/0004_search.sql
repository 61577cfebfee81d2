-- Finding words by their beginnings, however umlauts were typed: `madchen` and
-- `maedchen` both find Mädchen, `strasse` finds Straße. An index of the texts alone,
-- kept by triggers: a word's counts aren't in it, so no review touches it.

-- Umlauts as two letters; NULL where the word has none. (german_key has their vowels.)
ALTER TABLE words ADD COLUMN german_long TEXT AS (
    nullif(
        replace(replace(replace(replace(replace(replace(replace(
            german,
            'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'Ä', 'Ae'), 'Ö', 'Oe'), 'Ü', 'Ue'), 'ß', 'ss'),
        german
    )
) VIRTUAL;

-- The texts themselves stay in `words`; the index reads them there.
CREATE VIRTUAL TABLE word_search USING fts5 (
    german_key, german_long, english_key,
    content = 'words', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2',
    prefix = '1 2 3'
);

INSERT INTO word_search (word_search) VALUES ('rebuild');

CREATE TRIGGER word_is_indexed AFTER INSERT ON words
BEGIN
    INSERT INTO word_search (rowid, german_key, german_long, english_key)
    VALUES (NEW.id, NEW.german_key, NEW.german_long, NEW.english_key);
END;

CREATE TRIGGER word_is_no_longer_indexed AFTER DELETE ON words
BEGIN
    INSERT INTO word_search (word_search, rowid, german_key, german_long, english_key)
    VALUES ('delete', OLD.id, OLD.german_key, OLD.german_long, OLD.english_key);
END;

CREATE TRIGGER word_is_indexed_anew AFTER UPDATE OF german, english ON words
BEGIN
    INSERT INTO word_search (word_search, rowid, german_key, german_long, english_key)
    VALUES ('delete', OLD.id, OLD.german_key, OLD.german_long, OLD.english_key);
    INSERT INTO word_search (rowid, german_key, german_long, english_key)
    VALUES (NEW.id, NEW.german_key, NEW.german_long, NEW.english_key);
END;
