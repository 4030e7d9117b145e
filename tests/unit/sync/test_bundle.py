"""The bytes of a bundle: who opens them, what a damaged part costs, what they show."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.box import BoxKey
from node.sync.bundle import (
    HEAD_BYTES_MAX,
    PLAIN_BYTES,
    BundleKey,
    BundleReader,
    BundleWriter,
    Part,
    open_head,
    padded_count,
    seal_head,
)
from node.sync.errors import Misuse, NotForUs
from node.sync.limits import BUNDLE_CHUNK_BYTES, MESSAGE_BYTES_MAX
from tests.conftest import steady_random

ALICE, BOB, CAROL = (BoxKey(letter * 32) for letter in (b"a", b"b", b"c"))
KEY = BundleKey(b"k" * 32)
ROOM = PLAIN_BYTES - 4


def written(messages: Sequence[bytes], opening: bytes = b"") -> list[bytes]:
    writer = BundleWriter(KEY, opening)
    return [chunk for message in messages for chunk in writer.add(message)] + writer.finish()


def read(chunks: Sequence[bytes]) -> tuple[list[Part], list[bytes]]:
    reader = BundleReader(KEY)
    taken = [reader.take(chunk) for chunk in chunks]
    return [part for part, _ in taken], [message for _, found in taken for message in found]


def test_head_opens_for_its_recipients_alone() -> None:
    head = seal_head(KEY, [ALICE.public, BOB.public], steady_random("head"))
    assert len(head) == 32 + 8 * 74
    for key in (ALICE, BOB):
        opened, length = open_head(key, head + b"what follows")
        assert (opened.reveal(), length) == (KEY.reveal(), len(head))
    with pytest.raises(NotForUs, match="not a bundle for this device"):
        open_head(CAROL, head)
    for beginning in (b"", head[:31], bytes(HEAD_BYTES_MAX)):
        with pytest.raises(NotForUs):
            open_head(ALICE, beginning)


@pytest.mark.parametrize(("count", "slots"), [(1, 8), (8, 8), (9, 16), (512, 512)])
def test_slots_come_in_eights(count: int, slots: int) -> None:
    head = seal_head(KEY, [ALICE.public] * count, steady_random("head"))
    assert len(head) == 32 + slots * 74


def test_nobody_and_too_many_are_refused() -> None:
    for recipients in ([], [ALICE.public] * 513):
        with pytest.raises(Misuse):
            seal_head(KEY, recipients, steady_random("head"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 3 * ROOM), max_size=6), st.booleans())
def test_messages_of_any_length_come_back_in_order(lengths: list[int], has_opening: bool) -> None:
    messages = [bytes([number + 1]) * length for number, length in enumerate(lengths)]
    chunks = written(messages, b"opening" if has_opening else b"")
    parts, found = read(chunks)
    assert [message for message in found if message != b"opening"] == messages
    assert {len(chunk) for chunk in chunks} == {BUNDLE_CHUNK_BYTES}
    assert parts == [Part.GOOD] * (len(chunks) - 1) + [Part.LAST]


@pytest.mark.parametrize("length", [ROOM - 5, ROOM - 4, ROOM - 3, 2 * ROOM - 4])
def test_message_that_ends_near_the_edge_of_a_chunk_is_whole(length: int) -> None:
    messages = [b"a" * length, b"b" * 10]
    assert read(written(messages))[1] == messages


def test_damaged_chunk_costs_its_own_messages_alone() -> None:
    messages = [bytes([number % 256]) * 20_000 for number in range(40)]
    chunks = written(messages, b"opening")
    for broken in range(len(chunks)):
        flipped = bytearray(chunks[broken])
        flipped[1234] ^= 1
        parts, found = read([*chunks[:broken], bytes(flipped), *chunks[broken + 1 :]])
        assert parts[broken] is Part.DAMAGED
        kept = [message for message in found if message != b"opening"]
        assert len(kept) >= len(messages) - 5
        assert [message for message in messages if message in kept] == kept


def test_chunks_moved_repeated_or_of_another_bundle_give_nothing() -> None:
    chunks = written([bytes([number]) * 50_000 for number in range(8)])
    assert read([chunks[1], chunks[0]])[1] == []
    assert read([chunks[0], chunks[0]])[0] == [Part.GOOD, Part.DAMAGED]
    other = BundleWriter(BundleKey(b"o" * 32)).finish()
    assert read(other)[0] == [Part.DAMAGED]


def test_file_cut_short_never_shows_its_last_part() -> None:
    chunks = written([b"x" * 200_000])
    for count in range(len(chunks)):
        assert Part.LAST not in read(chunks[:count])[0]
    assert read([chunks[0][:-1]])[0] == [Part.DAMAGED]


def test_size_is_padded_by_at_most_an_eighth() -> None:
    counts = {padded_count(count) for count in range(1, 5_000)}
    assert all(count <= padded_count(count) <= count * 1.125 for count in range(1, 5_000))
    assert len(counts) < 120
    assert len(written([b"x" * 1_000_000] * 2)) == padded_count(len(written([b"x" * 1_000_000] * 2)))


def test_message_of_no_bytes_or_of_too_many_is_refused() -> None:
    for length in (0, MESSAGE_BYTES_MAX + 1):
        with pytest.raises(Misuse):
            BundleWriter(KEY).add(b"x" * length)


def test_bundle_of_nothing_is_one_chunk_that_says_it_is_the_last() -> None:
    chunks = written([])
    assert len(chunks) == 1
    assert read(chunks) == ([Part.LAST], [])


def test_bundle_that_ends_with_a_full_chunk_has_a_last_one() -> None:
    message = b"m" * (ROOM - 4)
    chunks = written([message])
    assert read(chunks) == ([*[Part.GOOD] * (len(chunks) - 1), Part.LAST], [message])


def test_bundle_above_its_ceiling_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("node.sync.bundle.BUNDLE_CHUNKS_MAX", 2)
    with pytest.raises(Misuse, match="into one bundle"):
        written([b"m" * (2 * ROOM)])
