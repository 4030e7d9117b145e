"""What `doctor` tells of a space whose values did not all come."""

from __future__ import annotations

from node.crdt.ids import Record
from node.runtime.commands.diagnosis import _look_at_spaces
from node.service.spaces import create_space
from tests.sim.nodes import new_node


def test_record_that_came_without_a_large_value_is_told_of() -> None:
    alice = new_node("alice who looks")
    alice.run(create_space(alice.node, title="TEST-space", group="TEST-group"))
    before = alice.run(_look_at_spaces(alice.node))
    alice.space().files.doubtful.add(Record(b"r" * 16))
    after = alice.run(_look_at_spaces(alice.node))
    (told,) = [item for item in after if item not in before]
    assert told.what == "records that came without a large value, and every computer is asked for it: 1"
    assert not told.is_advice
