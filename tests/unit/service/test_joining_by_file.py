"""Joining by files: what a request says and to whom, what each wrong one is told, an answer that was lost."""

from __future__ import annotations

import pytest

from node.crdt.grants import Role
from node.service.bundles import answer_bundle
from node.service.calling import callees
from node.service.errors import NotFound, Refused
from node.service.invitations import Invitation, read_request
from node.service.inviting import answer_guest, invite, open_invitations, pack_objects, revoke_invitation
from node.service.joining import ask, finish_join
from node.service.joining_by_file import answer_by_file, ask_by_file, forget_ticket, ticket_for
from node.service.lookup import find_records
from node.service.rebuilding import refresh
from node.service.records import add_record
from node.service.spaces import create_space
from tests.sim.nodes import NOW, SimNode, new_node, sync
from tests.support.bundles import emitted, read_bundle


@pytest.fixture
def alice(request: pytest.FixtureRequest) -> SimNode:
    node = new_node(f"alice {request.node.name}")
    node.run(create_space(node.node, title="TEST-space", group="TEST-group"))
    node.run(add_record(node.space(), "person", {"names/n1/text": "TEST-one"}, now=NOW))
    return node


@pytest.fixture
def bob(request: pytest.FixtureRequest) -> SimNode:
    return new_node(f"bob {request.node.name}")


def invited(alice: SimNode, *, expires: int = NOW + 10) -> Invitation:
    space = alice.space()
    group = space.view.group_of(space.device)
    step = invite(alice.node, space, role=Role.VERIFIER, group=group, addresses=(), expires=expires, needs_words=False)
    return alice.run(step)


def answer(alice: SimNode, request: bytes, now: int = NOW) -> bytes:
    return emitted(alice, answer_by_file(alice.node, request, now))[0]


def take(bob: SimNode, invitation: Invitation, data: bytes) -> None:
    reading = read_bundle(bob, data, bob.run(ticket_for(bob.node, invitation)))
    assert reading.joined is not None
    assert (reading.refused, reading.damaged) == (0, 0)


def test_request_shows_nothing_and_is_the_same_again_until_it_is_answered(alice: SimNode, bob: SimNode) -> None:
    invitation = invited(alice)
    request = bob.run(ask_by_file(bob.node, invitation, NOW))
    assert len(request) == 1_064
    for known in (bob.node.name.encode(), bob.node.device, bob.node.channel.public, invitation.space):
        assert known[:12] not in request
    bob.reopen()
    assert bob.run(ask_by_file(bob.node, invitation, NOW)) == request
    take(bob, invitation, answer(alice, request))
    assert bob.state(invitation.space) == alice.state(invitation.space)


def test_answer_that_was_lost_is_given_again(alice: SimNode, bob: SimNode) -> None:
    invitation = invited(alice)
    request = bob.run(ask_by_file(bob.node, invitation, NOW))
    answer(alice, request)
    take(bob, invitation, answer(alice, request))
    assert bob.state(invitation.space) == alice.state(invitation.space)


@pytest.mark.parametrize("tries", range(4))
def test_guest_who_lost_its_ticket_asks_again_and_gets_keys_for_the_new_one(
    alice: SimNode, bob: SimNode, tries: int
) -> None:
    invitation = invited(alice)
    for _ in range(tries + 1):
        answer(alice, bob.run(ask_by_file(bob.node, invitation, NOW)))
        bob.run(forget_ticket(invitation))
    request = bob.run(ask_by_file(bob.node, invitation, NOW))
    take(bob, invitation, answer(alice, request))
    assert bob.state(invitation.space) == alice.state(invitation.space)


def test_b13_wrong_used_expired_and_revoked_each_get_a_line_and_admit_nobody(alice: SimNode, bob: SimNode) -> None:
    carol = new_node("carol of the files")
    invitation = invited(alice)
    requests = [guest.run(ask_by_file(guest.node, invitation, NOW)) for guest in (bob, carol)]
    members = len(alice.space().view.membership.members)
    with pytest.raises(Refused, match="expired"):
        answer(alice, requests[0], NOW + 10)
    for damaged in (b"", requests[0][:-1], requests[0][:-1] + bytes([requests[0][-1] ^ 1])):
        with pytest.raises(Refused, match="no request under an open invitation"):
            answer(alice, damaged)
    assert len(alice.space().view.membership.members) == members
    answer(alice, requests[0])
    with pytest.raises(Refused, match="used by another device"):
        answer(alice, requests[1])
    alice.run(revoke_invitation(alice.node, invitation.id))
    with pytest.raises(Refused, match="revoked"):
        answer(alice, requests[1])
    assert len(alice.space().view.membership.members) == members + 1
    with pytest.raises(Refused, match="expired"):
        carol.run(ask_by_file(carol.node, invited(alice), NOW + 10))
    with pytest.raises(NotFound, match="write a request first"):
        carol.run(ticket_for(carol.node, invited(alice)))


def test_answer_of_a_member_who_did_not_invite_lets_nobody_in(alice: SimNode, bob: SimNode) -> None:
    invitation, other = invited(alice), invited(alice)
    carol = new_node("carol who answers")
    take(carol, other, answer(alice, carol.run(ask_by_file(carol.node, other, NOW))))
    bob.run(ask_by_file(bob.node, invitation, NOW))
    held = carol.space()
    items = pack_objects(held.holdings.shared(held.view.roster).values())
    forged, _ = emitted(carol, answer_bundle(carol.node, held, bob.node.device, bob.node.bundle.public, items))
    with pytest.raises(Refused, match="no key of the space"):
        read_bundle(bob, forged, bob.run(ticket_for(bob.node, invitation)))
    assert bob.node.spaces == {}


def test_f05_guest_cut_off_after_its_first_commit_can_call_its_inviter(alice: SimNode, bob: SimNode) -> None:
    """What makes a space one's own is stored at once with the passes: without them nobody could be called again."""
    space = alice.space().space
    invitation = invited(alice)
    ticket = ask(bob.node, invitation, NOW)
    asked = read_request(ticket.payload, invitation, bob.node.channel.public)
    (kept,) = open_invitations(alice.node, NOW)
    items = alice.run(answer_guest(alice.node, kept, asked, bob.node.channel.public))
    step = finish_join(bob.node, ticket, items, alice.node.channel.public)
    bob.store.perform(next(step))
    step.close()
    bob.reopen()
    assert bob.node.spaces.keys() == {space}
    assert [callee.channel_key for callee in callees(bob.node, "")] == [alice.node.channel.public]
    sync(bob, alice, space)
    bob.run(refresh(bob.space(), lambda _: None))
    assert "TEST-one" in {row.title for row in bob.run(find_records(space=space)).rows}
