"""Keys that come to this node and keys it hands on: prekeys, key packets, what opens once a key is held.

A key is taken only if it is wanted: its epoch is announced, or entries under it are held. A key is given only to whom
the epochs allow it (`Epochs.may_give`).
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from keys.box import BoxKey
from keys.epoch import record_key
from keys.secret import RecordKey, RoutingKey
from node.crdt.entry import Payload
from node.crdt.errors import CrdtError, Sealed
from node.crdt.ids import Device, Kid, Log, Record
from node.crdt.limits import HELD_MAX, PACKET_RECORDS_MAX
from node.crdt.packet import (
    EpochContents,
    Packet,
    PacketType,
    RecordContents,
    open_packet,
    seal_epoch,
    seal_records,
)
from node.crdt.passes import Prekey, sign_prekey
from node.crdt.payload import open_payload
from node.crdt.routing import open_routing
from node.service.affected import records_judged_anew, records_under
from node.service.contents import header_of
from node.service.effects import Commit, LoadControl, LoadRecords, ObjectType, Step, StoredPayload
from node.service.holdings import routing_kept, stored
from node.service.keyring import KeyRing, epoch_secret, prekey_secret, record_key_secrets
from node.service.limits import PREKEYS_KEPT, RECORDS_PER_COMMIT
from node.service.routes import Routes, is_counting, routing_secret
from node.service.space import SpaceState, know_cut_places
from node.service.usage import live_records, use_of
from node.service.view import reopen_view
from node.service.waiting import lacking_setting, pack_lacking


def missing_kids(space: SpaceState) -> tuple[Kid, ...]:
    """Return the epochs whose keys this node asks for: entries under them are held, or they may be written under.

    A carrier asks for none.
    """
    if space.is_carried:
        return ()
    wanted = space.lacking.keys() | space.view.epochs.unreplaced
    return tuple(sorted(kid for kid in wanted if kid not in space.keys.epochs))


def take_packets(space: SpaceState, packets: Iterable[Packet]) -> Step[int]:
    """Open packets for this device and hold the keys in them; return of how many epochs something was new.

    What they open is reopened, and the records concerned are marked in the same commit.
    """
    opened = [(packet.kid, contents) for packet in packets if (contents := _open(space, packet)) is not None]
    yield from take_routes(space, _routes_in(opened))
    taken = yield from _take_keys(space, opened)
    if not taken.kids:
        return 0
    payloads = yield LoadControl(space.space)
    view = yield from know_cut_places(reopen_view(space.view, payloads, taken.ring))
    records = taken.records | (yield from records_under(space, taken.epochs))
    records |= yield from records_judged_anew(space, view)
    lacking = yield from _still_lacking(space, taken.ring)
    yield Commit(
        secrets=(
            *((epoch_secret(space.space, kid), taken.ring.epochs[kid].reveal()) for kid in sorted(taken.epochs)),
            *record_key_secrets(space.space, taken.ring, taken.alone),
        ),
        settings=((lacking_setting(space.space), pack_lacking(lacking)),),
        dirty=tuple((space.space, record) for record in sorted(records)),
    )
    space.keys, space.view, space.lacking = taken.ring, view, lacking
    space.forget(records)
    if taken.epochs:
        yield from publish_prekey(space)
    return len(taken.kids)


@dataclass(slots=True)
class _Taken:
    """Keys on their way into a ring: of whole epochs, and of single records."""

    ring: KeyRing
    epochs: set[Kid] = field(default_factory=set)
    alone: set[tuple[Kid, Record]] = field(default_factory=set)

    @property
    def kids(self) -> set[Kid]:
        return self.epochs | {kid for kid, _ in self.alone}

    @property
    def records(self) -> frozenset[Record]:
        return frozenset(record for _, record in self.alone)


def _take_keys(space: SpaceState, opened: Iterable[tuple[Kid, EpochContents | RecordContents]]) -> Step[_Taken]:
    taken = _Taken(space.keys.copy())
    for kid, contents in opened:
        if kid in taken.ring.epochs:
            continue
        if isinstance(contents, RecordContents):
            yield from _take_records(space, taken, kid, contents.keys)
        elif kid in space.view.epochs.outlived:  # its giver has not heard of the erasure: no more than live records
            live = yield from live_records(space, kid)
            keys = {record: record_key(contents.epoch, record) for record in live}
            yield from _take_records(space, taken, kid, keys)
        else:
            taken.ring.add_epoch(kid, contents.epoch)
            taken.epochs.add(kid)
    return taken


def _take_records(space: SpaceState, taken: _Taken, kid: Kid, keys: Mapping[Record, RecordKey]) -> Step[None]:
    """Hold the keys that open a payload here; others are passed over: a wrong one, or one for what is not held yet."""
    erased = space.view.roster.head.erased
    wanted = [record for record in keys if record not in erased and taken.ring.record_key(kid, record) is None]
    for first in range(0, len(wanted), RECORDS_PER_COMMIT):
        part = tuple(wanted[first : first + RECORDS_PER_COMMIT])
        stored = yield LoadRecords(space.space, part)
        for record in part:
            if any(_opens(keys[record], kid, item) for item in stored.get(record, ())):
                taken.ring.add_record(kid, record, keys[record])
                taken.alone.add((kid, record))


def _opens(key: RecordKey, kid: Kid, item: StoredPayload) -> bool:
    header = header_of(item.packed)
    if header.kid != kid or not isinstance(item.payload, Payload):
        return False
    try:
        open_payload(key, item.payload.ciphertext, header=header, index=item.index, record=item.payload.record)
    except Sealed:
        return False
    except CrdtError:  # it opens, to something bad
        return True
    return True


def _still_lacking(space: SpaceState, ring: KeyRing) -> Step[dict[Kid, dict[Log, int]]]:
    """Return what is lacking with these keys: epochs of which something held here does not open."""
    lacking: dict[Kid, dict[Log, int]] = {}
    for kid, logs in space.lacking.items():
        if kid in ring.epochs:
            continue
        use = yield from use_of(space, kid)
        live = use.records - space.view.roster.head.erased.keys()
        is_open = ring.control(kid) is not None or not use.has_control
        if not is_open or not live <= ring.records_of(kid).keys():
            lacking[kid] = logs
    return lacking


def settle_lacking(space: SpaceState) -> Step[None]:
    """Ask no more for epochs of which all that is held opens by now, through keyrings or record keys."""
    if not any(space.keys.control(kid) is not None for kid in space.lacking):
        return
    lacking = yield from _still_lacking(space, space.keys)
    if lacking != space.lacking:
        yield Commit(settings=((lacking_setting(space.space), pack_lacking(lacking)),), is_own=False)
        space.lacking = lacking


def _open(space: SpaceState, packet: Packet) -> EpochContents | RecordContents | None:
    key = space.prekeys.get(packet.prekey)
    is_wanted = packet.kid in space.lacking or packet.kid in space.view.epochs.announced
    if key is None or packet.device != space.device or not is_wanted:
        return None
    try:
        return open_packet(packet, key)
    except CrdtError:  # another key than the packet names, or none of ours: somebody else may send a good one
        space.bad_packets += 1
        return None


# --- giving -----------------------------------------------------------------------------------------------------------
def packets_for(
    space: SpaceState, device: Device, kids: Iterable[Kid], *, prekey: Prekey | None = None
) -> Step[list[Packet]]:
    """Return packets with the keys of these epochs for a device, as far as they are held and may be given.

    They are sealed to the prekey given, else to the device's newest. Of an epoch whose own key may not be given, or is
    dropped here, those of its live records. A carrier gives what was left with it: it is sealed to that device.
    """
    prekey = prekey or space.holdings.prekeys.get(device)
    epochs = space.view.epochs
    found: list[Packet] = []
    for kid in kids:
        kept = space.holdings.packets.get((device, kid))
        contents = space.contents_for(kid)
        if space.is_carried:
            found += [kept] if kept is not None else []
            continue
        if prekey is None or not epochs.may_give_records(kid, device):
            continue
        try:
            if not epochs.may_give(kid, device) or (contents is None and kept is None):
                found += yield from _record_packets(space, prekey, kid)
            elif contents is not None:
                found.append(seal_epoch(prekey, contents, space.random))
            elif kept is not None and kept.type is PacketType.EPOCH:
                found.append(kept)
        except CrdtError:  # a prekey that is no usable key: its device gets none until it shows another
            continue
    return found


def _record_packets(space: SpaceState, prekey: Prekey, kid: Kid) -> Step[list[Packet]]:
    if kid not in space.keys.epochs and not space.keys.records_of(kid):
        return []
    live = sorted((yield from live_records(space, kid)))
    keys = {record: key for record in live if (key := space.keys.record_key(kid, record)) is not None}
    parts = [list(keys)[first : first + PACKET_RECORDS_MAX] for first in range(0, len(keys), PACKET_RECORDS_MAX)]
    return [seal_records(prekey, kid, {item: keys[item] for item in part}, space.random) for part in parts]


# --- routing keys -----------------------------------------------------------------------------------------------------
def take_routes(space: SpaceState, found: Iterable[tuple[int, RoutingKey]]) -> Step[None]:
    """Hold routing keys that count; forget those nobody can need any more."""
    routes = space.routes
    for number, key in found:
        if is_counting(space.view.roster, number):
            routes = routes.with_key(number, key)
    routes = routes.keeping(_needed_numbers(space, routes))
    if routes.keys == space.routes.keys:
        return
    gone = [item for item in space.routes.keys if item not in routes.keys]
    yield Commit(
        secrets=(
            *((routing_secret(space.space, number, key), key.reveal()) for number, key in routes.keys),
            *((routing_secret(space.space, number, key), None) for number, key in gone),
        )
    )
    space.routes = routes


def take_sealed_routes(space: SpaceState, bundle: BoxKey) -> Step[None]:
    """Hold the routing keys that stewards sealed to this device's pass: all that a carrier is given."""
    known = {number for number, _ in space.routes.keys}
    found: list[tuple[int, RoutingKey]] = []
    for item in routing_kept(space.view.roster, space.holdings.routing.values()):
        if item.device == space.device and item.number not in known:
            with suppress(CrdtError):  # sealed to a key this device no longer has
                found.append((item.number, open_routing(item, bundle)))
    yield from take_routes(space, found)


