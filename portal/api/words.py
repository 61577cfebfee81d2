"""Words: what there is to learn, and how often each was answered right and wrong."""

from http import HTTPStatus

from portal.api.endpoints import Resource
from portal.application import portal
from portal.data import due, inventory, words
from portal.data.inventory import Revisions
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

resource = Resource("words")


@resource.get("/words", errors=(HTTPStatus.NOT_FOUND,))
async def list_words(query: AllWordsQuery) -> Page[Word]:
    """List all words."""
    return await words.list_words(portal().database, query)


@resource.get("/words/due", errors=(HTTPStatus.NOT_FOUND,))
async def list_due_words(query: DueWordsQuery) -> DueWords:
    """List what to practise next: the words that are due, filled up with new ones."""
    await portal().projection.refresh()
    return await due.list_due_words(portal().database, query)


@resource.get("/words/<id:word_id>")
async def get_word(word_id: int) -> WordDetails:
    """Show one word, with the groups it is in."""
    return await words.get_word(portal().database, word_id)


@resource.post("/words", HTTPStatus.CREATED, errors=(HTTPStatus.CONFLICT,))
async def create_word(payload: NewWord) -> WordDetails:
    """Add a word."""
    word_id = await inventory.create_word(portal().database, payload)
    return await words.get_word(portal().database, word_id)


@resource.patch("/words/<id:word_id>", errors=(HTTPStatus.CONFLICT,))
async def change_word(word_id: int, payload: WordChange, revisions: Revisions) -> WordDetails:
    """Change what is given of a word; what isn't given stays."""
    await inventory.change_word(portal().database, word_id, payload, revisions)
    return await words.get_word(portal().database, word_id)


@resource.delete("/words/<id:word_id>", errors=(HTTPStatus.CONFLICT,))
async def delete_word(word_id: int, revisions: Revisions) -> Success:
    """Delete a word that was never reviewed."""
    await inventory.delete_word(portal().database, word_id, revisions)
    return Success()
