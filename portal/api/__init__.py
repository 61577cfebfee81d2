"""The views: one module a resource, no SQL."""

from portal.api import (
    dashboard,
    groups,
    health,
    interface,
    resets,
    reviews,
    statements,
    study_activities,
    study_sessions,
    word_lists,
    words,
)

docs = interface.docs
resources = (
    words.resource,
    word_lists.resource,
    groups.resource,
    study_sessions.resource,
    reviews.resource,
    statements.resource,
    study_activities.resource,
    dashboard.resource,
    resets.resource,
    health.resource,
    interface.resource,
)
