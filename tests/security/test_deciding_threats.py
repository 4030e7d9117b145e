"""Threats B16, B17, C1, C9, C11, C13, D11 over whole nodes: stewards taken, stewards turned, records erased."""

from dataclasses import replace

import pytest

from keys.signing import SigningKey
from keys.text import decode_text
from node.crdt.entry import Pruned
from node.crdt.errors import NotAllowed
from node.crdt.ids import Device, Record, Space
from node.crdt.limits import NUMBER_MAX
from node.crdt.members import State
from node.crdt.passes import Pass, encode_pass, sign_pass
from node.crdt.suspension import Suspension, sign_suspension
from node.service.deciding import proposals, propose, propose_to_recover, sign_proposal, sign_to_recover, suspend
from node.service.effects import FindRows, LoadRecords
from node.service.enrolling import admit_objects
from node.service.errors import NotAllowed as NotAllowedHere
from node.service.errors import NotFound, Refused
from node.service.exposure import expose
from node.service.knowing import known_as, passes_of
from node.service.records import add_record, hide, read_projection, unhide
from node.service.sources import is_erased_source, sources_of
from node.service.spaces import RECOVERY_PREFIX, read_recovery_key
from node.service.unsealing import packets_for
from node.service.wishes import Decide, Erase, Expel, Mend, Seat, Settle, Unseat
from tests.conftest import steady_random
from tests.sim.nodes import NOW, SimNode, join, new_node, sync
from tests.sim.stewards import decide, found_with, sync_all
from tests.sim.twins import twin_of

NAME = "names/n1/text"


def write_person(node: SimNode, space: Space, name: str) -> Record:
    values = {NAME: name, "external/e1/org": "TEST-list", "external/e1/id": "17"}
    return node.run(add_record(node.node.space(space), "person", values, now=NOW))


def states(node: SimNode, space: Space) -> dict[str, State]:
    members = node.node.space(space).view.membership.members.values()
    return {member.name.removeprefix("TEST-"): member.state for member in members}


def test_b03_who_hears_first_that_the_founder_left_still_meets_those_who_remain() -> None:
    space, (alice, bob, carol, dave) = found_with("alice", "bob", "carol", guests=("dave",))
    assert {item.steward for item in passes_of(dave.space()).values()} == {alice.node.device}
    proposed = bob.run(propose(bob.space(), Unseat(alice.node.device)))
    sync(bob, alice, space)
    assert not alice.run(sign_proposal(alice.space(), proposed.id)).is_certificate
    sync(bob, carol, space)
    assert not carol.run(sign_proposal(carol.space(), proposed.id)).is_certificate
    sync(carol, dave, space)
    sync(dave, alice, space)
    heads = [node.space().view.roster.head.version for node in (alice, bob, carol, dave)]
    assert heads == [heads[1] + 1, heads[1], heads[1], heads[1] + 1]

    sync(dave, bob, space)
    sync(bob, alice, space)
    sync(carol, bob, space)
    sync(dave, carol, space)
    for node in (alice, bob, carol, dave):
        given = passes_of(node.space())
        assert given.keys() == {other.node.device for other in (alice, bob, carol, dave)}
        assert alice.node.device not in {item.steward for item in given.values()}


def test_b11_pass_that_a_steward_signs_after_it_left_lets_in_nobody() -> None:
    space, (alice, bob, carol, dave) = found_with("alice", "bob", "carol", guests=("dave",))
    before = alice.space().view.roster.head.id
    assert decide([bob, alice, carol], space, Unseat(alice.node.device)).is_certificate
    sync_all([alice, bob, carol, dave], space)
    stranger = steady_random("TEST-mallory")
    for device in (Device(SigningKey(stranger(32)).public), dave.node.device, bob.node.device):
        unsigned = Pass(
            space=space,
            head=before,
            device=device,
            channel_key=stranger(32),
            bundle_key=stranger(32),
            number=NUMBER_MAX,
            steward=alice.node.device,
        )
        late = sign_pass(unsigned, alice.node.key)
        for node in (bob, carol, dave):
            assert known_as(node.space(), late.channel_key, encode_pass(late)) is None
            assert node.run(admit_objects(node.space(), [late])) == 0


