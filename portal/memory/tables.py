"""The tables of the projections: what is read to bring them up to date, written, and checked."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from msgspec.json import encode

from portal.memory.model import Answer, Memory, Recalls
from portal.memory.updates import Batch, Entry, Projected, SessionDay, StudyTime, project

CHUNK = 500  # entries of the record; reviews wait while so many are written


def read_new(connection: sqlite3.Connection) -> Batch:
    """Read the next entries of the record, and all that is known of what they are about."""
    (after,) = connection.execute("SELECT last_review_item_id FROM projection").fetchone()
    entries = _entries(connection, "id > ? ORDER BY id LIMIT ?", (after, CHUNK))
    memories = {
        row["word_id"]: Memory(*row[1:])
        for row in connection.execute(
            f"""
            SELECT word_id, {", ".join(Memory._fields)}
            FROM json_each(?) AS wanted
            JOIN word_memories ON word_id = wanted.value
            """,
            (_json({entry.word_id for entry in entries}),),
        )
    }
    times = {
        (row["study_session_id"], row["day"]): StudyTime(*row[2:])
        for row in connection.execute(
            """
            SELECT study_session_id, day, last_review_at, seconds
            FROM json_each(?) AS wanted
            JOIN study_session_times
                ON study_session_id = wanted.value ->> 0 AND day = wanted.value ->> 1
            """,
            (_json({(entry.study_session_id, entry.day) for entry in entries}),),
        )
    }
    answers: dict[int, list[Answer]] = {}
    reviews: dict[SessionDay, list[Answer]] = {}
    for entry in entries:
        word, key = memories.get(entry.word_id), (entry.study_session_id, entry.day)
        if entry.voids_id or (word and entry.created_at < word.last_review_at):
            answers[entry.word_id] = []
        if entry.voids_id or (key in times and entry.created_at < times[key].last_review_at):
            reviews[key] = []
    for word_id, found in answers.items():
        found += _answers(
            connection,
            """
            SELECT created_at, review_item_id, correct FROM word_answers
            WHERE word_id = ?
            """,
            (word_id,),
        )
    for key, found in reviews.items():
        found += _answers(
            connection,
            """
            SELECT created_at, id, correct FROM word_review_items AS review
            WHERE study_session_id = :study_session_id
                AND day = :day
                AND voids_id IS NULL
                AND id <= :after
                AND NOT EXISTS (
                    SELECT 1 FROM word_review_items WHERE voids_id = review.id AND id <= :after
                )
            """,
            {"study_session_id": key[0], "day": key[1], "after": after},
        )
    return Batch(after, entries, memories, answers, times, reviews)


def read_all(connection: sqlite3.Connection, last_id: int | None = None) -> Batch:
    """Read the record as if nothing of it were known yet, up to an id where one is given."""
    until = "id <= ?" if last_id is not None else "? IS NULL"
    entries = _entries(connection, f"{until} ORDER BY id", (last_id,))
    return Batch(0, entries, {}, {}, {}, {})


def _entries(
    connection: sqlite3.Connection, which: str, parameters: Sequence[object]
) -> list[Entry]:
    rows = connection.execute(
        f"SELECT {', '.join(Entry._fields)} FROM word_review_items WHERE {which}", parameters
    )
    return [Entry(*row) for row in rows]


def _answers(
    connection: sqlite3.Connection, sql: str, parameters: Sequence[object] | dict[str, object]
) -> list[Answer]:
    return [
        Answer(created_at, id_, bool(correct))
        for created_at, id_, correct in connection.execute(sql, parameters)
    ]


def _json(values: Iterable[object]) -> str:
    return encode(list(values)).decode()


_EMPTY = tuple(
    f"DELETE FROM {table}"
    for table in (
        "word_answers",
        "word_memories",
        "retention_counts",
        "study_session_times",
        "study_day_times",
    )
)


def forget(connection: sqlite3.Connection) -> None:
    """Empty the projections, inside a transaction of the caller's that empties the record."""
    for statement in _EMPTY:
        connection.execute(statement)


