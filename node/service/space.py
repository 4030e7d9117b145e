"""One space as a node holds it: keys, logs, members, and the steps every change of it goes through.

    drafts ─▶ entries of the own log ─▶ records opened with them ─▶ rows ─▶ one Commit ─▶ memory

Memory follows the Commit, never the other way round: if the store refuses, nothing here has changed.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from keys.box import BoxKey
from keys.randomness import Random
from keys.secret import RoutingKey
from keys.signing import SigningKey
from node.crdt.bodies import CONTROL_BODIES, Witness
from node.crdt.claims import Projection, Withholding
from node.crdt.grants import Placed, Role
from node.crdt.graph import RecordGraph
from node.crdt.ids import NO_RECORD, Device, EntryId, Group, Kid, Log, Record, Space
from node.crdt.logs import LogTip
from node.crdt.packet import EpochContents
from node.crdt.projection import graph_of, project
from node.crdt.straight import project_straight
from node.ledger.judge import Judge
from node.ledger.registry import Registry
from node.service.contents import OpenRecord, open_record, origin_of
from node.service.copies import Copies
from node.service.dates import Dates
from node.service.effects import Commit, EntryAt, HeldEntries, LoadRecords, RecordRow, Step
from node.service.errors import NoKey, Refused
from node.service.files import Files
from node.service.holdings import Holdings
from node.service.keyring import KeyRing
from node.service.limits import OPEN_RECORDS_MAX
from node.service.routes import Routes
from node.service.rows import row_of, row_of_straight
from node.service.view import View
from node.service.witnessing import Diary, open_diary
from node.service.writing import Draft, Pen, Written

_NOTHING = Commit()
OWN_LOG, PREVIOUS_LOG = "own-log/", "previous-log/"  # settings, with the space behind


@dataclass(frozen=True, slots=True)
class PendingEntry:
    """An entry that waits for those before it in its log, and what it takes on disk, in bytes."""

    log: Log
    size: int


@dataclass(slots=True)
class Use:
    """What an epoch seals: the newest entry of each log under it, the records, whether control payloads."""

    ends: dict[Log, int] = field(default_factory=dict)
    records: set[Record] = field(default_factory=set)
    has_control: bool = False


@dataclass(slots=True)
class Usage:
    """The use of every epoch, and how far each log was read for it."""

    read: dict[Log, int] = field(default_factory=dict)
    uses: dict[Kid, Use] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class SpaceState:
    """What a node keeps in memory of one space."""

    space: Space
    key: SigningKey
    registry: Registry
    random: Random
    keys: KeyRing
    view: View
    tips: dict[Log, LogTip] = field(default_factory=dict)
    own: Log | None = None  # the log this node writes on; None: the next entry opens one
    previous: Log | None = None  # the own log a new one continues after
    opened: OrderedDict[Record, OpenRecord] = field(default_factory=OrderedDict)
    holdings: Holdings = field(default_factory=Holdings)
    routes: Routes = field(default_factory=Routes)
    prekeys: dict[bytes, BoxKey] = field(default_factory=dict)  # private halves, by the prekey's id
    lacking: dict[Kid, dict[Log, int]] = field(default_factory=dict)  # keys not held, with the first entry under them
    pending: dict[EntryId, PendingEntry] = field(default_factory=dict)  # entries with a gap before them, oldest first
    awaited: dict[EntryId, frozenset[Record]] = field(
        default_factory=dict
    )  # not held, by what depends on it; oldest first
    clones: dict[Log, bool] = field(default_factory=dict)  # own forked logs: whether this is the real computer
    diary: Diary | None = None  # read when first needed
    usage: Usage | None = None  # likewise
    outbox: dict[int, Draft] = field(default_factory=dict)  # what waits for a key to be written under, in order
    dates: Dates = field(default_factory=Dates)
    copies: Copies = field(default_factory=Copies)
    files: Files = field(default_factory=Files)
    bad_packets: int = 0  # sealed to this device that held no key of their epoch, since the node was opened
    bad_givers: set[Device] = field(default_factory=set)  # who sent them, ever
    heard: set[Device] = field(default_factory=set)  # of whom something came since the last `keep_up`
    shown_prekeys: set[bytes] = field(default_factory=set)  # own ones that another node showed to have
    is_carried: bool = False  # this node is a carrier here: it holds no data key and reads nothing
    carried: dict[Device, int] = field(default_factory=dict)  # bytes a carrier has stored of each device

    @property
    def device(self) -> Device:
        """Return this node's device."""
        return Device(self.key.public)

    @property
    def routing(self) -> RoutingKey | None:
        """Return the routing key to call under first, None where none is held."""
        return self.routes.newest

    def contents_for(self, kid: Kid) -> EpochContents | None:
        """Return what a packet with the key of an epoch holds, None where that or the routing key is not held."""
        epoch, routing = self.keys.epochs.get(kid), self.routing
        if epoch is None or routing is None:
            return None
        return EpochContents(epoch=epoch, routing=routing, routing_number=self.routes.number)

    @property
    def role(self) -> Role | None:
        """Return this device's role here, None if it has none."""
        return self.view.membership.role_of(self.device)

    def knows(self, device: Device) -> bool:
        """Tell whether a device is a member of this space, or has carried a pass of it."""
        return device in self.view.membership.members or any(device == of for of, _ in self.holdings.passes)

    @property
    def hidings(self) -> Mapping[Record, tuple[Withholding, ...]]:
        """Return the hidings in force, by record."""
        return self.view.hidings

    @property
    def schema(self) -> Judge:
        """Return the declared kinds as the core asks about them."""
        return Judge(self.registry)

    @property
    def title(self) -> str:
        """Return the name its stewards gave the space."""
        return self.view.name_of(Group(self.space))

    def due_witness(self) -> Witness | None:
        """Return the witness that the next entry is to carry, None while none is due."""
        if self.own is None:
            return None
        return self.open_diary().due(self.tips[self.own], self.readable_tips())

    def open_diary(self) -> Diary:
        """Return what this device has witnessed."""
        if self.diary is None or self.diary.log != self.own:
            self.diary = open_diary(self.device, self.own, self.view.placed)
        return self.diary

    def readable_tips(self) -> dict[Log, LogTip]:
        """Return the logs without branches that hold nothing under a key that is lacking: what a witness names."""
        closed = {log for logs in self.lacking.values() for log in logs}
        return {log: tip for log, tip in self.tips.items() if log not in closed and log not in self.view.forks}

    def newest_prekey_id(self) -> bytes | None:
        """Return the id of the prekey that others seal to, None where there is none."""
        newest = self.holdings.prekeys.get(self.device)
        return newest.id if newest else None

    def note_shown(self) -> None:
        """Note that another node has this device's newest prekey."""
        newest = self.newest_prekey_id()
        if newest is not None:
            self.shown_prekeys.add(newest)

    def pen(self, kid: Kid | None = None) -> Pen:
        """Return what new entries are written with, under the key that the epochs name unless told. Raises: NoKey."""
        kid = kid or self.view.writing_kid()
        if kid is None:
            raise NoKey("no key for new entries is held in this space yet; nothing was written")
        return Pen(
            space=self.space,
            key=self.key,
            tip=self.tips[self.own] if self.own else None,
            previous=self.tips.get(self.previous) if self.previous else None,
            head=self.view.head,
            kid=kid,
            keys=self.keys,
            random=self.random,
        )

    def remember(self, opened: Iterable[OpenRecord]) -> None:
        """Keep opened records in memory, dropping those used longest ago."""
        for item in opened:
            self.opened[item.record] = item
            self.opened.move_to_end(item.record)
        while len(self.opened) > OPEN_RECORDS_MAX:
            self.opened.popitem(last=False)

    def forget(self, records: Iterable[Record]) -> None:
        """Take records out of memory: a step that changes them puts them back once that is stored."""
        for record in records:
            self.opened.pop(record, None)


