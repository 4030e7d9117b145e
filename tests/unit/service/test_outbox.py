"""The outbox: what people write while no key covers their node waits on its disk, and is written in order."""

from __future__ import annotations

import pytest

from node.crdt.ids import Record, Space
from node.service.deciding import proposals, propose, sign_proposal, suspend
from node.service.effects import LoadAll
from node.service.enrolling import admit_objects
from node.service.errors import NotFound, Refused
from node.service.limits import OUTBOX_MAX
from node.service.outbox import is_waiting, may_write_now, waiting_paths
from node.service.records import add_record, attest, delete_values, read_projection, set_values, withhold
from node.service.upkeep import read_all_upkeep, read_upkeep
from node.service.wishes import Erase
from tests.sim.nodes import NOW, SimNode, sync
from tests.sim.stewards import found_with

NAME, NOTE = "names/n1/text", "note"


def cut_off() -> tuple[Space, SimNode, SimNode, SimNode, Record]:
    """Return alice, bob who heard of a suspension from carol but has no key since, carol, and a person."""
    space, (alice, carol, bob, mallory) = found_with("alice", "carol", guests=("bob", "mallory"))
    record = alice.run(add_record(alice.space(), "person", {NAME: "TEST-before", NOTE: "TEST-note"}, now=NOW))
    for node in (carol, bob):
        sync(node, alice, space)
    alice.run(suspend(alice.space(), mallory.node.device))
    held = bob.space()
    for item in alice.space().holdings.suspensions.values():
        bob.run(admit_objects(held, [item]))
    assert not may_write_now(bob.space())
    return space, alice, bob, carol, record


def stored(node: SimNode) -> list[str]:
    return [name for name in node.store.perform(LoadAll()).secrets if name.startswith("outbox/")]


def test_edit_without_a_key_waits_over_a_crash_and_is_written_once_the_key_comes() -> None:
    space, alice, bob, _, record = cut_off()
    entries = {log: tip.seq for log, tip in bob.space().tips.items()}
    bob.run(set_values(bob.space(), record, {NAME: "TEST-after"}, now=NOW))
    assert {log: tip.seq for log, tip in bob.space().tips.items()} == entries
    assert waiting_paths(bob.space()) == {record: (NAME,)}
    bob.crash()
    assert is_waiting(bob.space(), record)
    assert bob.run(read_projection(bob.space(), record)).values()[NAME] == "TEST-before"
    sync(bob, alice, space)
    assert not bob.space().outbox
    assert stored(bob) == []
    sync(bob, alice, space)
    for node in (alice, bob):
        assert node.run(read_projection(node.space(), record)).values()[NAME] == "TEST-after"
    assert alice.state(space) == bob.state(space)


def test_two_edits_that_wait_make_one_change_and_no_conflict() -> None:
    space, alice, bob, _, record = cut_off()
    bob.run(set_values(bob.space(), record, {NAME: "TEST-1"}, now=NOW))
    bob.run(set_values(bob.space(), record, {NAME: "TEST-2", NOTE: "TEST-3"}, now=NOW))
    bob.run(delete_values(bob.space(), record, [NOTE], now=NOW))
    assert len(stored(bob)) == 1
    sync(bob, alice, space)
    found = bob.run(read_projection(bob.space(), record))
    assert found.values()[NAME] == "TEST-2"
    assert NOTE not in found.values()
    assert list(found.conflicts()) == []


def test_new_record_verdicts_and_hidings_wait_too() -> None:
    space, alice, bob, _, record = cut_off()
    new = bob.run(add_record(bob.space(), "person", {NAME: "TEST-new"}, now=NOW))
    assert bob.run(attest(bob.space(), record, [NAME], now=NOW, step="document")) is None
    assert bob.run(withhold(bob.space(), record, reason="family_request")) is None
    with pytest.raises(NotFound, match="waits for a new key"):
        bob.run(read_projection(bob.space(), new))
    assert len(bob.space().outbox) == 3
    sync(bob, alice, space)
    sync(bob, alice, space)
    assert alice.run(read_projection(alice.space(), new)).values()[NAME] == "TEST-new"
    assert alice.space().hidings[record]
    assert alice.run(read_projection(alice.space(), record)).fields[NAME][0].attested_by


def test_change_of_a_record_that_was_erased_meanwhile_is_dropped() -> None:
    space, alice, bob, carol, record = cut_off()
    bob.run(set_values(bob.space(), record, {NAME: "TEST-after"}, now=NOW))
    alice.run(propose(alice.space(), Erase({record: ()})))
    sync(carol, alice, space)
    (open_one,) = proposals(carol.space())
    assert carol.run(sign_proposal(carol.space(), open_one.id)).is_certificate
    sync(carol, alice, space)
    sync(bob, alice, space)
    assert not bob.space().outbox
    assert stored(bob) == []
    with pytest.raises(Refused):
        bob.run(set_values(bob.space(), record, {NAME: "TEST-again"}, now=NOW))


def test_withholding_of_a_record_that_was_erased_meanwhile_brings_no_row_back() -> None:
    space, alice, bob, carol, record = cut_off()
    bob.run(withhold(bob.space(), record, reason="family_request"))
    alice.run(propose(alice.space(), Erase({record: ()})))
    sync(carol, alice, space)
    (open_one,) = proposals(carol.space())
    assert carol.run(sign_proposal(carol.space(), open_one.id)).is_certificate
    for _ in range(2):
        sync(carol, alice, space)
        sync(bob, alice, space)
    assert not bob.space().outbox
    assert [node.store.rows() for node in (alice, bob, carol)] == [{}, {}, {}]
    assert len({node.state(space) for node in (alice, bob, carol)}) == 1


def test_full_outbox_refuses_and_keeps_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, bob, _, record = cut_off()
    monkeypatch.setattr("node.service.outbox.OUTBOX_MAX", 2)
    assert OUTBOX_MAX > 2
    bob.run(set_values(bob.space(), record, {NAME: "TEST-after"}, now=NOW))
    bob.run(add_record(bob.space(), "person", {NAME: "TEST-new"}, now=NOW))
    with pytest.raises(Refused, match="wait for a key"):
        bob.run(add_record(bob.space(), "person", {NAME: "TEST-too-many"}, now=NOW))
    assert len(bob.space().outbox) == len(stored(bob)) == 2


def test_upkeep_tells_what_waits_and_nothing_where_all_is_well() -> None:
    space, alice, bob, _, record = cut_off()
    assert bob.run(read_all_upkeep(bob.node, NOW)) == ()
    bob.run(set_values(bob.space(), record, {NAME: "TEST-after"}, now=NOW))
    (told,) = bob.run(read_all_upkeep(bob.node, NOW))
    assert (told.space, told.waiting, told.erasing.is_done) == (space, (record,), True)
    sync(bob, alice, space)
    assert bob.run(read_upkeep(bob.space(), NOW)).is_quiet
