"""Attached files: what is refused before anything is written, and who can be in whose way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from node.crdt.bodies import BlobChunk, Put, RecordChange
from node.crdt.ids import Record
from node.ledger.errors import ValueRefused
from node.service.attachments import NewFile, attach, blob_hash, chunks_of, join_chunks, read_file
from node.service.errors import NoKey, NotAllowed, NotFound, Refused
from node.service.limits import BLOB_CHUNK_BYTES
from node.service.records import set_values
from node.service.sharing import preview_share
from node.service.space import write
from node.service.spaces import create_space
from tests.api.fake_port import FakePort
from tests.api.sample import Sample, filled

Random = Callable[[int], bytes]


@pytest.fixture
async def sample(random_from: Callable[[str], Random]) -> Sample:
    """A node with one of everything."""
    return await filled(FakePort(random_from("node")))


def file(content: bytes, **other: str) -> NewFile:
    """A file to attach."""
    words = {"type": "jpeg", "category": "photo", "caption": "TEST-", **other}
    return NewFile(content=content, is_stripped=True, **words)


def put(sample: Sample, content: bytes, name: str = "anna", **other: str) -> Record:
    """Attach it."""
    step = attach(sample.space, sample.records[name], file(content, **other), now=sample.port.time)
    return sample.port.run(step)


def test_hash_and_chunks_of_a_file_are_those_of_the_format() -> None:
    content = bytes(BLOB_CHUNK_BYTES) + b"TEST"
    hashed = blob_hash(content)
    assert hashed.hex() == "7e959ba52af74d3b417e338b384e909c332ac4ab7cf0ae43bf40a96d9225f1a8"
    assert [(chunk.blob, chunk.index, len(chunk.data)) for chunk in chunks_of(content, hashed)] == [
        (hashed[:16], 0, 131_072),
        (hashed[:16], 1, 4),
    ]


def test_of_two_chunks_with_one_index_the_first_stands() -> None:
    chunks = [BlobChunk(blob=b"b" * 16, index=0, data=data) for data in (b"one", b"two")]
    assert join_chunks(chunks) == b"one"


@pytest.mark.parametrize(
    ("content", "name", "other", "error"),
    [
        (b"", "anna", {}, Refused),
        (bytes(4096 * 1024 + 1), "anna", {}, Refused),
        (b"x", "need", {}, Refused),
        (b"x", "anna", {"category": "no_such"}, ValueRefused),
        (b"x", "anna", {"caption": "x" * 201}, ValueRefused),
    ],
    ids=["empty", "too large", "a kind that takes none", "an unknown word", "a long caption"],
)
def test_refused_file_leaves_nothing(
    sample: Sample, content: bytes, name: str, other: dict[str, str], error: type[Exception]
) -> None:
    before = len(sample.port.store._journal)
    with pytest.raises(error):
        put(sample, content, name, **other)
    assert len(sample.port.store._journal) == before


def test_file_for_a_record_that_is_not_here_is_refused(sample: Sample) -> None:
    sample.records["nobody"] = Record(b"n" * 16)
    with pytest.raises(NotFound):
        put(sample, b"x", "nobody")


def test_reader_attaches_nothing(sample: Sample) -> None:
    sample.become_reader()
    with pytest.raises(NotAllowed):
        put(sample, b"x")


def test_file_does_not_wait_for_a_key_but_is_refused(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("node.service.attachments.may_write_now", lambda _space: False)
    with pytest.raises(NoKey):
        put(sample, b"x")


def test_chunk_of_another_member_is_in_the_way_of_nothing(sample: Sample) -> None:
    content = b"TEST-" * 60_000
    record = put(sample, content)
    bob = sample.bob
    assert bob is not None
    bob.forget([record])
    for index in (0, 1, 2, 7):
        junk = BlobChunk(blob=blob_hash(content)[:16], index=index, data=b"junk")
        sample.port.run(write(bob, [(record, junk)]), as_guest=True)
    sample.port.reopen()
    assert sample.port.run(read_file(sample.space, record)) == content


def test_chunks_of_another_member_are_taken_where_they_fit_the_hash(sample: Sample) -> None:
    content, record = b"TEST-" * 60_000, Record(b"r" * 16)
    hashed = blob_hash(content)
    values = {"kind": "attachment", "category": "photo", "hash": hashed, "size": len(content)}
    change = tuple(Put(path, value) for path, value in values.items())
    said = RecordChange(deps=(), time=sample.port.time, source=None, ops=change)
    sample.port.run(write(sample.space, [(record, said)]))
    with pytest.raises(NotFound):
        sample.port.run(read_file(sample.space, record))
    bob = sample.bob
    assert bob is not None
    bob.forget([record])
    sample.port.run(write(bob, [(record, chunk) for chunk in chunks_of(content, hashed)]), as_guest=True)
    sample.port.reopen()
    assert sample.port.run(read_file(sample.space, record)) == content


def test_file_whose_size_is_another_than_its_record_says_is_not_shown(sample: Sample) -> None:
    record = put(sample, b"TEST-")
    sample.port.run(set_values(sample.space, record, {"size": 6}, now=sample.port.time))
    with pytest.raises(NotFound):
        sample.port.run(read_file(sample.space, record))


def test_record_that_is_no_attachment_has_no_file(sample: Sample) -> None:
    with pytest.raises(NotFound):
        sample.port.run(read_file(sample.space, sample.records["anna"]))


def test_picture_is_shared_into_no_other_space_since_its_bytes_would_stay_behind(sample: Sample) -> None:
    space, record = sample.space, put(sample, b"TEST-")
    other = sample.port.run(create_space(sample.port.node, title="TEST-circle", group="TEST-group"))
    with pytest.raises(Refused, match="of this kind"):
        sample.port.run(preview_share(space, record, other))
