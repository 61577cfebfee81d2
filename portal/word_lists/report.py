"""The report of an import: the outcome of each row of the list."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import IO

from msgspec import UNSET, Raw, structs

from portal.schemas import ImportedRow, ImportReport, UnderstoodWord
from portal.spreadsheets import row_writer
from portal.word_lists.checked_rows import CheckedRow, WordList
from portal.word_lists.listed_words import ListedWord
from portal.word_lists.staging import WordOutcome

MAX_PREVIEWED = 100  # rows of a dry run that show what was understood

COLUMNS = ("row", "line", "outcome", "word_id", "german", "english", "reason", "note")


def build_report(
    word_list: WordList, outcomes: Sequence[WordOutcome], *, dry_run: bool
) -> ImportReport:
    """Return the report of a list; `outcomes` are those of `word_list.words`, in order."""
    rows = [_report_row(row, outcomes) for row in word_list.rows]
    if dry_run:
        rows[:MAX_PREVIEWED] = [
            structs.replace(shown, word=_understood(word_list.words[row.word_index]))
            if row.word_index is not None
            else shown
            for row, shown in zip(word_list.rows, rows[:MAX_PREVIEWED], strict=False)
        ]
    counts = Counter(row.outcome for row in rows)
    return ImportReport(
        dry_run=dry_run,
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        refused=counts["refused"],
        notes=list(word_list.notes),
        rows=rows,
    )


def write_report(
    file: IO[str],
    word_list: WordList,
    rows: Iterable[ImportedRow],
    *,
    spreadsheet_safe: bool = False,
) -> None:
    """Write the rows of a report as CSV, a line for each row of the list.

    With `spreadsheet_safe`, no cell is a formula for a spreadsheet.
    """
    write_row = row_writer(file, spreadsheet_safe=spreadsheet_safe)
    write_row(COLUMNS)
    for checked, reported in zip(word_list.rows, rows, strict=True):
        word = None if checked.word_index is None else word_list.words[checked.word_index]
        write_row(
            (
                checked.index,
                checked.line,
                reported.outcome,
                reported.word_id or None,
                word and word.german,
                word and word.english,
                checked.reason,
                checked.note,
            )
        )


def _understood(word: ListedWord) -> UnderstoodWord:
    parts = None if word.parts is None else Raw(word.parts.encode())
    return UnderstoodWord(german=word.german, english=word.english, parts=parts)


def _report_row(row: CheckedRow, outcomes: Sequence[WordOutcome]) -> ImportedRow:
    line = UNSET if row.line is None else row.line
    if row.word_index is None:
        return ImportedRow(row=row.index, line=line, outcome="refused", reason=row.reason)
    outcome, word_id = outcomes[row.word_index]
    # The first row of a word gets the word's outcome.
    if row.repeated:
        outcome = "unchanged"
    return ImportedRow(
        row=row.index, line=line, outcome=outcome, word_id=word_id, note=row.note or UNSET
    )
