"""Words: lists of them, and one with its details."""

from msgspec import UNSET, Raw
from msgspec.json import decode

from portal.data.search import parse_search
from portal.errors import UnknownIdError
from portal.schemas import (
    AllWordsQuery,
    GroupName,
    Page,
    PageQuery,
    Word,
    WordDetails,
    WordsQuery,
    WordStats,
)
from portal.schemas.encoded import Encoded
from portal.storage.database import Database
from portal.storage.filters import Filters
from portal.storage.pages import fetch_page
from portal.text import normalise

_WORDS = """
    words
    JOIN word_counts ON word_counts.word_id = words.id
"""
_WORDS_OF_GROUP = """
    words_groups
    JOIN words ON words.id = words_groups.word_id
    JOIN word_counts ON word_counts.word_id = words.id
"""

# The ORDER BY clauses, by the `sort_by` and the `order` of a query.
_ORDER_BY = {
    ("german", "asc"): "words.german_key, words.id",
    ("german", "desc"): "words.german_key DESC, words.id DESC",
    ("english", "asc"): "words.english_key, words.id",
    ("english", "desc"): "words.english_key DESC, words.id DESC",
    ("correct_count", "asc"): "word_counts.correct_count, words.id",
    ("correct_count", "desc"): "word_counts.correct_count DESC, words.id DESC",
    ("wrong_count", "asc"): "word_counts.wrong_count, words.id",
    ("wrong_count", "desc"): "word_counts.wrong_count DESC, words.id DESC",
    ("id", "asc"): "words.id",
    ("id", "desc"): "words.id DESC",
}
# Exact matches come first, then the shortest texts. FTS5's own rank, bm25, is the same for all
# single words, and takes three times as long.
_ORDER_BY_RELEVANCE = """
    :text IN (words.german_key, words.english_key) DESC,
    length(words.german_key) + length(words.english_key),
    words.id
"""


async def list_words(database: Database, query: AllWordsQuery) -> Encoded[Page[Word]]:
    """Return a page of all words, or of one group's words, with their counts of all sessions.

    Raises UnknownIdError if the query names a group that doesn't exist.
    """
    if query.group_id is not UNSET:
        return await list_words_of_group(database, query.group_id, query)
    tables, filters = _tables(_WORDS, query), _filters(query)
    if _only_searches(query):
        # The search index can count its words ten times as fast as a join with other tables.
        total = f"SELECT count(*) FROM word_search {filters.where()}"
    elif filters:
        total = f"SELECT count(*) FROM {tables} {filters.where()}"
    else:
        total = "SELECT word_count FROM total_counts"
    return await fetch_page(
        database,
        Word,
        query,
        owner=None,
        total=total,
        items=_items(tables, filters, query),
        **filters.values,
    )


async def list_words_of_group(
    database: Database, group_id: int, query: WordsQuery
) -> Encoded[Page[Word]]:
    """Return a page of a group's words, with their counts of all sessions.

    Raises UnknownIdError if the group doesn't exist.
    """
    tables, filters = _tables(_WORDS_OF_GROUP, query), _filters(query)
    total = "SELECT word_count FROM group_counts WHERE group_id = :id"
    is_filtered = bool(filters)
    filters.add("words_groups.group_id = :id", id=group_id)
    if is_filtered:
        total = f"""
            SELECT (SELECT count(*) FROM {tables} {filters.where()})
            FROM group_counts
            WHERE group_id = :id
        """
    return await fetch_page(
        database,
        Word,
        query,
        owner=("group", group_id),
        total=total,
        items=_items(tables, filters, query),
        **filters.values,
    )


async def list_words_of_study_session(
    database: Database, study_session_id: int, query: PageQuery
) -> Encoded[Page[Word]]:
    """Return a page of the words that were reviewed in a session, with their counts of it.

    They are in the order of their first review. Raises UnknownIdError if the session doesn't
    exist.
    """
    return await fetch_page(
        database,
        Word,
        query,
        owner=("study session", study_session_id),
        total="SELECT word_count FROM study_session_counts WHERE study_session_id = :id",
        items="""
            SELECT words.id, german, english, parts, correct_count, wrong_count
            FROM study_session_word_counts AS counts
            JOIN words ON words.id = counts.word_id
            WHERE counts.study_session_id = :id
            ORDER BY counts.first_review_item_id
            LIMIT :limit OFFSET :offset
        """,
    )


async def get_word(database: Database, word_id: int) -> WordDetails:
    """Return one word with its groups, or raise UnknownIdError."""
    row = await database.fetch_one(
        """
        SELECT words.id, german, english, parts, revision, correct_count, wrong_count,
            EXISTS (SELECT 1 FROM suspensions WHERE word_id = words.id) AS suspended, (
            SELECT json_group_array(json_object('id', id, 'name', name))
            FROM (
                SELECT groups.id, groups.name
                FROM words_groups
                JOIN groups ON groups.id = words_groups.group_id
                WHERE words_groups.word_id = words.id
                ORDER BY groups.name_key, groups.id
            )
        ) AS groups
        FROM words
        JOIN word_counts ON word_counts.word_id = words.id
        WHERE words.id = ?
        """,
        (word_id,),
    )
    if row is None:
        raise UnknownIdError("word", word_id)
    return WordDetails(
        id=row["id"],
        german=row["german"],
        english=row["english"],
        parts=row["parts"] and Raw(row["parts"].encode()),
        correct_count=row["correct_count"],
        wrong_count=row["wrong_count"],
        stats=WordStats(correct_count=row["correct_count"], wrong_count=row["wrong_count"]),
        groups=decode(row["groups"], type=list[GroupName]),
        suspended=bool(row["suspended"]),
        revision=row["revision"],
    )


def _tables(words: str, query: WordsQuery) -> str:
    """Return the tables of a FROM clause: `words`, and the search index if it is needed."""
    if _is_search(query):
        return f"{words} JOIN word_search ON word_search.rowid = words.id"
    return words


def _filters(query: WordsQuery) -> Filters:
    filters = Filters()
    if query.pos:
        filters.add("words.pos = :pos", pos=normalise(query.pos))
    if query.cefr:
        filters.add("words.cefr = :cefr", cefr=normalise(query.cefr))
    if query.studied is not UNSET:
        filters.add("(correct_count + wrong_count > 0) = :studied", studied=query.studied)
    if _is_search(query):
        search = parse_search(query.search)
        # The text is a parameter of _ORDER_BY_RELEVANCE.
        filters.add("word_search MATCH :match", match=search.match, text=search.text)
    return filters


def _is_search(query: WordsQuery) -> bool:
    return bool(query.search.strip())


def _only_searches(query: WordsQuery) -> bool:
    return _is_search(query) and not query.pos and not query.cefr and query.studied is UNSET


def _items(tables: str, filters: Filters, query: WordsQuery) -> str:
    if _is_search(query) and query.sort_by is UNSET:
        order_by = _ORDER_BY_RELEVANCE
    else:
        order_by = _ORDER_BY[query.sort_by or "german", query.order]
    return f"""
        SELECT words.id, german, english, parts, correct_count, wrong_count
        FROM {tables}
        {filters.where()}
        ORDER BY {order_by}
        LIMIT :limit OFFSET :offset
    """
