"""Retiring an epoch that an erasure outlived: when it may be done, what is left, who reads what afterwards."""

from __future__ import annotations

import pytest

from keys.epoch import record_key
from node.crdt.entry import Payload
from node.crdt.errors import Sealed
from node.crdt.ids import Kid, Record, Space
from node.crdt.payload import open_payload
from node.crdt.policy import Newcomers
from node.service.contents import header_of
from node.service.deciding import propose
from node.service.effects import LoadAll, LoadRecords
from node.service.keeping_up import keep_up
from node.service.limits import SEEN_DAYS
from node.service.rebuilding import rebuild
from node.service.records import add_record, read_projection, set_values
from node.service.retiring import Erasing, erasing
from node.service.sources import is_erased_source, sources_of
from node.service.tending import announce_epoch
from node.service.unsealing import missing_kids, packets_for
from node.service.wishes import Decide, Erase
from tests.sim.nodes import NOW, SimNode, join, new_node, sync
from tests.sim.stewards import found_with

NAME = "names/n1/text"
DAY = 86_400


def person(author: SimNode, space: Space, text: str) -> Record:
    return author.run(add_record(author.node.space(space), "person", {NAME: text}, now=NOW))


def erase(alice: SimNode, space: Space, record: Record) -> None:
    assert alice.run(propose(alice.node.space(space), Erase({record: ()}))).is_certificate


def state(node: SimNode, space: Space, now: int = NOW) -> Erasing:
    return node.run(erasing(node.node.space(space), now))


def settle(space: Space, *nodes: SimNode, now: int = NOW, rounds: int = 3) -> None:
    """Let everybody sync with the first and do what the days ask for, until nothing more comes of it."""
    for _ in range(rounds):
        for node in nodes[1:]:
            sync(node, nodes[0], space)
        for node in nodes:
            node.run(keep_up(node.node.space(space), now))


def text_of(node: SimNode, space: Space, record: Record) -> object:
    return node.run(read_projection(node.node.space(space), record)).values().get(NAME)


def old_kid(node: SimNode, space: Space) -> Kid:
    (kid,) = node.node.space(space).keys.epochs
    return kid


def test_epoch_is_dropped_on_every_node_once_all_have_moved_and_witnessed() -> None:
    space, nodes = found_with("alice", guests=("bob", "carol"))
    alice, bob, carol = nodes
    kid = old_kid(alice, space)
    mine, theirs, gone = person(alice, space, "TEST-a"), person(bob, space, "TEST-b"), person(alice, space, "TEST-x")
    settle(space, *nodes)
    erase(alice, space, gone)
    assert state(alice, space).waiting_for == {bob.node.device, carol.node.device}
    assert not state(alice, space).is_done
    settle(space, *nodes)
    for node in nodes:
        held = node.node.space(space)
        assert kid not in held.keys.epochs
        assert state(node, space).is_done
        assert [text_of(node, space, item) for item in (mine, theirs)] == ["TEST-a", "TEST-b"]
        assert held.keys.record_key(kid, gone) is None
        node.reopen()
        node.run(rebuild(node.node.space(space), lambda _: None))
        assert [text_of(node, space, item) for item in (mine, theirs)] == ["TEST-a", "TEST-b"]
    assert len({node.state(space) for node in nodes}) == 1


def test_c12_payload_kept_of_an_erased_record_opens_nowhere_after_retirement() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    kid = old_kid(alice, space)
    gone, live = person(alice, space, "TEST-x"), person(bob, space, "TEST-b")
    settle(space, alice, bob)
    (kept,) = alice.store.perform(LoadRecords(space, (gone,)))[gone]
    assert isinstance(kept.payload, Payload)
    key = record_key(alice.node.space(space).keys.epochs[kid], gone)
    header = header_of(kept.packed)
    assert open_payload(key, kept.payload.ciphertext, header=header, index=kept.index, record=gone)
    erase(alice, space, gone)
    settle(space, alice, bob)
    for node in (alice, bob):
        assert text_of(node, space, live) == "TEST-b"
        for value in node.store.perform(LoadAll()).secrets.values():
            assert key.reveal() not in value
            for at in range(len(value) - 31):
                window = value[at : at + 32]
                assert window != key.reveal()
                assert record_key(type(next(iter(node.node.space(space).keys.epochs.values())))(window), gone) != key
            with pytest.raises(Sealed):
                open_payload(
                    type(key)(value[:32]), kept.payload.ciphertext, header=header, index=kept.index, record=gone
                )


def test_d11_stop_list_still_knows_the_ids_of_erased_sources_after_retirement() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    kid = old_kid(alice, space)
    fields = {NAME: "TEST-x", "external/e1/org": "viasna", "external/e1/id": "TEST-17"}
    gone = alice.run(add_record(alice.node.space(space), "person", fields, now=NOW))
    settle(space, alice, bob)
    sources = alice.run(sources_of(alice.node.space(space), gone))
    assert alice.run(propose(alice.node.space(space), Erase({gone: sources}))).is_certificate
    settle(space, alice, bob)
    for node in (alice, bob):
        node.reopen()
        assert kid not in node.node.space(space).keys.epochs
        assert is_erased_source(node.node.space(space), "viasna", "TEST-17")
        assert not is_erased_source(node.node.space(space), "viasna", "TEST-18")


