"""The projected tables: reading and writing them.

`projection` has one row: the id of the last entry of the record that the other tables contain.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec.json import decode, encode

from portal.memory.model import Memory, Model
from portal.memory.updates import Batch, SessionDay, StudyTime, Updates, last_id_of
from portal.record.review_item import COLUMNS, ReviewItem
from portal.schemas import MAX_ID

BATCH_SIZE = 20_000  # entries; reviews can't be stored while the updates of a batch are written
CHUNK_SIZE = 100_000  # entries, in one text of JSON; SQLite's texts may have a billion bytes

_CLEAR = (
    "DELETE FROM word_answers",
    "DELETE FROM word_memories",
    "DELETE FROM retention_counts",
    "DELETE FROM calibration_counts",
    "DELETE FROM study_session_times",
    "DELETE FROM study_day_times",
)


def last_projected_id(connection: sqlite3.Connection) -> int:
    """Return the id of the last entry that the tables contain, or 0 if they contain none."""
    (last_id,) = connection.execute("SELECT last_review_item_id FROM projection").fetchone()
    return int(last_id)


def read_next_batch(connection: sqlite3.Connection) -> Batch:
    """Return the entries that follow the last projected one, at most BATCH_SIZE."""
    after_id = last_projected_id(connection)
    entries = _read_entries(connection, after_id, BATCH_SIZE)
    memories = read_memories(connection, {entry.word_id for entry in entries})
    study_times = _read_study_times(
        connection, {(entry.study_session_id, entry.day) for entry in entries}
    )
    # An entry that voids a review, or that is older than the last review, requires a replay.
    words: set[int] = set()
    session_days: set[SessionDay] = set()
    for entry in entries:
        memory = memories.get(entry.word_id)
        if entry.voids_id or (memory and entry.created_at < memory.last_review_at):
            words.add(entry.word_id)
        session_day = (entry.study_session_id, entry.day)
        study_time = study_times.get(session_day)
        if entry.voids_id or (study_time and entry.created_at < study_time.last_review_at):
            session_days.add(session_day)
    return Batch(
        read_model(connection),
        after_id,
        entries,
        memories,
        {word_id: _read_reviews_of_word(connection, word_id) for word_id in words},
        study_times,
        {key: _read_reviews_of_session_day(connection, key, after_id) for key in session_days},
    )


def read_record(
    connection: sqlite3.Connection, last_id: int = MAX_ID, model: Model | None = None
) -> Batch:
    """Return all entries up to `last_id` as one batch, for tables that are empty.

    They are for `model` or, without it, for the one that the database has.
    """
    entries: list[ReviewItem] = []
    while chunk := _read_entries(connection, last_id_of(entries), CHUNK_SIZE, last_id):
        entries += chunk
    return Batch(model or read_model(connection), 0, entries, {}, {}, {}, {})


def write_updates(
    connection: sqlite3.Connection, batch: Batch, updates: Updates, *, rebuild: bool = False
) -> bool:
    """Write the updates of a batch, in the caller's transaction.

    With `rebuild`, they replace everything that the tables contain. Returns False, and writes
    nothing, if the batch is out of date: another process has projected it or changed the model, or
    the history was reset.
    """
    positions = {"after_id": batch.after_id, "last_id": batch.last_id}
    (is_current,) = connection.execute(
        """
        SELECT (:rebuild OR projection.last_review_item_id = :after_id)
            AND (:last_id = 0 OR EXISTS (SELECT 1 FROM word_review_items WHERE id = :last_id))
            AND version = :version
        FROM projection, memory_model
        """,
        {"rebuild": rebuild, "version": batch.model.version, **positions},
    ).fetchone()
    if not is_current:
        return False
    if rebuild:
        clear(connection)
    _write_word_answers(connection, positions)
    _write_memories(connection, updates)
    _write_study_times(connection, updates)
    _write_retention_counts(connection, updates)
    _write_calibration_counts(connection, updates)
    connection.execute("UPDATE projection SET last_review_item_id = :last_id", positions)
    return True


def read_model(connection: sqlite3.Connection) -> Model:
    """Return the model that memory is computed with."""
    row = connection.execute(
        "SELECT parameters, desired_retention, version FROM memory_model"
    ).fetchone()
    return _model(*row)


def write_model(
    connection: sqlite3.Connection, model: Model, fitted: tuple[str, int] | None = None
) -> None:
    """Replace the model, in the caller's transaction.

    `fitted` are the time at which its parameters were fitted, and the last entry of the record
    that they were fitted to. Without it, the parameters stay.
    """
    connection.execute(
        "UPDATE memory_model SET version = version + 1, desired_retention = ?",
        (model.desired_retention,),
    )
    if fitted:
        connection.execute(
            "UPDATE memory_model SET parameters = ?, fitted_at = ?, last_review_item_id = ?",
            (_json_array(model.parameters), *fitted),
        )


def forget_parameters(connection: sqlite3.Connection) -> None:
    """Return to the parameters that FSRS has by default, in the caller's transaction."""
    connection.execute(
        """
        UPDATE memory_model
        SET version = version + 1, parameters = NULL, fitted_at = NULL, last_review_item_id = NULL
        """
    )


