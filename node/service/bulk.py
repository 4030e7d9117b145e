"""Many bodies in one transaction: entries of up to 64 payloads, their rows, and one commit for all of it or none.

    Bulk ─▶ begin ─▶ write ─▶ write … ─▶ store

A record stays open only until its last body is sealed; what is piled up are sealed entries and rows. Refused: an erased
record, a body over its limits; nothing is stored then.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from node.crdt.bodies import RecordChange
from node.crdt.ids import NO_RECORD, EntryId, Record
from node.crdt.logs import LogTip
from node.crdt.straight import project_first, writer_of
from node.service.contents import OpenRecord, origin_of
from node.service.effects import Commit, HeldEntries, RecordRow, Step, StoredEntry
from node.service.errors import Refused
from node.service.limits import RECORDS_PER_COMMIT
from node.service.rows import row_of_straight
from node.service.space import (
    SpaceState,
    file_written,
    load_records,
    make_row,
    own_log_setting,
    placed_in,
    require_real,
)
from node.service.view import View
from node.service.writing import Draft, Written

Progress = Callable[[int], None]
Notes = Callable[[LogTip, int], tuple[tuple[str, bytes | None], ...]]
"""Given the last tip and the first number of the entries written: the settings to store with them."""


def write_bulk(
    space: SpaceState, drafts: Sequence[Draft], *, fresh: Collection[Record], notes: Notes, progress: Progress
) -> Step[EntryId]:
    """Write bodies and store them in one commit; return the last entry's id.

    `fresh` records are known to be new and stand once among the drafts. `progress` is told how many bodies are sealed.
    Raises: NoKey, OverLimit, Refused for an erased record.
    """
    bulk = Bulk(space)
    left = Counter(record for record, _ in drafts if record not in fresh)
    yield from bulk.begin()
    for at in range(0, len(drafts), RECORDS_PER_COMMIT):
        part = drafts[at : at + RECORDS_PER_COMMIT]
        left.subtract(record for record, _ in part if record not in fresh)
        yield from bulk.write(part, fresh=fresh, finishes=lambda record: not left[record])
        progress(at + len(part))
    return (yield from bulk.store(notes))


class Bulk:
    """Entries and rows piled up until they are stored together."""

    def __init__(self, space: SpaceState) -> None:
        self._space = space
        self._pen = space.pen()
        self._view = space.view
        self._first = self._pen.tip.seq + 1 if self._pen.tip else 0
        self._entries: list[StoredEntry] = []
        self._rows: list[RecordRow] = []
        self._grown: dict[Record, OpenRecord] = {}  # records that stood before and of which more is to be written
        self._written: set[Record] = set()  # records that stood before
        self._witness = space.due_witness()

    def begin(self) -> Step[None]:
        """Seal the witness that is due: what follows is judged by the view that it makes. Raises: Refused."""
        require_real(self._space)
        yield HeldEntries(())
        if self._witness:
            sealed = self._seal([(NO_RECORD, self._witness)])
            self._view = self._space.view.with_payloads(placed_in(sealed))

    def write(
        self, drafts: Sequence[Draft], *, fresh: Collection[Record] = (), finishes: Callable[[Record], bool]
    ) -> Step[None]:
        """Seal and sign bodies; make the rows of the records that are new or of which nothing follows.

        Raises: NoKey, OverLimit, Refused for an erased record.
        """
        if not drafts:
            return
        if any(self._space.view.membership.is_erased(record) for record, _ in drafts):
            raise Refused("a record among these was erased for good by the stewards; nothing was written")
        yield HeldEntries(())  # whoever else waits for this node gets a turn
        records = dict.fromkeys(record for record, _ in drafts)
        standing = [record for record in records if record not in fresh and record not in self._grown]
        opened = yield from load_records(self._space, standing)
        self._space.forget(opened)  # they grow here; readers load what is stored until this is
        self._grown.update(opened)
        for item in self._seal(drafts):
            file_written(self._grown, item)
            self._rows += _new_rows(self._space, item, fresh, self._view)
        for record in [record for record in records if record in self._grown and finishes(record)]:
            self._rows.append(make_row(self._space, self._grown.pop(record), self._view))
            self._written.add(record)

    def store(self, notes: Notes) -> Step[EntryId]:
        """Store everything in one commit; memory follows. Return the last entry's id."""
        space, tip, view = self._space, self._pen.tip, self._view
        assert tip is not None
        assert not self._grown
        changed = yield from load_records(space, view.changed_since(space.view) - self._written)
        rows = (*self._rows, *(make_row(space, opened, view) for opened in changed.values()))
        opens = () if space.own == tip.log else ((own_log_setting(space.space), tip.log),)
        yield Commit(entries=tuple(self._entries), rows=rows, settings=opens + notes(tip, self._first))
        space.forget(self._written)  # readers that came meanwhile loaded what was stored before
        space.tips[tip.log] = tip
        space.own = tip.log
        space.view = view
        if self._witness and space.diary:
            space.diary.add(tip.log, self._first, self._witness)
        return self._entries[-1].id

    def _seal(self, drafts: Sequence[Draft]) -> list[Written]:
        written = self._pen.write(drafts)
        self._pen = replace(self._pen, tip=written[-1].tip)
        self._entries += [item.stored() for item in written]
        return written


def _new_rows(space: SpaceState, written: Written, fresh: Collection[Record], view: View) -> Iterator[RecordRow]:
    """Yield the rows of those records of an entry just written that are `fresh`: nothing else is known of them."""
    origin = origin_of(written.entry.header, written.entry.id, written.tip.device)
    writer, schema = writer_of(view, origin), space.schema
    for index, (record, body) in enumerate(written.drafts):
        if record not in fresh:
            continue
        told = None
        if writer is not None and isinstance(body, RecordChange) and not view.hidings_of(record):
            told = project_first(record, (origin.entry, index), body, writer=writer, schema=schema)
        if told is not None:
            yield row_of_straight(space.space, told, space.registry)
            continue
        opened = OpenRecord(record)
        opened.add(origin, index, body)
        yield make_row(space, opened, view)
