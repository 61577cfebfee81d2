"""The record itself: reviews in the order in which they came, and one taken back."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import cast
from uuid import UUID

from msgspec import UNSET, Raw, Struct, UnsetType, convert
from uuid_utils import uuid7

from portal.clock import stored, utc
from portal.errors import UnknownIdError
from portal.schemas import MAX_ID, Record, RecordPage, RecordQuery
from portal.storage.database import Database

# How much of the record one page looks at, where not all of it is asked for.
EXAMINED = 10_000


async def list_record(database: Database, query: RecordQuery) -> RecordPage:
    """Return what follows `query.after` in the record, the oldest first.

    Ids are given inside the one write transaction that there may be at a time, so they become
    visible in their order: nothing ever appears before a place that was read. A page looks at no
    more than EXAMINED entries, so that one with few of them to show doesn't read all the others.
    """
    own = "entry.study_session_id = :study_session_id" if query.study_session_id else "true"
    wanted = [
        condition
        for condition, value in (
            ("word_id = :word_id", query.word_id),
            ("created_at >= :first", query.first),
            ("created_at < :last", query.last),
        )
        if value is not UNSET
    ]
    row = await database.fetch_one(
        f"""
        WITH examined AS (
            SELECT entry.*, voided.review_id AS voids
            FROM word_review_items AS entry
            LEFT JOIN word_review_items AS voided ON voided.id = entry.voids_id
            WHERE entry.id > :after AND {own}
            ORDER BY entry.id
            LIMIT :examined
        ),
        found AS (
            SELECT * FROM examined WHERE {" AND ".join(wanted) or "true"}
            ORDER BY id
            LIMIT :limit
        )
        SELECT
            (
                SELECT json_group_array(json_object(
                    'id', id,
                    'review_id', review_id,
                    'word_id', word_id,
                    'study_session_id', study_session_id,
                    'correct', json(iif(correct, 'true', 'false')),
                    'created_at', local_time(created_at),
                    'stored_at', local_time(stored_at),
                    'voids', voids
                ))
                FROM found
            ) AS items,
            (SELECT count(*) FROM found) = :limit AS is_full,
            (SELECT max(id) FROM found) AS last_found,
            (SELECT count(*) FROM examined) = :examined AS is_cut,
            (SELECT max(id) FROM examined) AS last_examined
        """,
        {
            "after": query.after,
            "limit": query.limit,
            "examined": EXAMINED if wanted else query.limit,
            "study_session_id": query.study_session_id or None,
            "word_id": query.word_id or None,
            "first": _time(query.first),
            "last": _time(query.last),
        },
    )
    assert row is not None
    last = row["last_found"] if row["is_full"] else row["last_examined"]
    return RecordPage(
        items=cast("list[Record]", Raw(row["items"].encode())),  # JSON already
        next=query.after if last is None else last,
        more=bool(row["is_full"] or row["is_cut"]),
    )


class Entry(Struct, frozen=True, kw_only=True):
    """An entry of the record with what it refers to; times are in the portal's zone."""

    id: int
    review_id: str
    word_id: int
    german: str
    english: str
    correct: bool
    created_at: str
    stored_at: str
    study_session_id: int
    group_id: int
    group_name: str
    study_activity_id: int
    activity_name: str
    voids: str | None


_ENTRIES = """
    SELECT
        entry.id,
        entry.review_id,
        entry.word_id,
        words.german,
        words.english,
        entry.correct,
        local_time(entry.created_at) AS created_at,
        local_time(entry.stored_at) AS stored_at,
        entry.study_session_id,
        study_sessions.group_id,
        groups.name AS group_name,
        study_sessions.study_activity_id,
        study_activities.name AS activity_name,
        voided.review_id AS voids
    FROM word_review_items AS entry
    JOIN words ON words.id = entry.word_id
    JOIN study_sessions ON study_sessions.id = entry.study_session_id
    JOIN groups ON groups.id = study_sessions.group_id
    JOIN study_activities ON study_activities.id = study_sessions.study_activity_id
    LEFT JOIN word_review_items AS voided ON voided.id = entry.voids_id
"""

