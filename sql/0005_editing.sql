-- An inventory that is kept: words and groups are edited and deleted.
--
-- A revision counts the edits of a record's own texts, so that an edit that was made
-- on an older state can be refused. Counts and memberships don't touch it: a review
-- must not make an edit fail.

ALTER TABLE words ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE groups ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;

CREATE TRIGGER word_is_revised AFTER UPDATE OF german, english, parts ON words
BEGIN
    UPDATE words SET revision = revision + 1 WHERE id = NEW.id;
END;

CREATE TRIGGER group_is_revised AFTER UPDATE OF name ON groups
BEGIN
    UPDATE groups SET revision = revision + 1 WHERE id = NEW.id;
END;

CREATE TRIGGER word_is_no_longer_counted AFTER DELETE ON words
BEGIN
    UPDATE total_counts SET word_count = word_count - 1;
END;

CREATE TRIGGER word_of_group_is_no_longer_counted AFTER DELETE ON words_groups
BEGIN
    UPDATE group_counts SET word_count = word_count - 1 WHERE group_id = OLD.group_id;
END;
