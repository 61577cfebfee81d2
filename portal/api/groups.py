"""Groups of words, and the study sessions that were launched on them."""

from http import HTTPStatus

from portal.data import editing, groups, study_sessions, words
from portal.data.editing import Revisions
from portal.http.application import portal
from portal.http.endpoints import Resource, conflict, not_found, outdated
from portal.schemas import (
    Group,
    GroupChange,
    GroupDetails,
    GroupsQuery,
    NewGroup,
    Page,
    PageQuery,
    StudySession,
    Success,
    Word,
    WordsQuery,
)
from portal.schemas.encoded import Encoded

SAME_NAME = conflict("The group 1 is the same already.")
STUDIED = conflict("The group 1 has study sessions, which a record store keeps.")

resource = Resource("groups", "Thematic groups of words.")


@resource.endpoint("GET", "/groups")
async def list_groups(query: GroupsQuery) -> Encoded[Page[Group]]:
    """List all groups.

    Each has the number of its words, of those that have been studied, and of those that are
    mastered: their stability (FSRS) is at least 21 days.
    """
    return await groups.list_groups(portal().projection, query)


@resource.endpoint("GET", "/groups/<id:group_id>", errors=not_found("group"))
async def get_group(group_id: int) -> GroupDetails:
    """Show one group.

    Its ETag is what an edit may send as `If-Match`.
    """
    return await groups.get_group(portal().projection, group_id)


@resource.endpoint("GET", "/groups/<id:group_id>/words", errors=not_found("group"))
async def list_words_of_group(group_id: int, query: WordsQuery) -> Encoded[Page[Word]]:
    """List the words of a group.

    The counts are those of all study sessions.
    """
    return await words.list_words_of_group(portal().database, group_id, query)


@resource.endpoint("GET", "/groups/<id:group_id>/study_sessions", errors=not_found("group"))
async def list_study_sessions_of_group(
    group_id: int, query: PageQuery
) -> Encoded[Page[StudySession]]:
    """List the study sessions launched on a group.

    The newest come first.
    """
    return await study_sessions.list_study_sessions_of_group(portal().database, group_id, query)


@resource.endpoint("POST", "/groups", HTTPStatus.CREATED, errors=SAME_NAME)
async def create_group(payload: NewGroup) -> GroupDetails:
    """Add a group without words.

    The name of a group is unique: if there is a group of that name, the response is 409 and has
    its id as `existing_id`.
    """
    group_id = await editing.create_group(portal().database, payload)
    return await groups.get_group(portal().projection, group_id)


@resource.endpoint(
    "PATCH", "/groups/<id:group_id>", errors=not_found("group") | outdated("group") | SAME_NAME
)
async def change_group(group_id: int, payload: GroupChange, revisions: Revisions) -> GroupDetails:
    """Rename a group.

    With `If-Match`, the edit is refused (412) if the group has been edited since it was read.
    """
    await editing.change_group(portal().database, group_id, payload, revisions)
    return await groups.get_group(portal().projection, group_id)


@resource.endpoint(
    "DELETE", "/groups/<id:group_id>", errors=not_found("group") | outdated("group") | STUDIED
)
async def delete_group(group_id: int, revisions: Revisions) -> Success:
    """Delete a group that has no study sessions.

    Its words stay. With `If-Match`, the deletion is refused (412) if the group has been edited
    since it was read.
    """
    await editing.delete_group(portal().database, group_id, revisions)
    return Success()


@resource.endpoint(
    "PUT",
    "/groups/<id:group_id>/words/<id:word_id>",
    HTTPStatus.CREATED,
    HTTPStatus.OK,
    errors=not_found("group"),
)
async def add_word_to_group(group_id: int, word_id: int) -> tuple[Success, HTTPStatus]:
    """Add a word to a group.

    Nothing happens if it is in the group already.
    """
    is_new = await editing.add_word_to_group(portal().database, group_id, word_id)
    return Success(), HTTPStatus.CREATED if is_new else HTTPStatus.OK


@resource.endpoint("DELETE", "/groups/<id:group_id>/words/<id:word_id>", errors=not_found("group"))
async def remove_word_from_group(group_id: int, word_id: int) -> Success:
    """Remove a word from a group.

    The word itself stays. Nothing happens if it isn't in the group.
    """
    await editing.remove_word_from_group(portal().database, group_id, word_id)
    return Success()
