"""Roles of members: raised at once by one steward, lowered by the stewards together, the work before as it counted."""

import pytest

from node.crdt.grants import Role
from node.crdt.ids import Device, Record, Space
from node.service.deciding import proposals, sign_proposal
from node.service.errors import NotAllowed, NotFound, Refused
from node.service.keeping_up import keep_up
from node.service.records import add_record, attest, read_projection
from node.service.roles import give_role, propose_role
from tests.sim.nodes import NOW, SimNode, sync
from tests.sim.stewards import found_with, sync_all

NAME = "names/n1/text"


def write_person(node: SimNode, space: Space) -> Record:
    """Write a person down."""
    return node.run(add_record(node.node.space(space), "person", {NAME: "TEST-Ганна"}, now=NOW))


def confirm(node: SimNode, space: Space, record: Record) -> None:
    """Confirm the person's name."""
    node.run(attest(node.node.space(space), record, [NAME], now=NOW, step="two_sources"))


def badges(node: SimNode, space: Space, record: Record) -> int:
    """Count who confirmed the name, as a node sees it."""
    return len(node.run(read_projection(node.node.space(space), record)).fields[NAME][0].attested_by)


def lower(nodes: list[SimNode], space: Space, whom: SimNode, role: Role) -> None:
    """Let the first propose and the second sign; then everybody hears of it, and the calendar goes on."""
    alice, bob = nodes[:2]
    made = alice.run(propose_role(alice.node.space(space), whom.node.device, role))
    sync(alice, bob, space)
    if proposals(bob.node.space(space)):
        bob.run(sign_proposal(bob.node.space(space), made.id))
    sync_all(nodes, space)
    for node in (alice, bob):
        node.run(keep_up(node.node.space(space), NOW))
    sync_all(nodes, space)


def test_reader_is_made_verifier_by_one_steward_and_what_they_wrote_counts_everywhere() -> None:
    space, (alice, bob, carol) = found_with("alice", guests=("bob", "carol"))
    record = write_person(alice, space)
    lower([alice, bob, carol], space, bob, Role.READER)
    assert alice.node.space(space).view.membership.members[bob.node.device].role is Role.READER
    with pytest.raises(NotAllowed):
        confirm(bob, space, record)
    alice.run(give_role(alice.node.space(space), bob.node.device, Role.VERIFIER))
    sync_all([alice, bob, carol], space)
    assert bob.node.space(space).role is Role.VERIFIER
    confirm(bob, space, record)
    sync_all([alice, bob, carol], space)
    assert badges(carol, space, record) == 1


def test_lowered_member_goes_on_in_the_lower_role_and_the_work_before_stays() -> None:
    space, nodes = found_with("alice", "bob", guests=("carol",))
    alice, bob, carol = nodes
    record = write_person(alice, space)
    sync_all(nodes, space)
    confirm(carol, space, record)
    sync_all(nodes, space)
    lower(nodes, space, carol, Role.CONTRIBUTOR)
    assert {node.node.space(space).view.membership.members[carol.node.device].role for node in nodes} == {
        Role.CONTRIBUTOR
    }
    assert badges(bob, space, record) == 1
    with pytest.raises(NotAllowed):
        confirm(carol, space, record)
    mine = write_person(carol, space)
    sync_all(nodes, space)
    assert badges(bob, space, mine) == 0
    bob.run(give_role(bob.node.space(space), carol.node.device, Role.VERIFIER))
    sync_all(nodes, space)
    confirm(carol, space, mine)  # undone: by one steward, at once


def test_what_is_no_other_role_or_not_theirs_to_give_is_refused() -> None:
    space, (alice, bob, carol) = found_with("alice", guests=("bob", "carol"))
    state = alice.node.space(space)
    with pytest.raises(Refused, match="already"):
        alice.run(give_role(state, bob.node.device, Role.VERIFIER))
    for wrong in (Role.VERIFIER, Role.STEWARD):
        with pytest.raises(Refused, match="no lower role"):
            alice.run(propose_role(state, bob.node.device, wrong))
    with pytest.raises(NotAllowed):
        alice.run(give_role(state, bob.node.device, Role.STEWARD))
    with pytest.raises(NotFound):
        alice.run(give_role(state, Device(b"x" * 32), Role.READER))
    with pytest.raises(Refused, match="no lower role"):
        alice.run(propose_role(state, Device(b"x" * 32), Role.READER))
    with pytest.raises(Refused, match="proposal of its own"):
        alice.run(propose_role(state, alice.node.device, Role.READER))
    with pytest.raises(NotAllowed):
        carol.run(propose_role(carol.node.space(space), bob.node.device, Role.READER))
    assert state.view.membership.members[bob.node.device].role is Role.VERIFIER
