"""A store in memory: the same answers as the real one, synchronous, for the simulator.

It refuses what the real one refuses (`Unfit`, nothing stored). `crash` gives what a loss of power leaves, `copy` what a
copied or restored home gives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import partial
from typing import Any

from node.crdt.entry import Opening, Payload, Pruned, decode_entry, prune
from node.crdt.ids import NO_RECORD, EntryId, Log, Record, Space
from node.crdt.limits import ENTRY_PAYLOADS_MAX
from node.crdt.logs import LogTip
from node.service.effects import (
    Commit,
    Cut,
    DropRows,
    Effect,
    EntryAt,
    EntryIds,
    FindRows,
    FoundRows,
    HeldEntries,
    LoadAll,
    LoadBare,
    LoadById,
    LoadControl,
    LoadDirty,
    Loaded,
    LoadEntries,
    LoadPending,
    LoadRecords,
    ObjectType,
    RecordHashes,
    RecordRow,
    StoredBranch,
    StoredEntry,
    StoredObject,
    StoredPayload,
)
from node.service.following import FindDue, ListDue, ListMarks, LoadUnmarked, NearRow, RowMarks, Unmarked, UnmarkedRow
from node.store.errors import Unfit
from node.store.search import asked_tokens, is_matched, split_tokens

Key = tuple[Space, Record]


@dataclass(slots=True)
class _State:
    logs: dict[Log, list[StoredEntry]] = field(default_factory=dict)  # by stretch
    firsts: dict[Log, int] = field(default_factory=dict)  # of stretches that do not begin at 0
    aside: set[Log] = field(default_factory=set)
    places: dict[EntryId, tuple[Log, int]] = field(default_factory=dict)
    payloads: dict[Key, set[tuple[EntryId, int]]] = field(default_factory=dict)
    numbers: dict[Key, int] = field(default_factory=dict)
    spaces: dict[Space, int] = field(default_factory=dict)
    objects: dict[tuple[Space, ObjectType, bytes], StoredObject] = field(default_factory=dict)
    secrets: dict[str, bytes] = field(default_factory=dict)
    settings: dict[str, bytes] = field(default_factory=dict)
    pending: dict[EntryId, StoredEntry] = field(default_factory=dict)
    rows: dict[Key, RecordRow] = field(default_factory=dict)
    dirty: set[Key] = field(default_factory=set)
    follows: dict[Key, RowMarks] = field(default_factory=dict)
    unmarked: set[Key] = field(default_factory=set)
    is_copy: bool = False

    def number(self, key: Key) -> int:
        self.spaces.setdefault(key[0], len(self.spaces))
        return self.numbers.setdefault(key, len(self.numbers))


class MemoryStore:
    """What the real store is to the service, without a disk."""

    def __init__(self) -> None:
        self._state = _State()
        self._journal: list[Commit | DropRows] = []
        self._synced = 0

    def perform(self, effect: Effect) -> Any:
        """Carry out one effect and return its result. Raises: Unfit; then nothing of it was stored."""
        if isinstance(effect, Commit | DropRows):
            if isinstance(effect, Commit):
                _check(self._state, effect)
            _apply(self._state, effect)
            self._journal.append(effect)
            if not isinstance(effect, Commit) or effect.is_own:
                self._synced = len(self._journal)
            return None
        return _read(self._state, effect)

    def crash(self) -> MemoryStore:
        """Return the store as a loss of power now leaves it: everything up to the last synced write."""
        return self._replayed(self._journal[: self._synced], is_copy=self._state.is_copy)

    def copy(self) -> MemoryStore:
        """Return the store of a copy of this home, made now."""
        return self._replayed(self._journal, is_copy=True)

    def everything(self) -> bytes:
        """Return all that the store holds, as text that a byte search goes through."""
        return b"|".join(_bytes_in(getattr(self._state, item.name)) for item in fields(self._state))

    def twin(self) -> MemoryStore:
        """Return a second store that holds the same and does not know that it is a copy; both go on by themselves."""
        store = MemoryStore()
        for item in fields(self._state):  # entries, objects and rows never change: copies of what holds them are enough
            held = getattr(self._state, item.name)
            if isinstance(held, dict):
                held = {key: copy(value) if isinstance(value, list | set) else value for key, value in held.items()}
            setattr(store._state, item.name, copy(held) if isinstance(held, set) else held)
        store._journal, store._synced = list(self._journal), self._synced
        return store

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was ever written."""
        return not self._journal

    def entries(self) -> dict[EntryId, StoredEntry]:
        """Return every entry that stands in a log, or on a stretch of a forked one that all nodes keep."""
        kept = (entries for line, entries in self._state.logs.items() if line not in self._state.aside)
        return {entry.id: entry for entries in kept for entry in entries}

    def log(self, log: Log) -> tuple[StoredEntry, ...]:
        """Return the entries of one log."""
        return tuple(self._state.logs.get(log, ()))

    def objects(self) -> tuple[StoredObject, ...]:
        """Return every membership object."""
        return tuple(self._state.objects.values())

    def rows(self) -> dict[Key, RecordRow]:
        """Return every cached row."""
        return dict(self._state.rows)

    def snapshot(self) -> int:
        """Return a mark of this moment, to be given to `restored`."""
        return len(self._journal)

    def restored(self, mark: int) -> MemoryStore:
        """Return the store of this home restored to an earlier moment."""
        return self._replayed(self._journal[:mark], is_copy=True)

    @staticmethod
    def _replayed(journal: list[Commit | DropRows], *, is_copy: bool) -> MemoryStore:
        store = MemoryStore()
        for effect in journal:
            store.perform(effect)
        store._synced = len(journal)
        store._state.is_copy = is_copy
        return store


