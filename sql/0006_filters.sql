-- Words by what is known of them: part of speech and level (CEFR), read from `parts`.
-- Each index is in the order of the dictionary, as the lists are.

ALTER TABLE words ADD COLUMN pos TEXT AS (
    iif(json_type(parts) = 'object', parts ->> '$.pos', NULL)
) VIRTUAL;

ALTER TABLE words ADD COLUMN cefr TEXT AS (
    iif(json_type(parts) = 'object', parts ->> '$.cefr', NULL)
) VIRTUAL;

CREATE INDEX words_by_pos ON words (pos, german_key);
CREATE INDEX words_by_cefr ON words (cefr, german_key);
