"""Three nodes apart promise, send, write and look after without knowing: alike flagged on all, nothing lost.

The nodes are the simulator's: the real service and channel over stores in memory.
"""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from node.api.reading.about import rows_of
from node.api.reading.letters import read_envelopes
from node.api.reading.needs import read_need_states
from node.api.reading.views import codes_of
from node.crdt.ids import Record, Space
from node.ledger.derived import NeedState
from node.service.aiding import hand_over, take_need
from node.service.effects import FindRows, FoundRows, Step
from node.service.letters import SENT, Note, enter_letters, reserve_names
from node.service.lookup import find_records
from node.service.marking import mark
from node.service.node import Node
from node.service.rebuilding import refresh
from node.service.records import add_record
from node.service.space import SpaceState
from node.service.spaces import create_space
from tests.sim.nodes import NOW, SimNode, join, new_node, sync

TODAY = date(2026, 6, 1)
NAMES = ("alice", "bob", "carol")
Told = dict[Record, tuple[str, ...]]


class Network:
    """Three nodes of one space that begin with the same prisoner, place, need and guardian."""

    def __init__(self) -> None:
        self.nodes = [new_node(f"doubles {name}") for name in NAMES]
        first = self.nodes[0]
        self.space: Space = first.run(create_space(first.node, title="TEST-space", group="TEST-group")).space
        self.place = self.add(first, "place", category="prison", names__a__text="TEST-турма", parcel_every_months=3,
                              addresses__a__text="TEST-вул. 1")  # fmt: skip
        self.person = self.add(first, "person", names__a__text="TEST-dan")
        self.add(first, "placement", person=self.person, place=self.place, began_on="2024")
        self.add(first, "status_event", person=self.person, status="serving_imprisonment", effective_on="2024")
        self.need = self.add(first, "need", person=self.person, category="parcel_food", amount="BYN:10000")
        self.care = self.add(first, "guardianship", person=self.person, guardian="TEST-old", state="active",
                             began_on="2025", commitments__letters=True)  # fmt: skip
        for guest in self.nodes[1:]:
            join(guest, first, self.space)
        for guest in self.nodes[1:]:
            sync(guest, first, self.space)
            guest.state(self.space)  # brings the rows up to date, as a running node does after talking

    def add(self, node: SimNode, kind: str, **values: object) -> Record:
        """Write a record on one node."""
        paths = {path.replace("__", "/"): value for path, value in values.items()}
        return node.run(add_record(node.space(), kind, paths, now=NOW))  # type: ignore[arg-type]

    def meet(self, order: tuple[int, ...]) -> None:
        """Let the nodes meet two by two until all hold everything."""
        for _ in range(2):
            for place in order:
                sync(self.nodes[place], self.nodes[(place + 1) % 3], self.space)
        assert len({node.state(self.space) for node in self.nodes}) == 1

    def told(self) -> list[Told]:
        """What each node lists."""
        return [node.run(read_told(node.node)) for node in self.nodes]

    def all_tell(self) -> Told:
        """What all nodes list."""
        told = self.told()
        assert told[0] == told[1] == told[2]
        return told[0]


def read_told(node: Node) -> Step[Told]:
    """Bring what follows up to date as the pages do, and return the marks that follow for every record."""
    while (yield from mark(TODAY)):
        pass
    found = yield FindRows(limit=1_000)
    assert isinstance(found, FoundRows)
    return {row.record: row.follows for row in found.rows}


def need_state(node: SimNode, need: Record) -> NeedState:
    """Return how far a need is met."""
    return node.run(read_need_states(node.run(rows_of([need])), TODAY))[need]


@pytest.fixture
def network() -> Network:
    """Three nodes that know the same."""
    return Network()


def kept(network: Network, kind: str) -> int:
    """How many records of a kind every node holds."""
    counts = set()
    for node in network.nodes:
        node.run(refresh(node.space(), lambda _: None))
        counts.add(node.run(find_records(kind=kind)).total)
    (count,) = counts
    return count