def _bytes_in(value: Any) -> bytes:
    match value:
        case bytes():
            return value
        case str():
            return value.encode()
        case dict():
            return b"|".join(_bytes_in(item) for pair in value.items() for item in pair)
        case list() | tuple() | set() | frozenset():
            return b"|".join(_bytes_in(item) for item in value)
        case _ if is_dataclass(value):
            return b"|".join(_bytes_in(getattr(value, item.name)) for item in fields(value))
    return str(value).encode()


# --- write ------------------------------------------------------------------------------------------------------------
def _line(entry: StoredEntry) -> Log:
    return entry.line or entry.log


def _check(state: _State, commit: Commit) -> None:
    ends: dict[Log, StoredEntry | None] = {}
    new: dict[tuple[Log, int], EntryId] = {}
    for entry in commit.entries:
        if not 1 <= len(entry.payloads) <= ENTRY_PAYLOADS_MAX:
            raise Unfit("an entry of no payloads or of too many; nothing of it was stored")
        line = _line(entry)
        held = state.logs.get(line, [])
        last = ends.setdefault(line, held[-1] if held else None)
        if last is not None and (last.space, last.device) != (entry.space, entry.device):
            raise Unfit("an entry of another space or device than its log; nothing of it was stored")
        opens = last is None and entry.line is not None and _is_of(state, ends, entry)
        if opens or entry.seq == (-1 if last is None else last.seq) + 1:
            ends[line] = entry
            new[line, entry.seq] = entry.id
            continue
        place = entry.seq - state.firsts.get(line, 0)
        there = held[place].id if 0 <= place < len(held) else new.get((line, entry.seq))
        if there != entry.id:
            raise Unfit("an entry that does not extend its log; nothing of it was stored")


def _is_of(state: _State, ends: dict[Log, StoredEntry | None], entry: StoredEntry) -> bool:
    """Tell whether a stretch that an entry begins is of a log held, or stored before it in its commit."""
    held = ends.get(entry.log) or next(iter(state.logs.get(entry.log, ())), None)
    if held is not None and (held.space, held.device) != (entry.space, entry.device):
        raise Unfit("a branch of a log of another space or device; nothing of it was stored")
    return held is not None


def _apply(state: _State, effect: Commit | DropRows) -> None:
    if isinstance(effect, DropRows):
        _drop_rows(state, effect.space)
        return
    for entry in effect.entries:
        _store_entry(state, entry)
    for cut in effect.cuts:
        _cut(state, cut)
    state.aside -= set(effect.back)
    _store_objects(state, effect)
    for key in effect.dirty:
        state.number(key)
        state.dirty.add(key)
    for row in {(row.space, row.record): row for row in effect.rows}.values():
        _store_row(state, row)
    state.unmarked -= {(item.space, item.record) for item in effect.marks}
    for item in effect.marks:
        _store_marks(state, item)
    for key in effect.unseen:
        _forget_row(state, key)
        state.dirty.discard(key)
    _set(state.secrets, effect.secrets)
    _set(state.settings, effect.settings)
    for entry in effect.pending:
        first = state.pending.setdefault(entry.id, entry)
        state.pending[entry.id] = replace(first, payloads=entry.payloads)
    for settled in effect.settled:
        state.pending.pop(settled, None)
    for key in effect.prune:
        _prune(state, key)
    if effect.settles_copy:
        state.is_copy = False


