"""The views of reviews: post one or many, list them, take one back."""

from http import HTTPStatus
from uuid import UUID

from portal.errors import UnknownIdError
from portal.http.application import portal
from portal.http.endpoints import EXAMPLE_REVIEW_ID, Resource, conflict, not_found
from portal.http.problems import BadRequestError
from portal.http.requests import items
from portal.record import review_log, review_store, voiding
from portal.record.review_item import new_review_item
from portal.record.review_store import ReviewOutcome, StoredReview
from portal.schemas import (
    BatchReview,
    Fault,
    Review,
    ReviewLogPage,
    ReviewLogQuery,
    ReviewPayload,
    Reviews,
    ReviewsPayload,
    Success,
)
from portal.schemas.encoded import Encoded

ID_IN_USE = f"The review_id {EXAMPLE_REVIEW_ID} belongs to another review."
NOTHING_RECORDED = "Nothing is recorded, because of the reviews named here."

resource = Resource("reviews", "The learner's answers: storing, reading and taking back.")


@resource.endpoint(
    "POST",
    "/study_sessions/<id:study_session_id>/words/<id:word_id>/review",
    HTTPStatus.CREATED,
    HTTPStatus.OK,
    errors=not_found("study session") | conflict(ID_IN_USE),
)
async def post_review(
    study_session_id: int, word_id: int, payload: ReviewPayload
) -> tuple[Review, HTTPStatus]:
    """Store one review of a word.

    The response is sent when the review is on disk. A request with a `review_id` can be repeated:
    the same review counts once, and another one under that id is refused (409).
    """
    item = new_review_item(
        payload,
        word_id=word_id,
        study_session_id=study_session_id,
        arrived_at=portal().clock.now(),
        clock=portal().clock,
    )
    [outcome] = await portal().review_queue.store([item])
    if not isinstance(outcome, StoredReview):
        raise outcome
    return _review(outcome), HTTPStatus.OK if outcome.repeated else HTTPStatus.CREATED


@resource.endpoint(
    "POST",
    "/study_sessions/<id:study_session_id>/reviews",
    HTTPStatus.CREATED,
    HTTPStatus.OK,
    errors=not_found("study session")
    | conflict(NOTHING_RECORDED, Fault(path="reviews[0].review_id", message=ID_IN_USE)),
)
async def post_reviews(
    study_session_id: int, payload: ReviewsPayload
) -> tuple[Reviews, HTTPStatus]:
    """Store up to 1,000 reviews of a study session.

    All of them are stored or none. The response is sent when they are on disk. If some can't be
    stored, `errors` names each by its index.
    """
    reviews, faults = items(payload.reviews, BatchReview)
    now = portal().clock.now()
    batch = [
        new_review_item(
            review,
            word_id=review.word_id,
            study_session_id=study_session_id,
            arrived_at=now,
            clock=portal().clock,
        )
        for review in reviews.values()
    ]
    if faults:
        outcomes = await review_store.check_reviews(portal().database, batch)
    else:
        outcomes = await portal().review_queue.store(batch)
    _raise_faults(dict(zip(reviews, outcomes, strict=True)), faults)
    stored = [outcome for outcome in outcomes if isinstance(outcome, StoredReview)]
    repeated = sum(outcome.repeated for outcome in stored)
    created = len(stored) - repeated
    body = Reviews(
        study_session_id=study_session_id,
        created=created,
        repeated=repeated,
        items=[_review(outcome) for outcome in stored],
    )
    return body, HTTPStatus.CREATED if created else HTTPStatus.OK


@resource.endpoint("GET", "/reviews")
async def list_reviews(query: ReviewLogQuery) -> Encoded[ReviewLogPage]:
    """List the record of reviews.

    It has reviews, and entries that take a review back, oldest first. `next` of a response is the
    `after` of the next request. Entries never appear before a place that was already read.
    """
    return await review_log.fetch_log_page(portal().database, query)


@resource.endpoint(
    "DELETE", "/reviews/<uuid:review_id>", errors=not_found("review", EXAMPLE_REVIEW_ID)
)
async def void_review(review_id: UUID) -> Success:
    """Take a review back.

    An entry that voids it is appended to the record, and the review no longer counts. Nothing
    happens if it was taken back before.
    """
    await voiding.void_review(portal().database, review_id)
    return Success()


def _raise_faults(outcomes: dict[int, ReviewOutcome], faults: dict[int, Fault]) -> None:
    """Raise an error that names each item that can't be stored, if there is one.

    `outcomes` and `faults` are by the index of the item. Raises UnknownIdError if there is no such
    study session; BadRequestError with 409 if only review_ids are in conflict, else with 422.
    """
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.CONFLICT
    found = dict(faults)
    for index, outcome in outcomes.items():
        if isinstance(outcome, UnknownIdError):
            if outcome.kind == "study session":
                raise outcome
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            found[index] = Fault(path="word_id", message=str(outcome))
        elif not isinstance(outcome, StoredReview):
            found[index] = Fault(path="review_id", message=str(outcome))
    if found:
        raise BadRequestError(
            status,
            NOTHING_RECORDED,
            *(found[index].within(f"reviews[{index}]") for index in sorted(found)),
        )


def _review(stored: StoredReview) -> Review:
    item = stored.item
    return Review(
        word_id=item.word_id,
        study_session_id=item.study_session_id,
        correct=item.correct,
        created_at=portal().clock.local(item.created_at),
        review_id=item.review_id,
    )
