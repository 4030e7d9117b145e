"""What the days ask for: weekly prekeys, private halves destroyed, a suggestion to rotate; over a node's own clock."""

from __future__ import annotations

import pytest

from node.crdt.errors import Sealed
from node.crdt.packet import open_packet
from node.service.dates import DAY_S, Dates, PrekeyDates, pack_dates, read_dates, today_of
from node.service.deciding import propose_group, sign_proposal
from node.service.effects import LoadAll
from node.service.enrolling import admit_objects
from node.service.keeping_up import is_rotation_suggested, keep_up, keep_up_all
from node.service.limits import PREKEY_DAYS, PREKEY_GRACE_DAYS
from node.service.tending import announce_epoch
from node.service.unsealing import packets_for
from tests.sim.nodes import NOW, SimNode, join, new_carrier, sync
from tests.sim.stewards import found_with, sync_all


def days(count: int) -> int:
    return NOW + count * DAY_S


def keep(node: SimNode, now: int) -> None:
    node.run(keep_up(node.space(), now))


def stored_prekeys(node: SimNode) -> set[bytes]:
    secrets = node.store.perform(LoadAll()).secrets
    return {bytes.fromhex(name.split("/")[2]) for name in secrets if name.startswith("prekey/")}


def test_prekey_gets_a_successor_each_week_and_not_before() -> None:
    _, (_alice, bob) = found_with("alice", guests=("bob",))
    keep(bob, NOW)
    first = bob.space().newest_prekey_id()
    keep(bob, days(PREKEY_DAYS - 1))
    assert bob.space().newest_prekey_id() == first
    keep(bob, days(PREKEY_DAYS))
    second = bob.space().newest_prekey_id()
    assert second != first
    assert {first, second} <= stored_prekeys(bob) == set(bob.space().prekeys)


def test_private_half_goes_thirty_days_after_another_node_showed_a_successor() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    keep(bob, NOW)
    sync(bob, alice, space)
    keep(bob, days(PREKEY_DAYS))
    old, new = set(bob.space().prekeys), bob.space().newest_prekey_id()
    sync(bob, alice, space)
    sync(bob, alice, space)  # now alice has shown it
    keep(bob, days(PREKEY_DAYS + 1))
    bob.reopen()
    keep(bob, days(PREKEY_DAYS + PREKEY_GRACE_DAYS))
    assert new in bob.space().prekeys
    assert bob.space().prekeys.keys() & old > {new}
    keep(bob, days(PREKEY_DAYS + PREKEY_GRACE_DAYS + 1))
    kept = set(bob.space().prekeys)
    assert kept & old == {new}
    assert stored_prekeys(bob) == kept
    bob.reopen()
    assert set(bob.space().prekeys) == kept


def test_private_halves_stay_while_nobody_has_shown_a_successor() -> None:
    _, (_alice, bob) = found_with("alice", guests=("bob",))
    bob.space().shown_prekeys.clear()
    keep(bob, NOW)
    before = set(bob.space().prekeys)
    for count in range(1, 20):
        bob.space().shown_prekeys.clear()
        keep(bob, days(PREKEY_DAYS * count))
    assert before <= set(bob.space().prekeys)


def test_c02_old_packets_open_with_no_prekey_that_is_left_after_thirty_days() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    alice.run(announce_epoch(alice.space()))
    kid = alice.space().view.writing_kid()
    assert kid is not None
    archive = alice.run(packets_for(alice.space(), bob.node.device, [kid]))
    alice.run(admit_objects(alice.space(), archive))
    assert alice.space().holdings.packets
    keep(bob, NOW)
    sync(bob, alice, space)
    assert open_packet(archive[0], bob.space().prekeys[archive[0].prekey])
    assert not alice.space().holdings.packets, "acknowledged by bob's new prekey"
    for count in range(1, 9):
        keep(bob, days(PREKEY_DAYS * count))
        sync(bob, alice, space)
        sync(bob, alice, space)
    assert archive[0].prekey not in stored_prekeys(bob)
    for seized in bob.space().prekeys.values():
        with pytest.raises(Sealed):
            open_packet(archive[0], seized)


def test_rotation_is_suggested_to_a_steward_after_the_days_of_the_policy() -> None:
    _, (alice, bob) = found_with("alice", guests=("bob",))
    for node in (alice, bob):
        keep(node, NOW)
    assert not is_rotation_suggested(alice.space(), days(29))
    assert is_rotation_suggested(alice.space(), days(31))
    assert not is_rotation_suggested(bob.space(), days(31)), "a member may not announce"
    alice.run(announce_epoch(alice.space()))
    keep(alice, days(31))
    assert not is_rotation_suggested(alice.space(), days(32))


def test_carrier_has_no_calendar() -> None:
    space, (alice,) = found_with("alice")
    carrier = new_carrier("carrier of days")
    join(carrier, alice, space, None)
    before = carrier.store.snapshot()
    carrier.run(keep_up_all(carrier.node, days(100)))
    assert carrier.store.snapshot() == before


def test_dates_come_back_as_they_were_written() -> None:
    dates = Dates({b"d" * 32: 86_400}, {b"p" * 32: PrekeyDates(1, None), b"a" * 32: PrekeyDates(2, 3)}, {b"k" * 32: 4})  # type: ignore[dict-item]
    assert read_dates(pack_dates(dates)) == dates
    assert list(read_dates(pack_dates(dates)).prekeys) == [b"p" * 32, b"a" * 32]
    assert read_dates(None) == Dates()
    assert today_of(NOW + 5) % DAY_S == 0


def test_group_is_named_as_soon_as_the_others_have_listed_it() -> None:
    space, (alice, bob) = found_with("alice", "bob")
    decided, group = alice.run(propose_group(alice.space(), "TEST-second"))
    assert not decided.is_certificate
    keep(alice, NOW)
    sync_all([alice, bob], space)
    assert bob.run(sign_proposal(bob.space(), decided.id)).is_certificate
    sync_all([alice, bob], space)
    assert alice.space().view.name_of(group) == ""
    keep(alice, NOW)
    assert alice.space().view.name_of(group) == "TEST-second"
    sync_all([alice, bob], space)
    assert bob.space().view.name_of(group) == "TEST-second"
    entries = alice.space().tips[alice.space().own].seq
    keep(alice, NOW)
    assert alice.space().tips[alice.space().own].seq == entries
