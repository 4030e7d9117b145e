"""Keys that come to this node and keys it hands on: prekeys, key packets, what opens once a key is held.

A key is taken only if it is wanted: its epoch is announced, or entries under it are held. A key is given only to whom
the epochs allow it (`Epochs.may_give`).
"""

from collections.abc import Iterable

from keys.box import BoxKey
from node.crdt.errors import CrdtError
from node.crdt.ids import Device, Kid
from node.crdt.packet import EpochContents, Packet, PacketType, open_packet, seal_epoch
from node.crdt.passes import Prekey, sign_prekey
from node.service.affected import records_judged_anew, records_under
from node.service.effects import Commit, LoadControl, Step
from node.service.holdings import stored
from node.service.keyring import epoch_secret, prekey_secret
from node.service.limits import PREKEYS_KEPT
from node.service.space import SpaceState, know_cut_places
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
    """Open packets for this device and hold the keys in them; return how many were new.

    What they open is reopened, and the records concerned are marked in the same commit.
    """
    ring, taken = space.keys.copy(), list[Kid]()
    for packet in packets:
        contents = _open(space, packet)
        if contents is not None and packet.kid not in ring.epochs:
            ring.add_epoch(packet.kid, contents.epoch)
            taken.append(packet.kid)
    if not taken:
        return 0
    payloads = yield LoadControl(space.space)
    view = yield from know_cut_places(reopen_view(space.view, payloads, ring))
    records = (yield from records_under(space, taken)) | (yield from records_judged_anew(space, view))
    lacking = {kid: logs for kid, logs in space.lacking.items() if kid not in taken}
    yield Commit(
        secrets=tuple((epoch_secret(space.space, kid), ring.epochs[kid].reveal()) for kid in taken),
        settings=((lacking_setting(space.space), pack_lacking(lacking)),),
        dirty=tuple((space.space, record) for record in sorted(records)),
    )
    space.keys, space.view, space.lacking = ring, view, lacking
    space.forget(records)
    yield from publish_prekey(space)
    return len(taken)


def _open(space: SpaceState, packet: Packet) -> EpochContents | None:
    key = space.prekeys.get(packet.prekey)
    is_wanted = packet.kid in space.lacking or packet.kid in space.view.epochs.announced
    if key is None or packet.device != space.device or not is_wanted:
        return None
    try:
        contents = open_packet(packet, key)
    except CrdtError:  # another key than the packet names, or none of ours: somebody else may send a good one
        return None
    return contents if isinstance(contents, EpochContents) else None


def packets_for(space: SpaceState, device: Device, kids: Iterable[Kid]) -> list[Packet]:
    """Return packets with the keys of these epochs for a device, as far as they are held and may be given.

    A carrier gives those that were left with it: they are sealed to that device.
    """
    prekey = space.holdings.prekeys.get(device)
    found: list[Packet] = []
    for kid in kids:
        kept = space.holdings.packets.get((device, kid))
        key = space.keys.epochs.get(kid)
        if space.is_carried:
            found += [kept] if kept is not None else []
            continue
        if prekey is None or not space.view.epochs.may_give(kid, device):
            continue
        if key is not None and space.routing is not None:
            contents = EpochContents(epoch=key, routing=space.routing, routing_number=0)
            found.append(seal_epoch(prekey, contents, space.random))
        elif kept is not None and kept.type is PacketType.EPOCH:
            found.append(kept)
    return found


# --- prekeys ----------------------------------------------------------------------------------------------------------
def new_prekey(space: SpaceState, held: Iterable[Kid]) -> tuple[Prekey, BoxKey]:
    """Return the next prekey of this device, signed, with its private half."""
    before = space.holdings.prekeys.get(space.device)
    private = BoxKey.new(space.random)
    number = before.number + 1 if before else 0
    unsigned = Prekey(space=space.space, device=space.device, number=number, key=private.public, held=tuple(held))
    return sign_prekey(unsigned, space.key), private


def publish_prekey(space: SpaceState) -> Step[None]:
    """Replace this device's prekey by one that says which epoch keys are held now; old private halves are kept."""
    prekey, private = new_prekey(space, sorted(space.keys.epochs))
    spent = list(space.prekeys)[: max(0, len(space.prekeys) + 1 - PREKEYS_KEPT)]
    yield Commit(
        objects=(stored(space.space, prekey),),
        secrets=(
            (prekey_secret(space.space, prekey.id), private.reveal()),
            *((prekey_secret(space.space, id), None) for id in spent),
        ),
    )
    for id in spent:
        del space.prekeys[id]
    space.holdings.add(prekey)
    space.prekeys[prekey.id] = private
