"""The views: one module a resource, no SQL."""

from portal.api import (
    dashboard,
    groups,
    health,
    resets,
    reviews,
    study_activities,
    study_sessions,
    words,
)

blueprints = (
    words.blueprint,
    groups.blueprint,
    study_sessions.blueprint,
    reviews.blueprint,
    study_activities.blueprint,
    dashboard.blueprint,
    resets.blueprint,
    health.blueprint,
)
