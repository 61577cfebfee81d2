"""The database of the peers: aiosqlite with the portal's pragmas and SQL.

One connection reads and one writes, with a commit for each review, as a careful small app does it.
"""

import asyncio
import json
import os
import uuid
from datetime import UTC, datetime
from typing import Any

import aiosqlite

WORDS = """
    SELECT words.id, german, english, parts, correct_count, wrong_count
    FROM words
    JOIN word_counts ON word_counts.word_id = words.id
    ORDER BY words.german_key, words.id
    LIMIT ? OFFSET ?
"""
WORD = """
    SELECT words.id, german, english, parts, correct_count, wrong_count
    FROM words
    JOIN word_counts ON word_counts.word_id = words.id
    WHERE words.id = ?
"""
GROUPS_OF_WORD = """
    SELECT groups.id, groups.name
    FROM words_groups
    JOIN groups ON groups.id = words_groups.group_id
    WHERE words_groups.word_id = ?
    ORDER BY groups.name_key
"""
REVIEW = """
    INSERT INTO word_review_items
        (review_id, word_id, study_session_id, correct, created_at, stored_at, day)
    SELECT ?, words.id, study_sessions.id, ?, ?, ?, ?
    FROM words, study_sessions
    WHERE words.id = ? AND study_sessions.id = ?
"""


class PeerDatabase:
    """The database of a peer, whose results are those of the portal."""

    async def open(self) -> None:
        """Connect to PORTAL_DATABASE."""
        self._reader = await self._connect()
        self._writer = await self._connect()
        self._writing = asyncio.Lock()

    async def close(self) -> None:
        """Close both connections."""
        await self._reader.close()
        await self._writer.close()

    async def page_of_words(self, page: int, size: int) -> dict[str, Any]:
        """Return a page of words."""
        rows = await self._reader.execute_fetchall(WORDS, (size, (page - 1) * size))
        (total,) = await self._reader.execute_fetchall("SELECT word_count FROM total_counts")
        return {
            "items": [{**row, "parts": json.loads(row["parts"])} for row in map(dict, rows)],
            "pagination": {
                "current_page": page,
                "total_pages": max(1, -(-total[0] // size)),
                "total_items": total[0],
                "items_per_page": size,
            },
        }

    async def word(self, word_id: int) -> dict[str, Any] | None:
        """Return one word, or None."""
        rows = list(await self._reader.execute_fetchall(WORD, (word_id,)))
        if not rows:
            return None
        groups = await self._reader.execute_fetchall(GROUPS_OF_WORD, (word_id,))
        word = dict(rows[0])
        return {
            "id": word["id"],
            "german": word["german"],
            "english": word["english"],
            "parts": json.loads(word["parts"]),
            "stats": {"correct_count": word["correct_count"], "wrong_count": word["wrong_count"]},
            "groups": [dict(group) for group in groups],
        }

    async def review(self, study_session_id: int, word_id: int, correct: bool) -> dict[str, Any]:
        """Store one review in its own commit, and return it."""
        review_id = str(uuid.uuid4())
        now = datetime.now(UTC).replace(microsecond=0)
        time = now.isoformat()
        async with self._writing:
            await self._writer.execute_fetchall(
                REVIEW, (review_id, correct, time, time, time[:10], word_id, study_session_id)
            )
            await self._writer.commit()
        return {
            "success": True,
            "word_id": word_id,
            "study_session_id": study_session_id,
            "correct": correct,
            "created_at": now.astimezone().isoformat(),
            "review_id": review_id,
        }

    async def _connect(self) -> aiosqlite.Connection:
        connection = await aiosqlite.connect(os.environ["PORTAL_DATABASE"])
        connection.row_factory = aiosqlite.Row
        for pragma in (
            "busy_timeout = 5000",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "temp_store = MEMORY",
        ):
            await connection.execute_fetchall(f"PRAGMA {pragma}")
        return connection