_IS_VOIDED = "EXISTS (SELECT 1 FROM word_review_items WHERE voids_id = entry.id)"


async def list_entries(database: Database, after: int, limit: int = 1000) -> list[Entry]:
    """Return the entries that follow the id `after`, the oldest first; none at the end."""
    rows = await database.fetch_all(
        f"{_ENTRIES} WHERE entry.id > ? ORDER BY entry.id LIMIT ?", (after, limit)
    )
    return _entries(rows)


async def list_standing(
    database: Database,
    *,
    after: int | None,
    limit: int,
    since: datetime | None,
    until: datetime | None,
    ascending: bool,
) -> tuple[list[Entry], int | None]:
    """Return entries that aren't voided, in the order in which they were stored or against it.

    They follow the id `after`, in that order, and were stored after `since` and not after `until`.
    With them comes the id that the next page follows, None where nothing is left. As in
    `list_record`, a page looks at no more than EXAMINED entries.
    """
    order, beyond, within, end = (
        ("ASC", ">", "<=", "max") if ascending else ("DESC", "<", ">=", "min")
    )
    values = {
        "after": (0 if ascending else MAX_ID) if after is None else after,
        "limit": limit,
        "since": None if since is None else stored(utc(since)),
        "until": None if until is None else stored(utc(until)),
        "examined": EXAMINED,
    }

    def read(connection: sqlite3.Connection) -> tuple[list[Entry], int | None]:
        last, count = connection.execute(
            f"""
            SELECT {end}(id), count(*)
            FROM (
                SELECT id FROM word_review_items
                WHERE id {beyond} :after
                ORDER BY id {order}
                LIMIT :examined
            )
            """,
            values,
        ).fetchone()
        rows = connection.execute(
            f"""
            {_ENTRIES}
            WHERE entry.id {beyond} :after
                AND entry.id {within} :last
                AND (:since IS NULL OR entry.stored_at > :since)
                AND (:until IS NULL OR entry.stored_at <= :until)
                AND NOT {_IS_VOIDED}
            ORDER BY entry.id {order}
            LIMIT :limit + 1
            """,
            {**values, "last": last},
        ).fetchall()
        entries = _entries(rows)
        if len(entries) > limit:
            return entries[:limit], entries[limit - 1].id
        return entries, last if count == EXAMINED else None

    return await database.read(read)


async def get_entry(database: Database, review_id: UUID, *, voided: bool) -> Entry:
    """Return the entry with an id, which is voided or isn't; raises UnknownIdError."""
    rows = await database.fetch_all(
        f"{_ENTRIES} WHERE entry.review_id = ? AND {_IS_VOIDED} = ?", (str(review_id), voided)
    )
    if not rows:
        raise UnknownIdError("statement", str(review_id))
    return _entries(rows)[0]


async def take_back(database: Database, review_id: UUID) -> None:
    """Append a record that voids a review, unless there is one, and return once it is on disk.

    Raises UnknownIdError.
    """

    def void(connection: sqlite3.Connection) -> None:
        new = {
            "review_id": str(review_id),
            "own_id": str(uuid7()),
            "now": stored(database.clock.now()),
        }
        known = connection.execute(
            "SELECT 1 FROM word_review_items WHERE review_id = :review_id AND voids_id IS NULL", new
        )
        if not known.fetchone():
            raise UnknownIdError("review", str(review_id))
        connection.execute(
            """
            INSERT INTO word_review_items (
                review_id, word_id, study_session_id, correct,
                created_at, sent_created_at, stored_at, day, voids_id
            )
            SELECT
                :own_id, word_id, study_session_id, correct,
                created_at, sent_created_at, :now, day, id
            FROM reviews
            WHERE review_id = :review_id
            """,
            new,
        )

    await database.write(void)


def _entries(rows: Iterable[sqlite3.Row]) -> list[Entry]:
    return [convert(dict(row), Entry, strict=False) for row in rows]


def _time(moment: datetime | UnsetType) -> str | None:
    return None if moment is UNSET else stored(utc(moment))
