"""Clocks ten years off, either way: no decision changes, nothing is lost, everybody sees the same."""

from __future__ import annotations

import pytest

from node.service.deciding import suspend
from node.service.errors import Refused
from node.service.inviting import invite, open_invitations
from node.service.joining import ask
from node.service.keeping_up import keep_up
from node.service.records import add_record, read_projection, set_values
from node.service.spaces import create_space
from tests.sim.nodes import NOW, join, new_node, sync

NAME = "names/n1/text"
TEN_YEARS_S = 10 * 366 * 86_400
EARLY, LATE = NOW - TEN_YEARS_S, NOW + TEN_YEARS_S


@pytest.mark.parametrize(("first", "second"), [(LATE, EARLY), (EARLY, LATE), (NOW, EARLY)])
def test_e12_later_edit_counts_whatever_the_clocks_of_both_say(first: int, second: int) -> None:
    alice, bob = new_node(f"alice {first}"), new_node(f"bob {second}")
    space = alice.run(create_space(alice.node, title="TEST-space")).space
    join(bob, alice, space)
    record = alice.run(add_record(alice.space(), "person", {NAME: "TEST-first"}, now=first))
    sync(bob, alice, space)
    bob.run(set_values(bob.space(), record, {NAME: "TEST-second"}, now=second))
    sync(bob, alice, space)
    for node in (alice, bob):
        shown = node.run(read_projection(node.space(), record))
        assert [claim.value for claim in shown.fields[NAME]] == ["TEST-second"]
    assert alice.state(space) == bob.state(space)


def test_e12_concurrent_edits_stand_side_by_side_and_alike_on_all() -> None:
    alice, bob, carol = (new_node(f"{name} apart") for name in ("alice", "bob", "carol"))
    space = alice.run(create_space(alice.node, title="TEST-space")).space
    for guest in (bob, carol):
        join(guest, alice, space)
    record = alice.run(add_record(alice.space(), "person", {"note": "TEST"}, now=NOW))
    for guest in (bob, carol):
        sync(guest, alice, space)
    for node, now in ((alice, LATE), (bob, EARLY), (carol, NOW)):
        node.run(set_values(node.space(), record, {NAME: f"TEST-{now}"}, now=now))
    for one, other in ((alice, bob), (bob, carol), (carol, alice), (alice, bob)):
        sync(one, other, space)
    assert len({node.state(space) for node in (alice, bob, carol)}) == 1
    shown = carol.run(read_projection(carol.space(), record))
    assert len(shown.fields[NAME]) == 3


def test_e12_suspension_holds_and_keys_go_on_between_clocks_ten_years_apart() -> None:
    alice, bob, mallory = (new_node(f"{name} suspended") for name in ("alice", "bob", "mallory"))
    space = alice.run(create_space(alice.node, title="TEST-space")).space
    for guest in (bob, mallory):
        join(guest, alice, space)
        sync(guest, alice, space)
    for node, now in ((alice, LATE), (bob, EARLY)):
        node.run(keep_up(node.space(), now))
    sync(bob, alice, space)
    alice.run(suspend(alice.space(), mallory.node.device))
    sync(bob, alice, space)
    assert alice.space().view.writing_kid() == bob.space().view.writing_kid()
    record = bob.run(add_record(bob.space(), "person", {NAME: "TEST-after"}, now=EARLY))
    sync(bob, alice, space)
    assert alice.run(read_projection(alice.space(), record)).values()[NAME] == "TEST-after"
    assert alice.state(space) == bob.state(space)


def test_invitation_is_judged_by_the_clock_of_the_inviter_and_a_wrong_one_of_the_guest_is_told() -> None:
    alice, bob = new_node("alice expiry"), new_node("bob expiry")
    space = alice.run(create_space(alice.node, title="TEST-space"))
    group = space.view.group_of(space.device)
    made = invite(alice.node, space, role=1, group=group, addresses=(), expires=NOW + 60)  # type: ignore[arg-type]
    invitation = alice.run(made)
    assert open_invitations(alice.node, EARLY)
    assert not open_invitations(alice.node, LATE)
    assert ask(bob.node, invitation, EARLY)
    with pytest.raises(Refused, match="expired"):
        ask(bob.node, invitation, LATE)
