"""Writing records anew into another space: what goes, what is cited, what is refused, what is offered later."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from node.crdt.claims import Projection
from node.crdt.grants import Role
from node.crdt.ids import Record
from node.service.effects import RecordRow
from node.service.errors import NotAllowed, NotFound, Refused
from node.service.lookup import find_records
from node.service.records import add_record, delete_values, hide, read_projection, set_values, withhold
from node.service.shares import Original, copy_id
from node.service.sharing import Stand, later_edits, linked_to, preview_share, share_records
from node.service.space import SpaceState
from node.service.spaces import create_space
from tests.sim.nodes import NOW, SimNode, join, new_node, sync

NAME = "names/n1/text"
PERSON = {NAME: "TEST-Яніна", "names/n1/language": "be", "sex": "female"}


@pytest.fixture
def alice(request: pytest.FixtureRequest) -> SimNode:
    node = new_node(f"alice {request.node.name}")
    for title in ("TEST-circle", "TEST-network"):
        node.run(create_space(node.node, title=title, group=f"{title} group"))
    return node


@pytest.fixture
def circle(alice: SimNode) -> SpaceState:
    return next(space for space in alice.node.spaces.values() if space.title == "TEST-circle")


@pytest.fixture
def network(alice: SimNode) -> SpaceState:
    return next(space for space in alice.node.spaces.values() if space.title == "TEST-network")


@pytest.fixture
def person(alice: SimNode, circle: SpaceState) -> Record:
    return alice.run(add_record(circle, "person", PERSON, now=NOW))


def shared(alice: SimNode, record: Record, circle: SpaceState, network: SpaceState, *paths: str) -> Record:
    return alice.run(share_records(circle, network, {record: paths or (NAME,)}, now=NOW))[record]


def shown(alice: SimNode, space: SpaceState, record: Record) -> Projection:
    return alice.run(read_projection(space, record))


def stands(alice: SimNode, record: Record, circle: SpaceState, network: SpaceState) -> dict[str, Stand]:
    return {item.path: item.stand for item in alice.run(preview_share(circle, record, network)).fields}


def test_preview_names_every_field_and_changes_nothing(
    alice: SimNode, circle: SpaceState, network: SpaceState, person: Record
) -> None:
    before = network.tips.copy()
    preview = alice.run(preview_share(circle, person, network))
    assert {item.path: item.value for item in preview.fields} == PERSON
    assert {item.stand for item in preview.fields} == {Stand.NEW}
    assert {item.group for item in preview.fields} == {"TEST-circle group"}
    assert {item.level.value for item in preview.fields} == {"circle"}
    assert (preview.is_new, preview.kind, preview.title) == (True, "person", "TEST-Яніна")
    assert network.tips == before
    with pytest.raises(NotFound):
        shown(alice, network, preview.copy)


def test_only_chosen_fields_go_and_cite_their_entry_group_and_source(
    alice: SimNode, circle: SpaceState, network: SpaceState, person: Record
) -> None:
    source = alice.run(add_record(circle, "source", {"category": "family", "title": "TEST-letter"}, now=NOW))
    alice.run(set_values(circle, person, {"birth_date": "1985-03"}, now=NOW, source=source))
    copy = shared(alice, person, circle, network, NAME, "birth_date")
    there = shown(alice, network, copy)
    assert there.values() == {"kind": "person", NAME: "TEST-Яніна", "birth_date": "1985-03"}
    assert copy != person
    (row,) = [row for row in _rows(alice, network) if row.kind == "share"]
    cited = shown(alice, network, row.record).values()
    assert (cited["record"], cited["original"]) == (copy, circle.space + person)
    entries = {value for path, value in cited.items() if path.endswith("/entry")}
    assert entries == {
        claim.id[0] for path in (NAME, "birth_date") for claim in shown(alice, circle, person).fields[path]
    }
    assert {value for path, value in cited.items() if path.endswith("/group")} == {"TEST-circle group"}
    assert [value for path, value in cited.items() if path.endswith("/source")] == [circle.space + source]


def test_later_edit_is_offered_and_never_copied_by_itself(
    alice: SimNode, circle: SpaceState, network: SpaceState, person: Record
) -> None:
    copy = shared(alice, person, circle, network, NAME, "sex")
    assert alice.run(later_edits(alice.node, network)) == []
    alice.run(set_values(circle, person, {NAME: "TEST-Janina", "names/n1/language": "pl"}, now=NOW))
    alice.run(delete_values(circle, person, ["sex"], now=NOW))
    assert shown(alice, network, copy).values()[NAME] == "TEST-Яніна"
    (offer,) = alice.run(later_edits(alice.node, network))
    assert {item.path: item.stand for item in offer.offers} == {NAME: Stand.CHANGED, "sex": Stand.GONE}
    assert offer.chosen == {NAME}

    alice.run(share_records(circle, network, {person: [NAME, "sex"]}, now=NOW))
    assert shown(alice, network, copy).values() == {"kind": "person", NAME: "TEST-Janina"}
    assert alice.run(later_edits(alice.node, network)) == []
    assert stands(alice, person, circle, network) == {NAME: Stand.SAME, "names/n1/language": Stand.NEW}


def test_edit_of_the_copy_is_not_undone_by_an_older_original(
    alice: SimNode, circle: SpaceState, network: SpaceState, person: Record
) -> None:
    copy = shared(alice, person, circle, network)
    alice.run(set_values(network, copy, {NAME: "TEST-corrected there"}, now=NOW))
    assert stands(alice, person, circle, network)[NAME] is Stand.SAME
    with pytest.raises(Refused, match="already"):
        shared(alice, person, circle, network)


def test_references_lead_to_copies_or_name_the_space(
    alice: SimNode, circle: SpaceState, network: SpaceState, person: Record
) -> None:
    need = alice.run(add_record(circle, "need", {"person": person, "category": "medicine"}, now=NOW))
    alone = alice.run(preview_share(circle, need, network))
    assert {item.path: item.value for item in alone.fields}["person"] == circle.space + person
    copies = alice.run(share_records(circle, network, {person: [NAME], need: ["person", "category"]}, now=NOW))
    assert shown(alice, network, copies[need]).values()["person"] == copies[person]


def test_links_are_found_from_either_side(
    alice: SimNode, circle: SpaceState, network: SpaceState, person: Record
) -> None:
    copy = shared(alice, person, circle, network)
    (onward,) = alice.run(linked_to(alice.node, circle, person))
    (back,) = alice.run(linked_to(alice.node, network, copy))
    assert (onward.space, onward.record, onward.is_original) == (network.space, copy, False)
    assert (back.space, back.record, back.is_original) == (circle.space, person, True)


def test_withheld_name_says_so_in_the_copy_whatever_was_chosen(
    alice: SimNode, circle: SpaceState, network: SpaceState
) -> None:
    values = {**PERSON, "identity_withheld": True, "withhold_reason": "family_request"}
    record = alice.run(add_record(circle, "person", values, now=NOW))
    copy = shared(alice, record, circle, network, NAME)
    there = shown(alice, network, copy).values()
    assert (there["identity_withheld"], there["withhold_reason"]) == (True, "family_request")


@pytest.mark.parametrize("mark", ["withheld", "hidden"])
def test_withheld_or_hidden_record_is_refused(
    mark: str, alice: SimNode, circle: SpaceState, network: SpaceState, person: Record
) -> None:
    alice.run(withhold(circle, person, reason="wish") if mark == "withheld" else hide(circle, person))
    with pytest.raises(Refused, match="not passed on"):
        shared(alice, person, circle, network)


def test_same_space_unknown_field_nothing_chosen_and_share_record_are_refused(
    alice: SimNode, circle: SpaceState, network: SpaceState, person: Record
) -> None:
    with pytest.raises(Refused, match="already"):
        alice.run(preview_share(circle, person, circle))
    with pytest.raises(Refused, match="no field"):
        shared(alice, person, circle, network, "names/n9/text")
    with pytest.raises(Refused, match="at least one"):
        alice.run(share_records(circle, network, {person: []}, now=NOW))
    shared(alice, person, circle, network)
    (row,) = [row for row in _rows(alice, network) if row.kind == "share"]
    with pytest.raises(Refused, match="kind"):
        shared(alice, row.record, network, circle)


def test_reader_of_the_other_space_is_refused(alice: SimNode, circle: SpaceState, person: Record) -> None:
    bob = new_node("bob")
    bob.run(create_space(bob.node, title="TEST-of bob", group="TEST-bob"))
    theirs = bob.space().space
    held = join(alice, bob, theirs, Role.READER)
    with pytest.raises(NotAllowed):
        shared(alice, person, circle, held)


def test_two_nodes_that_share_one_record_write_one_copy(
    alice: SimNode, circle: SpaceState, network: SpaceState, person: Record
) -> None:
    bob = new_node("bob of two")
    ours, theirs = join(bob, alice, circle.space), join(bob, alice, network.space)
    sync(bob, alice, circle.space)
    bob.state(circle.space)
    copy = shared(alice, person, circle, network, NAME)
    assert bob.run(share_records(ours, theirs, {person: ["sex"]}, now=NOW)) == {person: copy}
    sync(bob, alice, network.space)
    assert bob.state(network.space) == alice.state(network.space)
    assert shown(alice, network, copy).values() == {"kind": "person", NAME: "TEST-Яніна", "sex": "female"}
    assert copy == copy_id(theirs, Original(circle.space, person))


def _rows(alice: SimNode, space: SpaceState) -> Sequence[RecordRow]:
    return alice.run(find_records(space=space.space)).rows