def _store_entry(state: _State, entry: StoredEntry) -> None:
    line = _line(entry)
    if line not in state.logs and entry.line is not None:
        state.firsts[line] = entry.seq
    entries = state.logs.setdefault(line, [])
    place = entry.seq - state.firsts.get(line, 0)
    if place == len(entries):
        entries.append(entry)
        state.places[entry.id] = line, entry.seq
    else:
        entries[place] = replace(entries[place], payloads=entry.payloads)
    for index, payload in enumerate(entry.payloads):
        key = entry.space, payload.record
        state.number(key)
        state.payloads.setdefault(key, set()).add((entry.id, index))


def _store_objects(state: _State, effect: Commit) -> None:
    for item in effect.objects:
        state.spaces.setdefault(item.space, len(state.spaces))
        state.objects[item.space, item.type, item.id] = item
    for dropped in effect.dropped:
        state.objects.pop(dropped, None)


def _entry(state: _State, id: EntryId) -> StoredEntry:
    line, seq = state.places[id]
    return state.logs[line][seq - state.firsts.get(line, 0)]


def _cut(state: _State, cut: Cut) -> None:
    place = cut.first - state.firsts.get(cut.line, 0)
    leaving = state.logs[cut.line][place:]
    del state.logs[cut.line][place:]
    for entry in leaving:
        if cut.to is None:
            del state.places[entry.id]
            for index, payload in enumerate(entry.payloads):
                state.payloads[entry.space, payload.record].discard((entry.id, index))
        else:
            state.places[entry.id] = cut.to, entry.seq
    if cut.to is not None:
        state.logs[cut.to] = [replace(entry, line=cut.to) for entry in leaving]
        state.firsts[cut.to] = cut.first
        state.aside.add(cut.to)
    if not state.logs[cut.line] and cut.line in state.firsts:
        del state.logs[cut.line], state.firsts[cut.line]
        state.aside.discard(cut.line)


def _prune(state: _State, key: Key) -> None:
    space, record = key

    def bare(entry: StoredEntry) -> StoredEntry:
        payloads = tuple(
            prune(item) if isinstance(item, Payload) and item.record == record else item for item in entry.payloads
        )
        return replace(entry, payloads=payloads)

    for id, _ in state.payloads.get(key, ()):
        line, seq = state.places[id]
        state.logs[line][seq - state.firsts.get(line, 0)] = bare(_entry(state, id))
    for id, entry in state.pending.items():
        if entry.space == space:
            state.pending[id] = bare(entry)
    _forget_row(state, key)
    state.dirty.discard(key)


def _store_row(state: _State, row: RecordRow) -> None:
    key = row.space, row.record
    state.number(key)
    old = state.rows.get(key)
    state.rows[key] = replace(row, tokens=" ".join(split_tokens(row.tokens)), follows=(), due=(), touches=())
    state.dirty.discard(key)
    before = [target for _, target in old.refs] if old and old.refs != row.refs else []
    _look_again(state, row.space, (*row.touches, *before))


def _look_again(state: _State, space: Space, records: Iterable[Record]) -> None:
    for target in records:
        state.number((space, target))
        state.unmarked.add((space, target))


def _forget_row(state: _State, key: Key) -> None:
    row = state.rows.pop(key, None)
    if row is not None:
        _look_again(state, row.space, [key[1], *(target for _, target in row.refs)])
    state.follows.pop(key, None)


def _store_marks(state: _State, item: RowMarks) -> None:
    key = item.space, item.record
    state.number(key)
    row = state.rows.get(key)
    if row is None:
        state.follows.pop(key, None)
        _look_through(state, item)
    elif not item.is_same:
        old = state.follows.pop(key, None)
        state.follows[key] = item
        if item.marks != (old.marks if old else ()):
            _look_again(state, item.space, [target for _, target in row.refs])
            _look_through(state, item)


def _look_through(state: _State, item: RowMarks) -> None:
    for path, beyond in item.through:
        named = [row for row in state.rows.values() if row.space == item.space and (path, item.record) in row.refs]
        if beyond:
            _look_again(state, item.space, [target for row in named for at, target in row.refs if at == beyond])
        else:
            _look_again(state, item.space, [row.record for row in named])


def _set(named: dict[str, bytes], values: tuple[tuple[str, bytes | None], ...]) -> None:
    for name, value in values:
        if value is None:
            named.pop(name, None)
        else:
            named[name] = value


def _drop_rows(state: _State, space: Space) -> None:
    for key in [key for key in state.rows if key[0] == space]:
        del state.rows[key]
    for key in [key for key in state.follows if key[0] == space]:
        del state.follows[key]
    state.unmarked = {key for key in state.unmarked if key[0] != space}
    state.dirty |= {key for key, held in state.payloads.items() if held and key[0] == space and key[1] != NO_RECORD}


