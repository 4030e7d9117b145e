"""Pictures kept with records: written as chunks under the attachment's own record, read back whole or not at all.

 B1  A file's bytes stand in blob chunks of one attachment record, sealed under its key: they go where that record
     goes, and with its erasure they are destroyed like every payload of it.
 B2  The record names the file's hash; chunks bear the first 16 bytes of it. Nothing is shown that does not fit it,
     so another member's chunk can be in the way of nothing.
 B3  Chunks count for no value and stand in no projection: the state hash knows the hash alone.

Refused when written: more than the space's policy allows, a file for a kind of record that takes none, more than
ATTACHMENTS_MAX for one record or ATTACHED_BYTES_MAX in one space, and any file while no key covers this node.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from keys.hashing import digest_array
from keys.labels import Label
from node.crdt.bodies import BlobChunk, Body, Put, RecordChange
from node.crdt.claims import KIND_PATH
from node.crdt.grants import Role
from node.crdt.ids import SHORT_ID_BYTES, Device, Record
from node.ledger.kinds.attachment import ABOUT, ATTACHMENT
from node.ledger.types import Scalar
from node.service.contents import header_of, open_body
from node.service.deferring import ask_for, is_away
from node.service.effects import FindRows, FoundRows, LoadRecords, Step, StoredPayload
from node.service.errors import FileAway, NoKey, NotFound, Refused
from node.service.limits import ATTACHED_BYTES_MAX, ATTACHMENTS_MAX, BLOB_CHUNK_BYTES, GATHER_ROWS, REMOVED_TOGETHER_MAX
from node.service.outbox import may_write_now, write_or_wait
from node.service.records import check_values, read_projection, require_role
from node.service.rows import values_of
from node.service.space import SpaceState

KIND = ATTACHMENT.name


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file on its way into the ledger. `category` and `type` are words of the kind's vocabularies."""

    content: bytes
    type: str
    category: str
    caption: str
    is_stripped: bool


def bytes_allowed(space: SpaceState) -> int:
    """Return how many bytes one file may have in a space, 0 where it takes none."""
    return space.view.roster.head.body.policy.attachment_kib * 1024


def takes_files(kind: str) -> bool:
    """Tell whether files can be attached to records of a kind."""
    return kind == "person" or kind in ABOUT


def attach(space: SpaceState, about: Record, file: NewFile, *, now: int) -> Step[Record]:
    """Attach a file to a record; return the attachment's record. Raises: NotFound, Refused, NotAllowed, NoKey."""
    return (yield from attach_all(space, about, (file,), now=now))[0]


def attach_all(space: SpaceState, about: Record, files: Sequence[NewFile], *, now: int) -> Step[tuple[Record, ...]]:
    """Attach files to a record, all of them or none; return the attachments' records in their order.

    Raises: NotFound, Refused, NotAllowed, NoKey.
    """
    require_role(space, Role.CONTRIBUTOR, "readers do not attach")
    if not files or not all(1 <= len(file.content) <= bytes_allowed(space) for file in files):
        raise Refused("this file is larger than this space allows, or it takes none; nothing was written")
    parent = yield from read_projection(space, about)
    if not takes_files(parent.kind or ""):
        raise Refused("no file is attached to a record of this kind; nothing was written")
    if len(files) > (yield from room_for_files(space, about)):
        raise Refused(f"a record has at most {ATTACHMENTS_MAX} files, pages counted; nothing was written")
    if (yield from bytes_attached(space)) + sum(len(file.content) for file in files) > ATTACHED_BYTES_MAX:
        raise Refused("the files of this space have grown to its limit; nothing was written")
    if not may_write_now(space):
        raise NoKey("no key for writing covers this node now: attach the file once it has come; nothing was written")
    named = _references(about, parent.kind or "", parent.values())
    made = [(Record(space.random(SHORT_ID_BYTES)), file) for file in files]
    drafts: list[tuple[Record, Body]] = []
    for record, file in made:
        drafts += ((record, body) for body in _bodies(space, file, named, now))
    yield from write_or_wait(space, drafts)
    return tuple(record for record, _ in made)


def room_for_files(space: SpaceState, about: Record) -> Step[int]:
    """Return how many more files a record can have."""
    return max(0, ATTACHMENTS_MAX - len((yield from attachments_of(space, about))))


