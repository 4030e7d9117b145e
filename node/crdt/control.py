"""Which control payloads have effect: each is judged by the roster its header names, and then by the cuts of the
newest.

 K1  Its entry stands (`standing.py`) and is not disputed by a fork.
 K2  The roster it names is held. Off the accepted chain the last accepted one before it judges, and nothing is added
     there.
 K3  Its author is a steward in that roster, or has the lesser role the payload asks for.
 K4  It lies on the prefix of its author's newest role cut, or names a roster at or after that cut; of a frozen
     roster, on the role cuts of every sibling too.
 K5  A grant of a steward whose powers rest lies on that steward's own places in the suspension that rests them.
"""

from dataclasses import dataclass
from typing import Final

from node.crdt.bodies import WITHHOLD, Addresses, Announcement, Grant, GroupName, Hiding, Keyring, Lifting, Witness
from node.crdt.cuts import Cuts, Prefix, is_within
from node.crdt.grants import Placed, Role
from node.crdt.ids import Device
from node.crdt.inforce import InForce
from node.crdt.roster import Roster
from node.crdt.stage import Stage
from node.crdt.standing import Standing, standing_of

_ADDING: Final = (Grant, GroupName)  # what K2 keeps to the accepted chain; the others take away or only report


def role_needed(placed: Placed) -> Role:
    """Return the least role a control payload asks of its author. A lifting asks what the hiding it lifts asked."""
    match placed.body:
        case Grant() | GroupName() | Announcement() | Keyring():
            return Role.STEWARD
        case Hiding(mode=mode):
            return Role.CONTRIBUTOR if mode == WITHHOLD else Role.STEWARD
        case Lifting():
            return Role.CONTRIBUTOR
        case Witness() | Addresses():
            return Role.READER


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What control payloads are judged by."""

    roster: Roster
    force: InForce
    prefix: Prefix

    def stage_of(self, placed: Placed) -> Stage | None:
        """Return the roster that judges a payload, None where K1, K2, K4 or K5 leaves it without effect."""
        stage = self.roster.judge_of(placed.roster)
        if stage is None or not self._stands(placed):
            return None
        if isinstance(placed.body, _ADDING) and not self.roster.holds(placed.roster):
            return None
        if not all(is_within(placed.place, cuts, self.prefix) for cuts in self._cuts(placed.device, stage)):
            return None
        resting = self.force.resting.get(placed.device) if isinstance(placed.body, Grant) else None
        if resting is not None and not is_within(placed.place, resting.frontier, self.prefix):
            return None
        return stage

    def _stands(self, placed: Placed) -> bool:
        if placed.is_disputed:
            return False
        return standing_of(self.roster, self.force, placed.device, placed.place, self.prefix) is Standing.OK

    def _cuts(self, device: Device, stage: Stage) -> list[Cuts]:
        """Return the role cuts a payload judged by this stage must keep within (K4)."""
        cuts = [cuts for sibling in self.roster.siblings for cut, cuts in sibling.body.role_cuts if cut == device]
        newest = self.roster.head.role_cuts.get(device)
        if newest is not None and stage.version < newest.version:
            cuts.append(newest.cuts)
        return cuts
