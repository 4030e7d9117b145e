"""One value taken away for good: a successor record, references moved, the old record erased."""

from __future__ import annotations

import pytest

from node.crdt.ids import Record, Space
from node.service.deciding import proposals, sign_proposal
from node.service.errors import NotFound, Refused
from node.service.lookup import find_records
from node.service.records import add_record, read_projection
from node.service.redacting import Redacted, redact
from node.service.sources import is_erased_source
from tests.sim.nodes import NOW, SimNode, sync
from tests.sim.stewards import found_with, sync_all

NAME, NOTE = "names/n1/text", "note"
FIELDS = {NAME: "TEST-name", NOTE: "TEST-secret note", "external/e1/org": "viasna", "external/e1/id": "TEST-17"}


def person(author: SimNode, space: Space) -> tuple[Record, Record]:
    """Return a person, and a letter that refers to it."""
    held = author.node.space(space)
    record = author.run(add_record(held, "person", FIELDS, now=NOW))
    letter = author.run(add_record(held, "letter", {"person": bytes(record)}, now=NOW))
    return record, letter


def cut(node: SimNode, space: Space, record: Record, *paths: str) -> Redacted:
    return node.run(redact(node.node.space(space), record, paths, now=NOW))


def test_redacted_value_is_gone_and_the_rest_stands_in_a_successor() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    record, letter = person(alice, space)
    done = cut(alice, space, record, NOTE)
    assert done.decision is not None
    assert done.decision.is_certificate
    assert done.references == 1
    sync(bob, alice, space)
    for node in (alice, bob):
        held = node.node.space(space)
        assert node.state(space)
        shown = node.run(read_projection(held, done.successor)).values()
        assert {path: value for path, value in shown.items() if path in FIELDS} == {
            path: value for path, value in FIELDS.items() if path != NOTE
        }
        assert node.run(read_projection(held, letter)).values()["person"] == bytes(done.successor)
        with pytest.raises(NotFound):
            node.run(read_projection(held, record))
        assert node.run(find_records(space=space, search="secret")).total == 0


def test_list_that_names_a_redacted_person_does_not_bring_the_old_record_back() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    record, _ = person(alice, space)
    cut(alice, space, record, NOTE)
    sync(bob, alice, space)
    for node in (alice, bob):
        assert is_erased_source(node.node.space(space), "Viasna ", "TEST-17")
        assert not is_erased_source(node.node.space(space), "viasna", "TEST-18")


def test_several_stewards_hide_at_once_and_erase_when_they_have_signed() -> None:
    space, nodes = found_with("alice", "bob", "carol")
    alice, bob, carol = nodes
    record, _ = person(alice, space)
    sync_all(nodes, space)
    done = cut(alice, space, record, "names")
    assert done.decision is not None
    assert not done.decision.is_certificate
    assert alice.node.space(space).hidings[record]
    for node in (bob, carol):
        sync(node, alice, space)
        (item,) = proposals(node.node.space(space))
        node.run(sign_proposal(node.node.space(space), item.id))
        sync(node, alice, space)
    assert alice.node.space(space).view.membership.is_erased(record)


def test_contributor_withholds_and_leaves_the_erasure_to_stewards() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    record, _ = person(alice, space)
    sync(bob, alice, space)
    done = cut(bob, space, record, NOTE)
    assert done.decision is None
    sync(bob, alice, space)
    assert alice.node.space(space).hidings[record]
    assert not alice.node.space(space).view.membership.is_erased(record)


def test_nothing_is_changed_where_a_path_is_wrong_or_names_everything() -> None:
    space, (alice,) = found_with("alice")
    record, _ = person(alice, space)
    before = alice.state(space)
    for paths in (("birth",), (NOTE, "birth"), ("names", NOTE, "external")):
        with pytest.raises(Refused, match="nothing was changed"):
            cut(alice, space, record, *paths)
    assert alice.state(space) == before
