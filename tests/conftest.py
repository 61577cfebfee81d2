"""Fixtures: each test has its own portal on its own database file."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from portal import create_app
from portal.asgi import Asgi
from portal.http.application import Portal
from portal.operations import commands
from portal.settings import Settings, load_settings
from tests.support import lifespan

ZONE = "America/New_York"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"PORTAL_DATABASE": str(tmp_path / "words.db"), "PORTAL_TIMEZONE": ZONE})


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as after the first start, made once and copied for each test."""
    path = tmp_path_factory.mktemp("seeded") / "words.db"
    settings = load_settings({"PORTAL_DATABASE": str(path), "PORTAL_TIMEZONE": ZONE})
    asyncio.run(commands.bring_up_to_date(settings))
    return path


@pytest.fixture
def portal(settings: Settings, seeded: Path) -> Portal:
    """A portal on a seeded database, not opened yet."""
    shutil.copy(seeded, settings.database)
    return create_app(settings)


@pytest.fixture
async def asgi(portal: Portal) -> AsyncIterator[Asgi]:
    """The ASGI application of the portal, started as by a server."""
    app = Asgi(lambda: portal)
    async with lifespan(app):
        yield app


@pytest.fixture
async def client(asgi: Asgi) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the started portal, without a socket."""
    transport = httpx.ASGITransport(asgi)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client
