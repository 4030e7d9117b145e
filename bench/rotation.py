"""A new key for 512 devices: what a steward computes at once, what sealing it to all of them takes and weighs.

The prekeys are of devices that never existed; announcing, sealing and storing are the node's own, in memory.
"""

from collections.abc import Iterator

from bench.report import Figure, at_most, timed
from keys.box import BoxKey
from keys.randomness import system_random
from keys.signing import SigningKey
from node.crdt.ids import Device, Kid
from node.crdt.packet import encode_packet, open_packet, seal_epoch
from node.crdt.passes import Prekey
from node.service.spaces import create_space
from node.service.tending import announce_epoch
from tests.sim.nodes import new_node

DEVICES = 512
GOAL_MS, GOAL_KB = 50.0, 50.0


def measure() -> Iterator[Figure]:
    """Measure a rotation for DEVICES devices."""
    alice = new_node("bench")
    space = alice.run(create_space(alice.node, title="bench", group="bench"))
    with timed() as announcing:
        kid = alice.run(announce_epoch(space))
    yield Figure(work="announce an epoch: entries with keyring", figure=f"{announcing.seconds * 1000:.1f} ms")
    contents = space.contents_for(Kid(kid))
    assert contents is not None
    keys = [BoxKey.new(system_random) for _ in range(DEVICES)]
    prekeys = [
        Prekey(space=space.space, device=Device(SigningKey.new(system_random).public), number=0, key=key.public)
        for key in keys
    ]
    with timed() as sealing:
        packets = [seal_epoch(prekey, contents, system_random) for prekey in prekeys]
    yield at_most(f"seal it to {DEVICES} prekeys", sealing.seconds * 1000, GOAL_MS, "ms")
    packed = [encode_packet(packet) for packet in packets]
    size = sum(len(item) for item in packed)
    boxes = sum(len(packet.sealed) for packet in packets)
    yield at_most(f"{DEVICES} key packets", size / 1000, GOAL_KB, "kB")
    yield Figure(work="of it sealed boxes", figure=f"{boxes / 1000:.0f} kB")
    with timed() as opening:
        open_packet(packets[0], keys[0])
    yield Figure(work="open one", figure=f"{opening.seconds * 1000:.2f} ms")
