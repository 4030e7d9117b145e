"""Answering the effects that read, each from one snapshot of the database, in a reader's thread."""

from typing import Any, assert_never

from node.service.effects import (
    EntryAt,
    EntryIds,
    FindRows,
    HeldEntries,
    LoadAll,
    LoadBare,
    LoadById,
    LoadControl,
    LoadDirty,
    LoadEntries,
    LoadPending,
    LoadRecords,
    RecordHashes,
)
from node.store import read
from node.store.cipher import Sql, transaction
from node.store.find import find_rows
from node.store.read_marks import MarksRead as MarksRead
from node.store.read_marks import answer_marks

EntriesRead = LoadEntries | LoadById | LoadBare | LoadPending | HeldEntries | EntryAt | EntryIds
Read = LoadAll | LoadRecords | LoadControl | LoadDirty | RecordHashes | FindRows | EntriesRead


def answer(sql: Sql, effect: Read | MarksRead) -> Any:
    """Return the result of an effect. Raises: Unfit, and the library's errors."""
    with transaction(sql, begin="BEGIN"):
        return answer_marks(sql, effect) if isinstance(effect, MarksRead) else _answer(sql, effect)


def _answer(sql: Sql, effect: Read) -> Any:
    match effect:
        case LoadAll():
            return read.load_all(sql)
        case LoadRecords():
            return read.load_records(sql, effect)
        case LoadControl():
            return read.load_control(sql, effect)
        case LoadDirty():
            return read.load_dirty(sql, effect)
        case RecordHashes():
            return read.record_hashes(sql, effect)
        case FindRows():
            return find_rows(sql, effect)
        case _:
            return _answer_entries(sql, effect)


def _answer_entries(sql: Sql, effect: EntriesRead) -> Any:
    match effect:
        case LoadEntries():
            return read.load_entries(sql, effect)
        case LoadById():
            return read.load_by_id(sql, effect)
        case LoadBare():
            return read.load_bare(sql, effect)
        case LoadPending():
            return read.load_pending(sql, effect)
        case HeldEntries():
            return read.held_entries(sql, effect)
        case EntryAt():
            return read.entry_at(sql, effect)
        case EntryIds():
            return read.entry_ids(sql, effect)
        case _:
            assert_never(effect)
