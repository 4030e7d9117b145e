"""What a steward's node does once membership has changed: a new epoch where no key covers any more, passes anew.

N1  An epoch is announced under a key it replaces, with the keyring of what it replaces behind it, and its key is on
    disk in the same commit.
N2  The key is sealed to a member when it asks (`unsealing.py`) and for others left with a carrier (`carrying.py`).
N3  A member whose pass was signed by a steward of the past gets another for the same keys.
N4  At an expulsion a routing key under its number comes with the new epoch; carriers get it in routing packets.
N5  A node that wants a key, and whose newest prekey is not its own any more, publishes another.

Nothing is done by a device that may not do it, and nothing where nothing is due.
"""

from keys.epoch import kid as name_of
from keys.epoch import new_epoch_key
from keys.secret import RoutingKey
from node.crdt.bodies import KEYS_MAX, Keyring
from node.crdt.epochs import next_announcement
from node.crdt.ids import NO_RECORD, Device, Kid
from node.crdt.membership import Action
from node.crdt.passes import Pass, sign_pass
from node.crdt.routing import RoutingPacket, seal_routing
from node.service.effects import Commit, Step
from node.service.enrolling import admit_objects, certify_what_is_signed
from node.service.errors import NoKey
from node.service.inviting import next_pass_number
from node.service.keyring import epoch_secret
from node.service.knowing import passes_of
from node.service.outbox import send_waiting
from node.service.routes import due_number
from node.service.space import SpaceState, write
from node.service.unsealing import mend_prekey, publish_prekey, settle_lacking, take_routes


def tend(space: SpaceState) -> Step[None]:
    """Do what is due: certify what has votes enough, announce an epoch, renew passes, write what waited for a key."""
    yield from certify_what_is_signed(space)
    yield from renew_passes(space)
    yield from mend_prekey(space)
    if is_key_due(space):
        yield from announce_epoch(space)
    elif space.view.writing_kid() in space.keys.epochs and space.view.membership.may(space.device, Action.ANNOUNCE):
        yield from renew_routing(space)
    yield from send_waiting(space)
    yield from settle_lacking(space)


def is_key_due(space: SpaceState) -> bool:
    """Tell whether this device should announce an epoch now: no key covers, and it may."""
    view = space.view
    return (
        view.writing_kid() is None
        and not view.roster.is_frozen
        and view.membership.may(space.device, Action.ANNOUNCE)
        and bool(_announcing_kids(space))
    )


# --- N1, N2 -----------------------------------------------------------------------------------------------------------
def announce_epoch(space: SpaceState) -> Step[Kid]:
    """Make a new epoch in place of every unreplaced one and return its name. Raises: NoKey, NotAllowed."""
    older = _announcing_kids(space)
    if not older:
        raise NoKey("no key of this space is held that a new one could be announced under; nothing was changed")
    key = new_epoch_key(space.random)
    kid = Kid(name_of(key))
    announcement = next_announcement(space.view.epochs, kid)
    secret = Commit(secrets=((epoch_secret(space.space, kid), key.reveal()),))
    yield from write(space, [(NO_RECORD, announcement)], kid=older[0], also=secret)
    yield from renew_routing(space)
    ring = space.keys.copy()
    ring.add_epoch(kid, key)
    space.keys = ring
    yield from write(space, [(NO_RECORD, _keyring(space, kid))], kid=kid)
    yield from publish_prekey(space)
    return kid


def _announcing_kids(space: SpaceState) -> list[Kid]:
    """Return the held keys that a new epoch may be announced under; where a steward's suspension took the effect of
    every announcement, those that were announced before.
    """
    epochs, held = space.view.epochs, space.keys.epochs.keys()
    return sorted(epochs.unreplaced & held) or sorted(epochs.without_effect.keys() & held)


def _keyring(space: SpaceState, kid: Kid) -> Keyring:
    replaced = space.view.epochs.replaced.get(kid, frozenset())
    newest = sorted(replaced, key=lambda older: (-len(space.view.epochs.replaced.get(older, ())), older))
    known = [(older, key) for older in newest if (key := space.keys.control(older)) is not None]
    held = [(older, key.reveal()) for older, key in known[:KEYS_MAX]]
    return Keyring(tuple(sorted(held)))


# --- N4 -----------------------------------------------------------------------------------------------------------
def renew_routing(space: SpaceState) -> Step[None]:
    """Make a routing key under the number of the newest expulsion, where none of it is held; seal it to carriers."""
    number = due_number(space.view.roster)
    if space.routing is not None and space.routes.number < number:
        yield from take_routes(space, [(number, RoutingKey.new(space.random))])
    if space.routing is None or space.routes.number == 0 or not space.view.membership.may(space.device, Action.GRANT):
        return
    fresh: list[RoutingPacket] = []
    for device, given in sorted(passes_of(space).items()):
        known = (
            (device, space.routes.number, steward) in space.holdings.routing for steward in space.view.roster.stewards
        )
        if device not in space.view.membership.members and not any(known):
            fresh.append(seal_routing(given, space.routing, space.routes.number, space.key, space.random))
    if fresh:
        yield from admit_objects(space, fresh)


# --- N3 ---------------------------------------------------------------------------------------------------------------
def renew_passes(space: SpaceState) -> Step[int]:
    """Sign passes for active members that had one of a steward of the past; return how many."""
    if not space.view.membership.may(space.device, Action.GRANT):
        return 0
    stewards = space.view.roster.stewards
    renewed = {device for device, item in passes_of(space).items() if item.steward in stewards}
    lost = {item.device: item for item in _by_number(space) if item.device not in renewed}
    fresh = [
        _renewed(space, device, item)
        for device, item in sorted(lost.items())
        if space.view.membership.is_active(device)
    ]
    if not fresh:
        return 0
    return (yield from admit_objects(space, fresh))


def _by_number(space: SpaceState) -> list[Pass]:
    """Return all passes, those of expelled stewards first: of them any key may be false."""
    gone = space.view.roster.head.expelled
    return sorted(space.holdings.passes.values(), key=lambda item: (item.steward not in gone, item.number, item.id))


def _renewed(space: SpaceState, device: Device, before: Pass) -> Pass:
    unsigned = Pass(
        space=space.space,
        head=space.view.roster.head.id,
        device=device,
        channel_key=before.channel_key,
        bundle_key=before.bundle_key,
        number=next_pass_number(space, device),
        steward=space.device,
    )
    return sign_pass(unsigned, space.key)
