"""From a list's row to the view that the ledger derives from, and to the marks a page shows beside it."""

from collections.abc import Iterable
from typing import Final

from node.api.i18n import N_
from node.ledger.derived import RecordView
from node.service.effects import RecordRow
from node.service.rows import ATTESTED, CONFLICT, DISPUTED, PROPOSED, VERIFIED, Shown, view_of

MARKS: Final = (
    (CONFLICT, "conflict", N_("two values")),
    (PROPOSED, "proposed", N_("waits for a second person")),
    (DISPUTED, "disputed", N_("doubted")),
)


def view_of_row(row: RecordRow) -> RecordView:
    """Return a row as derivations read it."""
    shown = view_of(row)
    return RecordView(
        id=row.record,
        kind=row.kind,
        fields={path: one.value for path, one in shown.items()},
        attested=_marked(shown.items(), ATTESTED | VERIFIED),
        proposed=_marked(shown.items(), PROPOSED),
    )


def marks_of(row: RecordRow) -> int:
    """Return the sum of the marks of all values of a row."""
    marks = 0
    for shown in view_of(row).values():
        marks |= shown.marks
    return marks


def mark_words(marks: int) -> list[tuple[str, str]]:
    """Return (code, message) of each mark worth showing in a list."""
    return [(code, message) for mark, code, message in MARKS if marks & mark]


def _marked(shown: Iterable[tuple[str, Shown]], marks: int) -> frozenset[str]:
    return frozenset(path for path, one in shown if one.marks & marks)