# --- read -------------------------------------------------------------------------------------------------------------
def _read(state: _State, effect: Effect) -> Any:
    match effect:
        case LoadAll():
            return _load_all(state)
        case LoadRecords():
            return {record: _payloads(state, (effect.space, record)) for record in effect.records}
        case LoadControl():
            return _payloads(state, (effect.space, NO_RECORD))
        case LoadDirty():
            dirty = [key for key in state.dirty if key[0] == effect.space]
            return tuple(sorted(dirty, key=state.number)[: effect.count])
        case RecordHashes():
            return sorted((key[1], row.hash) for key, row in state.rows.items() if key[0] == effect.space)
        case FindRows():
            return _find(state, effect)
        case FindDue() | ListDue() | ListMarks() | LoadUnmarked():
            return _read_marks(state, effect)
        case _:
            return _read_entries(state, effect)


def _read_marks(state: _State, effect: Effect) -> Any:
    match effect:
        case FindDue():
            return _find_due(state, effect)
        case ListDue():
            return _list_due(state, effect)
        case ListMarks():
            return _list_marks(state, effect)
        case LoadUnmarked():
            return _unmarked(state, effect)


def _read_entries(state: _State, effect: Effect) -> Any:
    match effect:
        case LoadEntries():
            first = max(effect.first - state.firsts.get(effect.log, 0), 0)
            return tuple(state.logs.get(effect.log, [])[first : first + effect.count])
        case LoadById():
            held = _entry(state, effect.id) if _is_shown(state, effect.id) else None
            return held if held is not None and held.space == effect.space else None
        case LoadBare():
            return tuple(_bare(state, effect))
        case LoadPending():
            waiting = [entry for entry in state.pending.values() if entry.log == effect.log]
            return tuple(sorted(waiting, key=lambda entry: (entry.seq, entry.id)))
        case HeldEntries():
            return frozenset(item for item in effect.ids if _is_shown(state, item))
        case EntryAt():
            entries = state.logs.get(effect.log, [])
            place = effect.seq - state.firsts.get(effect.log, 0)
            return entries[place].id if 0 <= place < len(entries) else None
        case EntryIds():
            first = max(effect.first - state.firsts.get(effect.log, 0), 0)
            return tuple(entry.id for entry in state.logs.get(effect.log, [])[first:])
        case _:
            raise Unfit("a file was asked of the store")


def _load_all(state: _State) -> Loaded:
    return Loaded(
        tips=tuple(_tip(entries[-1]) for line, entries in state.logs.items() if entries and line not in state.firsts),
        branches=tuple(_branch(state, line) for line in state.firsts),
        objects=tuple(state.objects.values()),
        secrets=dict(sorted(state.secrets.items())),
        settings=dict(sorted(state.settings.items())),
        is_copy=state.is_copy,
    )


def _bare(state: _State, effect: LoadBare) -> Iterator[tuple[Record, EntryId, Log]]:
    for line, entries in state.logs.items():
        for entry in entries if line not in state.aside else ():
            [first, *more] = entry.payloads
            is_bare = isinstance(first, Pruned) and first.length >= effect.bytes_min
            if is_bare and first.record and not more and entry.space == effect.space:
                yield first.record, entry.id, line


def _branch(state: _State, line: Log) -> StoredBranch:
    entries = state.logs[line]
    prev = decode_entry(entries[0].packed).header.prev
    return StoredBranch(
        line=line,
        first=entries[0].seq,
        parent=None if isinstance(prev, Opening) else prev,
        tip=_tip(entries[-1]),
        is_aside=line in state.aside,
    )


def _is_shown(state: _State, id: EntryId) -> bool:
    return id in state.places and state.places[id][0] not in state.aside


def _tip(entry: StoredEntry) -> LogTip:
    roster = decode_entry(entry.packed).header.roster
    return LogTip(space=entry.space, log=entry.log, device=entry.device, seq=entry.seq, id=entry.id, roster=roster)


def _payloads(state: _State, key: Key) -> tuple[StoredPayload, ...]:
    found = []
    shown = [item for item in state.payloads.get(key, ()) if _is_shown(state, item[0])]
    for id, index in sorted(shown, key=lambda item: (*state.places[item[0]], item[1])):
        entry = _entry(state, id)
        found.append(
            StoredPayload(
                entry=entry.id,
                device=entry.device,
                packed=entry.packed,
                index=index,
                payload=entry.payloads[index],
            )
        )
    return tuple(found)


