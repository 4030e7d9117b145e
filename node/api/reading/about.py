"""Rows of records, rows that refer to records, and pages of lists that stand one after another."""

from collections.abc import Sequence
from dataclasses import replace

from node.api.reading.person import EVENTS_MAX
from node.crdt.ids import Record
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.following import FindDue


def rows_of(records: Sequence[Record]) -> Step[tuple[RecordRow, ...]]:
    """Return the rows of records, hidden ones left out."""
    wanted = tuple(dict.fromkeys(records))
    if not wanted:
        return ()
    found = yield FindRows(records=wanted, limit=2 * len(wanted))
    assert isinstance(found, FoundRows)
    return found.rows


def rows_about(kind: str, path: str, records: Sequence[Record]) -> Step[tuple[RecordRow, ...]]:
    """Return the rows of a kind that refer to any of several records at a path."""
    if not records:
        return ()
    wanted = tuple(dict.fromkeys(records))
    found = yield FindRows(kind=kind, refs_to_any=wanted, path=path, limit=EVENTS_MAX * len(wanted))
    assert isinstance(found, FoundRows)
    return found.rows


def find_in_turn(parts: Sequence[FindRows | FindDue], limit: int, offset: int) -> Step[FoundRows]:
    """Return one page of several lists that stand one after another, and how many rows they have in all."""
    rows: list[RecordRow] = []
    total = 0
    for part in parts:
        page = replace(part, limit=limit - len(rows), offset=max(0, offset - total))
        found = yield page
        assert isinstance(found, FoundRows)
        rows += found.rows
        total += found.total
    return FoundRows(tuple(rows), total)


def key_of(row: RecordRow, name: str) -> str:
    """Return the key of a row in a list; empty where it does not stand there."""
    return next((key for at, key in row.due if at == name), "")
