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
# single words.
_ORDER_BY_RELEVANCE = """
    :text IN (words.german_key, words.english_key) DESC,
    words.search_order
"""
# The rowids of the search index are the words' `search_order`, with the id in the lower 40 bits.
_FOUND_IDS = """
    SELECT word_search.rowid & 0xFFFFFFFFFF FROM word_search WHERE word_search MATCH :match
"""
# A page of found words in the same order. The index finds the words in the order of `search_order`,
# so that SQLite reads no more of those that aren't exact matches than the page needs.
_FOUND_WORDS = """
    WITH same (search_order) AS MATERIALIZED (
        SELECT search_order FROM words WHERE german_key = :text
        UNION
        SELECT search_order FROM words WHERE english_key = :text
    ),
    exact AS MATERIALIZED (
        SELECT search_order
        FROM same
        CROSS JOIN word_search ON word_search.rowid = same.search_order
        WHERE word_search MATCH :match
    ),
    page AS (
        SELECT *
        FROM (
            SELECT TRUE AS is_exact, search_order
            FROM exact
            ORDER BY search_order
            LIMIT :limit OFFSET :offset
        )
        UNION ALL
        SELECT *
        FROM (
            SELECT FALSE, word_search.rowid
            FROM word_search
            WHERE word_search MATCH :match AND word_search.rowid NOT IN exact
            ORDER BY word_search.rowid
            LIMIT :limit OFFSET max(0, :offset - (SELECT count(*) FROM exact))
        )
    )
    SELECT words.id, german, english, parts, correct_count, wrong_count
    FROM page
    JOIN words ON words.id = page.search_order & 0xFFFFFFFFFF
    JOIN word_counts ON word_counts.word_id = words.id
    ORDER BY is_exact DESC, page.search_order
    LIMIT :limit
"""


async def list_words(database: Database, query: AllWordsQuery) -> Encoded[Page[Word]]:
    """Return a page of all words, or of one group's words, with their counts of all sessions.

    Raises UnknownIdError if the query names a group that doesn't exist.
    """
    if query.group_id is not UNSET:
        return await list_words_of_group(database, query.group_id, query)
    filters = _filters(query)
    items = _items(_WORDS, filters, query)
    if _only_searches(query):
        # The search index can count its words ten times as fast as a join with other tables.
        total = f"SELECT count(*) FROM ({_FOUND_IDS})"
        if query.sort_by is UNSET:
            items = _FOUND_WORDS
    elif filters:
        total = f"SELECT count(*) FROM {_WORDS} {filters.where()}"
    else:
        total = "SELECT word_count FROM total_counts"
    return await fetch_page(
        database, Word, query, owner=None, total=total, items=items, **filters.values
    )


async def list_words_of_group(
    database: Database, group_id: int, query: WordsQuery
) -> Encoded[Page[Word]]:
    """Return a page of a group's words, with their counts of all sessions.

    Raises UnknownIdError if the group doesn't exist.
    """
    filters = _filters(query)
    total = "SELECT word_count FROM group_counts WHERE group_id = :id"
    is_filtered = bool(filters)
    filters.add("words_groups.group_id = :id", id=group_id)
    if is_filtered:
        total = f"""
            SELECT (SELECT count(*) FROM {_WORDS_OF_GROUP} {filters.where()})
            FROM group_counts
            WHERE group_id = :id
        """
    return await fetch_page(
        database,
        Word,
        query,
        owner=("group", group_id),
        total=total,
        items=_items(_WORDS_OF_GROUP, filters, query),
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
        # The text is a parameter of _ORDER_BY_RELEVANCE and _FOUND_WORDS.
        filters.add(f"words.id IN ({_FOUND_IDS})", match=search.match, text=search.text)
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
