"""The record as a log: entries are read in the order in which they were stored.

Ids are given out within a write transaction, of which there is only one at a time. Entries become
visible in the order of their ids, so no entry ever appears before one that was read already.
"""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from msgspec import UNSET, Struct, convert

from portal.clock import stored, utc
from portal.schemas import MAX_ID, ReviewLogPage, ReviewLogQuery
from portal.schemas.encoded import Encoded, json_text
from portal.storage.database import Database
from portal.storage.filters import Filters

SCAN_LIMIT = 10_000  # entries that one page reads at most, even if its filters exclude most


class DetailedEntry(Struct, frozen=True, kw_only=True):
    """An entry of the record, with the names of its word, group and study activity.

    Times are in the portal's zone. `voids` is the review_id of the review that the entry voids,
    and None if the entry is a review.
    """

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


_DETAILED_ENTRIES = """
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

# The last entry that a page may read, and the number of entries up to it.
_SCAN_ASCENDING = """
    SELECT max(id), count(*)
    FROM (
        SELECT id
        FROM word_review_items
        WHERE id > :after
        ORDER BY id
        LIMIT :scan_limit
    )
"""
_SCAN_DESCENDING = """
    SELECT min(id), count(*)
    FROM (
        SELECT id
        FROM word_review_items
        WHERE id < :after
        ORDER BY id DESC
        LIMIT :scan_limit
    )
"""


async def fetch_log_page(database: Database, query: ReviewLogQuery) -> Encoded[ReviewLogPage]:
    """Return the entries of the record that follow `query.after`, oldest first.

    `next` is the `after` of the next page. A page reads at most SCAN_LIMIT entries, so it can
    have few entries or none although there are `more`.
    """
    scanned = Filters()
    scanned.add("entry.id > :after", after=query.after)
    if query.study_session_id is not UNSET:
        scanned.add(
            "entry.study_session_id = :study_session_id", study_session_id=query.study_session_id
        )
    found = Filters()
    if query.word_id is not UNSET:
        found.add("word_id = :word_id", word_id=query.word_id)
    if query.first is not UNSET:
        found.add("created_at >= :first", first=stored(utc(query.first)))
    if query.last is not UNSET:
        found.add("created_at < :last", last=stored(utc(query.last)))
    row = await database.fetch_one(
        f"""
        WITH scanned AS (
            SELECT entry.*, voided.review_id AS voids
            FROM word_review_items AS entry
            LEFT JOIN word_review_items AS voided ON voided.id = entry.voids_id
            {scanned.where()}
            ORDER BY entry.id
            LIMIT :scan_limit
        ),
        found AS (
            SELECT *
            FROM scanned
            {found.where()}
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
            (SELECT max(id) FROM found) AS last_found_id,
            (SELECT count(*) FROM scanned) = :scan_limit AS is_cut,
            (SELECT max(id) FROM scanned) AS last_scanned_id
        """,
        {
            **scanned.values,
            **found.values,
            "limit": query.limit,
            "scan_limit": SCAN_LIMIT if found else query.limit,
        },
    )
    assert row is not None
    last_id = row["last_found_id"] if row["is_full"] else row["last_scanned_id"]
    return Encoded(
        ReviewLogPage,
        items=json_text(row["items"]),
        next=query.after if last_id is None else last_id,
        more=bool(row["is_full"] or row["is_cut"]),
    )


async def list_entries(database: Database, *, after: int, limit: int = 1000) -> list[DetailedEntry]:
    """Return the entries that follow the id `after`, oldest first; none at the end."""
    rows = await database.fetch_all(
        f"""
        {_DETAILED_ENTRIES}
        WHERE entry.id > ?
        ORDER BY entry.id
        LIMIT ?
        """,
        (after, limit),
    )
    return _detailed_entries(rows)


async def list_unvoided_entries(
    database: Database,
    *,
    after: int | None,
    limit: int,
    since: datetime | None,
    until: datetime | None,
    ascending: bool,
) -> tuple[list[DetailedEntry], int | None]:
    """Return a page of the entries that are not voided, ordered by id.

    They follow the id `after` in this order, and were stored after `since` and not after `until`.
    The second value is the `after` of the next page, or None if this page is the last. A page
    reads at most SCAN_LIMIT entries, so it can be empty although others follow.
    """
    if after is None:
        after = 0 if ascending else MAX_ID
    filters = Filters()
    filters.add(f"NOT {_IS_VOIDED}")
    if since is not None:
        filters.add("entry.stored_at > :since", since=stored(utc(since)))
    if until is not None:
        filters.add("entry.stored_at <= :until", until=stored(utc(until)))

    def read(connection: sqlite3.Connection) -> tuple[list[DetailedEntry], int | None]:
        last_id, count = connection.execute(
            _SCAN_ASCENDING if ascending else _SCAN_DESCENDING,
            {"after": after, "scan_limit": SCAN_LIMIT},
        ).fetchone()
        filters.add(
            "entry.id > :after AND entry.id <= :last_id"
            if ascending
            else "entry.id < :after AND entry.id >= :last_id",
            after=after,
            last_id=last_id,
        )
        rows = connection.execute(
            f"""
            {_DETAILED_ENTRIES}
            {filters.where()}
            ORDER BY entry.id {"ASC" if ascending else "DESC"}
            LIMIT :limit + 1
            """,
            {**filters.values, "limit": limit},
        )
        entries = _detailed_entries(rows)
        if len(entries) > limit:
            return entries[:limit], entries[limit - 1].id
        return entries, last_id if count == SCAN_LIMIT else None

    return await database.read(read)


async def find_entry(
    database: Database, review_id: UUID, *, is_voided: bool
) -> DetailedEntry | None:
    """Return the entry with this review_id, or None if there is none.

    `is_voided` says whether to look among the reviews that are voided or among all other entries.
    """
    rows = await database.fetch_all(
        f"""
        {_DETAILED_ENTRIES}
        WHERE entry.review_id = ?
            AND {_IS_VOIDED} = ?
        """,
        (str(review_id), is_voided),
    )
    return _detailed_entries(rows)[0] if rows else None


def _detailed_entries(rows: Iterable[sqlite3.Row]) -> list[DetailedEntry]:
    return [convert(dict(row), DetailedEntry, strict=False) for row in rows]
