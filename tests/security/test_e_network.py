"""Threats A13, E8, E10, E13 over whole nodes: floods, lying relays, liars all around, equal tips without the keys."""

from __future__ import annotations

from collections.abc import Callable
from random import Random as Dice

import pytest

from node.crdt.ids import Space
from node.crdt.limits import PENDING_ENTRIES_MAX
from node.service import foreign
from node.service.admitting import admit_packed
from node.service.deciding import suspend
from node.service.frontier import digest_of
from node.service.progress import Talking, peer_states
from node.service.records import add_record, read_projection
from node.service.space import SpaceState
from node.service.spaces import create_space
from node.service.tending import announce_epoch
from node.service.unsealing import missing_kids
from node.sync.errors import ProtocolError
from node.sync.messages import Run, decode_message
from tests.property.mutation import changed_bytes
from tests.sim.nodes import NOW, SimNode, connect, join, new_carrier, new_node, sync
from tests.sim.stewards import found_with
from tests.sim.twins import NAME, write_on
from tests.support.bundles import bundle_of, read_bundle

Twist = Callable[[list[bytes]], list[bytes]]  # what a liar makes of what its program would say
MESSAGES_MAX = 400  # of one talk with a liar: bounded, whoever lies


def talk_with_liar(honest: SimNode, liar: SimNode, space: Space, twist: Twist) -> bool:
    """Let a node call a liar; tell whether the node closed the line."""
    ours, theirs = connect(honest, liar, space)
    queue = [(theirs, liar, body) for body in honest.run(ours.start())]
    queue += [(ours, honest, body) for body in liar.run(theirs.start())]
    for _ in range(MESSAGES_MAX):
        if not queue:
            return False
        talk, node, body = queue.pop(0)
        try:
            said = node.run(talk.receive(body))
        except ProtocolError:
            return True
        queue += [(theirs, liar, item) for item in said] if node is honest else [(ours, honest, b) for b in twist(said)]
    return False


def drops(said: list[bytes]) -> list[bytes]:
    return said[:-1]


def mixes(said: list[bytes]) -> list[bytes]:
    return said[::-1]


def replays(said: list[bytes]) -> list[bytes]:
    return [*said, *said]


def changes(said: list[bytes]) -> list[bytes]:
    return [changed_bytes(Dice(len(body)), body) for body in said]


def kept_back(said: list[bytes]) -> list[bytes]:
    return [body for body in said if not isinstance(decode_message(body), Run)]


LIES = (drops, mixes, replays, changes)


@pytest.mark.parametrize("lie", LIES)
def test_e08_relay_that_drops_mixes_replays_or_changes_never_makes_a_wrong_state(lie: Twist) -> None:
    alice, bob, carrier = new_node("alice relay"), new_node("bob relay"), new_carrier("carrier relay")
    space = alice.run(create_space(alice.node, title="TEST-space", group="TEST-group")).space
    join(carrier, alice, space, None)
    join(bob, alice, space)
    sync(bob, alice, space)
    written = {entry.id for entry in write_on(alice, 6)}
    sync(alice, carrier, space)
    before = bob.store.entries().keys()
    closed = talk_with_liar(bob, carrier, space, lie)
    came = bob.store.entries().keys() - before
    assert came <= written, "nothing but what alice signed"
    assert closed or came < written or bob.state(space) == alice.state(space)
    bob.reopen()
    sync(bob, carrier, space)
    assert bob.state(space) == alice.state(space), "an honest talk brings what the relay kept back"


def test_e08_relay_that_serves_an_old_state_is_told_from_one_that_is_up_to_date() -> None:
    alice, bob, carrier = new_node("alice old"), new_node("bob old"), new_carrier("carrier old")
    space = alice.run(create_space(alice.node, title="TEST-space", group="TEST-group")).space
    join(carrier, alice, space, None)
    join(bob, alice, space)
    sync(bob, alice, space)
    sync(alice, carrier, space)
    mark = carrier.store.snapshot()
    write_on(alice, 3)
    sync(alice, carrier, space)
    sync(bob, carrier, space)
    held = bob.state(space)
    carrier.store = carrier.store.restored(mark)
    carrier.reopen()
    sync(bob, carrier, space)
    assert bob.state(space) == held == alice.state(space), "nothing is taken back"