def _routes_in(opened: Iterable[tuple[Kid, EpochContents | RecordContents]]) -> list[tuple[int, RoutingKey]]:
    return [(item.routing_number, item.routing) for _, item in opened if isinstance(item, EpochContents)]


def _needed_numbers(space: SpaceState, routes: Routes) -> set[int]:
    """Return the numbers that may be all that an active device knows: by the epochs it has shown, and what it was given
    when it was let in (T2).
    """
    epochs, roster = space.view.epochs, space.view.roster
    numbers = sorted({number for number, _ in routes.keys})
    needed: set[int] = set()
    for device, prekey in space.holdings.prekeys.items():
        if device == space.device or not epochs.membership.is_active(device):
            continue
        heads = (item.head for kid in prekey.held for item in epochs.announced.get(kid, ()))
        shown = max((roster.stages[head].version for head in heads if head in roster.stages), default=0)
        given = epochs.membership.register.admissions.get(device, ())
        let_in = (item.version for item in given if item.id is not None and item.version > shown)
        for version in {shown, *let_in}:
            needed |= set([number for number in numbers if number <= version][-1:])
    return needed


# --- prekeys ----------------------------------------------------------------------------------------------------------
def new_prekey(space: SpaceState, held: Iterable[Kid]) -> tuple[Prekey, BoxKey]:
    """Return the next prekey of this device, signed, with its private half."""
    before = space.holdings.prekeys.get(space.device)
    private = BoxKey.new(space.random)
    number = before.number + 1 if before else 0
    unsigned = Prekey(space=space.space, device=space.device, number=number, key=private.public, held=tuple(held))
    return sign_prekey(unsigned, space.key), private


