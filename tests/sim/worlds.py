"""The spaces that runs begin with, made once for each number of stewards and members and copied for every run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from node.crdt.grants import Role
from node.crdt.ids import Space
from tests.conftest import steady_random
from tests.sim.memory_store import MemoryStore
from tests.sim.nodes import SimNode, join, new_node
from tests.sim.plan import Plan
from tests.sim.stewards import found_with, sync_all

NAMES = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "kim", "leo")
ROLES = (Role.CONTRIBUTOR, Role.READER, Role.VERIFIER)  # of the members, in turn


@dataclass(frozen=True, slots=True)
class World:
    """A space, and the stores of its nodes by name, stewards first; those of guests hold an identity only."""

    space: Space
    stores: tuple[tuple[str, MemoryStore], ...]


@lru_cache(maxsize=16)
def _world(stewards: int, members: int, guests: int) -> World:
    names = NAMES[: stewards + members]
    space, nodes = found_with(*names[:stewards])
    for number, name in enumerate(names[stewards:]):
        nodes.append(new_node(name))
        join(nodes[-1], nodes[0], space, ROLES[number % len(ROLES)])
    sync_all(nodes, space)
    nodes += [new_node(name) for name in NAMES[len(names) : len(names) + guests]]
    return World(space, tuple((node.name, node.store) for node in nodes))


def open_world(plan: Plan) -> tuple[Space, list[SimNode]]:
    """Return the space of a plan and its nodes, each with random bytes of this run."""
    world = _world(plan.stewards, plan.members, plan.guests)
    nodes = [SimNode(name, steady_random(f"{plan.seed} {name}"), store=store.twin()) for name, store in world.stores]
    return world.space, nodes