def own_log_setting(space: Space) -> str:
    """Return the setting that holds the log this node writes on in a space."""
    return OWN_LOG + space.hex()


def anchor_setting(space: Space) -> str:
    """Return the setting that holds the newest certificate this node accepted."""
    return f"anchor/{space.hex()}"


def leave_settings(space: "SpaceState") -> tuple[tuple[str, bytes | None], ...]:
    """Return the settings by which the next entry opens a new log that names the one written until now."""
    assert space.own is not None
    return (own_log_setting(space.space), None), (previous_log_setting(space.space), bytes(space.own))


def clones_setting(space: Space) -> str:
    """Return the setting that holds which own logs were forked and whether this is the real computer."""
    return f"clones/{space.hex()}"


def previous_log_setting(space: Space) -> str:
    """Return the setting that holds the own log that the next one continues after."""
    return PREVIOUS_LOG + space.hex()


def stretches(space: SpaceState, *, with_aside: bool = False) -> Iterator[tuple[Log, Device, int, int]]:
    """Yield every stretch of every log, a forked one's in an order in which each follows the one it grows from.

    Each is what it is loaded by, its author, the numbers of its first and of its last entry.
    """
    for log, tip in space.tips.items():
        if log not in space.view.forks:
            yield log, tip.device, 0, tip.seq
    for tree in space.view.forks.values():
        for line in tree.lines():
            if with_aside or not line.is_aside:
                yield line.key, tree.device, line.first, line.last


# --- reading ----------------------------------------------------------------------------------------------------------
def load_records(space: SpaceState, records: Iterable[Record]) -> Step[dict[Record, OpenRecord]]:
    """Return records opened, from memory or the store. A record nobody wrote is empty."""
    wanted = list(dict.fromkeys(records))
    missing = tuple(record for record in wanted if record not in space.opened)
    found = {record: space.opened[record] for record in wanted if record in space.opened}
    if missing:
        stored = yield LoadRecords(space.space, missing)
        for record in missing:
            opened = open_record(record, stored.get(record, ()), space.keys)
            unknown = opened.unknown_entries()
            if unknown:
                opened.held = yield HeldEntries(tuple(sorted(unknown)))
            found[record] = opened
        space.remember(found[record] for record in missing)
    return found


