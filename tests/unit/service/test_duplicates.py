"""Decisions about people written down twice, on one node and on two."""

from collections.abc import Callable

import pytest

from node.crdt.ids import Record
from node.ledger.duplicates import find_duplicates
from node.service.duplicates import decide, decisions_about, gather_people
from node.service.errors import NotFound, Refused
from node.service.records import read_projection
from tests.api.fake_port import FakePort
from tests.api.sample import Sample, found

Random = Callable[[int], bytes]


@pytest.fixture
async def sample(random_from: Callable[[str], Random]) -> Sample:
    """A ledger with one person written down twice, and another."""
    made = await found(FakePort(random_from("node")))
    anna = made.add("anna", "person", names__a__text="Ганна TEST-Узорава", birth_date="1985-04-24")
    made.add("again", "person", names__a__text="Узорова TEST-Анна", birth_date="1985")
    made.add("ivan", "person", names__a__text="Іван TEST-Прыкладаў")
    made.add("arrest", "detention", person=anna, arrested_on="2023-05-03")
    return made


def pairs(sample: Sample) -> list[tuple[bytes, bytes]]:
    """The candidates of a ledger."""
    material = sample.port.run(gather_people(sample.space))
    return [(one.one, one.other) for one in find_duplicates(material.traits()).candidates]


def settle(sample: Sample, one: str, other: str, verdict: str | None) -> Record:
    """Decide about two."""
    records = sample.records
    return sample.port.run(decide(sample.space, records[one], records[other], verdict, now=1))


def leaders(sample: Sample) -> dict[bytes, bytes]:
    """Who stands for whom."""
    return dict(sample.port.run(gather_people(sample.space)).leaders())


async def test_person_written_down_twice_is_found_and_nothing_is_merged(sample: Sample) -> None:
    twice = tuple(sorted((sample.records["anna"], sample.records["again"])))
    before = {
        name: sample.port.run(read_projection(sample.space, sample.records[name])).hash for name in sample.records
    }
    assert pairs(sample) == [twice]
    settle(sample, "anna", "again", "same")
    assert leaders(sample) == dict.fromkeys(twice, twice[0])
    after = {name: sample.port.run(read_projection(sample.space, sample.records[name])).hash for name in sample.records}
    assert before == after


async def test_decision_is_one_record_that_can_be_changed_and_taken_back(sample: Sample) -> None:
    record = settle(sample, "anna", "again", "same")
    assert settle(sample, "again", "anna", "not_same") == record
    assert leaders(sample) == {}
    assert settle(sample, "anna", "again", None) == record
    about = sample.port.run(decisions_about(sample.space.space, sample.records["anna"]))
    assert about == []
    assert settle(sample, "anna", "again", "later") == record


async def test_decision_of_two_nodes_at_once_meets_in_one_record(sample: Sample) -> None:
    record = settle(sample, "anna", "again", "same")
    sample.records["pair"] = record
    sample.say_as_bob("pair", {"kind": "same_as", "one": b"1" * 16, "decision": "not_same"})
    projection = sample.port.run(read_projection(sample.space, record))
    assert "decision" in projection.conflicts()


async def test_what_cannot_be_compared_is_refused(sample: Sample) -> None:
    with pytest.raises(Refused):
        settle(sample, "anna", "anna", "same")
    with pytest.raises(Refused):
        settle(sample, "anna", "arrest", "same")
    with pytest.raises(NotFound):
        settle(sample, "anna", "ivan", None)
