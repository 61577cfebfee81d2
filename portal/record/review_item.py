"""A row of the record: a review, or an entry that voids one."""

from datetime import datetime
from functools import lru_cache

from msgspec import Struct
from uuid_utils import uuid7

from portal.clock import Clock, stored, utc
from portal.schemas import ReviewPayload


class ReviewItem(Struct, frozen=True, array_like=True, gc=False):
    """A row of `word_review_items`, with its columns in this order.

    Times are UTC to the second, as the database keeps them (`2025-02-08T22:20:23Z`). `day` is the
    learner's calendar day, `YYYY-MM-DD`. `id` is None until the row is stored. `sent_created_at`
    is None if the app sent no time. `voids_id` is the id of the review that this entry takes back,
    and None if the entry is a review.
    """

    id: int | None
    review_id: str
    word_id: int
    study_session_id: int
    correct: bool
    created_at: str
    sent_created_at: str | None
    stored_at: str
    day: str
    voids_id: int | None = None


COLUMNS = ", ".join(ReviewItem.__struct_fields__)


def new_review_item(
    payload: ReviewPayload,
    *,
    word_id: int,
    study_session_id: int,
    arrived_at: datetime,
    clock: Clock,
) -> ReviewItem:
    """Return the row for a review that arrived at `arrived_at`, in UTC and to the second.

    A review that was answered in the future comes from a wrong clock. The time of its arrival
    replaces the time that was sent; if it were refused, the app would send it again for ever.
    """
    stored_at, arrival_day = _arrival(clock, arrived_at)
    created_at, day, sent_created_at = stored_at, arrival_day, None
    if payload.created_at is not None:
        sent = utc(payload.created_at)
        sent_created_at = stored(sent)
        if sent < arrived_at:
            created_at, day = sent_created_at, clock.day(sent)
    return ReviewItem(
        id=None,
        # UUIDs of version 7 are ordered by time (RFC 9562, 5.7), so new rows are neighbours in
        # the index.
        review_id=str(payload.review_id or uuid7()),
        word_id=word_id,
        study_session_id=study_session_id,
        correct=payload.correct,
        created_at=created_at,
        sent_created_at=sent_created_at,
        stored_at=stored_at,
        day=day,
    )


@lru_cache(maxsize=1)  # hundreds of reviews arrive in the same second
def _arrival(clock: Clock, arrived_at: datetime) -> tuple[str, str]:
    return stored(arrived_at), clock.day(arrived_at)
