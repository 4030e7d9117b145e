"""F3 and F4: bundles damaged, spliced, oversized and for others give verified parts only; their bytes show nothing."""

from __future__ import annotations

from functools import lru_cache
from random import Random as Dice

import pytest

from node.crdt.ids import Space
from node.service.records import add_records
from node.service.spaces import create_space
from node.sync.errors import NotForUs
from tests.sim.nodes import NOW, SimNode, join, new_node
from tests.support.bundles import bundle_of, chunks_of, joined, read_bundle

SIZES = [150, pytest.param(10_000, marks=pytest.mark.proof)]
NAME = "names/n1/text"


@lru_cache(maxsize=1)
def alices(count: int) -> tuple[SimNode, SimNode, Space, bytes]:
    """Give alice with so many records, bob who has none of them, and her bundle for him."""
    alice, bob = new_node(f"alice {count}"), new_node(f"bob {count}")
    alice.run(create_space(alice.node, title="TEST-space", group="TEST-group"))
    space = alice.space().space
    join(bob, alice, space)
    for first in range(0, count, 50):
        drafts = [
            (alice.random(16), "person", {NAME: f"TEST-person {number}", "note": alice.random(900).hex()})
            for number in range(first, min(first + 50, count))
        ]
        alice.run(add_records(alice.space(), drafts, now=NOW))  # type: ignore[arg-type]
    return alice, bob, space, bundle_of(alice, space, bob)


def fresh_bob(bob: SimNode) -> SimNode:
    """Give bob as he was before he read anything."""
    again = new_node(f"{bob.name} again")
    again.store = bob.store._replayed(list(bob.store._journal), is_copy=False)
    again.reopen()
    return again


def is_true(reader: SimNode, author: SimNode, space: Space) -> bool:
    """Tell whether every entry a reader holds is one its author holds, log by log without a gap."""
    held, ours = reader.node.spaces[space].tips, author.node.spaces[space].tips
    return all(
        log in ours and tip.seq <= ours[log].seq for log, tip in held.items() if tip.device == author.node.device
    )


@pytest.mark.parametrize("count", SIZES)
def test_f03_truncated_bundle_gives_its_beginning(count: int) -> None:
    alice, bob, space, data = alices(count)
    head, chunks = chunks_of(data)
    for kept in (1, len(chunks) // 2, len(chunks) - 1):
        reader = fresh_bob(bob)
        reading = read_bundle(reader, joined(head, chunks[:kept])[: -100 if kept > 1 else None])
        assert not reading.is_complete
        assert reading.damaged == (kept > 1)
        assert is_true(reader, alice, space)
    mended = read_bundle(reader, data)
    assert (mended.damaged, mended.refused, mended.is_complete) == (0, 0, True)
    assert reader.state(space) == alice.state(space)


@pytest.mark.parametrize("count", SIZES)
def test_f03_flipped_bits_cost_no_more_than_the_parts_they_stand_in(count: int) -> None:
    alice, bob, space, data = alices(count)
    head, chunks = chunks_of(data)
    dice = Dice(count)
    broken = sorted(dice.sample(range(len(chunks)), max(1, len(chunks) // 8)))
    flipped = [bytearray(chunk) for chunk in chunks]
    for place in broken:
        flipped[place][dice.randrange(len(flipped[place]))] ^= 1 << dice.randrange(8)
    reader = fresh_bob(bob)
    reading = read_bundle(reader, joined(head, [bytes(chunk) for chunk in flipped]))
    assert reading.damaged == len(broken)
    assert reading.refused == 0
    assert is_true(reader, alice, space)
    assert read_bundle(reader, data).damaged == 0
    assert reader.state(space) == alice.state(space)


@pytest.mark.parametrize("count", SIZES)
def test_f03_spliced_bundle_gives_only_parts_in_their_place(count: int) -> None:
    alice, bob, space, data = alices(count)
    head, chunks = chunks_of(data)
    other = chunks_of(bundle_of(alice, space, bob))[1]
    middle = len(chunks) // 2
    for spliced in ([*chunks[:middle], *other[middle:]], [*reversed(chunks)], [chunks[0], *chunks]):
        reader = fresh_bob(bob)
        reading = read_bundle(reader, joined(head, spliced))
        assert reading.damaged > 0
        assert is_true(reader, alice, space)


def test_f03_bundle_for_somebody_else_or_with_a_damaged_slot_is_refused_in_clear_words() -> None:
    _, bob, _, data = alices(150)
    mallory = new_node("mallory")
    for reader, given in ((mallory, data), (bob, bytes(32) + data[32:]), (bob, data[:31] + b"\0" + data[32:])):
        with pytest.raises(NotForUs, match="not a bundle for this device, or its beginning is damaged"):
            read_bundle(reader, given)


def test_f03_noise_that_claims_to_be_large_is_refused_after_its_first_bytes() -> None:
    mallory = new_node("mallory of noise")
    with pytest.raises(NotForUs):
        read_bundle(mallory, Dice(1).randbytes(3_000_000))


@pytest.mark.parametrize("count", SIZES)
def test_f04_bytes_of_a_bundle_show_no_name_no_id_and_no_beginning_of_their_own(count: int) -> None:
    alice, bob, space, data = alices(count)
    secret = {bytes(space), b"TEST-", b"TEST-space", b"TEST-group"}
    for node in (alice, bob):
        secret |= {node.node.device, node.node.channel.public, node.node.bundle.public, node.name.encode()}
    held = alice.node.spaces[space]
    secret |= {*held.tips, *(tip.id for tip in held.tips.values()), bytes(held.view.head), *held.keys.epochs}
    assert not [item for item in secret if bytes(item)[:12] in data]
    again = bundle_of(alice, space, bob)
    assert len(again) == len(data)
    assert sum(one == other for one, other in zip(data[:64], again[:64], strict=True)) < 8
    assert abs(sum(byte.bit_count() for byte in data) / (8 * len(data)) - 0.5) < 0.01
