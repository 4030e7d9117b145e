"""How far each device's entries count (docs/ARCHITECTURE names the rules).

M1  An expelled device's entries count on the exact prefixes of its newest cuts; the rest is quarantined whenever it
    arrives.
M2  A suspended device's entries count on the frontiers of every suspension in force; the rest is held until it is
    settled.
M3  What siblings of a frozen roster expel is held beyond their cuts until recovery decides.
"""

from enum import Enum

from node.crdt.cuts import Cuts, Place, Prefix, is_within
from node.crdt.ids import Device
from node.crdt.inforce import InForce
from node.crdt.roster import Roster


class Standing(Enum):
    """How an entry counts."""

    OK = "ok"
    HELD = "held"  # past the frontier of a suspension in force, or past a cut that is not decided
    QUARANTINED = "quarantined"  # off the prefix a certificate keeps


def standing_of(roster: Roster, force: InForce, device: Device, place: Place, prefix: Prefix) -> Standing:
    """Return how an entry of a device counts."""
    kept = roster.head.expelled.get(device)
    if kept is not None and not is_within(place, kept, prefix):
        return Standing.QUARANTINED
    limits = [*_undecided_cuts(roster, device), *(s.frontier for s in force.by_device.get(device, ()))]
    return Standing.OK if all(is_within(place, cuts, prefix) for cuts in limits) else Standing.HELD


def is_rested(roster: Roster, force: InForce, device: Device) -> bool:
    """Tell whether a device is suspended, or expelled by a certificate that is not decided."""
    return device in force.by_device or bool(_undecided_cuts(roster, device))


def _undecided_cuts(roster: Roster, device: Device) -> list[Cuts]:
    return [cuts for sibling in roster.siblings for expelled, cuts in sibling.body.expulsions if expelled == device]
