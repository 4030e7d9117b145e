"""What a conversation keeps of each space, what it counts, how far a space is, and a message's part of what waits."""

from dataclasses import dataclass, field

from node.crdt.forks import Tree
from node.crdt.ids import Device, Log, Space
from node.sync.limits import OBJECTS_MAX, RUN_BYTES
from node.sync.messages import State, Want

Shown = tuple[int, bytes]  # a tip as a frontier shows it: its number and 16 bytes of its id


@dataclass(slots=True, eq=False)
class Talk:
    """One space on one connection: what the peer has, what it wants, what was told."""

    index: int
    space: Space
    device: Device
    is_open: bool  # the peer's frontier is known (S2)
    was_equal: bool  # the digests of both hellos were equal
    logs: dict[Log, int] = field(default_factory=dict)  # by stretch, the newest entry the peer has or was sent
    shown: dict[Log, int] = field(default_factory=dict)  # the newest entry the peer claimed to have
    doubted: dict[Log, set[Shown]] = field(default_factory=dict)  # as the peer showed them, not yet found here
    branched: set[Log] = field(default_factory=set)  # forked logs of which was noted what the peer has
    compared: dict[Log, Tree] = field(default_factory=dict)  # forked logs as they were when they were compared
    objects: set[bytes] = field(default_factory=set)
    is_lean: bool = False  # the peer lets large payloads stay behind
    wants: set[Want] = field(default_factory=set)
    refused: set[Want] = field(default_factory=set)  # what the peer said it lacks
    given: set[Want] = field(default_factory=set)  # keys and entries the peer was given: what it asks for again we lack
    due: list[tuple[int, bytes]] = field(default_factory=list)  # key packets that wait for room in the window
    left: tuple[object, object] | None = None  # epochs and objects for which key packets were left with this carrier
    told: tuple[bytes, tuple[Want, ...], int, int] | None = None
    heard: State | None = None


@dataclass(slots=True, kw_only=True)
class Tally:
    """What went over one connection, in entries, objects and keys."""

    sent: int = 0
    received: int = 0
    objects: int = 0
    keys: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far one space is on one connection, in entries: still missing here, not yet sent there."""

    space: Space
    device: Device
    missing: int
    unsent: int
    is_equal: bool


def next_packets(due: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """Take the next packets for one message off a list, at least one."""
    size, count = 0, 0
    while count < len(due) and count < OBJECTS_MAX and (not count or size + len(due[count][1]) <= RUN_BYTES):
        size += len(due[count][1])
        count += 1
    part = due[:count]
    del due[:count]
    return part
