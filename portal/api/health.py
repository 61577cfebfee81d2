"""The health of the portal, for monitoring."""

import asyncio
import sqlite3
from http import HTTPStatus

from portal.data import health
from portal.errors import UnavailableError
from portal.http.application import portal
from portal.http.endpoints import Resource
from portal.schemas import DatabaseHealth, Health

TIMEOUT_S = 2.0

resource = Resource("health", "The health of the portal, for monitoring.")


@resource.endpoint("GET", "/health", HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE)
async def get_health() -> tuple[Health, HTTPStatus]:
    """Show the health of the database and of the learner's memory.

    The status code is 503 only if the database does not answer. If the memory is failing, the
    portal still answers every request, so that is no reason to stop sending requests to it.
    """
    try:
        async with asyncio.timeout(TIMEOUT_S):
            schema_version, counts = await health.get_health(portal().database)
            memory = await portal().projection.health()
    except (TimeoutError, sqlite3.Error, UnavailableError):
        portal().logger.exception("The database does not answer")
        database = DatabaseHealth(status="unavailable", sqlite_version=sqlite3.sqlite_version)
        return Health(status="unavailable", database=database), HTTPStatus.SERVICE_UNAVAILABLE
    database = DatabaseHealth(
        status="ok",
        sqlite_version=sqlite3.sqlite_version,
        schema_version=schema_version,
        counts=counts,
    )
    body = Health(
        status="degraded" if memory.status == "failing" else "ok", database=database, memory=memory
    )
    return body, HTTPStatus.OK
