"""Groups: the thematic sets of words, and what was launched on them."""

from portal.api.endpoints import Resource
from portal.application import portal
from portal.data import groups, study_sessions, words
from portal.schemas import (
    Group,
    GroupDetails,
    GroupsQuery,
    Page,
    PageQuery,
    StudySession,
    Word,
    WordsQuery,
)

resource = Resource("groups")


@resource.get("/groups")
async def list_groups(query: GroupsQuery) -> Page[Group]:
    """List all groups."""
    return await groups.list_groups(portal().database, query)


@resource.get("/groups/<id:group_id>")
async def get_group(group_id: int) -> GroupDetails:
    """Show one group."""
    return await groups.get_group(portal().database, group_id)


@resource.get("/groups/<id:group_id>/words")
async def list_words(group_id: int, query: WordsQuery) -> Page[Word]:
    """List a group's words."""
    return await words.list_words_of_group(portal().database, group_id, query)


@resource.get("/groups/<id:group_id>/study_sessions")
async def list_study_sessions(group_id: int, query: PageQuery) -> Page[StudySession]:
    """List the study sessions launched on a group, newest first."""
    return await study_sessions.list_study_sessions_of_group(portal().database, group_id, query)