@lru_cache(maxsize=8)
def _model(parameters: str | None, desired_retention: float, version: int) -> Model:
    own = decode(parameters, type=list[float]) if parameters else None
    return Model(own, desired_retention, version)


def read_histories(connection: sqlite3.Connection) -> list[list[ReviewItem]]:
    """Return the projected reviews of each word, in chronological order."""
    word_ids = connection.execute("SELECT word_id FROM word_memories ORDER BY word_id")
    return [_read_reviews_of_word(connection, word_id) for (word_id,) in word_ids]


def clear(connection: sqlite3.Connection) -> None:
    """Empty the tables, in the caller's transaction."""
    for statement in _CLEAR:
        connection.execute(statement)


def read_memories(connection: sqlite3.Connection, word_ids: set[int]) -> dict[int, Memory]:
    """Return the memories of those of the words that have one."""
    rows = connection.execute(
        """
        SELECT word_id, stability, difficulty, due_day, due_at, last_review_at, last_day
        FROM json_each(?) AS wanted
        JOIN word_memories ON word_id = wanted.value
        """,
        (_json_array(word_ids),),
    )
    return {word_id: Memory(*memory) for word_id, *memory in rows}


def _read_study_times(
    connection: sqlite3.Connection, session_days: set[SessionDay]
) -> dict[SessionDay, StudyTime]:
    rows = connection.execute(
        """
        SELECT study_session_id, day, last_review_at, seconds
        FROM json_each(?) AS wanted
        JOIN study_session_times
            ON study_session_id = wanted.value ->> 0 AND day = wanted.value ->> 1
        """,
        (_json_array(session_days),),
    )
    return {(session_id, day): StudyTime(*time) for session_id, day, *time in rows}


def _read_reviews_of_word(connection: sqlite3.Connection, word_id: int) -> list[ReviewItem]:
    return _read_reviews(
        connection,
        """
        SELECT *
        FROM word_review_items
        WHERE id IN (SELECT review_item_id FROM word_answers WHERE word_id = ?)
        ORDER BY created_at, id
        """,
        (word_id,),
    )


def _read_reviews_of_session_day(
    connection: sqlite3.Connection, session_day: SessionDay, last_id: int
) -> list[ReviewItem]:
    study_session_id, day = session_day
    return _read_reviews(
        connection,
        """
        SELECT *
        FROM word_review_items AS review
        WHERE study_session_id = :study_session_id
            AND day = :day
            AND voids_id IS NULL
            AND id <= :last_id
            AND NOT EXISTS (
                SELECT 1
                FROM word_review_items
                WHERE voids_id = review.id AND id <= :last_id
            )
        ORDER BY created_at, id
        """,
        {"study_session_id": study_session_id, "day": day, "last_id": last_id},
    )


def _read_entries(
    connection: sqlite3.Connection, after_id: int, limit: int, last_id: int = MAX_ID
) -> list[ReviewItem]:
    """Return at most `limit` entries of the record that follow an id, up to another one."""
    return _read_reviews(
        connection,
        """
        SELECT *
        FROM word_review_items
        WHERE id > :after_id AND id <= :last_id
        ORDER BY id
        LIMIT :limit
        """,
        {"after_id": after_id, "last_id": last_id, "limit": limit},
    )


