"""An import: compare, ask about sudden drops, then write everything in one transaction, in random order.

Refused: a drop that nobody accepted. Nothing is half imported: the entries, their rows and the note of the import are
one commit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace as replaced

from node.crdt.logs import LogTip
from node.ledger.tables import Reading
from node.service.bulk import write_bulk
from node.service.effects import Commit, Step
from node.service.imports.comparing import Comparison, Drop, Outcome, compare, drops
from node.service.imports.notes import COUNTED, NO_LOG, ImportNote, Settings, kept, list_imports
from node.service.space import SpaceState
from node.service.writing import Draft

Tell = Callable[[int, int], None]  # how much is done, and of how much
_ID_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A dry run: what an import would do, and what it would ask first."""

    comparison: Comparison
    drops: tuple[Drop, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """An import that was made, or (`note` None) one that waits for an answer to its drops."""

    looked: Looked
    note: ImportNote | None


def look_at(space: SpaceState, reading: Reading, *, now: int, tell: Tell) -> Step[Looked]:
    """Return what an import would do; nothing is written. Raises: NotAllowed, Refused."""
    total = len(reading.lines)
    comparison = yield from compare(space, reading, now=now, progress=lambda done: tell(done, total))
    return Looked(comparison=comparison, drops=(yield from _drops(space, reading)))


def import_rows(space: SpaceState, reading: Reading, *, now: int, accepts_drops: bool, tell: Tell) -> Step[Imported]:
    """Import a table. Where something fell suddenly and that was not accepted, nothing is written.

    Raises: NotAllowed, Refused, NoKey.
    """
    rows = len(reading.lines)
    parts = 1 + sum(len(line.observation.records) for line in reading.lines)
    total = rows + parts
    comparison = yield from compare(space, reading, now=now, progress=lambda done: tell(done, total))
    looked = Looked(comparison=comparison, drops=(yield from _drops(space, reading)))
    if looked.drops and not accepts_drops:
        return Imported(looked=looked, note=None)
    note = _note(space, reading, comparison, now)
    settings = yield from kept(space, note)
    if not comparison.drafts:
        yield Commit(settings=settings)
        return Imported(looked=looked, note=note)

    def noted(tip: LogTip, first: int) -> Settings:
        placed = replaced(note, log=tip.log, first=first, count=tip.seq - first + 1)
        return placed.setting(), *settings[1:]

    yield from write_bulk(
        space,
        _shuffled(comparison.drafts, space.random),
        fresh=comparison.fresh,
        notes=noted,
        progress=lambda done: tell(rows + done, total),
    )
    return Imported(looked=looked, note=note)


def _note(space: SpaceState, reading: Reading, comparison: Comparison, now: int) -> ImportNote:
    return ImportNote(
        id=space.random(_ID_BYTES).hex(),
        space=space.space,
        org=reading.list.org,
        time=now,
        log=NO_LOG,
        first=0,
        count=0,
        rows=len(reading.lines),
        counts=tuple(comparison.count(Outcome(name)) for name in COUNTED),
        filled=tuple(reading.filled.items()),
    )


def _drops(space: SpaceState, reading: Reading) -> Step[tuple[Drop, ...]]:
    """Compare the size of a table with that of the last import of the same list on this node."""
    notes = yield from list_imports(space)
    last = next((note for note in notes if note.org == reading.list.org and not note.undone), None)
    if last is None:
        return ()
    return tuple(drops(len(reading.lines), reading.filled, last.rows, dict(last.filled)))


def _shuffled(drafts: list[Draft], random: Callable[[int], bytes]) -> list[Draft]:
    """Drafts in random order, so that the lengths of entries do not betray a published list."""
    keys = random(8 * len(drafts))
    order = sorted(range(len(drafts)), key=lambda index: keys[8 * index : 8 * index + 8])
    return [drafts[index] for index in order]
