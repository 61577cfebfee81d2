"""Study sessions, and the words reviewed in them."""

from flask import Blueprint, Response

from portal.api.requests import query
from portal.application import portal
from portal.data import study_sessions, words
from portal.responses import json_response
from portal.schemas import PageQuery

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
