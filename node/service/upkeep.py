"""What a person should know of a space's keys: changes that wait, erasures under way, a new key that is due."""

from dataclasses import dataclass

from node.crdt.ids import Record, Space
from node.crdt.members import State
from node.service.effects import Step
from node.service.keeping_up import is_rotation_suggested
from node.service.node import Node
from node.service.outbox import waiting_paths
from node.service.retiring import Erasing, erasing
from node.service.space import SpaceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """How the keys of one space stand. `waiting`: records with changes that wait for a key. `waits_for`: names of
    the devices an erasure waits for, or that still hold a key which opens what was erased. `bad_givers`: names of those
    who sent keys that are none.
    """

    space: Space
    title: str
    waiting: tuple[Record, ...]
    erasing: Erasing
    waits_for: tuple[str, ...]
    is_rotation_suggested: bool
    bad_givers: tuple[str, ...]

    @property
    def is_quiet(self) -> bool:
        """Tell whether there is nothing to say."""
        return not self.waiting and self.erasing.is_done and not self.is_rotation_suggested and not self.bad_givers


def read_upkeep(space: SpaceState, now: int) -> Step[Upkeep]:
    """Return how the keys of a space stand."""
    state = yield from erasing(space, now)
    members = space.view.membership.members
    devices = sorted(state.waiting_for | state.held_by)
    givers = [members[device] for device in sorted(space.bad_givers) if device in members]
    return Upkeep(
        space=space.space,
        title=space.title,
        waiting=tuple(waiting_paths(space)),
        erasing=state,
        waits_for=tuple(dict.fromkeys(members[device].name for device in devices if device in members)),
        is_rotation_suggested=is_rotation_suggested(space, now),
        bad_givers=tuple(item.name for item in givers if item.state is not State.EXPELLED),
    )


def read_all_upkeep(node: Node, now: int) -> Step[tuple[Upkeep, ...]]:
    """Return how the keys stand of the spaces of which there is something to say."""
    found: list[Upkeep] = []
    for _, space in sorted(node.spaces.items()):
        if not space.is_carried:
            found.append((yield from read_upkeep(space, now)))
    return tuple(item for item in found if not item.is_quiet)
