"""The same three endpoints in FastAPI."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query
from pydantic import BaseModel, StrictBool

from tests.bench.peer_database import PeerDatabase

database = PeerDatabase()


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Open the database, and close it at the end."""
    await database.open()
    yield
    await database.close()


app = FastAPI(lifespan=lifespan)


class Review(BaseModel):
    """The payload of a review."""

    correct: StrictBool


@app.get("/api/words")
async def words(page: Annotated[int, Query(ge=1)] = 1) -> dict[str, Any]:
    """List words."""
    return await database.page_of_words(page, 100)


@app.get("/api/words/{word_id}")
async def word(word_id: int) -> dict[str, Any]:
    """Show one word."""
    found = await database.word(word_id)
    if found is None:
        raise HTTPException(404)
    return found


@app.post("/api/study_sessions/{study_session_id}/words/{word_id}/review", status_code=201)
async def review(study_session_id: int, word_id: int, payload: Review) -> dict[str, Any]:
    """Store a review."""
    return await database.review(study_session_id, word_id, payload.correct)
