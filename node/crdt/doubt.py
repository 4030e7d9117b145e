"""Which entries of a space are in doubt: on branches that nobody vouches for, or behind a step back in the roster.

L1  Each entry names a certificate that equals or descends from the one that the entry before it named; one that does
    not, and what follows it in its log, is quarantined. While one of the two certificates is not held nothing is said.
V2, V3 of `forks.py`: of witnesses only those count that have effect themselves while every branch that no certificate
    names is in dispute.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from node.crdt.bodies import Witness
from node.crdt.cuts import Place
from node.crdt.forks import Mention, Tree
from node.crdt.grants import Placed
from node.crdt.ids import EntryId, Log
from node.crdt.limits import FORK_REPLAY_MAX
from node.crdt.logs import Turn
from node.crdt.membership import Membership
from node.crdt.roster import Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """What is in doubt. `steps` are the first entries behind a step back in the roster (L1), by log.

    `depths`: of each entry in dispute its number on its branch.
    """

    forks: Mapping[Log, Tree] = field(default_factory=dict)
    steps: Mapping[Log, tuple[Place, ...]] = field(default_factory=dict)
    depths: Mapping[Log, Mapping[EntryId, int]] = field(default_factory=dict)

    def is_astray(self, place: Place) -> bool:
        """Tell whether an entry, or one before it, steps back in the roster (L1)."""
        return any(self._is_behind(place, step) for step in self.steps.get(place.log, ()))

    def is_disputed(self, place: Place) -> bool:
        """Tell whether an entry lies on a branch that nobody vouches for (V2)."""
        return place.log in self.depths and place.id in self.depths[place.log]

    def is_beyond(self, place: Place) -> bool:
        """Tell whether an entry lies too far out on such a branch to be replayed (V3)."""
        return place.log in self.depths and self.depths[place.log].get(place.id, 0) > FORK_REPLAY_MAX

    def mark(self, placed: Iterable[Placed]) -> tuple[Placed, ...]:
        """Return control payloads with those in doubt marked."""
        if not self.steps and not self.depths:
            return tuple(placed)
        return tuple(
            replace(item, is_disputed=True) if self.is_disputed(item.place) or self.is_astray(item.place) else item
            for item in placed
        )

    def of(self, log: Log) -> object:
        """Return all that decides how entries of a log are in doubt: equal where they are so alike."""
        return self.steps.get(log), self.depths.get(log), self.forks[log].leaves() if log in self.forks else None

    def _is_behind(self, place: Place, step: Place) -> bool:
        tree = self.forks.get(place.log)
        if tree is None or step.seq < tree.base:
            return place.seq >= step.seq
        return step.id in tree.path(place.id)


def first_doubts(roster: Roster, forks: Mapping[Log, Tree], turns: Iterable[Turn]) -> Doubts:
    """Return what is in doubt before anybody's witness is heard."""
    steps: dict[Log, tuple[Place, ...]] = {}
    for turn in turns:
        if roster.descends(turn.after, turn.before) is False:
            steps[turn.log] = (*steps.get(turn.log, ()), Place(turn.log, turn.seq, turn.entry))
    depths = {log: tree.doubts(_certified(roster, tree)) for log, tree in forks.items()}
    return Doubts(forks=forks, steps=steps, depths=depths)


def doubts_after_witnesses(before: Doubts, membership: Membership, placed: Sequence[Placed]) -> Doubts:
    """Return what is in doubt once the witnesses are heard that have effect under a membership."""
    if not before.forks:
        return before
    told = _mentions(before.forks, membership, placed)
    depths = {}
    for log, tree in before.forks.items():
        clear = _certified(membership.roster, tree).union(*(tree.witnessed(named) for named in told[log].values()))
        depths[log] = tree.doubts(clear)
    return replace(before, depths=depths)


def _mentions(
    forks: Mapping[Log, Tree], membership: Membership, placed: Iterable[Placed]
) -> dict[Log, dict[object, list[Mention]]]:
    """Return what each other person's witnesses name of each forked log."""
    found: dict[Log, dict[object, list[Mention]]] = {log: {} for log in forks}
    authors = {log: membership.person_of(tree.device) for log, tree in forks.items()}
    for item in placed:
        if not isinstance(item.body, Witness) or not membership.control_has_effect(item):
            continue
        person = membership.person_of(item.device)
        for log, seq, id in item.body.frontier:
            if log in found and person != authors[log]:
                found[log].setdefault(person, []).append((seq, id))
    return found


def _certified(roster: Roster, tree: Tree) -> frozenset[EntryId]:
    """Return the prefix of a forked log at which the newest certificates cut it, as far as it lies past the fork."""
    role_cut = roster.head.role_cuts.get(tree.device)
    cuts = [*roster.head.expelled.get(tree.device, ()), *(role_cut.cuts if role_cut else ())]
    return frozenset().union(*(tree.path(cut.id) for cut in cuts if cut.log == tree.log and tree.holds(cut.id)))
