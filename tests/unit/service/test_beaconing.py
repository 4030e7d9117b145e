"""What a beacon on a local network says, and to whom."""

from __future__ import annotations

from node.service.beaconing import make_beacon, spaces_in
from node.service.spaces import create_space
from tests.sim.nodes import SimNode, join, new_node


def pair() -> tuple[SimNode, SimNode]:
    alice, bob = new_node("alice of the beacon"), new_node("bob of the beacon")
    alice.run(create_space(alice.node, title="TEST-space", group="TEST-group"))
    join(bob, alice, alice.space().space)
    return alice, bob


def test_member_recognises_a_beacon_and_a_stranger_does_not() -> None:
    alice, bob = pair()
    mallory = new_node("mallory of the beacon")
    mallory.run(create_space(mallory.node, title="TEST-other", group="TEST-other"))
    beacon = make_beacon(alice.node)
    assert spaces_in(bob.node, beacon) == (alice.space().space,)
    assert spaces_in(mallory.node, beacon) == ()


def test_f01_beacons_of_one_node_have_nothing_in_common() -> None:
    alice, _ = pair()
    beacons = [make_beacon(alice.node) for _ in range(50)]
    pieces = [{beacon[at : at + 8] for at in range(0, len(beacon), 8)} for beacon in beacons]
    assert {len(beacon) for beacon in beacons} == {16 + 8 * 8}
    assert len(set().union(*pieces)) == sum(len(item) for item in pieces)
    known = (alice.node.device, alice.node.channel.public, alice.space().space, b"TEST-space")
    assert not any(secret[:8] in beacon for secret in known for beacon in beacons)


def test_f02_beacons_of_another_form_and_replayed_nonces_say_nothing() -> None:
    alice, bob = pair()
    beacon = make_beacon(alice.node)
    for forged in (b"", beacon[:16], beacon[:-1], beacon + b"x", beacon * 40, bytes(80)):
        assert spaces_in(bob.node, forged) == ()
    assert spaces_in(bob.node, bytes(16) + beacon[16:]) == ()