def _read_reviews(
    connection: sqlite3.Connection, select: str, parameters: Mapping[str, object] | Sequence[object]
) -> list[ReviewItem]:
    """Return the rows of the record that a SELECT finds, in its order."""
    # SQLite makes one text of them without Python's lock, and in half of the time of single rows.
    (text,) = connection.execute(
        f"SELECT json_group_array(json_array({COLUMNS})) FROM ({select})", parameters
    ).fetchone()
    # Not strict, because SQLite has no booleans.
    return decode(text, type=list[ReviewItem], strict=False)


def _json_array(values: Iterable[object]) -> str:
    return encode(list(values)).decode()


def _write_word_answers(connection: sqlite3.Connection, positions: Mapping[str, int]) -> None:
    connection.execute(
        """
        INSERT INTO word_answers (word_id, created_at, review_item_id, correct)
        SELECT word_id, created_at, id, correct
        FROM word_review_items
        WHERE id > :after_id AND id <= :last_id AND voids_id IS NULL
        ORDER BY word_id, created_at, id
        """,
        positions,
    )
    connection.execute(
        """
        DELETE FROM word_answers
        WHERE (word_id, created_at, review_item_id) IN (
            SELECT word_id, created_at, voids_id
            FROM word_review_items
            WHERE id > :after_id AND id <= :last_id AND voids_id IS NOT NULL
        )
        """,
        positions,
    )


def _write_memories(connection: sqlite3.Connection, updates: Updates) -> None:
    connection.executemany(
        """
        INSERT INTO word_memories (
            word_id, stability, difficulty, due_day, due_at, last_review_at, last_day
        )
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (word_id) DO UPDATE
        SET stability = excluded.stability,
            difficulty = excluded.difficulty,
            due_day = excluded.due_day,
            due_at = excluded.due_at,
            last_review_at = excluded.last_review_at,
            last_day = excluded.last_day
        """,
        updates.memory_rows(),
    )
    connection.executemany(
        "DELETE FROM word_memories WHERE word_id = ?",
        [(word_id,) for word_id, memory in updates.memories.items() if memory is None],
    )


def _write_study_times(connection: sqlite3.Connection, updates: Updates) -> None:
    connection.executemany(
        """
        REPLACE INTO study_session_times (study_session_id, day, last_review_at, seconds)
        VALUES (?, ?, ?, ?)
        """,
        updates.study_time_rows(),
    )
    connection.executemany(
        "DELETE FROM study_session_times WHERE study_session_id = ? AND day = ?",
        [key for key, study_time in updates.study_times.items() if study_time is None],
    )
    connection.executemany(
        """
        INSERT INTO study_day_times (day, seconds)
        VALUES (?, ?)
        ON CONFLICT (day) DO UPDATE
        SET seconds = seconds + excluded.seconds
        """,
        updates.study_day_rows(),
    )
    connection.execute("DELETE FROM study_day_times WHERE seconds = 0")


def _write_retention_counts(connection: sqlite3.Connection, updates: Updates) -> None:
    connection.executemany(
        """
        INSERT INTO retention_counts (days, correct_count, wrong_count)
        VALUES (?, ?, ?)
        ON CONFLICT (days) DO UPDATE
        SET correct_count = correct_count + excluded.correct_count,
            wrong_count = wrong_count + excluded.wrong_count
        """,
        updates.retention_rows(),
    )
    connection.execute("DELETE FROM retention_counts WHERE correct_count + wrong_count = 0")


def _write_calibration_counts(connection: sqlite3.Connection, updates: Updates) -> None:
    connection.executemany(
        """
        INSERT INTO calibration_counts (
            bin, review_count, correct_count, predicted_sum, log_loss_sum
        )
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (bin) DO UPDATE
        SET review_count = review_count + excluded.review_count,
            correct_count = correct_count + excluded.correct_count,
            predicted_sum = predicted_sum + excluded.predicted_sum,
            log_loss_sum = log_loss_sum + excluded.log_loss_sum
        """,
        updates.prediction_rows(),
    )
    connection.execute("DELETE FROM calibration_counts WHERE review_count = 0")
