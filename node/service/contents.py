"""From stored payloads to what is inside them. What cannot be opened or read becomes a count, never an exception."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from node.crdt.bodies import Attestation, BlobChunk, Body, Dispute, RecordChange, Unknown
from node.crdt.body_codec import decode_body
from node.crdt.claims import Withholding
from node.crdt.entry import Header, Payload, Pruned, decode_entry
from node.crdt.errors import Malformed, OverLimit, Sealed
from node.crdt.graph import RecordGraph
from node.crdt.ids import ChangeId, Device, EntryId, Record
from node.crdt.payload import open_payload
from node.crdt.projection import Origin, RecordContents, kinds_named
from node.service.effects import StoredPayload
from node.service.keyring import KeyRing
from node.service.limits import HEADERS_KEPT
from node.sync.runs import may_be_deferred


class Closed:
    """A payload that no held key opens."""


class Void:
    """A payload whose content is bad: flagged, never shown."""


class Deferred(Closed):
    """A large payload that stayed behind: it counts for nothing until it comes, as a chunk counts for nothing."""


CLOSED, VOID, DEFERRED = Closed(), Void(), Deferred()


def open_body(payload: Payload | Pruned, header: Header, index: int, keys: KeyRing) -> Body | Closed | Void:
    """Open one payload and decode what is inside. Total."""
    key = keys.key_for(header.kid, payload.record)
    if key is None:
        return CLOSED
    if isinstance(payload, Pruned):
        return DEFERRED if may_be_deferred(payload, header) else CLOSED
    try:
        return decode_body(open_payload(key, payload.ciphertext, header=header, index=index, record=payload.record))
    except Sealed:
        return CLOSED
    except (Malformed, OverLimit):
        return VOID


@dataclass(slots=True)
class OpenRecord:
    """The opened payloads of one record; it grows as payloads arrive."""

    record: Record
    origins: dict[EntryId, Origin] = field(default_factory=dict)
    changes: dict[ChangeId, RecordChange] = field(default_factory=dict)
    verdicts: dict[ChangeId, Attestation | Dispute] = field(default_factory=dict)
    unreadable: set[ChangeId] = field(default_factory=set)
    void: set[ChangeId] = field(default_factory=set)
    newer: set[ChangeId] = field(default_factory=set)
    chunks: set[ChangeId] = field(default_factory=set)
    deferred: set[ChangeId] = field(default_factory=set)
    held: frozenset[EntryId] = frozenset()  # entries of other records that changes of this one depend on
    fresh: dict[ChangeId, RecordChange] = field(default_factory=dict)  # changes that the graph does not hold yet
    graph: RecordGraph | None = None  # made when first needed
    view: object = None  # what the graph was judged by

    def unknown_entries(self) -> set[EntryId]:
        """Return the entries that changes depend on and that hold no payload of this record."""
        named = {entry for change in self.changes.values() for entry, _ in change.deps}
        return named - self.origins.keys() - self.held

    def knows_entry(self, entry: EntryId) -> bool:
        """Tell whether an entry that a change depends on is stored."""
        return entry in self.origins or entry in self.held

    def add(self, origin: Origin, index: int, body: Body | Closed | Void) -> None:
        """File one opened payload under what it is; one that was closed before may be open now.

        All payloads of an entry are filed before `grow`: a dependency on one still to come would count as void.
        """
        id = (origin.entry, index)
        self.origins[origin.entry] = origin
        self.unreadable.discard(id)
        self.deferred.discard(id)
        match body:
            case RecordChange():
                self.changes[id] = body
                self.fresh[id] = body
                if kinds_named(body):
                    self.graph = None
            case Attestation() | Dispute():
                self.verdicts[id] = body
            case Deferred():
                self.deferred.add(id)
            case Closed():
                self.unreadable.add(id)
            case Unknown():
                self.newer.add(id)
            case BlobChunk():
                self.chunks.add(id)
            case _:
                self.void.add(id)

    def grow(self) -> None:
        """Bring the graph, where there is one, up to what was filed since."""
        if self.graph is not None and (self.fresh or self.graph.waiting):
            self.graph.extend(self.fresh)
        self.fresh = {}

    def contents(self, hidings: tuple[Withholding, ...] = ()) -> RecordContents:
        """Return what the projection is made of."""
        return RecordContents(
            record=self.record,
            origins=self.origins,
            changes=self.changes,
            verdicts=self.verdicts,
            hidings=hidings,
            unreadable=self.unreadable,
            void=len(self.void),
            newer=len(self.newer),
        )


@lru_cache(maxsize=HEADERS_KEPT)
def header_of(packed: bytes) -> Header:
    """Return the header of a stored entry: up to 64 payloads share it, and are opened one record after another."""
    return decode_entry(packed).header


def origin_of(header: Header, entry: EntryId, device: Device) -> Origin:
    """Return where an entry stands."""
    return Origin(entry=entry, log=header.log, seq=header.seq, device=device, roster=header.roster)


def open_record(record: Record, stored: Iterable[StoredPayload], keys: KeyRing) -> OpenRecord:
    """Open every payload of a record."""
    opened = OpenRecord(record=record)
    for item in stored:
        header = header_of(item.packed)
        body = open_body(item.payload, header, item.index, keys)
        opened.add(origin_of(header, item.entry, item.device), item.index, body)
    return opened
