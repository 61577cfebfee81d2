"""The views: one module a resource, no SQL."""

from portal.api import (
    dashboard,
    documentation,
    groups,
    health,
    resets,
    reviews,
    statements,
    study_activities,
    study_sessions,
    word_import,
    words,
)

docs = documentation.docs
resources = (
    words.resource,
    word_import.resource,
    groups.resource,
    study_sessions.resource,
    reviews.resource,
    statements.resource,
    study_activities.resource,
    dashboard.resource,
    resets.resource,
    health.resource,
    documentation.resource,
)
