"""Study sessions, and the words that were reviewed in them."""

from portal.data import study_sessions, words
from portal.http.application import portal
from portal.http.endpoints import Resource, not_found
from portal.schemas import Page, PageQuery, StudySession, Word
from portal.schemas.encoded import Encoded

resource = Resource("study_sessions", "Study sessions, and the words reviewed in them.")


@resource.endpoint("GET", "/study_sessions")
async def list_study_sessions(query: PageQuery) -> Encoded[Page[StudySession]]:
    """List all study sessions.

    The newest come first.
    """
    return await study_sessions.list_study_sessions(portal().database, query)


@resource.endpoint(
    "GET", "/study_sessions/<id:study_session_id>", errors=not_found("study session")
)
async def get_study_session(study_session_id: int) -> StudySession:
    """Show one study session.

    It has the names of its group and its study activity, and its counts.
    """
    return await study_sessions.get_study_session(portal().database, study_session_id)


@resource.endpoint(
    "GET", "/study_sessions/<id:study_session_id>/words", errors=not_found("study session")
)
async def list_words_of_study_session(
    study_session_id: int, query: PageQuery
) -> Encoded[Page[Word]]:
    """List the words that were reviewed in a study session.

    They come in the order of their first review, with the counts of that session.
    """
    return await words.list_words_of_study_session(portal().database, study_session_id, query)