@pytest.mark.parametrize("order", list(permutations(range(3)))[::2])
def test_one_need_taken_thrice_apart_is_covered_three_times_everywhere(order: tuple[int, ...]) -> None:
    network = Network()
    for node, name in zip(network.nodes, NAMES, strict=True):
        node.run(take_need(node.space(), network.need, by=name, today=TODAY, now=NOW))
    assert not any("over" in told[network.need] for told in network.told())
    network.meet(order)
    assert {"over", "state=covered"} <= {*network.all_tell()[network.need]}
    assert [need_state(node, network.need).pledged_percent for node in network.nodes] == [300] * 3
    assert kept(network, "pledge") == 3


def test_double_delivery_and_double_parcel_are_told_everywhere(network: Network) -> None:
    for node, day in zip(network.nodes[:2], ("2026-05-20", "2026-05-21"), strict=True):
        network.add(node, "delivery", person=network.person, need=network.need, category="parcel", sent_on=day,
                    status="sent", amount="BYN:10000")  # fmt: skip
    network.meet((0, 1, 2))
    told = network.all_tell()
    assert {"over", "state=in_delivery"} <= {*told[network.need]}
    assert "parcels=2" in told[network.person]
    assert [need_state(node, network.need).sent_percent for node in network.nodes] == [200] * 3
    assert kept(network, "delivery") == 2


def test_care_handed_over_twice_apart_shows_two_guardians_everywhere(network: Network) -> None:
    for node, name in zip(network.nodes[:2], NAMES, strict=False):
        node.run(hand_over(node.space(), network.care, to=f"TEST-{name}", today=TODAY, now=NOW, is_agreed=True))
    network.meet((1, 0, 2))
    cares = [marks for marks in network.all_tell().values() if any(mark.startswith("care=") for mark in marks)]
    states = sorted((marks[0], "double" in marks) for marks in cares)
    assert states == [("care=active", True), ("care=active", True), ("care=handed_over", False)]
    assert kept(network, "guardianship") == 3


def test_second_guardian_beside_the_first_is_told_everywhere(network: Network) -> None:
    network.add(network.nodes[2], "guardianship", person=network.person, guardian="TEST-other", state="active")
    doubles = [sum("double" in marks for marks in told.values()) for told in network.told()]
    assert doubles == [0, 0, 2]
    network.meet((2, 1, 0))
    assert sum("double" in marks for marks in network.all_tell().values()) == 2


def test_names_reserved_apart_and_letters_written_apart_are_told_everywhere(network: Network) -> None:
    def reserve(space: SpaceState, by: str) -> Step[int]:
        done = yield from reserve_names(space, [network.person], by=by, until=TODAY, today=TODAY, now=NOW)
        return len(done.letters)

    assert [node.run(reserve(node.space(), name)) for node, name in zip(network.nodes, NAMES, strict=True)] == [1] * 3
    network.meet((0, 2, 1))
    assert {"reserved-twice", "double-letter"} <= {*network.all_tell()[network.person]}
    assert network.nodes[0].run(reserve(network.nodes[0].space(), "dan")) == 0

    for node in network.nodes[:2]:
        (envelope,) = node.run(read_envelopes(node.registry, [network.person], TODAY, "en",
                                              with_reservations=True))  # fmt: skip
        mine = Record(envelope.reservations[network.nodes.index(node)].id)
        note = Note(person=network.person, deed=SENT, day="2026-06-01", by=node.name, reservation=mine)
        node.run(enter_letters(node.space(), [note], today=TODAY, now=NOW))
    network.meet((1, 2, 0))
    marks = network.all_tell()[network.person]
    assert {"reserved", "double-letter"} <= {*marks}
    assert "reserved-twice" not in marks
    for node in network.nodes:
        (row,) = node.run(rows_of([network.person]))
        assert dict(row.due)["letter"] == "1 2026-06-01"
        assert "letters" not in codes_of(row, "gap")
    assert kept(network, "letter") == 3
