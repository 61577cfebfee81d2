"""Words: what there is to learn, and how often each was answered right and wrong."""

from portal.api.endpoints import Resource
from portal.application import portal
from portal.data import words
from portal.schemas import Page, Word, WordDetails, WordsQuery

resource = Resource("words")


@resource.get("/words")
async def list_words(query: WordsQuery) -> Page[Word]:
    """List all words."""
    return await words.list_words(portal().database, query)


@resource.get("/words/<id:word_id>")
async def get_word(word_id: int) -> WordDetails:
    """Show one word, with the groups it is in."""
    return await words.get_word(portal().database, word_id)