def load_record(space: SpaceState, record: Record) -> Step[OpenRecord]:
    """Return one record opened."""
    return (yield from load_records(space, (record,)))[record]


def graph_of_record(space: SpaceState, opened: OpenRecord, view: View | None = None) -> RecordGraph:
    """Return the operation graph of an opened record, judged by the space's view or by another."""
    authority = view or space.view
    opened.grow()
    if opened.graph is None or opened.view is not authority:
        schema = space.schema
        opened.graph = graph_of(opened.contents(), authority=authority, schema=schema, is_held=opened.knows_entry)
        opened.view = authority
    return opened.graph


def project_record(space: SpaceState, opened: OpenRecord, view: View | None = None) -> Projection:
    """Return the projection of an opened record, under another view where membership is about to change."""
    authority = view or space.view
    contents = opened.contents(authority.hidings_of(opened.record))
    return project(contents, graph_of_record(space, opened, authority), authority=authority, schema=space.schema)


def make_row(space: SpaceState, opened: OpenRecord, view: View | None = None) -> RecordRow:
    """Return the row of an opened record, under another view where membership is about to change."""
    authority = view or space.view
    contents = opened.contents(authority.hidings_of(opened.record))
    told = project_straight(contents, authority=authority, schema=space.schema)
    if told is not None:
        return row_of_straight(space.space, told, space.registry)
    return row_of(space.space, project_record(space, opened, authority), space.registry)


def know_cut_places(view: View) -> Step[View]:
    """Return the view with the entries known that stand where its certificates and suspensions cut."""
    found: dict[tuple[Log, int], EntryId] = {}
    for log, seq in sorted(view.cut_places() - view.known.keys()):
        held = yield EntryAt(log, seq)
        if held is not None:
            found[log, seq] = held
    return view.with_known(found)


# --- writing ----------------------------------------------------------------------------------------------------------
def write(
    space: SpaceState,
    drafts: Sequence[Draft],
    *,
    fresh: frozenset[Record] = frozenset(),
    kid: Kid | None = None,
    also: Commit = _NOTHING,
) -> Step[EntryId]:
    """Write bodies as entries of the own log and store them with all that follows from them; return the last entry's
    id.

    `fresh` records are known to be new, so nothing is loaded for them; `also` is stored in the same transaction.
    Raises: NoKey, OverLimit, Refused for an erased record.
    """
    require_real(space)
    if any(space.view.membership.is_erased(record) for record, _ in drafts if record):
        raise Refused("this record was erased for good by the stewards; nothing was written")
    witness = space.due_witness()
    drafts = [*drafts, (NO_RECORD, witness)] if witness else drafts
    written = space.pen(kid).write(drafts)
    view = space.view.with_payloads(placed_in(written))
    touched = {record for record, _ in drafts if record} | view.changed_since(space.view)
    opened = yield from load_records(space, (record for record in touched if record not in fresh))
    grown = {record: opened.get(record) or OpenRecord(record) for record in touched}
    space.forget(touched)  # readers load what is stored until this is
    for item in written:
        file_written(grown, item)
    rows = tuple(make_row(space, item, view) for item in grown.values())
    tip = written[-1].tip
    opens = () if space.own == tip.log else ((own_log_setting(space.space), tip.log),)
    yield replace(
        also,
        entries=tuple(item.stored() for item in written) + also.entries,
        rows=rows + also.rows,
        settings=opens + also.settings,
    )
    space.tips[tip.log] = tip
    space.own = tip.log
    space.view = view
    for item in written:
        for _, body in item.drafts:
            if isinstance(body, Witness) and space.diary:
                space.diary.add(item.tip.log, item.tip.seq, body)
    space.remember(grown.values())
    return written[-1].entry.id


def require_real(space: SpaceState) -> None:
    """Refuse to write where a person said that another computer of this device is the real one. Raises: Refused."""
    if not all(space.clones.values()):
        raise Refused(
            "you said that your other computer is the real one: be invited anew to write; nothing was written"
        )


def file_written(grown: Mapping[Record, OpenRecord], written: Written) -> None:
    """File the bodies of an entry just written under those of their records that are in `grown`."""
    origin = origin_of(written.entry.header, written.entry.id, written.tip.device)
    for index, (record, body) in enumerate(written.drafts):
        if record in grown:
            grown[record].add(origin, index, body)


def placed_in(written: Iterable[Written]) -> list[Placed]:
    """Return the control payloads of new entries with where they stand."""
    return [
        Placed(
            device=item.tip.device,
            log=item.tip.log,
            seq=item.tip.seq,
            entry_id=item.entry.id,
            index=index,
            roster=item.entry.header.roster,
            kid=item.entry.header.kid,
            body=body,
        )
        for item in written
        for index, (record, body) in enumerate(item.drafts)
        if not record and isinstance(body, CONTROL_BODIES)
    ]
