-- Due words are counted in these indexes, and found by a scan of the memories, which is faster
-- than reading most of them in the order of an index. The other columns were never read from here.

DROP INDEX word_memories_by_due_day;
DROP INDEX word_memories_by_due_at;

CREATE INDEX word_memories_by_due_day ON word_memories (due_day)
WHERE due_at IS NULL;

CREATE INDEX word_memories_by_due_at ON word_memories (due_at)
WHERE due_at IS NOT NULL;