def write(
    connection: sqlite3.Connection, batch: Batch, projected: Projected, anew: bool = False
) -> bool:
    """Write what a batch has come to, and tell whether it still was what there is to write."""
    last_id = batch.entries[-1].id if batch.entries else 0
    (current,) = connection.execute(
        """
        SELECT (:anew OR last_review_item_id = :after)
            AND (:last_id = 0 OR EXISTS (SELECT 1 FROM word_review_items WHERE id = :last_id))
        FROM projection
        """,
        {"anew": anew, "after": batch.after, "last_id": last_id},
    ).fetchone()
    if not current:
        return False  # another process was faster, or the history was reset
    if anew:
        forget(connection)
    span = {"after": batch.after, "last_id": last_id}
    connection.execute(
        """
        INSERT INTO word_answers (word_id, created_at, review_item_id, correct)
        SELECT word_id, created_at, id, correct
        FROM word_review_items
        WHERE id > :after AND id <= :last_id AND voids_id IS NULL
        ORDER BY word_id, created_at, id
        """,
        span,
    )
    connection.execute(
        """
        DELETE FROM word_answers
        WHERE (word_id, created_at, review_item_id) IN (
            SELECT word_id, created_at, voids_id
            FROM word_review_items
            WHERE id > :after AND id <= :last_id AND voids_id IS NOT NULL
        )
        """,
        span,
    )
    _write_memories(connection, projected.memories)
    _write_times(connection, projected.times, projected.day_seconds)
    connection.executemany(
        """
        INSERT INTO retention_counts (days, correct_count, wrong_count) VALUES (?, ?, ?)
        ON CONFLICT (days) DO UPDATE
        SET correct_count = correct_count + excluded.correct_count,
            wrong_count = wrong_count + excluded.wrong_count
        """,
        _retention_rows(projected.recalls),
    )
    connection.execute("DELETE FROM retention_counts WHERE correct_count + wrong_count = 0")
    connection.execute("UPDATE projection SET last_review_item_id = ?", (last_id,))
    return True


def check(connection: sqlite3.Connection) -> list[str]:
    """Return a line for each projection that isn't what a replay of the record gives."""
    (last_id,) = connection.execute("SELECT last_review_item_id FROM projection").fetchone()
    projected = project(read_all(connection, last_id))
    kept: dict[str, tuple[str, Iterable[tuple[object, ...]]]] = {
        "word_memories": (
            f"SELECT word_id, {', '.join(Memory._fields)} FROM word_memories",
            ((word_id, *found) for word_id, found in projected.memories.items() if found),
        ),
        "study_session_times": (
            "SELECT study_session_id, day, last_review_at, seconds FROM study_session_times",
            ((*key, *time) for key, time in projected.times.items() if time),
        ),
        "retention_counts": (
            "SELECT days, correct_count, wrong_count FROM retention_counts",
            _retention_rows(projected.recalls),
        ),
        "study_day_times": (
            "SELECT day, seconds FROM study_day_times",
            (row for row in projected.day_seconds.items() if row[1]),
        ),
    }
    faults = []
    for name, (sql, rows) in kept.items():
        held, due = {tuple(row) for row in connection.execute(sql)}, set(rows)
        for label, only in (("holds", held - due), ("lacks", due - held)):
            faults += [
                f"{name} {label} ({', '.join(map(str, row))})" for row in sorted(only, key=str)
            ]
    return faults


def _write_memories(connection: sqlite3.Connection, memories: Mapping[int, Memory | None]) -> None:
    columns = Memory._fields
    connection.executemany(
        f"""
        INSERT INTO word_memories (word_id, {", ".join(columns)})
        VALUES (?, {", ".join("?" for _ in columns)})
        ON CONFLICT (word_id) DO UPDATE
        SET {", ".join(f"{column} = excluded.{column}" for column in columns)}
        """,
        [(word_id, *found) for word_id, found in memories.items() if found],
    )
    connection.executemany(
        "DELETE FROM word_memories WHERE word_id = ?",
        [(word_id,) for word_id, found in memories.items() if not found],
    )


def _write_times(
    connection: sqlite3.Connection,
    times: Mapping[SessionDay, StudyTime | None],
    day_seconds: Mapping[str, int],
) -> None:
    connection.executemany(
        "REPLACE INTO study_session_times (study_session_id, day, last_review_at, seconds) "
        "VALUES (?, ?, ?, ?)",
        [(*key, *time) for key, time in times.items() if time],
    )
    connection.executemany(
        "DELETE FROM study_session_times WHERE study_session_id = ? AND day = ?",
        [key for key, time in times.items() if not time],
    )
    connection.executemany(
        """
        INSERT INTO study_day_times (day, seconds) VALUES (?, ?)
        ON CONFLICT (day) DO UPDATE SET seconds = seconds + excluded.seconds
        """,
        [(day, seconds) for day, seconds in day_seconds.items() if seconds],
    )
    connection.execute("DELETE FROM study_day_times WHERE seconds = 0")


def _retention_rows(recalls: Recalls) -> list[tuple[int, int, int]]:
    rows = (
        (days, recalls[days, True], recalls[days, False]) for days in {key[0] for key in recalls}
    )
    return [row for row in rows if any(row[1:])]