def test_b17_highest_number_there_is_on_a_pass_hinders_nobody_once_its_steward_is_gone() -> None:
    space, nodes = found_with("alice", "bob", "carol", "mallory")
    alice, bob, carol, mallory = nodes
    erin = new_node("erin")
    join(erin, mallory, space)
    sync_all([*nodes, erin], space)
    given = passes_of(bob.space())[erin.node.device]
    assert given.steward == mallory.node.device
    highest = sign_pass(replace(given, number=NUMBER_MAX), mallory.node.key)
    assert bob.run(admit_objects(bob.space(), [highest])) == 1
    assert decide([bob, alice, carol], space, Expel((mallory.node.device,))).is_certificate
    sync(erin, bob, space)
    for node in (alice, bob, carol, erin):
        renewed = passes_of(node.space())[erin.node.device]
        assert renewed.steward in {alice.node.device, bob.node.device, carol.node.device}
        assert renewed.channel_key == given.channel_key


def test_b17_steward_who_signs_false_keys_for_everybody_locks_out_nobody_whom_another_let_in() -> None:
    space, nodes = found_with("alice", "bob", "carol", "mallory", guests=("erin",))
    alice, bob, carol, mallory, erin = nodes
    head, true = mallory.space().view.roster.head.id, dict(passes_of(mallory.space()))
    false = [
        sign_pass(
            replace(
                given,
                head=head,
                number=NUMBER_MAX,
                steward=mallory.node.device,
                channel_key=b"c" * 32,
                bundle_key=b"b" * 32,
            ),
            mallory.node.key,
        )
        for given in true.values()
    ]
    for node in (alice, bob, carol, erin):
        assert node.run(admit_objects(node.space(), false)) == len(false)
        assert passes_of(node.space())[erin.node.device].steward == mallory.node.device
    record = write_person(erin, space, "TEST-person")
    sync(erin, bob, space)
    assert decide([bob, alice, carol], space, Expel((mallory.node.device,))).is_certificate
    sync(carol, erin, space)
    for node in (alice, bob, carol, erin):
        given = passes_of(node.space())
        assert {device: item.channel_key for device, item in given.items()} == {
            other.node.device: other.node.channel.public for other in (alice, bob, carol, erin)
        }
        assert [claim.value for claim in node.run(read_projection(node.space(), record)).fields[NAME]] == [
            "TEST-person"
        ]


def recovery_of(node: SimNode, space: Space) -> SigningKey:
    return SigningKey(decode_text(RECOVERY_PREFIX, node.run(read_recovery_key(node.node.space(space)))))


def test_b05_certificates_on_both_sides_of_a_split_end_with_one_that_recovery_keys_sign() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    key, twin = recovery_of(alice, space), twin_of(alice, alice.store.snapshot(), "copied")
    other = twin.run(propose(twin.space(), Decide(votes_verified=3)))
    for votes in (2, 4):
        assert alice.run(propose(alice.space(), Decide(votes_verified=votes))).is_certificate
    for node, known in ((bob, twin), (bob, alice), (alice, twin)):
        node.run(admit_objects(node.space(), known.space().holdings.certificates.values()))
    assert bob.space().view.roster.is_frozen
    assert not alice.space().view.roster.is_frozen
    with pytest.raises(NotAllowedHere):
        bob.run(propose_to_recover(bob.space(), Mend(), SigningKey(b"k" * 32)))

    mended = bob.run(propose_to_recover(bob.space(), Mend(), key))
    assert mended.is_certificate
    assert other.id in mended.changes.abandons
    sync(bob, alice, space)
    assert {node.space().view.roster.head.id for node in (alice, bob)} == {mended.id}
    assert alice.run(propose(alice.space(), Decide(votes_verified=5))).is_certificate
    with pytest.raises(Refused, match="change nothing"):
        bob.run(propose_to_recover(bob.space(), Mend(), key))


