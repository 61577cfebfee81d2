"""Study sessions, the words reviewed in them, and the reviews themselves."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response

from portal.api.requests import payload, query
from portal.application import portal
from portal.data import study_sessions, words
from portal.responses import json_response
from portal.schemas import PageQuery, Review, ReviewPayload

blueprint = Blueprint("study_sessions", __name__)


@blueprint.get("/study_sessions")
async def list_study_sessions() -> Response:
    """List all study sessions, newest first."""
    return json_response(
        await study_sessions.list_study_sessions(portal().database, query(PageQuery))
    )


@blueprint.get("/study_sessions/<id:study_session_id>")
async def get_study_session(study_session_id: int) -> Response:
    """Show one study session."""
    return json_response(
        await study_sessions.get_study_session(portal().database, study_session_id)
    )


@blueprint.get("/study_sessions/<id:study_session_id>/words")
async def list_words(study_session_id: int) -> Response:
    """List the words reviewed in a study session, in the order of their first review."""
    page = await words.list_words_of_study_session(
        portal().database, study_session_id, query(PageQuery)
    )
    return json_response(page)


@blueprint.post("/study_sessions/<id:study_session_id>/words/<id:word_id>/review")
async def review(study_session_id: int, word_id: int) -> Response:
    """Record one answer to one word; answered once it is on disk."""
    new = payload(ReviewPayload)
    recorded = await portal().recorder.record(
        study_session_id=study_session_id,
        word_id=word_id,
        correct=new.correct,
        review_id=new.review_id,
        created_at=new.created_at,
    )
    return json_response(
        Review(
            word_id=word_id,
            study_session_id=study_session_id,
            correct=new.correct,
            created_at=portal().clock.local(recorded.created_at),
            review_id=UUID(recorded.review_id),
        ),
        HTTPStatus.OK if recorded.repeated else HTTPStatus.CREATED,
    )
