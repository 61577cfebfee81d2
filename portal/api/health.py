"""The portal's health, for those who watch over it."""

import asyncio
import sqlite3
from http import HTTPStatus

from flask import Blueprint, Response

from portal.application import portal
from portal.data import health
from portal.errors import UnavailableError
from portal.problems import RETRY_AFTER_S
from portal.responses import json_response
from portal.schemas import DatabaseHealth, Health

PATIENCE_S = 2.0

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
async def get_health() -> Response:
    """Tell process from database: 503 where the process answers and the database doesn't."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            schema_version, counts = await health.get_health(portal().database)
    except (TimeoutError, sqlite3.Error, UnavailableError):
        portal().logger.exception("The database doesn't answer")
        database = DatabaseHealth(status="unavailable", sqlite_version=sqlite3.sqlite_version)
        response = json_response(
            Health(status="unavailable", database=database), HTTPStatus.SERVICE_UNAVAILABLE
        )
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
        return response
    return json_response(
        Health(
            status="ok",
            database=DatabaseHealth(
                status="ok",
                sqlite_version=sqlite3.sqlite_version,
                schema_version=schema_version,
                counts=counts,
            ),
        )
    )
