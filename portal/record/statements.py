"""Entries of the record as statements of xAPI 1.0.3.

A statement of a review says that the learner answered the question that a word is. Its id is the
review's; one that takes a review back is the standard's own voiding statement (part two, 2.3.2).
"""

from typing import Any

from portal.record.review_log import Entry

ANSWERED = {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}}
VOIDED = {"id": "http://adlnet.gov/expapi/verbs/voided", "display": {"en": "voided"}}
QUESTION = "http://adlnet.gov/expapi/activities/cmi.interaction"

HOME = "http://localhost:5000"  # of a portal that has no public address


def statement(entry: Entry, home: str) -> dict[str, Any]:
    """Return the xAPI statement of an entry; `home` is the portal's address, without a slash."""
    common = {
        "id": entry.review_id,
        # One learner, and no login.
        "actor": {"objectType": "Agent", "account": {"homePage": home, "name": "learner"}},
        "stored": entry.stored_at,
        "authority": {"objectType": "Agent", "account": {"homePage": home, "name": "portal"}},
        "version": "1.0.0",  # of every 1.0.x (xAPI 1.0.3, part two, 2.4.10)
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
