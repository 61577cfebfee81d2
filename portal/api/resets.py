"""The reset of the history, and the reset of everything."""

import asyncio

from portal.http.application import portal
from portal.http.endpoints import Resource
from portal.operations import resets
from portal.schemas import Done
from portal.word_lists.seeds import read_seeds

resource = Resource("resets", "Starting again, with a backup of what was there.")


@resource.endpoint("POST", "/reset_history")
async def reset_history() -> Done:
    """Delete all study sessions and reviews.

    Words, groups and study activities stay. A backup is made first; the response has its name.
    """
    backup = await resets.reset_history(portal().database)
    return Done(message="Study history has been reset", backup=backup.name)


@resource.endpoint("POST", "/full_reset")
async def full_reset() -> Done:
    """Reset the portal to the state of a new installation.

    Everything is replaced by the vocabulary that comes with the portal. A backup is made first;
    the response has its name. Ids are never given out twice.
    """
    seeds = await asyncio.to_thread(read_seeds)
    _, backup = await resets.full_reset(portal().database, seeds)
    return Done(message="System has been fully reset", backup=backup.name)
