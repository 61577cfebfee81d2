"""The portal's health, for those who watch over it."""

import asyncio
import sqlite3
from http import HTTPStatus

from portal.data import health
from portal.errors import UnavailableError
from portal.http.application import portal
from portal.http.endpoints import Resource
from portal.schemas import DatabaseHealth, Health

PATIENCE_S = 2.0

resource = Resource("health")


@resource.endpoint("GET", "/health", HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE)
async def get_health() -> tuple[Health, HTTPStatus]:
    """Tell process from database: 503 where the process answers and the database doesn't."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            schema_version, counts = await health.get_health(portal().database)
    except (TimeoutError, sqlite3.Error, UnavailableError):
        portal().logger.exception("The database doesn't answer")
        database = DatabaseHealth(status="unavailable", sqlite_version=sqlite3.sqlite_version)
        return Health(status="unavailable", database=database), HTTPStatus.SERVICE_UNAVAILABLE
    database = DatabaseHealth(
        status="ok",
        sqlite_version=sqlite3.sqlite_version,
        schema_version=schema_version,
        counts=counts,
    )
    return Health(status="ok", database=database), HTTPStatus.OK
