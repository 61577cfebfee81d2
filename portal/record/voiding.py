"""Taking a review back: an entry that voids it is appended to the record."""

import sqlite3
from uuid import UUID

from uuid_utils import uuid7

from portal.clock import stored
from portal.errors import UnknownIdError
from portal.record import stored_times
from portal.storage.database import Database


async def void_review(database: Database, review_id: UUID) -> None:
    """Append an entry that voids a review, and return when it is on disk.

    A review that is voided already stays as it is. Raises UnknownIdError if there is no review
    with this id; the id of a voiding entry is not that of a review.
    """

    def void(connection: sqlite3.Connection) -> None:
        values = {
            "review_id": str(review_id),
            "voiding_id": str(uuid7()),
            "stored_at": max(stored(database.clock.now()), stored_times.earliest(connection)),
        }
        known = connection.execute(
            """
            SELECT 1
            FROM word_review_items
            WHERE review_id = :review_id
                AND voids_id IS NULL
            """,
            values,
        )
        if not known.fetchone():
            raise UnknownIdError("review", str(review_id))
        # The view `reviews` has only reviews that are not voided.
        connection.execute(
            """
            INSERT INTO word_review_items (
                review_id, word_id, study_session_id, correct,
                created_at, sent_created_at, stored_at, day, voids_id
            )
            SELECT
                :voiding_id, word_id, study_session_id, correct,
                created_at, sent_created_at, :stored_at, day, id
            FROM reviews
            WHERE review_id = :review_id
            """,
            values,
        )

    await database.write(void)