def _bodies(space: SpaceState, file: NewFile, named: Mapping[str, Scalar], now: int) -> Iterator[Body]:
    """Yield the chunks of a file and then the change that names them, as one attachment's record has them."""
    hashed = blob_hash(file.content)
    values: dict[str, Scalar] = {
        "category": file.category,
        **({"caption": file.caption} if file.caption else {}),
        **named,
        "type": file.type,
        "size": len(file.content),
        "hash": hashed,
        "stripped": file.is_stripped,
    }
    check_values(space, KIND, values)
    ops = (Put(KIND_PATH, KIND), *(Put(path, value) for path, value in values.items()))
    yield from chunks_of(file.content, hashed)
    yield RecordChange(deps=(), time=now, source=None, ops=ops)


def attachments_of(space: SpaceState, about: Record) -> Step[tuple[Record, ...]]:
    """Return the attachments of a record, hidden ones too."""
    found = yield FindRows(space=space.space, kind=KIND, refs_to=about, limit=REMOVED_TOGETHER_MAX, with_hidden=True)
    assert isinstance(found, FoundRows)
    return tuple(row.record for row in found.rows)


def bytes_attached(space: SpaceState) -> Step[int]:
    """Return how many bytes the files of a space have, by what their records say."""
    total, seen = 0, 0
    while True:
        found = yield FindRows(space=space.space, kind=KIND, limit=GATHER_ROWS, offset=seen, with_hidden=True)
        assert isinstance(found, FoundRows)
        sizes = (values_of(row).get("size") for row in found.rows)
        total += sum(size for size in sizes if isinstance(size, int))
        seen += len(found.rows)
        if not found.rows or seen >= found.total:
            return total


def read_file(space: SpaceState, record: Record) -> Step[bytes]:
    """Return the bytes of an attachment (B2). Raises: NotFound; FileAway where they stayed where they were."""
    projection = yield from read_projection(space, record)
    claim = projection.current("hash")
    if projection.kind != KIND or claim is None or not isinstance(claim.value, bytes):
        raise NotFound("no file is attached here")
    size = projection.current("size")
    stored = yield LoadRecords(space.space, (record,))
    chunks = list(_chunks_in(space, stored.get(record, ()), claim.value))
    for device in dict.fromkeys((claim.voice.device, *(device for device, _ in chunks))):
        content = join_chunks(chunk for of, chunk in chunks if of == device)
        if blob_hash(content) == claim.value and (size is None or size.value == len(content)):
            return content
    if is_away(space, record):
        raise FileAway("this file is not on this computer yet; it comes with a sync with someone who has it")
    raise NotFound("the file has not come here whole yet")


def open_file(space: SpaceState, record: Record) -> Step[bool]:
    """Ask for the bytes of an attachment that are not here; tell whether they are asked for now. Raises: NotFound."""
    yield from read_projection(space, record)
    yield from ask_for(space, [record])
    return is_away(space, record)


# --- chunks -----------------------------------------------------------------------------------------------------------
def blob_hash(content: bytes) -> bytes:
    """Return the hash (32 bytes) by which a record names a file."""
    return digest_array(Label.BLOB, content)


def chunks_of(content: bytes, hashed: bytes) -> Iterator[BlobChunk]:
    """Yield the chunks of a file: BLOB_CHUNK_BYTES each but the last."""
    for index, start in enumerate(range(0, len(content), BLOB_CHUNK_BYTES)):
        data = content[start : start + BLOB_CHUNK_BYTES]
        yield BlobChunk(blob=hashed[:SHORT_ID_BYTES], index=index, data=data)


def join_chunks(chunks: Iterable[BlobChunk]) -> bytes:
    """Return the bytes of chunks in the order of their indices; of two with one index the first stands."""
    parts: dict[int, bytes] = {}
    for chunk in chunks:
        parts.setdefault(chunk.index, chunk.data)
    return b"".join(parts[index] for index in sorted(parts))


def _chunks_in(space: SpaceState, stored: Iterable[StoredPayload], hashed: bytes) -> Iterator[tuple[Device, BlobChunk]]:
    for item in stored:
        body = open_body(item.payload, header_of(item.packed), item.index, space.keys)
        if isinstance(body, BlobChunk) and body.blob == hashed[:SHORT_ID_BYTES]:
            yield item.device, body


def _references(about: Record, kind: str, values: dict[str, Scalar]) -> dict[str, Scalar]:
    """What an attachment refers to: the record, and the person that record is about."""
    if kind == "person":
        return {"person": bytes(about)}
    person = values.get("person")
    return {"about": bytes(about), **({"person": person} if isinstance(person, bytes) else {})}
