"""Which suspensions are in force, as a function of the roster and of the set of them.

S1  Its signer is a steward in the roster it names (off the accepted chain: in the last accepted one before that).
    Another suspension never holds it back.
S2  A certificate that names it settles it; a steward's own case needs recovery keys or a quorum of the other
    stewards. Nothing else settles it.
S3  A slot is free again only in a roster that holds every settlement of that slot: older ones in a settled slot are
    spent.
S4  Of two in one slot the lowest id counts.
S5  While a steward's suspension of a steward is in force, that steward's higher slots are void, and so are grants
    beyond the own places it lists: the power to suspend and to admit rests until settled.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from node.crdt.errors import NotAllowed
from node.crdt.ids import Device, Head
from node.crdt.limits import SLOTS, SUSPENSIONS_KEPT
from node.crdt.roster import Roster
from node.crdt.suspension import Suspension

_Seat = tuple[Device, int]  # a steward's slot
_Named = tuple[bytes, Suspension]  # with its id


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The suspensions in force by id, by the device they rest, and by the steward whose own powers they rest.

    `held` are all of the space by id; `missing`: certificates that suspensions name and that are not held.
    """

    held: Mapping[bytes, Suspension]
    by_id: Mapping[bytes, Suspension]
    by_device: Mapping[Device, tuple[Suspension, ...]]
    resting: Mapping[Device, Suspension]
    settled: frozenset[bytes]
    missing: frozenset[Head]


def in_force(roster: Roster, suspensions: Iterable[Suspension]) -> InForce:
    """Return which of a space's suspensions are in force."""
    held = {suspension.id: suspension for suspension in suspensions if suspension.space == roster.space}
    settled = frozenset(named for named, s in held.items() if is_settled(roster, named, s.device))
    seats: dict[_Seat, list[_Named]] = {}
    for named, suspension in sorted(held.items(), key=lambda item: item[0]):
        if _is_by_steward(roster, suspension):
            seats.setdefault((suspension.steward, suspension.slot), []).append((named, suspension))
    holders = {seat: holder for seat, seated in seats.items() if (holder := _holder(roster, seated, settled))}
    resting = _resting(roster, (suspension for _, suspension in holders.values()))
    by_id = {
        named: suspension
        for (steward, slot), (named, suspension) in sorted(holders.items())
        if steward not in resting or slot <= resting[steward].slot
    }
    by_device: dict[Device, tuple[Suspension, ...]] = {}
    for suspension in by_id.values():
        by_device[suspension.device] = (*by_device.get(suspension.device, ()), suspension)
    return InForce(
        held=held,
        by_id=by_id,
        by_device=by_device,
        resting=resting,
        settled=settled,
        missing=frozenset(s.head for s in held.values() if roster.judge_of(s.head) is None),
    )


def suspensions_kept(roster: Roster, suspensions: Iterable[Suspension]) -> dict[bytes, Suspension]:
    """Return, by id, the suspensions a node keeps, so that one steward cannot fill a disk.

    They are those a valid certificate names, and of each steward's slot under each head held the SUSPENSIONS_KEPT
    lowest ids; what is in force is the same as with all. Suspensions under heads not held are not among them.
    """
    named = frozenset(settled for stage in roster.stages.values() for settled in stage.body.settled)
    kept: dict[bytes, Suspension] = {}
    shelves: Counter[tuple[_Seat, Head]] = Counter()
    by_id = {suspension.id: suspension for suspension in suspensions if suspension.space == roster.space}
    for own_id, suspension in sorted(by_id.items(), key=lambda item: item[0]):
        shelf = (suspension.steward, suspension.slot), suspension.head
        if own_id in named:
            kept[own_id] = suspension
        elif _is_by_steward(roster, suspension) and shelves[shelf] < SUSPENSIONS_KEPT:
            shelves[shelf] += 1
            kept[own_id] = suspension
    return kept


def is_settled(roster: Roster, suspension: bytes, device: Device, at: Head | None = None) -> bool:
    """Tell whether the chain up to `at` (None: its head) settles a suspension, by its id, of a device (S2)."""
    stage = roster.head if at is None else roster.judge_of(at)
    return stage is not None and any(item.holds_against(device) for item in stage.settled.get(suspension, ()))


def free_slot(roster: Roster, force: InForce, steward: Device, device: Device) -> int:
    """Return the slot a steward uses to suspend a device now.

    Raises: NotAllowed while the steward's power to suspend rests, or without a free slot.
    """
    if steward not in roster.stewards:
        raise NotAllowed("only a steward can suspend a device")
    if steward in force.resting:
        raise NotAllowed("you have suspended a steward: until that is settled another steward must do it")
    taken = {s.slot for s in force.by_id.values() if s.steward == steward}
    lowest = max(taken, default=-1) + 1 if device in roster.stewards else 0  # S5 voids the slots above it
    free = next((slot for slot in range(lowest, SLOTS) if slot not in taken), None)
    if free is None:
        raise NotAllowed("all eight of your suspensions are in use: settle one, or ask another steward")
    return free


def _is_by_steward(roster: Roster, suspension: Suspension) -> bool:
    stage = roster.judge_of(suspension.head)
    return stage is not None and suspension.steward in stage.stewards


def _holder(roster: Roster, seated: list[_Named], settled: frozenset[bytes]) -> _Named | None:
    """Return which suspension holds a seat (S2 to S4)."""
    done = [(named, suspension.device) for named, suspension in seated if named in settled]
    for named, suspension in seated:
        is_fresh = all(is_settled(roster, other, device, suspension.head) for other, device in done)
        if named not in settled and is_fresh:
            return named, suspension
    return None


def _resting(roster: Roster, standing: Iterable[Suspension]) -> dict[Device, Suspension]:
    """Return, of each steward, the suspension of a steward in the lowest slot (S5)."""
    resting: dict[Device, Suspension] = {}
    for suspension in standing:
        stage = roster.judge_of(suspension.head)
        assert stage is not None  # S1
        known = resting.get(suspension.steward)
        is_of_steward = suspension.device in roster.head.stewards or suspension.device in stage.stewards
        if is_of_steward and (known is None or suspension.slot < known.slot):
            resting[suspension.steward] = suspension
    return resting