def test_b14_member_with_the_recovery_key_goes_on_where_no_steward_is_left() -> None:
    space, (alice, bob, carol) = found_with("alice", guests=("bob", "carol"))
    key, group = recovery_of(alice, space), alice.space().view.group_of(alice.node.device)
    assert group is not None
    with pytest.raises(NotAllowedHere):
        bob.run(propose(bob.space(), Seat(bob.node.device, group)))
    assert bob.run(propose_to_recover(bob.space(), Seat(bob.node.device, group), key)).is_certificate
    assert bob.run(propose_to_recover(bob.space(), Expel((alice.node.device,)), key)).is_certificate
    sync(bob, carol, space)
    for node in (bob, carol):
        assert set(node.space().view.roster.stewards) == {bob.node.device}
    record = write_person(bob, space, "TEST-person")
    sync(bob, carol, space)
    assert [claim.value for claim in carol.run(read_projection(carol.space(), record)).fields[NAME]] == ["TEST-person"]


def test_b16_two_of_five_stewards_taken_are_expelled_through_a_recovery_key() -> None:
    space, nodes = found_with("alice", "bob", "carol", "dave", "erin")
    alice, bob, carol, dave, erin = nodes
    recovery = SigningKey(
        decode_text(RECOVERY_PREFIX, alice.run(read_recovery_key(alice.node.space(space))))
    )  # as a partner group holds it
    alice.run(suspend(alice.node.space(space), dave.node.device))
    sync(alice, bob, space)
    bob.run(suspend(bob.node.space(space), erin.node.device))
    left = [alice, bob, carol]
    sync_all(left, space)
    for node in left:
        rested = {name for name, state in states(node, space).items() if state is State.SUSPENDED}
        assert rested == {"dave", "erin"}
    made = decide(left, space, Expel((dave.node.device, erin.node.device)))
    assert (made.is_certificate, made.signed, made.needed) == (False, 3, 4)
    done = carol.run(sign_to_recover(carol.node.space(space), made.id, recovery))
    assert (done.is_certificate, done.recovery, done.recovery_needed) == (True, 1, 1)
    sync_all(left, space)
    for node in left:
        assert states(node, space)["dave"] is states(node, space)["erin"] is State.EXPELLED
        assert not node.node.space(space).view.membership.force.by_id
    assert alice.state(space) == bob.state(space) == carol.state(space)
    with pytest.raises(NotFound):
        carol.run(sign_to_recover(carol.node.space(space), made.id, recovery))


def test_b17_steward_who_suspends_everybody_rests_itself_and_is_expelled() -> None:
    space, (alice, bob, mallory) = found_with("alice", "bob", "mallory")
    turned = mallory.node.space(space)
    made = [
        sign_suspension(
            Suspension(
                space=space,
                head=turned.view.head,
                steward=mallory.node.device,
                slot=slot,
                device=victim.node.device,
                frontier=(),
            ),
            turned.key,
        )
        for slot, victim in enumerate((alice, bob))
    ]
    for node in (alice, bob):
        node.run(admit_objects(node.node.space(space), made))
        assert len(node.node.space(space).view.membership.force.by_id) == 1
        assert mallory.node.device in node.node.space(space).view.membership.force.resting
    decided = alice.run(propose(alice.node.space(space), Expel((mallory.node.device,))))
    assert (decided.signed, decided.needed) == (1, 2)
    votes = list(alice.node.space(space).holdings.votes.values())
    bob.run(admit_objects(bob.node.space(space), votes))
    assert bob.run(sign_proposal(bob.node.space(space), decided.id)).is_certificate
    assert bob.node.space(space).view.membership.members[mallory.node.device].state is State.EXPELLED
    assert bob.node.space(space).view.writing_kid() in bob.node.space(space).keys.epochs
    certificates = list(bob.node.space(space).holdings.certificates.values())
    alice.run(admit_objects(alice.node.space(space), certificates))
    settled = alice.run(propose(alice.node.space(space), Settle(alice.node.device)))
    bob.run(admit_objects(bob.node.space(space), list(alice.node.space(space).holdings.votes.values())))
    assert bob.run(sign_proposal(bob.node.space(space), settled.id)).is_certificate
    alice.run(admit_objects(alice.node.space(space), list(bob.node.space(space).holdings.certificates.values())))
    sync_all([alice, bob], space)
    for node in (alice, bob):
        assert states(node, space) == {"alice": State.ACTIVE, "bob": State.ACTIVE, "mallory": State.EXPELLED}
    assert alice.state(space) == bob.state(space)


