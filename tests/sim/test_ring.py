"""E11: many nodes edit apart from one another, then meet two by two in a ring: all hold one state."""

from __future__ import annotations

from random import Random as Dice

import pytest

from node.crdt.ids import Record
from node.service.records import add_record, set_values
from node.service.spaces import create_space
from tests.sim.nodes import NOW, SimNode, join, new_node, sync


@pytest.mark.parametrize(("count", "edits"), [(6, 90), pytest.param(30, 1_000, marks=pytest.mark.proof)])
def test_e11_nodes_that_edited_apart_hold_one_state_after_a_ring_of_pairwise_syncs(count: int, edits: int) -> None:
    nodes = [new_node(f"ring {number} of {count}") for number in range(count)]
    first = nodes[0]
    space = first.run(create_space(first.node, title="TEST-space", group="TEST-group")).space
    shared = [
        first.run(add_record(first.space(), "person", {"names/n1/text": f"TEST-{n}"}, now=NOW)) for n in range(10)
    ]
    for guest in nodes[1:]:
        join(guest, first, space)
        sync(guest, first, space)

    edit_apart(nodes, shared, edits)
    assert len({node.state(space) for node in nodes}) == count
    for _ in range(2):  # the first round brings everything to the last node, the second to all
        for place, node in enumerate(nodes):
            sync(node, nodes[(place + 1) % count], space)
    states = {node.state(space) for node in nodes}
    assert len(states) == 1
    assert sum(tip.seq + 1 for tip in first.space().tips.values()) >= edits
    a, b, _ = sync(nodes[1], nodes[-1], space)
    assert (a.tally.sent, b.tally.sent) == (0, 0)


def edit_apart(nodes: list[SimNode], shared: list[Record], edits: int) -> None:
    """Let the nodes write in turn: new people, and the same fields of the same people."""
    dice = Dice(len(nodes))
    for number in range(edits):
        node = nodes[number % len(nodes)]
        text = f"TEST-{number}"
        if dice.random() < 0.5:
            node.run(add_record(node.space(), "person", {"names/n1/text": text}, now=NOW))
        else:
            path = dice.choice(("names/n1/text", "names/n2/text", "note"))
            node.run(set_values(node.space(), dice.choice(shared), {path: text}, now=NOW))
