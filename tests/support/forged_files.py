"""Attachments as another program may write them."""

from __future__ import annotations

from node.crdt.bodies import BlobChunk, Put, RecordChange
from node.crdt.claims import KIND_PATH
from node.crdt.ids import Record
from node.service.attachments import blob_hash
from node.service.space import write
from tests.api.sample import Sample


def forged(sample: Sample, claimed: bytes, given: bytes) -> Record:
    """An attachment of another program: the hash of one file, the bytes of another."""
    record, space = Record(b"f" * 16), sample.space
    values = {"person": bytes(sample.records["anna"]), "category": "photo", "hash": blob_hash(claimed), "type": "jpeg"}
    ops = (Put(KIND_PATH, "attachment"), *(Put(path, value) for path, value in values.items()))
    chunk = BlobChunk(blob=blob_hash(claimed)[:16], index=0, data=given)
    change = RecordChange(deps=(), time=sample.port.time, source=None, ops=ops)
    sample.port.run(write(space, [(record, chunk), (record, change)]))
    return record