def test_c01_c13_suspended_device_is_given_no_key_made_after_the_cut() -> None:
    space, (alice, bob, mallory) = found_with("alice", guests=("bob", "mallory"))
    before = set(mallory.node.space(space).keys.epochs)
    alice.run(suspend(alice.node.space(space), mallory.node.device))
    kid = alice.node.space(space).view.writing_kid()
    assert kid is not None
    sync(alice, bob, space)
    for node in (alice, bob):
        assert kid in node.node.space(space).keys.epochs
        assert node.run(packets_for(node.node.space(space), mallory.node.device, [kid])) == []
        assert (mallory.node.device, kid) not in node.node.space(space).holdings.packets
    exposed = bob.run(expose(bob.node.space(space), mallory.node.device))
    assert exposed is not None
    assert set(exposed.epochs) == before
    record = write_person(bob, space, "TEST-after the cut")
    again = bob.run(expose(bob.node.space(space), mallory.node.device))
    assert again is not None
    assert (again.records, record in dict(again.kinds)) == (exposed.records, False)


def test_c09_erased_text_is_in_no_payload_row_or_search_of_any_node() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    record = write_person(alice, space, "TEST-Zaciorataja")
    sync(alice, bob, space)
    bob.state(space)
    assert alice.run(propose(alice.node.space(space), Erase({record: ()}))).is_certificate
    sync(alice, bob, space)
    for node in (alice, bob):
        node.state(space)
        stored = node.store.perform(LoadRecords(space, (record,)))[record]
        assert stored
        assert all(isinstance(item.payload, Pruned) for item in stored)
        assert node.store.perform(FindRows(tokens=("test-zaciorataja",), with_hidden=True)).total == 0
        assert "zaciorataja" not in repr(list(node.store._state.rows.values())).lower()
        assert record not in node.node.space(space).opened
    kept = write_person(bob, space, "TEST-goes on")
    sync(alice, bob, space)
    assert kept in {row.record for row in bob.store.perform(FindRows()).rows}
    assert alice.state(space) == bob.state(space)


def test_c11_steward_who_orders_everything_erased_destroys_nothing() -> None:
    space, (alice, bob, mallory) = found_with("alice", "bob", "mallory")
    records = [write_person(alice, space, f"TEST-{number}") for number in range(3)]
    sync_all([alice, bob, mallory], space)
    ordered = mallory.run(propose(mallory.node.space(space), Erase(dict.fromkeys(records, ()))))
    assert (ordered.is_certificate, ordered.signed, ordered.needed) == (False, 1, 3)
    for record in records:
        mallory.run(hide(mallory.node.space(space), record))
    sync_all([alice, bob, mallory], space)
    for record in records:
        alice.run(unhide(alice.node.space(space), record))
    sync_all([alice, bob, mallory], space)
    for node in (alice, bob, mallory):
        node.state(space)
        assert {row.record for row in node.store.perform(FindRows()).rows} == set(records)
        assert all(node.run(read_projection(node.node.space(space), record)).values() for record in records)
        assert [item.id for item in proposals(node.node.space(space))] == [ordered.id]


def test_suspended_steward_does_not_settle_its_own_case() -> None:
    space, (alice, bob) = found_with("alice", "bob")
    alice.run(suspend(alice.node.space(space), bob.node.device))
    votes_before = len(alice.node.space(space).holdings.votes)
    made = alice.run(propose(alice.node.space(space), Settle(bob.node.device)))
    assert not made.is_certificate
    with pytest.raises(NotAllowed):
        alice.run(propose(alice.node.space(space), Expel((bob.node.device,))))
    assert len(alice.node.space(space).holdings.votes) == votes_before + 1


def test_d11_erased_person_is_known_again_by_the_id_of_the_list_it_came_from() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    record = write_person(alice, space, "TEST-withdrawn")
    sync(alice, bob, space)
    named = alice.run(sources_of(alice.node.space(space), record))
    assert len(named) == 1
    alice.run(propose(alice.node.space(space), Erase({record: named})))
    sync(alice, bob, space)
    for node in (alice, bob):
        held = node.node.space(space)
        assert is_erased_source(held, " test-LIST", "17 ")
        assert not is_erased_source(held, "TEST-list", "18")
        with pytest.raises(Refused, match="erased"):
            node.run(add_record(held, "person", {NAME: "TEST"}, now=NOW, record=record))
