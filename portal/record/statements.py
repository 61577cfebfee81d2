"""The record as statements of xAPI 1.0.3.

A review is a statement that the learner answered a question: what a word means. The statement has
the id of the review. An entry that takes a review back is a voiding statement (xAPI 1.0.3, part
two, 2.3.2).
"""

from typing import Any
from uuid import UUID

from msgspec import UNSET

from portal.errors import UnknownIdError
from portal.record import review_log
from portal.record.review_log import DetailedEntry
from portal.schemas import StatementsQuery
from portal.storage.database import Database

DEFAULT_HOME = "http://localhost:5000"  # of a portal without PORTAL_PUBLIC_URL
MAX_STATEMENTS = 250  # on one page; reviews wait while they are encoded as JSON

ANSWERED = {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}}
VOIDED = {"id": "http://adlnet.gov/expapi/verbs/voided", "display": {"en": "voided"}}
QUESTION = "http://adlnet.gov/expapi/activities/cmi.interaction"

Statement = dict[str, Any]


async def list_statements(
    database: Database, query: StatementsQuery, home: str
) -> tuple[list[Statement], int | None]:
    """Return a page of statements (xAPI 1.0.3, part three, 2.1.3), without voided ones.

    The second value is the `after` of the next page, or None if this page is the last. `home` is
    the portal's address, without a slash at the end.
    """
    entries, after = await review_log.list_unvoided_entries(
        database,
        after=query.after if query.after is not UNSET else None,
        limit=min(query.limit or MAX_STATEMENTS, MAX_STATEMENTS),
        since=query.since or None,
        until=query.until or None,
        ascending=bool(query.ascending),
    )
    return [statement(entry, home) for entry in entries], after


async def get_statement(
    database: Database, statement_id: UUID, home: str, *, is_voided: bool
) -> Statement:
    """Return the statement with this id, which must be voided or must not.

    `home` is as in `list_statements`. Raises UnknownIdError.
    """
    entry = await review_log.find_entry(database, statement_id, is_voided=is_voided)
    if entry is None:
        raise UnknownIdError("statement", str(statement_id))
    return statement(entry, home)


def statement(entry: DetailedEntry, home: str) -> Statement:
    """Return an entry as a statement; `home` is as in `list_statements`."""
    common = {
        "id": entry.review_id,
        # The portal has one learner, who needs no login.
        "actor": {"objectType": "Agent", "account": {"homePage": home, "name": "learner"}},
        "stored": entry.stored_at,
        "authority": {"objectType": "Agent", "account": {"homePage": home, "name": "portal"}},
        "version": "1.0.0",  # for every version 1.0.x (xAPI 1.0.3, part two, 2.4.10)
    }
    if entry.voids is not None:
        return {
            **common,
            "verb": VOIDED,
            "object": {"objectType": "StatementRef", "id": entry.voids},
            "timestamp": entry.stored_at,
        }
    return {
        **common,
        "verb": ANSWERED,
        "object": {
            "objectType": "Activity",
            "id": f"{home}/words/{entry.word_id}",
            "definition": {
                "type": QUESTION,
                "interactionType": "other",
                "name": {"de": entry.german},
                "description": {"en": entry.english},
            },
        },
        "result": {"success": entry.correct},
        "context": {
            "platform": entry.activity_name,
            "contextActivities": {
                "parent": [{"id": f"{home}/study_sessions/{entry.study_session_id}"}],
                "grouping": [
                    {
                        "id": f"{home}/groups/{entry.group_id}",
                        "definition": {"name": {"en": entry.group_name}},
                    }
                ],
            },
        },
        "timestamp": entry.created_at,
    }
