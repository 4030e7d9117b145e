"""The end of a log that somebody keeps back: known to be missing once another member has witnessed it."""

from __future__ import annotations

from node.crdt.bodies import Witness
from node.crdt.ids import NO_RECORD, EntryId, Log
from node.service.admitting import admit_packed
from node.service.dates import today_of
from node.service.effects import StoredEntry
from node.service.keeping_up import keep_up
from node.service.space import write
from node.service.wishes import Expel
from node.service.withheld import Withheld, withheld
from tests.sim.nodes import NOW, SimNode, sync
from tests.sim.stewards import decide, found_with, sync_all
from tests.sim.twins import entries_from, twin_of, write_on


def admit(node: SimNode, *entries: StoredEntry) -> None:
    node.run(admit_packed(node.space(), [(item.packed, item.payloads, item.device) for item in entries]))


def own_entries(node: SimNode) -> list[StoredEntry]:
    log = node.space().own
    assert log is not None
    return entries_from(node, log, 0)


def test_a11_end_of_a_log_that_a_peer_keeps_back_is_known_from_a_witness_with_the_day_it_was_heard_of() -> None:
    space, (alice, bob, carol) = found_with("alice", guests=("bob", "carol"))
    write_on(carol, 2)
    sync_all([alice, bob, carol], space)
    alice.run(keep_up(alice.space(), NOW))
    assert withheld(alice.space()) == ()
    kept_back = write_on(carol, 3)
    sync(carol, bob, space)
    write_on(bob, 40)  # a witness among them
    admit(alice, *own_entries(bob))
    expected = Withheld(
        log=kept_back[0].log,
        device=carol.node.device,
        entries=3,
        told_by=(bob.node.device,),
        heard=today_of(NOW),
    )
    assert withheld(alice.space()) == (expected,)
    alice.reopen()
    assert withheld(alice.space()) == (expected,)
    admit(alice, kept_back[0])
    (left,) = withheld(alice.space())
    assert left.entries == 2
    admit(alice, *kept_back)
    assert withheld(alice.space()) == ()


def test_a11_log_of_which_nothing_is_here_is_missing_as_a_whole() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    sync(alice, bob, space)
    log = Log(b"l" * 16)
    bob.run(write(bob.space(), [(NO_RECORD, Witness(((log, 6, EntryId(b"e" * 32)),)))]))
    sync(bob, alice, space)
    (item,) = withheld(alice.space())
    assert (item.log, item.device, item.entries, item.heard) == (log, None, 7, None)


def test_a11_witness_of_an_expelled_device_tells_nothing() -> None:
    space, (alice, _, mallory) = found_with("alice", guests=("bob", "mallory"))
    assert decide([alice], space, Expel((mallory.node.device,))).is_certificate
    lie = Witness(((Log(b"l" * 16), 2**39, EntryId(b"e" * 32)),))
    mallory.run(write(mallory.space(), [(NO_RECORD, lie)]))
    before = len(alice.space().view.placed)
    admit(alice, *own_entries(mallory))
    assert len(alice.space().view.placed) > before, "it is held"
    assert withheld(alice.space()) == ()


def test_a11_forked_log_is_no_missing_end() -> None:
    space, (alice, bob, mallory) = found_with("alice", guests=("bob", "mallory"))
    write_on(mallory, 1)
    sync_all([alice, bob, mallory], space)
    thief = twin_of(mallory, mallory.store.snapshot(), "stolen")
    honest, stolen = write_on(mallory, 5, "honest"), write_on(thief, 1, "stolen")
    admit(bob, *honest)
    write_on(bob, 40)
    admit(alice, *own_entries(bob))
    assert [item.log for item in withheld(alice.space())] == [honest[0].log]
    admit(alice, honest[0], stolen[0])
    assert alice.space().view.forks
    assert withheld(alice.space()) == ()
