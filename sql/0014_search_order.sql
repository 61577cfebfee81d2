-- The search index in the order in which found words are listed, the shortest first, so that the
-- first page of a search doesn't read and sort all words that it finds.
--
-- FTS5 finds words in the order of its rowids. So far a rowid was the word's id; now the length of
-- the word's texts stands above the id, which has the lower 40 bits. No id is that large: ids are
-- given in order.

DROP TRIGGER word_is_indexed;
DROP TRIGGER word_is_no_longer_indexed;
DROP TRIGGER word_is_indexed_anew;
DROP TABLE word_search;

ALTER TABLE words ADD COLUMN search_order INTEGER AS (
    (length(german_key) + length(english_key)) << 40 | id
) VIRTUAL;

-- As before, except for the rowid.
CREATE VIRTUAL TABLE word_search USING fts5 (
    german_key, german_long, english_key,
    content = 'words', content_rowid = 'search_order',
    tokenize = 'unicode61 remove_diacritics 2',
    prefix = '1 2 3'
);

INSERT INTO word_search (word_search) VALUES ('rebuild');

CREATE TRIGGER word_is_indexed AFTER INSERT ON words
BEGIN
    INSERT INTO word_search (rowid, german_key, german_long, english_key)
    VALUES (NEW.search_order, NEW.german_key, NEW.german_long, NEW.english_key);
END;

CREATE TRIGGER word_is_no_longer_indexed AFTER DELETE ON words
BEGIN
    INSERT INTO word_search (word_search, rowid, german_key, german_long, english_key)
    VALUES ('delete', OLD.search_order, OLD.german_key, OLD.german_long, OLD.english_key);
END;

CREATE TRIGGER word_is_indexed_anew AFTER UPDATE OF german, english ON words
BEGIN
    INSERT INTO word_search (word_search, rowid, german_key, german_long, english_key)
    VALUES ('delete', OLD.search_order, OLD.german_key, OLD.german_long, OLD.english_key);
    INSERT INTO word_search (rowid, german_key, german_long, english_key)
    VALUES (NEW.search_order, NEW.german_key, NEW.german_long, NEW.english_key);
END;
