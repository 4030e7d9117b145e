"""How far the logs of a device are to count: what a suspension lists and what an expulsion is proposed with.

What may be chosen from: as held here, as the suspensions in force let them count, as far as other members witnessed,
or up to entries that somebody looked at. Of a forked log the branch that others vouch for, else what is before the
fork.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from node.crdt.bodies import Witness
from node.crdt.cuts import Cuts, Place
from node.crdt.forks import Tree
from node.crdt.grants import Placed
from node.crdt.graph import Verdict
from node.crdt.ids import Device, EntryId, Log
from node.crdt.projection import Origin
from node.service.effects import EntryAt, Step
from node.service.space import SpaceState


def places_of(space: SpaceState, *devices: Device) -> Cuts:
    """Return the logs of devices as far as they are held, of a forked one what is not in dispute."""
    forks = space.view.forks
    alone = [
        Place(tip.log, tip.seq, tip.id) for tip in space.tips.values() if tip.device in devices and tip.log not in forks
    ]
    forked = [_clear_end(space, tree) for tree in forks.values() if tree.device in devices]
    return _sorted([*alone, *(place for place in forked if place is not None)])


def cuts_for(space: SpaceState, device: Device) -> Cuts:
    """Return how far the logs of a device are to count: as every suspension in force lets them, else as held."""
    suspended = space.view.membership.force.by_device.get(device, ())
    own = {tip.log for tip in space.tips.values() if tip.device == device}
    if not suspended:
        return places_of(space, device)
    lowest: dict[Log, Place] = {}
    for place in (place for item in suspended for place in item.frontier if place.log in own):
        known = lowest.setdefault(place.log, place)
        if place.seq < known.seq:
            lowest[place.log] = place
    everywhere = [{place.log for place in item.frontier} for item in suspended]
    return _sorted(place for log, place in lowest.items() if all(log in listed for listed in everywhere))


def with_kept(cuts: Cuts, kept: Iterable[Place]) -> Cuts:
    """Return cuts with those of some logs in place of their own: of several of one log the last entry counts."""
    found = {place.log: place for place in cuts}
    found |= {place.log: place for place in sorted(kept, key=lambda place: place.seq)}
    return _sorted(found.values())


def _sorted(places: Iterable[Place]) -> Cuts:
    return tuple(sorted(places, key=lambda place: place.log))


def _clear_end(space: SpaceState, tree: Tree) -> Place | None:
    """Return the last place of a forked log that is not in dispute, None where that is nothing of it."""
    depths = space.view.doubts.depths.get(tree.log, {})
    clear = [(twig.seq, id) for id, twig in tree.twigs.items() if tree.holds(id) and id not in depths]
    if clear:
        return Place(tree.log, *max(clear))
    return Place(tree.log, tree.base - 1, tree.root) if tree.root is not None else None


# --- witnesses --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Witnessed:
    """The last entry of a log that others witnessed, and how many of them named it or one behind it."""

    place: Place
    members: int


def witnessed(space: SpaceState, device: Device) -> Step[tuple[Witnessed, ...]]:
    """Return how far others witnessed each log of a device, as far as it is held; sorted by log."""
    named: dict[Place, set[object]] = {}
    membership = space.view.membership
    own = membership.person_of(device)
    logs = {tip.log for tip in space.tips.values() if tip.device == device}
    for item in space.view.placed:
        person = membership.person_of(item.device)
        if isinstance(item.body, Witness) and person != own and is_witness_counted(space, item):
            for log, seq, id in item.body.frontier:
                if log in logs:
                    named.setdefault(Place(log, seq, id), set()).add(person)
    best: dict[Log, Place] = {}
    for place in sorted(named, key=lambda place: (-place.seq, place.id)):
        if place.log not in best and (yield from _is_held(space, place)):
            best[place.log] = place
    return tuple(Witnessed(place, len(named[place])) for _, place in sorted(best.items()))


def is_witness_counted(space: SpaceState, item: Placed) -> bool:
    """Tell whether a witness is of a device that may give one, on an entry that stands and is not in dispute."""
    origin = Origin(entry=item.entry_id, log=item.log, seq=item.seq, device=item.device, roster=item.roster)
    view = space.view
    is_standing = view.verdict(origin) is Verdict.ACCEPTED and not view.is_disputed(origin)
    return is_standing and view.role_at(origin) is not None


def _is_held(space: SpaceState, place: Place) -> Step[bool]:
    tree = space.view.forks.get(place.log)
    if tree is not None and place.seq >= tree.base:
        return tree.holds(place.id)
    held: EntryId | None = yield EntryAt(place.log, place.seq)
    return held == place.id
