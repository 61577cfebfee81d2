"""Words: what there is to learn, and how often each was answered right and wrong."""

from flask import Blueprint, Response

from portal.api.requests import query
from portal.application import portal
from portal.data import words
from portal.responses import json_response
from portal.schemas import WordsQuery

blueprint = Blueprint("words", __name__)


@blueprint.get("/words")
async def list_words() -> Response:
    """List all words."""
    return json_response(await words.list_words(portal().database, query(WordsQuery)))


@blueprint.get("/words/<id:word_id>")
async def get_word(word_id: int) -> Response:
    """Show one word, with the groups it is in."""
    return json_response(await words.get_word(portal().database, word_id))