def test_e10_node_among_liars_alone_converges_by_one_honest_bundle() -> None:
    space, (alice, bob, carol, mallory) = found_with("alice", guests=("bob", "carol", "mallory"))
    people = write_on(alice, 4)
    for liar in (carol, mallory):
        sync(liar, alice, space)
    for lie in LIES:
        for liar in (carol, mallory):
            talk_with_liar(bob, liar, space, lambda said, lie=lie: lie(kept_back(said)))  # type: ignore[misc]
    assert bob.state(space) != alice.state(space)
    reading = read_bundle(bob, bundle_of(alice, space, bob))
    assert (reading.refused, reading.is_complete) == (0, True)
    assert bob.state(space) == alice.state(space)
    assert digest_of(bob.space()) == digest_of(alice.space())
    assert bob.run(read_projection(bob.space(), people[0].payloads[0].record)).values()[NAME] == "TEST-0"


def test_e13_equal_tips_without_a_key_are_waiting_and_the_key_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    space, (alice, bob, mallory) = found_with("alice", guests=("bob", "mallory"))
    kid = alice.run(announce_epoch(alice.space()))
    record = alice.run(add_record(alice.space(), "person", {NAME: "TEST-sealed"}, now=NOW))
    sync(mallory, alice, space)

    def nothing(*_: object) -> list[object]:  # a peer that gives no key
        return []
        yield

    with monkeypatch.context() as patched:
        patched.setattr("node.service.answering.packets_for", nothing)
        talk, _, _ = sync(bob, mallory, space)
    assert talk.is_equal, "the tips and objects are the same"
    assert digest_of(bob.space()) == digest_of(alice.space())
    assert missing_kids(bob.space()) == (kid,)
    states = peer_states(bob.node, [Talking(conversation=talk, began_s=0.0, now_s=1.0)])
    assert {item.state for item in states if item.device == mallory.node.device} == {"waiting for key"}
    bob.reopen()
    talk, _, _ = sync(bob, alice, space)
    assert talk.tally.keys == 1, "asked for in the hello, though nothing else is new"
    assert missing_kids(bob.space()) == ()
    assert bob.run(read_projection(bob.space(), record)).values()[NAME] == "TEST-sealed"
    assert bob.state(space) == alice.state(space)


def test_a13_flood_is_held_within_the_quotas_and_a_suspension_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    space, (alice, bob, mallory) = found_with("alice", guests=("bob", "mallory"))
    quota = 8
    assert quota < PENDING_ENTRIES_MAX
    monkeypatch.setattr(foreign, "PENDING_ENTRIES_MAX", quota)
    flood = write_on(mallory, 40)
    gapped = [(item.packed, item.payloads, item.device) for item in flood[1:]]
    alice.run(admit_packed(alice.space(), gapped))
    assert len(alice.space().pending) == quota
    write_on(bob, 1, "honest")
    sync(bob, alice, space)
    assert len(alice.space().pending) <= quota
    sync(mallory, alice, space)
    assert not alice.space().pending
    alice.run(suspend(alice.space(), mallory.node.device))
    late = write_on(mallory, 20, "late")
    with pytest.raises(ProtocolError):
        connect(mallory, alice, space)
    shown = tips_of(alice.space(), mallory)
    assert shown == flood[-1].seq < late[-1].seq
    write_on(bob, 1, "after")
    sync(bob, alice, space)
    assert bob.state(space) == alice.state(space)
    assert tips_of(bob.space(), mallory) == flood[-1].seq


def tips_of(held: SpaceState, author: SimNode) -> int:
    return max(tip.seq for tip in held.tips.values() if tip.device == author.node.device)