def newest_kids(space: SpaceState, count: int) -> list[Kid]:
    """Return the epochs whose keys are held, at most `count`: of more the ones that the most others replace go."""
    epochs = space.view.epochs
    by_age = sorted(space.keys.epochs, key=lambda kid: (-len(epochs.replaced.get(kid, ())), kid))
    return by_age[:count]


def mend_prekey(space: SpaceState) -> Step[None]:
    """Publish another prekey where a key is wanted and the private half of the newest one is not here.

    So it is on a home restored from before that one was made: whatever is sealed to it stays closed.
    """
    newest = space.holdings.prekeys.get(space.device)
    if newest is not None and newest.id not in space.prekeys and missing_kids(space):
        yield from publish_prekey(space)


def publish_prekey(space: SpaceState) -> Step[None]:
    """Replace this device's prekey by one that says which epoch keys are held now; old private halves are kept."""
    prekey, private = new_prekey(space, newest_kids(space, HELD_MAX))
    spent = list(space.prekeys)[: max(0, len(space.prekeys) + 1 - PREKEYS_KEPT)]
    before = space.holdings.prekeys.get(space.device)
    yield Commit(
        objects=(stored(space.space, prekey),),
        dropped=((space.space, ObjectType.PREKEY, before.id),) if before is not None else (),
        secrets=(
            (prekey_secret(space.space, prekey.id), private.reveal()),
            *((prekey_secret(space.space, id), None) for id in spent),
        ),
    )
    for id in spent:
        del space.prekeys[id]
    space.holdings.add(prekey)
    space.prekeys[prekey.id] = private
