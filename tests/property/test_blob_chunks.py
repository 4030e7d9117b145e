"""Files cut into chunks and joined again: whole in any order, never anything else under a hash."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from node.crdt.bodies import BlobChunk
from node.crdt.body_codec import settle_body
from node.crdt.limits import PAYLOAD_BYTES_MAX
from node.service.attachments import blob_hash, chunks_of, join_chunks
from node.service.limits import BLOB_CHUNK_BYTES

SIZES = st.integers(1, 4) | st.integers(-2, 2).map(lambda n: 2 * BLOB_CHUNK_BYTES + n)


@given(size=SIZES, fill=st.binary(min_size=1, max_size=32), order=st.randoms(use_true_random=False))
def test_file_is_whole_again_from_its_chunks_in_any_order(size: int, fill: bytes, order) -> None:  # type: ignore[no-untyped-def]
    content = (fill * (size // len(fill) + 1))[:size]
    chunks = list(chunks_of(content, blob_hash(content)))
    assert len(chunks) == -(-size // BLOB_CHUNK_BYTES)
    assert [chunk.index for chunk in chunks] == list(range(len(chunks)))
    assert {chunk.blob for chunk in chunks} == {blob_hash(content)[:16]}
    order.shuffle(chunks)
    assert join_chunks(chunks) == content


@given(data=st.binary(max_size=64), lost=st.integers(0, 2), flipped=st.integers(0, 3 * BLOB_CHUNK_BYTES - 1))
def test_file_with_a_chunk_missing_or_changed_has_another_hash(data: bytes, lost: int, flipped: int) -> None:
    content = bytes(3 * BLOB_CHUNK_BYTES - len(data)) + data
    hashed = blob_hash(content)
    chunks = list(chunks_of(content, hashed))
    assert blob_hash(join_chunks(chunk for chunk in chunks if chunk.index != lost)) != hashed
    at, place = divmod(flipped, BLOB_CHUNK_BYTES)
    changed = bytearray(chunks[at].data)
    changed[place] ^= 1
    chunks[at] = BlobChunk(blob=chunks[at].blob, index=at, data=bytes(changed))
    assert blob_hash(join_chunks(chunks)) != hashed


def test_largest_chunk_fits_a_payload_and_reads_back() -> None:
    (chunk,) = chunks_of(bytes(BLOB_CHUNK_BYTES), bytes(32))
    read, packed = settle_body(chunk)
    assert read == chunk
    assert 2 * len(packed) > PAYLOAD_BYTES_MAX > len(packed) * 1.12
