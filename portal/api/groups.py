"""Groups: the thematic sets of words, and what was launched on them."""

from flask import Blueprint, Response

from portal.api.requests import query
from portal.application import portal
from portal.data import groups, study_sessions, words
from portal.responses import json_response
from portal.schemas import GroupsQuery, PageQuery, WordsQuery

blueprint = Blueprint("groups", __name__)


@blueprint.get("/groups")
async def list_groups() -> Response:
    """List all groups."""
    return json_response(await groups.list_groups(portal().database, query(GroupsQuery)))


@blueprint.get("/groups/<id:group_id>")
async def get_group(group_id: int) -> Response:
    """Show one group."""
    return json_response(await groups.get_group(portal().database, group_id))


@blueprint.get("/groups/<id:group_id>/words")
async def list_words(group_id: int) -> Response:
    """List a group's words."""
    page = await words.list_words_of_group(portal().database, group_id, query(WordsQuery))
    return json_response(page)


@blueprint.get("/groups/<id:group_id>/study_sessions")
async def list_study_sessions(group_id: int) -> Response:
    """List the study sessions launched on a group, newest first."""
    page = await study_sessions.list_study_sessions_of_group(
        portal().database, group_id, query(PageQuery)
    )
    return json_response(page)
