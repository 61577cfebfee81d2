"""Reviews: answers to words, recorded one by one or many at once."""

from http import HTTPStatus
from uuid import UUID

from portal.errors import UnknownIdError
from portal.http.application import portal
from portal.http.endpoints import EXAMPLE_REVIEW_ID, Resource, conflict, not_found
from portal.http.problems import BadRequestError
from portal.http.requests import items
from portal.record import review_log, review_store
from portal.record.review_store import Outcome, Recorded, Submission
from portal.schemas import (
    Answer,
    Fault,
    RecordPage,
    RecordQuery,
    Review,
    ReviewPayload,
    Reviews,
    ReviewsPayload,
    Success,
)

ID_IN_USE = f"The review_id {EXAMPLE_REVIEW_ID} belongs to another review."
NOTHING_RECORDED = "Nothing is recorded, because of the reviews named here."

resource = Resource("reviews")


@resource.endpoint(
    "POST",
    "/study_sessions/<id:study_session_id>/words/<id:word_id>/review",
    HTTPStatus.CREATED,
    HTTPStatus.OK,
    errors=not_found("study session") | conflict(ID_IN_USE),
)
async def review(
    study_session_id: int, word_id: int, payload: ReviewPayload
) -> tuple[Review, HTTPStatus]:
    """Record one answer to one word; answered once it is on disk."""
    answer = Answer(
        word_id=word_id,
        correct=payload.correct,
        review_id=payload.review_id,
        created_at=payload.created_at,
    )
    [outcome] = await portal().recorder.record(_submission(study_session_id, [answer]))
    if not isinstance(outcome, Recorded):
        raise outcome
    status = HTTPStatus.OK if outcome.repeated else HTTPStatus.CREATED
    return _review(study_session_id, answer, outcome), status


@resource.endpoint(
    "POST",
    "/study_sessions/<id:study_session_id>/reviews",
    HTTPStatus.CREATED,
    HTTPStatus.OK,
    errors=not_found("study session")
    | conflict(NOTHING_RECORDED, Fault(path="reviews[0].review_id", message=ID_IN_USE)),
)
async def review_many(study_session_id: int, payload: ReviewsPayload) -> tuple[Reviews, HTTPStatus]:
    """Record up to 1,000 answers, all or none; answered once they are on disk."""
    answers, faults = items(payload.reviews, Answer)
    submission = _submission(study_session_id, [*answers.values()])
    if faults:
        outcomes = await review_store.check(portal().database, submission)
    else:
        outcomes = await portal().recorder.record(submission)
    _refuse_faulty(dict(zip(answers, outcomes, strict=True)), faults)
    recorded = [outcome for outcome in outcomes if isinstance(outcome, Recorded)]
    repeated = sum(one.repeated for one in recorded)
    created = len(recorded) - repeated
    body = Reviews(
        study_session_id=study_session_id,
        created=created,
        repeated=repeated,
        items=[
            _review(study_session_id, answer, one)
            for answer, one in zip(answers.values(), recorded, strict=True)
        ],
    )
    return body, HTTPStatus.CREATED if created else HTTPStatus.OK


@resource.endpoint("GET", "/reviews")
async def list_reviews(query: RecordQuery) -> RecordPage:
    """List the record: reviews, and which of them were taken back, as they came."""
    return await review_log.list_record(portal().database, query)


@resource.endpoint(
    "DELETE", "/reviews/<uuid:review_id>", errors=not_found("review", EXAMPLE_REVIEW_ID)
)
async def take_back(review_id: UUID) -> Success:
    """Take a review back: a record is appended that voids it, and it no longer counts."""
    await review_log.take_back(portal().database, review_id)
    return Success()


def _submission(study_session_id: int, answers: list[Answer]) -> Submission:
    return Submission(study_session_id, answers, arrived=portal().clock.now())


def _refuse_faulty(outcomes: dict[int, Outcome], faults: dict[int, Fault]) -> None:
    """Raise an error that names every bad item; `outcomes` and `faults` are by index."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.CONFLICT
    found = dict(faults)
    for index, outcome in outcomes.items():
        if isinstance(outcome, UnknownIdError):
            if outcome.kind == "study session":
                raise outcome
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            found[index] = Fault(path="word_id", message=str(outcome))
        elif not isinstance(outcome, Recorded):
            found[index] = Fault(path="review_id", message=str(outcome))
    if found:
        raise BadRequestError(
            status,
            NOTHING_RECORDED,
            *(found[index].within(f"reviews[{index}]") for index in sorted(found)),
        )


def _review(study_session_id: int, answer: Answer, recorded: Recorded) -> Review:
    return Review(
        word_id=answer.word_id,
        study_session_id=study_session_id,
        correct=answer.correct,
        created_at=portal().clock.local(recorded.created_at),
        review_id=recorded.review_id,
    )
