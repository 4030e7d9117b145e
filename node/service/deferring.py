"""Large payloads whose bytes stayed where they were: which are wanted here, and what a want of them is answered with.

D1  Only a payload that is alone in its entry, names a record and has DEFER_BYTES_MIN bytes can be missing without an
    erasure: a chunk of a file. Its entry stands in the log with hash and length, so digests do not change with it.
D2  Wanted is on a node that keeps every file all of them; elsewhere those of files that were opened, and of files
    that a peer asked for who keeps all.
D3  Wanted is at once, of every peer, what is no part of a file by what is held: so nobody leaves a value out unnoticed.
D4  A want is answered by the entry, whole; else by lack. What is erased is wanted no more.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, islice

from node.crdt.entry import Payload
from node.crdt.ids import EntryId, Log, Record
from node.ledger.kinds.attachment import ATTACHMENT
from node.service.contents import OpenRecord
from node.service.effects import Commit, FindRows, FoundRows, LoadBare, LoadById, RecordRow, Step, StoredEntry
from node.service.files import Missing, files_setting, pack_files
from node.service.limits import BLOB_CHUNK_BYTES, FILES_ASKED_MAX, GATHER_ROWS
from node.service.rows import values_of
from node.service.space import SpaceState
from node.service.unsealing import missing_kids
from node.sync.limits import DEFER_BYTES_MIN, WANTS_MAX
from node.sync.messages import Want


def keeps_files(space: SpaceState) -> bool:
    """Tell whether every file is kept here: on carriers, and unless somebody chose, on the computers of stewards."""
    if space.is_carried or space.files.keeps is None:
        return space.is_carried or space.device in space.view.roster.stewards
    return space.files.keeps


def keep_files(space: SpaceState, keeps: bool) -> Step[None]:
    """Choose whether every file is kept here; what is here stays."""
    yield _kept(space, keeps=keeps, is_own=True)
    space.files.keeps = keeps


def wanted_entries(space: SpaceState, *, with_doubtful: bool = True) -> Iterator[EntryId]:
    """Yield the entries whose payloads are asked for (D2, D3)."""
    files = space.files
    records: Iterable[Record] = files.missing
    if not keeps_files(space):
        doubtful = files.doubtful - files.asked.keys() if with_doubtful else ()
        records = (*files.asked, *sorted(doubtful))
    for record in records:
        yield from files.missing.get(record, ())


def wants_of(space: SpaceState, refused: Collection[Want], *, with_doubtful: bool = True) -> tuple[Want, ...]:
    """Return what is wanted, keys first, but for what a peer refused: as many as one message names."""
    wants: Iterator[Want] = chain(missing_kids(space), wanted_entries(space, with_doubtful=with_doubtful))
    return tuple(islice((want for want in wants if want not in refused), WANTS_MAX))


def is_away(space: SpaceState, record: Record) -> bool:
    """Tell whether bytes of a file are not on this computer."""
    return record in space.files.missing


def ask_for(space: SpaceState, records: Collection[Record], *, is_own: bool = True) -> Step[None]:
    """Ask for files, of every peer until they came; of too many the oldest are forgotten."""
    files = space.files
    fresh = [record for record in dict.fromkeys(records) if record in files.missing and record not in files.asked]
    if not fresh:
        return
    asked = [*files.asked, *fresh][-FILES_ASKED_MAX:]
    yield _kept(space, asked=asked, is_own=is_own)
    files.asked = dict.fromkeys(asked)


def entry_for(space: SpaceState, id: EntryId, *, keeps_all: bool) -> Step[StoredEntry | None]:
    """Return an entry that a peer wants, None unless it is whole here (D4).

    Of a peer who keeps all, what is missing here too is asked for: it may have met nobody else.
    """
    found: StoredEntry | None = yield LoadById(space.space, id)
    if found is None or all(isinstance(payload, Payload) for payload in found.payloads):
        return found
    if keeps_all:
        yield from ask_for(space, [payload.record for payload in found.payloads], is_own=False)
    return None


# --- what is missing --------------------------------------------------------------------------------------------------
def load_missing(space: SpaceState) -> Step[Missing]:
    """Return what the store holds without its bytes and nobody erased."""
    found: Missing = {}
    for record, entry, line in (yield LoadBare(space.space, DEFER_BYTES_MIN)):
        if record not in space.view.roster.head.erased:
            found.setdefault(record, {})[entry] = line
    return found


def open_files(space: SpaceState) -> Step[None]:
    """Bring what is missing to what is stored: when a node is opened, and where branches or erasures moved."""
    files = space.files
    files.missing = yield from load_missing(space)
    files.doubtful &= files.missing.keys()
    records = () if space.is_carried else tuple(files.missing)
    for first in range(0, len(records), GATHER_ROWS):
        part = records[first : first + GATHER_ROWS]
        rows = yield FindRows(space=space.space, records=part, kind=ATTACHMENT.name, limit=len(part), with_hidden=True)
        assert isinstance(rows, FoundRows)
        files.doubtful |= set(part) - {row.record for row in rows.rows}


def settle_files(
    space: SpaceState,
    *,
    behind: Iterable[tuple[Record, EntryId, Log]] = (),
    came: Iterable[StoredEntry] = (),
    gone: Iterable[Record] = (),
    is_other: bool,
) -> Step[None]:
    """Note which payloads stayed behind and which came, and ask no more for what is erased.

    `behind` names each by record, entry and the stretch of its log; `is_other`: branches moved or a certificate counts
    anew, so that what is stored is looked at again.
    """
    files = space.files
    asked = list(files.asked)
    for record, entry, line in behind:
        if record not in space.view.roster.head.erased:
            files.add(record, entry, line)
    for item in came:
        files.fill(item.payloads[0].record, item.id)
    files.forget(gone)
    if is_other:
        yield from open_files(space)
    if asked != list(files.asked):
        yield _kept(space)


def note_replayed(space: SpaceState, opened: Mapping[Record, OpenRecord], rows: Iterable[RecordRow]) -> Step[None]:
    """Note of replayed records whether what is missing can be a file (D3)."""
    files = space.files
    of_rows = {row.record: row for row in rows if row.record in files.missing}
    doubtful = {record for record, row in of_rows.items() if not _may_be_file(opened[record], row)}
    after = files.doubtful - of_rows.keys() | doubtful
    if after != files.doubtful:
        files.doubtful = after
        yield _kept(space)


def _may_be_file(opened: OpenRecord, row: RecordRow) -> bool:
    """Tell whether a record is an attachment, of no more chunks than its size asks for.

    One whose key is still to come is none by what is held.
    """
    size = values_of(row).get("size") if row.kind == ATTACHMENT.name else None
    return isinstance(size, int) and len(opened.chunks) + len(opened.deferred) <= -(-size // BLOB_CHUNK_BYTES)


def _kept(
    space: SpaceState, *, keeps: bool | None = None, asked: Collection[Record] | None = None, is_own: bool = False
) -> Commit:
    """Return the commit that stores what is noted of files, one part of it replaced."""
    files = space.files
    packed = pack_files(
        files.keeps if keeps is None else keeps, files.asked if asked is None else asked, files.doubtful
    )
    return Commit(settings=((files_setting(space.space), packed),), is_own=is_own)
