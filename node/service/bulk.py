"""Many bodies in one transaction: entries of up to 64 payloads, their rows, and one commit for all of it or none.

Refused: an erased record, a body over its limits; nothing is stored then.
"""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace

from node.crdt.ids import NO_RECORD, EntryId, Record
from node.crdt.logs import LogTip
from node.service.contents import OpenRecord
from node.service.effects import Commit, HeldEntries, RecordRow, Step, StoredEntry
from node.service.errors import Refused
from node.service.limits import RECORDS_PER_COMMIT
from node.service.space import SpaceState, file_written, load_records, make_row, own_log_setting, placed_in
from node.service.writing import Draft, Written

Progress = Callable[[int], None]
Notes = Callable[[LogTip, int], tuple[tuple[str, bytes | None], ...]]
"""Given the last tip and the first number of the entries written: the settings to store with them."""


def write_bulk(
    space: SpaceState, drafts: Sequence[Draft], *, fresh: Container[Record], notes: Notes, progress: Progress
) -> Step[EntryId]:
    """Write bodies and store them in one commit; return the last entry's id.

    `fresh` records are known to be new and stand once among the drafts. `progress` is told how many bodies are sealed.
    Raises: NoKey, OverLimit, Refused for an erased record.
    """
    if any(space.view.membership.is_erased(record) for record, _ in drafts if record):
        raise Refused("a record among these was erased for good by the stewards; nothing was written")
    sealing = _Sealing(space)
    witness = space.due_witness()
    if witness:
        sealing.seal([(NO_RECORD, witness)], fresh=frozenset())
    for at in range(0, len(drafts), RECORDS_PER_COMMIT):
        part = drafts[at : at + RECORDS_PER_COMMIT]
        yield HeldEntries(())  # whoever else waits for this node gets a turn
        sealing.grown |= yield from _loaded(space, (record for record, _ in part if record not in fresh))
        sealing.seal(part, fresh=fresh)
        progress(at + len(part))
    yield from sealing.store(notes)
    if witness and space.diary:
        assert space.own is not None
        space.diary.add(space.own, sealing.first, witness)
    return sealing.entries[-1].id


def _loaded(space: SpaceState, records: Iterable[Record]) -> Step[dict[Record, OpenRecord]]:
    opened = yield from load_records(space, records)
    space.forget(opened)  # they grow here; readers load what is stored until this is
    return opened


class _Sealing:
    """Entries and rows piled up until they are stored together."""

    def __init__(self, space: SpaceState) -> None:
        self.space = space
        self.pen = space.pen()
        self.first = self.pen.tip.seq + 1 if self.pen.tip else 0
        self.entries: list[StoredEntry] = []
        self.rows: list[RecordRow] = []
        self.grown: dict[Record, OpenRecord] = {}  # records that stood before
        self.control: list[Written] = []

    def seal(self, drafts: Sequence[Draft], *, fresh: Container[Record]) -> None:
        """Seal and sign bodies; the rows of fresh records are made at once."""
        written = self.pen.write(drafts)
        self.pen = replace(self.pen, tip=written[-1].tip)
        new = {record: OpenRecord(record) for record, _ in drafts if record and record in fresh}
        both = {**self.grown, **new}
        for item in written:
            file_written(both, item)
            self.entries.append(item.stored())
        self.control += [item for item in written if any(not record for record, _ in item.drafts)]
        self.rows += [make_row(self.space, opened) for opened in new.values()]

    def store(self, notes: Notes) -> Step[None]:
        """Store everything; memory follows."""
        space, tip = self.space, self.pen.tip
        assert tip is not None
        view = space.view.with_payloads(placed_in(self.control))
        self.grown |= yield from _loaded(space, view.changed_since(space.view) - self.grown.keys())
        rows = (*self.rows, *(make_row(space, opened, view) for opened in self.grown.values()))
        opens = () if space.own == tip.log else ((own_log_setting(space.space), tip.log),)
        yield Commit(entries=tuple(self.entries), rows=rows, settings=opens + notes(tip, self.first))
        space.tips[tip.log] = tip
        space.own = tip.log
        space.view = view
