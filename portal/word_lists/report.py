"""What became of a list of words, row by row."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import IO

from msgspec import UNSET

from portal.schemas import ImportedRow, ImportReport
from portal.word_lists.listed_words import Row, WordList
from portal.word_lists.staging import Imported

COLUMNS = ("row", "line", "outcome", "word_id", "german", "english", "reason")


def report(words: WordList, imported: Sequence[Imported], *, dry_run: bool) -> ImportReport:
    """Return the report of a list of whose distinct words this has become."""
    rows = [_row(row, imported) for row in words.rows]
    counts = Counter(row.outcome for row in rows)
    return ImportReport(
        dry_run=dry_run,
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        refused=counts["refused"],
        rows=rows,
    )


def write(file: IO[str], words: WordList, rows: Iterable[ImportedRow]) -> None:
    """Write a report as CSV, a line for each row of the list."""
    lines = csv.writer(file)
    lines.writerow(COLUMNS)
    for row, said in zip(words.rows, rows, strict=True):
        word = None if row.word is None else words.words[row.word]
        lines.writerow(
            (
                row.index,
                row.line,
                said.outcome,
                said.word_id or None,
                word and word.german,
                word and word.english,
                row.reason,
            )
        )


def _row(row: Row, imported: Sequence[Imported]) -> ImportedRow:
    line = UNSET if row.line is None else row.line
    if row.word is None:
        return ImportedRow(row=row.index, line=line, outcome="refused", reason=row.reason)
    outcome, word_id = imported[row.word]
    if row.repeated:
        outcome = "unchanged"
    return ImportedRow(row=row.index, line=line, outcome=outcome, word_id=word_id)