def test_device_that_was_not_heard_of_for_long_is_waited_for_no_more() -> None:
    space, (alice, bob, carol) = found_with("alice", guests=("bob", "carol"))
    kid = old_kid(alice, space)
    gone = person(alice, space, "TEST-x")
    settle(space, alice, bob, carol)
    erase(alice, space, gone)
    settle(space, alice, bob)
    assert state(alice, space).waiting_for == {carol.node.device}
    assert kid in alice.node.space(space).keys.epochs
    later = NOW + (SEEN_DAYS + 1) * DAY
    settle(space, alice, bob, now=later)
    assert kid not in alice.node.space(space).keys.epochs
    assert state(alice, space, later).held_by == {carol.node.device}


def test_late_work_under_a_retired_epoch_is_opened_with_record_keys_alone() -> None:
    space, (alice, bob, carol) = found_with("alice", guests=("bob", "carol"))
    kid = old_kid(alice, space)
    gone, old = person(alice, space, "TEST-x"), person(alice, space, "TEST-old")
    settle(space, alice, bob, carol)
    late = person(carol, space, "TEST-late")
    carol.run(set_values(carol.node.space(space), old, {NAME: "TEST-changed"}, now=NOW))
    erase(alice, space, gone)
    later = NOW + (SEEN_DAYS + 1) * DAY
    settle(space, alice, bob, now=later)
    assert kid not in alice.node.space(space).keys.epochs
    settle(space, alice, carol, bob, now=later)
    for node in (alice, bob, carol):
        held = node.node.space(space)
        assert kid not in held.keys.epochs
        assert text_of(node, space, late) == "TEST-late"
        assert text_of(node, space, old) == "TEST-changed"
        assert not held.lacking
        assert missing_kids(held) == ()
    assert alice.state(space) == bob.state(space) == carol.state(space)


def test_own_entries_nobody_has_witnessed_keep_the_epoch_key() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    kid = old_kid(alice, space)
    gone = person(alice, space, "TEST-x")
    settle(space, alice, bob)
    erase(alice, space, gone)
    sync(bob, alice, space)  # bob shows a newer key, and writes no witness
    sync(bob, alice, space)
    alice.run(keep_up(alice.node.space(space), NOW))
    assert state(alice, space).is_unwitnessed
    assert not state(alice, space).waiting_for
    assert kid in alice.node.space(space).keys.epochs


def test_c10_newcomer_after_an_erasure_reads_what_lives_and_gets_no_key_of_the_erased() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    alice.run(propose(alice.node.space(space), Decide(newcomers=Newcomers.LIVE)))
    kid = old_kid(alice, space)
    live, gone = person(alice, space, "TEST-live"), person(alice, space, "TEST-x")
    settle(space, alice, bob)
    erase(alice, space, gone)
    carol = new_node("carol after")
    join(carol, alice, space)
    sync(bob, alice, space)
    for peer in (alice, bob):
        sync(carol, peer, space)
    held = carol.node.space(space)
    assert text_of(carol, space, live) == "TEST-live"
    assert kid not in held.keys.epochs
    assert set(held.keys.records_of(kid)) == {live}
    assert missing_kids(held) == ()
    packets = alice.run(packets_for(alice.node.space(space), carol.node.device, [kid]))
    assert packets
    assert carol.state(space) == alice.state(space)


def test_erasing_a_record_forgets_its_key_in_every_retired_epoch() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    kid = old_kid(alice, space)
    first, second = person(alice, space, "TEST-1"), person(alice, space, "TEST-2")
    settle(space, alice, bob)
    erase(alice, space, first)
    settle(space, alice, bob)
    assert alice.node.space(space).keys.record_key(kid, second) is not None
    erase(alice, space, second)
    settle(space, alice, bob)
    for node in (alice, bob):
        node.reopen()
        assert node.node.space(space).keys.record_key(kid, second) is None
        assert state(node, space).is_done


def test_epoch_replaced_without_an_erasure_is_kept() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    kid = old_kid(alice, space)
    person(alice, space, "TEST-a")
    alice.run(announce_epoch(alice.node.space(space)))
    settle(space, alice, bob)
    assert kid in alice.node.space(space).keys.epochs
    assert state(alice, space) == Erasing()


def test_node_restored_from_before_the_erasure_destroys_and_drops_at_its_first_sync() -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    kid = old_kid(alice, space)
    live, gone = person(alice, space, "TEST-live"), person(alice, space, "TEST-x")
    settle(space, alice, bob)
    mark = bob.store.snapshot()
    erase(alice, space, gone)
    settle(space, alice, bob)
    bob.store = bob.store.restored(mark)
    bob.reopen()
    assert text_of(bob, space, gone) == "TEST-x"
    settle(space, alice, bob)
    assert kid not in bob.node.space(space).keys.epochs
    assert bob.node.space(space).view.membership.is_erased(gone)
    assert not any(isinstance(item.payload, Payload) for item in bob.store.perform(LoadRecords(space, (gone,)))[gone])
    assert text_of(bob, space, live) == "TEST-live"
    assert bob.state(space) == alice.state(space)
