"""A row of the record: a review, or an entry that voids one."""

from msgspec import Struct


class ReviewItem(Struct, frozen=True, array_like=True):
    """A row of `word_review_items`, with its columns in this order.

    Times are UTC to the second, as the database keeps them (`2025-02-08T22:20:23Z`); `day` is the
    learner's calendar day, `YYYY-MM-DD`. `id` is None until the row is stored, `sent_created_at`
    is None where the app sent no time, and `voids_id` is the id of the review that this entry
    takes back, None where it is a review itself.
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
