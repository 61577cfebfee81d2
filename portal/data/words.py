"""Words: lists of them, and one."""

from dataclasses import asdict
from typing import cast

from msgspec import UNSET, Raw

from portal.data import search
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
from portal.storage.pages import fetch_page
from portal.text import normalise

_ORDER = {
    "german": "words.german_key {0}, words.id {0}",
    "english": "words.english_key {0}, words.id {0}",
    "correct_count": "word_counts.correct_count {0}, words.id {0}",
    "wrong_count": "word_counts.wrong_count {0}, words.id {0}",
    "id": "words.id {0}",
    # First what is exactly that, then what is nearest to it: of beginnings, the shortest texts.
    # (FTS5's own bm25 finds all single words alike, and takes three times as long.)
    "relevance": """
        :text IN (words.german_key, words.english_key) DESC,
        length(words.german_key) + length(words.english_key),
        words.id
    """,
}


async def list_words(database: Database, query: AllWordsQuery) -> Encoded[Page[Word]]:
    """Return a page of all words, or of one group's, with their counts of all time."""
    if query.group_id is not UNSET:
        return await list_words_of_group(database, query.group_id, query)
    return await _list_words(
        database,
        query,
        words="words",
        condition="true",
        total="SELECT word_count FROM total_counts",
    )


async def list_words_of_group(
    database: Database, group_id: int, query: WordsQuery
) -> Encoded[Page[Word]]:
    """Return a page of a group's words, with their counts of all time."""
    return await _list_words(
        database,
        query,
        owner=("group", group_id),
        words="words_groups JOIN words ON words.id = words_groups.word_id",
        condition="words_groups.group_id = :id",
        total="SELECT word_count FROM group_counts WHERE group_id = :id",
    )


async def list_words_of_study_session(
    database: Database, study_session_id: int, query: PageQuery
) -> Encoded[Page[Word]]:
    """Return a page of the words reviewed in a session, with that session's counts.

    They come in the order of their first review.
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
        SELECT words.id, german, english, parts, revision, correct_count, wrong_count, (
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
        stats=WordStats(correct_count=row["correct_count"], wrong_count=row["wrong_count"]),
        groups=cast("list[GroupName]", Raw(row["groups"].encode())),  # JSON already
        revision=row["revision"],
    )


async def _list_words(
    database: Database,
    query: WordsQuery,
    *,
    words: str,
    condition: str,
    total: str,
    owner: tuple[str, int] | None = None,
) -> Encoded[Page[Word]]:
    """Return a page of the `words` that meet a `condition`; there are `total` of them.

    Where the query asks for some of them, only of those.
    """
    with_counts = f"{words} JOIN word_counts ON word_counts.word_id = words.id"
    order: str = query.sort_by or "german"
    wanted: list[str] = []
    parameters: dict[str, str] = {}
    for column in ("pos", "cefr"):
        if value := getattr(query, column):
            wanted.append(f"words.{column} = :{column}")
            parameters[column] = normalise(value)
    if query.studied is not UNSET:
        wanted.append(f"(correct_count + wrong_count > 0) = {query.studied}")
    everything = not wanted and owner is None
    if query.search.strip():
        with_counts += " JOIN word_search ON word_search.rowid = words.id"
        wanted.append("word_search MATCH :match")
        parameters |= asdict(search.parse(query.search))
        order = query.sort_by or "relevance"
    if wanted:
        condition = " AND ".join([condition, *wanted])
        # The index alone knows how much is found in all words: ten times as fast.
        counted = "word_search" if everything else with_counts
        found = f"SELECT count(*) FROM {counted} WHERE {condition}"
        total = f"SELECT ({found}) WHERE ({total}) IS NOT NULL"
    return await fetch_page(
        database,
        Word,
        query,
        owner=owner,
        total=total,
        items=f"""
            SELECT words.id, german, english, parts, correct_count, wrong_count
            FROM {with_counts}
            WHERE {condition}
            ORDER BY {_ORDER[order].format(query.order)}
            LIMIT :limit OFFSET :offset
        """,
        **parameters,
    )
