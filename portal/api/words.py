"""Words of the vocabulary, with their counts of correct and wrong answers."""

from http import HTTPStatus

from portal.data import editing, suspensions, words
from portal.data.editing import Revisions
from portal.http.application import portal
from portal.http.endpoints import Resource, conflict, not_found, outdated
from portal.memory import due_words, word_memory
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
    WordMemory,
)
from portal.schemas.encoded import Encoded

SAME_TEXTS = conflict("The word 1 is the same already.")
REVIEWED = conflict("The word 1 has reviews, which a record store keeps.")

resource = Resource("words", "The vocabulary, with the counts of correct and wrong answers.")


@resource.endpoint("GET", "/words", errors=not_found("group"))
async def list_words(query: AllWordsQuery) -> Encoded[Page[Word]]:
    """List all words.

    They come in the order of the dictionary, or with `search` the best matches first. The counts
    are those of all study sessions.
    """
    return await words.list_words(portal().database, query)


@resource.endpoint("GET", "/words/due", errors=not_found("group"))
async def list_due_words(query: DueWordsQuery) -> Encoded[DueWords]:
    """List the words to practise next.

    Due words come first, the most urgent at the top, then words that were never studied, as many
    as may still be begun today. When a word is due follows from its reviews by FSRS.
    """
    limit = portal().settings.new_words_a_day
    return await due_words.list_due_words(portal().projection, query, limit)


@resource.endpoint("GET", "/words/<id:word_id>", errors=not_found("word"))
async def get_word(word_id: int) -> WordDetails:
    """Show one word with its groups.

    Its ETag is what an edit may send as `If-Match`.
    """
    return await words.get_word(portal().database, word_id)


@resource.endpoint("GET", "/words/<id:word_id>/memory", errors=not_found("word"))
async def get_word_memory(word_id: int) -> WordMemory:
    """Show how well a word is remembered.

    The probability of recall is that of today, by FSRS and the word's answers.
    """
    return await word_memory.get_word_memory(portal().projection, word_id)


@resource.endpoint(
    "PUT",
    "/words/<id:word_id>/suspension",
    HTTPStatus.CREATED,
    HTTPStatus.OK,
    errors=not_found("word"),
)
async def suspend_word(word_id: int) -> tuple[Success, HTTPStatus]:
    """Suspend a word that the learner knows.

    It is neither due nor new until the suspension is deleted. Nothing happens if it is suspended
    already.
    """
    is_new = await suspensions.suspend(portal().database, word_id)
    return Success(), HTTPStatus.CREATED if is_new else HTTPStatus.OK


@resource.endpoint("DELETE", "/words/<id:word_id>/suspension", errors=not_found("word"))
async def resume_word(word_id: int) -> Success:
    """End the suspension of a word.

    Nothing happens if it isn't suspended.
    """
    await suspensions.resume(portal().database, word_id)
    return Success()


@resource.endpoint("POST", "/words", HTTPStatus.CREATED, errors=not_found("group") | SAME_TEXTS)
async def create_word(payload: NewWord) -> WordDetails:
    """Add a word to the vocabulary, and to groups.

    If there is a word with the same German and English, the response is 409 and has its id as
    `existing_id`.
    """
    word_id = await editing.create_word(portal().database, payload)
    return await words.get_word(portal().database, word_id)


@resource.endpoint(
    "PATCH", "/words/<id:word_id>", errors=not_found("word") | outdated("word") | SAME_TEXTS
)
async def change_word(word_id: int, payload: WordChange, revisions: Revisions) -> WordDetails:
    """Change the given keys of a word.

    `parts` is replaced as a whole, or removed by null. With `If-Match`, the edit is refused (412)
    if the word has been edited since it was read; reviews don't count as edits.
    """
    await editing.change_word(portal().database, word_id, payload, revisions)
    return await words.get_word(portal().database, word_id)


@resource.endpoint(
    "DELETE", "/words/<id:word_id>", errors=not_found("word") | outdated("word") | REVIEWED
)
async def delete_word(word_id: int, revisions: Revisions) -> Success:
    """Delete a word that has no reviews.

    With `If-Match`, the deletion is refused (412) if the word has been edited since it was read.
    """
    await editing.delete_word(portal().database, word_id, revisions)
    return Success()
