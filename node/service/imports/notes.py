"""What a node remembers of imports: each one with its place in the own log, and the mappings people confirmed.

Kept in the settings of the node: they are no part of the shared ledger. Refuses an id of no import.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from node.crdt.codec import pack, unpack
from node.crdt.errors import CrdtError
from node.crdt.ids import Log, Space
from node.crdt.limits import OBJECT_BYTES_MAX
from node.ledger.errors import TableRefused
from node.ledger.tables.mapping import ColumnMap, adapted, alike, decode_map, guess_map, header_id
from node.service.effects import Commit, LoadAll, Loaded, Step
from node.service.errors import NotFound
from node.service.limits import IMPORT_MAPS_KEPT, IMPORTS_KEPT
from node.service.space import SpaceState

_IMPORT, _MAP = "import/", "import-map/"
NO_LOG = Log(bytes(16))  # of an import that wrote nothing
Settings = tuple[tuple[str, bytes | None], ...]
COUNTED = ("new", "changed", "unchanged", "conflicting", "rejected")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportNote:
    """One import: whose list, when, how many rows of each outcome, and the entries it wrote (none: `count` is 0)."""

    id: str  # 16 hexadecimal digits
    space: Space
    org: str
    time: int
    log: Log
    first: int
    count: int
    rows: int
    counts: tuple[int, ...]  # as COUNTED
    filled: tuple[tuple[str, int], ...]  # rows that said something, by column
    undone: int = 0  # when, 0 while it stands
    undoing: tuple[Log, int, int] = (NO_LOG, 0, 0)  # the entries that undid it: log, first, count

    def setting(self) -> tuple[str, bytes]:
        """Return the setting that holds this note."""
        filled = [[title, count] for title, count in self.filled]
        fields = [1, self.org, self.time, self.log, self.first, self.count, self.rows, list(self.counts), filled]
        return _name(self.space, self.id), pack([*fields, self.undone, list(self.undoing)])


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMap:
    """The mapping for a table, and whether a person confirmed it for exactly these columns."""

    mapping: ColumnMap
    is_confirmed: bool


def _name(space: Space, id: str) -> str:
    return f"{_IMPORT}{space.hex()}/{id}"


# --- imports ----------------------------------------------------------------------------------------------------------
def list_imports(space: SpaceState) -> Step[tuple[ImportNote, ...]]:
    """Return the imports of a space, the newest first."""
    settings = yield from _settings()
    return _notes(space.space, settings)


def find_import(space: SpaceState, id: str) -> Step[ImportNote]:
    """Return one import. Raises: NotFound."""
    for note in (yield from list_imports(space)):
        if note.id == id:
            return note
    raise NotFound("this node made no import of that id in this space; nothing was changed")


def kept(space: SpaceState, note: ImportNote) -> Step[Settings]:
    """Return the settings that remember an import beside those before it; the oldest beyond the bound is forgotten."""
    known = yield from list_imports(space)
    dropped = known[IMPORTS_KEPT - 1 :]
    return (note.setting(), *((_name(space.space, old.id), None) for old in dropped))


def undone(note: ImportNote, now: int, undoing: tuple[Log, int, int] = (NO_LOG, 0, 0)) -> Settings:
    """Return the settings that remember an import as undone by these entries."""
    return (replace(note, undone=now, undoing=undoing).setting(),)


def _notes(space: Space, settings: Mapping[str, bytes]) -> tuple[ImportNote, ...]:
    prefix = _name(space, "")
    found = [
        _decode(space, name.removeprefix(prefix), value) for name, value in settings.items() if name.startswith(prefix)
    ]
    return tuple(sorted(found, key=lambda note: (-note.time, -note.first, note.id)))


def _decode(space: Space, id: str, value: bytes) -> ImportNote:
    items = cast(list[object], unpack(value, bytes_max=OBJECT_BYTES_MAX))  # written by `setting` alone
    _, org, time, log, first, count, rows, counts, filled, undone_at, undoing = items
    return ImportNote(
        id=id,
        space=space,
        org=cast(str, org),
        time=cast(int, time),
        log=Log(cast(bytes, log)),
        first=cast(int, first),
        count=cast(int, count),
        rows=cast(int, rows),
        counts=tuple(cast(list[int], counts)),
        filled=tuple((title, number) for title, number in cast(list[tuple[str, int]], filled)),
        undone=cast(int, undone_at),
        undoing=cast(tuple[Log, int, int], tuple(cast(list[object], undoing))),
    )


# --- mappings ---------------------------------------------------------------------------------------------------------
def remember_map(header: tuple[str, ...], mapping: ColumnMap) -> Step[None]:
    """Keep a mapping that a person confirmed for a header."""
    settings = yield from _settings()
    name = _MAP + header_id(header)
    others = sorted(other for other in settings if other.startswith(_MAP) and other != name)
    dropped = others[IMPORT_MAPS_KEPT - 1 :]
    yield Commit(settings=((name, mapping.encode().encode()), *((other, None) for other in dropped)))


def find_map(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Step[KeptMap]:
    """Return the mapping of a table: the confirmed one, one of a table with most of its columns, or a guess."""
    settings = yield from _settings()
    guessed = guess_map(header, rows)
    exact = _decode_kept(settings.get(_MAP + header_id(header)))
    if exact is not None:
        return KeptMap(mapping=exact, is_confirmed=True)
    for name in sorted(settings):
        other = _decode_kept(settings[name]) if name.startswith(_MAP) else None
        if other is not None and alike(other, header):
            return KeptMap(mapping=adapted(other, guessed), is_confirmed=False)
    return KeptMap(mapping=guessed, is_confirmed=False)


def _decode_kept(value: bytes | None) -> ColumnMap | None:
    try:
        return None if value is None else decode_map(value.decode())
    except (TableRefused, CrdtError, UnicodeDecodeError):
        return None


def _settings() -> Step[Mapping[str, bytes]]:
    loaded = yield LoadAll()
    assert isinstance(loaded, Loaded)
    return loaded.settings
