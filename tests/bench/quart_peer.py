"""The same three endpoints in Quart."""

from typing import Any

from quart import Quart, abort, request

from tests.bench.peer_database import PeerDatabase

app = Quart(__name__)
database = PeerDatabase()


@app.before_serving
async def start() -> None:
    """Open the database."""
    await database.open()


@app.after_serving
async def stop() -> None:
    """Close the database."""
    await database.close()


@app.get("/api/words")
async def words() -> dict[str, Any]:
    """List words."""
    page = request.args.get("page", 1, type=int)
    return await database.page_of_words(page, 100)


@app.get("/api/words/<int:word_id>")
async def word(word_id: int) -> dict[str, Any]:
    """Show one word."""
    found = await database.word(word_id)
    if found is None:
        abort(404)
    return found


@app.post("/api/study_sessions/<int:study_session_id>/words/<int:word_id>/review")
async def review(study_session_id: int, word_id: int) -> tuple[dict[str, Any], int]:
    """Store a review."""
    payload = await request.get_json()
    if not isinstance(payload, dict) or not isinstance(payload.get("correct"), bool):
        abort(422)
    return await database.review(study_session_id, word_id, payload["correct"]), 201
