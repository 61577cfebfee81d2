"""Words of the vocabulary, with their counts of correct and wrong answers."""

from http import HTTPStatus

from portal.data import editing, words
from portal.data.editing import Revisions
from portal.http.application import portal
from portal.http.endpoints import Resource, conflict, not_found, outdated
from portal.memory import due_words
from portal.schemas import (
    AllWordsQuery,
    DueWords,
    DueWordsQuery,
    NewWord,
    Page,
    Success,
    Word,
    WordChange,
    WordDetails,
)
from portal.schemas.encoded import Encoded

SAME_TEXTS = conflict("The word 1 is the same already.")
REVIEWED = conflict("The word 1 has reviews, which a record store keeps.")

resource = Resource("words")


@resource.endpoint("GET", "/words", errors=not_found("group"))
async def list_words(query: AllWordsQuery) -> Encoded[Page[Word]]:
    """List all words."""
    return await words.list_words(portal().database, query)


@resource.endpoint("GET", "/words/due", errors=not_found("group"))
async def list_due_words(query: DueWordsQuery) -> Encoded[DueWords]:
    """List the words to practise next: due words, then new words."""
    return await due_words.list_due_words(portal().projection, query)


@resource.endpoint("GET", "/words/<id:word_id>", errors=not_found("word"))
async def get_word(word_id: int) -> WordDetails:
    """Show one word with its groups."""
    return await words.get_word(portal().database, word_id)


@resource.endpoint("POST", "/words", HTTPStatus.CREATED, errors=SAME_TEXTS)
async def create_word(payload: NewWord) -> WordDetails:
    """Add a word."""
    word_id = await editing.create_word(portal().database, payload)
    return await words.get_word(portal().database, word_id)


@resource.endpoint(
    "PATCH", "/words/<id:word_id>", errors=not_found("word") | outdated("word") | SAME_TEXTS
)
async def change_word(word_id: int, payload: WordChange, revisions: Revisions) -> WordDetails:
    """Change the given fields of a word."""
    await editing.change_word(portal().database, word_id, payload, revisions)
    return await words.get_word(portal().database, word_id)


@resource.endpoint(
    "DELETE", "/words/<id:word_id>", errors=not_found("word") | outdated("word") | REVIEWED
)
async def delete_word(word_id: int, revisions: Revisions) -> Success:
    """Delete a word without reviews."""
    await editing.delete_word(portal().database, word_id, revisions)
    return Success()
