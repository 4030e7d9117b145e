"""Whatever three nodes write, erase and tell one another, in whatever order: in the end what lives is read by all, what
was erased by none, and no key that opens it is left.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from node.crdt.ids import Record
from node.service.deciding import propose
from node.service.errors import NotFound
from node.service.keeping_up import keep_up
from node.service.records import add_record, read_projection, set_values
from node.service.retiring import erasing
from node.service.tending import announce_epoch
from node.service.wishes import Erase
from tests.sim.nodes import NOW, sync
from tests.sim.stewards import found_with

NAME = "names/n1/text"
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 2), st.just(0)),
        st.tuples(st.just("change"), st.integers(0, 2), st.integers(0, 7)),
        st.tuples(st.just("erase"), st.just(0), st.integers(0, 7)),
        st.tuples(st.just("rotate"), st.just(0), st.just(0)),
        st.tuples(st.just("sync"), st.integers(0, 2), st.integers(0, 2)),
        st.tuples(st.just("days"), st.integers(0, 2), st.just(0)),
    ),
    min_size=4,
    max_size=24,
)


class World:
    """Three nodes and what was done to each record."""

    def __init__(self) -> None:
        self.space, self.nodes = found_with("alice", guests=("bob", "carol"))
        self.records: list[Record] = []
        self.erased: set[Record] = set()

    def do(self, deed: str, who: int, what: int) -> None:
        node = self.nodes[who]
        held = node.node.space(self.space)
        record = self.records[what % len(self.records)] if self.records else None
        match deed:
            case "add":
                values = {NAME: f"TEST-{len(self.records)}"}
                self.records.append(node.run(add_record(held, "person", values, now=NOW)))
            case "change" if record is not None:
                try:
                    node.run(set_values(held, record, {NAME: "TEST-changed"}, now=NOW))
                except NotFound:  # not held there yet, or erased
                    return
            case "erase" if record is not None and record not in self.erased:
                node.run(propose(held, Erase({record: ()})))
                self.erased.add(record)
            case "rotate":
                node.run(announce_epoch(held))
            case "sync" if who != what:
                sync(node, self.nodes[what], self.space)
            case "days":
                node.run(keep_up(held, NOW))

    def settle(self) -> None:
        for _ in range(4):
            for one in self.nodes:
                for other in self.nodes:
                    if one is not other:
                        sync(one, other, self.space)
            for node in self.nodes:
                node.run(keep_up(node.node.space(self.space), NOW))


@settings(max_examples=20, deadline=None)
@given(DEEDS)
def test_what_lives_is_read_by_all_and_what_was_erased_by_none(deeds: list[tuple[str, int, int]]) -> None:
    world = World()
    for deed in deeds:
        world.do(*deed)
    world.settle()
    assert len({node.state(world.space) for node in world.nodes}) == 1
    for node in world.nodes:
        held = node.node.space(world.space)
        for record in world.records:
            if record in world.erased:
                assert all(held.keys.record_key(kid, record) is None for kid in held.view.epochs.outlived)
                with pytest.raises(NotFound):
                    node.run(read_projection(held, record))
            else:
                assert node.run(read_projection(held, record)).values()[NAME]
        assert not held.view.epochs.outlived & held.keys.epochs.keys()
        assert node.run(erasing(held, NOW)).is_done
        assert not held.lacking
