"""Spaces with several stewards, made by the steps that people use: join, propose, sign, sync."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from node.crdt.ids import Group, Space
from node.service.deciding import Decision, proposals, propose, sign_proposal
from node.service.knowing import passes_of
from node.service.spaces import create_space
from node.service.wishes import Seat, Wish
from tests.sim.nodes import SimNode, join, new_node, sync


def found_with(*names: str, guests: Sequence[str] = ()) -> tuple[Space, list[SimNode]]:
    """Return a space in which all of `names` are stewards, with their nodes and those of further members."""
    nodes = [new_node(name) for name in (*names, *guests)]
    founder = nodes[0]
    made = founder.run(create_space(founder.node, title="TEST-space", group="TEST-group"))
    for node in nodes[1:]:
        join(node, founder, made.space)
    sync_all(nodes, made.space)
    group = founder.space().view.group_of(founder.node.device)
    assert group is not None
    for number in range(1, len(names)):
        seat(nodes[:number], nodes[number], made.space, group)
    sync_all(nodes, made.space)
    return made.space, nodes


def seat(stewards: Sequence[SimNode], new: SimNode, space: Space, group: Group) -> None:
    """Make a member a steward, everybody signing."""
    decided = decide([*stewards, new], space, Seat(new.node.device, group))
    assert decided.is_certificate


def decide(nodes: Sequence[SimNode], space: Space, wish: Wish) -> Decision:
    """Let the first propose and the others sign, one after another, until it is in force."""
    decided = nodes[0].run(propose(nodes[0].node.space(space), wish))
    for before, after in pairwise(nodes):
        sync(before, after, space)
        if any(item.id == decided.id for item in proposals(after.node.space(space))):
            decided = after.run(sign_proposal(after.node.space(space), decided.id))
    sync_all(nodes, space)
    return decided


def sync_all(nodes: Sequence[SimNode], space: Space) -> None:
    """Let everybody talk with everybody who may be talked to, until nothing is new."""
    for _ in range(3):
        for one in nodes:
            for other in nodes:
                if one is not other and may_talk(one, other, space):
                    sync(one, other, space)


def may_talk(one: SimNode, other: SimNode, space: Space) -> bool:
    """Tell whether two nodes have passes in one another's view."""
    return all(
        b.node.device in passes_of(a.node.space(space)) and a.node.device in passes_of(a.node.space(space))
        for a, b in ((one, other), (other, one))
    )