def _find(state: _State, effect: FindRows) -> FoundRows:
    asked = asked_tokens(effect.tokens)
    found = [
        row
        for row in map(partial(_shown, state), state.rows.values())
        if _is_found(row, effect) and is_matched(asked, row.tokens) and {*effect.marks} <= _marks(row)
    ]
    found.sort(key=lambda row: (row.sort, row.record, state.spaces[row.space]))
    return FoundRows(tuple(found[effect.offset : effect.offset + effect.limit]), len(found))


def _refers(row: RecordRow, targets: tuple[Record, ...], path: str | None) -> bool:
    return any(target in targets and path in (None, at) for at, target in row.refs)


def _shown(state: _State, row: RecordRow) -> RecordRow:
    item = state.follows.get((row.space, row.record))
    return replace(row, follows=item.marks, due=item.due) if item else row


def _marks(row: RecordRow) -> set[str]:
    return set() if row.is_hidden else {*row.marks, *row.follows}


def _find_due(state: _State, effect: FindDue) -> FoundRows:
    found = [
        (day, key)
        for day, key in _due(state, effect)
        if {*effect.marks} <= _marks(_shown(state, state.rows[key]))
        and (not effect.about or any(_is_about(state, effect, key, target) for target in state.rows.values()))
    ]
    found.sort(key=lambda pair: (pair[1][1], state.spaces[pair[1][0]]))
    found.sort(key=lambda pair: pair[0], reverse=effect.is_backwards)
    page = found[effect.offset : effect.offset + effect.limit]
    return FoundRows(tuple(_shown(state, state.rows[key]) for _, key in page), len(found if effect.counts else page))


def _due(state: _State, effect: FindDue | ListDue) -> list[tuple[str, Key]]:
    return [
        (day, key)
        for key, item in state.follows.items()
        for name, day in set(item.due)
        if name == effect.list and effect.first <= day <= effect.last and effect.space in (None, key[0])
        if not state.rows[key].is_hidden
    ]


def _is_about(state: _State, effect: FindDue, key: Key, target: RecordRow) -> bool:
    is_named = target.space == key[0] and (effect.path, target.record) in state.rows[key].refs
    return is_named and {*effect.about} <= _marks(_shown(state, target))


def _list_due(state: _State, effect: ListDue) -> tuple[tuple[str, Space, Record], ...]:
    found = sorted(_due(state, effect), key=lambda pair: (pair[0], pair[1][1], state.spaces[pair[1][0]]))
    return tuple((day, *key) for day, key in found[: effect.limit])


def _list_marks(state: _State, effect: ListMarks) -> tuple[tuple[str, int], ...]:
    marks = (mark for row in state.rows.values() for mark in _marks(_shown(state, row)))
    counted = Counter(mark for mark in marks if mark.startswith(effect.prefix))
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[: effect.limit])


def _unmarked(state: _State, effect: LoadUnmarked) -> Unmarked:
    keys = {*state.unmarked, *(key for key, item in state.follows.items() if item.until and item.until <= effect.day)}
    ordered = sorted(keys, key=state.number, reverse=True)
    return Unmarked(
        tuple(_to_mark(state, effect, key) for key in ordered[effect.offset : effect.offset + effect.count]), len(keys)
    )


def _to_mark(state: _State, effect: LoadUnmarked, key: Key) -> UnmarkedRow:
    row = state.rows.get(key)
    is_shown = row is not None and not row.is_hidden and row.kind in effect.kinds
    near = [
        (path, state.number((other.space, other.record)), other)
        for other in state.rows.values()
        if other.space == key[0] and not other.is_hidden
        for path in {path for path, target in other.refs if target == key[1] and path in effect.near}
    ]
    near.sort(key=lambda item: item[:2])
    return UnmarkedRow(
        space=key[0],
        record=key[1],
        kind=row.kind if row is not None and is_shown else "",
        view=row.view if row is not None and is_shown else b"",
        near=tuple(
            NearRow(
                record=other.record,
                kind=other.kind,
                path=path,
                view=other.view,
                follows=_shown(state, other).follows,
            )
            for path, _, other in near
        ),
    )


def _is_found(row: RecordRow, effect: FindRows) -> bool:
    return (
        (effect.with_hidden or not row.is_hidden)
        and effect.space in (None, row.space)
        and effect.kind in (None, row.kind)
        and (effect.records is None or row.record in effect.records)
        and (effect.refs_to is None or _refers(row, (effect.refs_to,), effect.path))
        and (effect.refs_to_any is None or _refers(row, effect.refs_to_any, effect.path))
    )
