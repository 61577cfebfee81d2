"""The two resets."""

import asyncio

from flask import Blueprint, Response

from portal.application import portal
from portal.data import history
from portal.responses import json_response
from portal.schemas import Done
from portal.seeding import read_seeds

blueprint = Blueprint("resets", __name__)


@blueprint.post("/reset_history")
async def reset_history() -> Response:
    """Delete all study sessions and reviews; words, groups and activities stay."""
    backup = await history.reset_history(portal().database)
    return json_response(Done(message="Study history has been reset", backup=backup.name))


@blueprint.post("/full_reset")
async def full_reset() -> Response:
    """Bring the portal back to a fresh installation."""
    seeds = await asyncio.to_thread(read_seeds)
    _, backup = await history.full_reset(portal().database, seeds)
    return json_response(Done(message="System has been fully reset", backup=backup.name))
