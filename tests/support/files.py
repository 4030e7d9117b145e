"""Files of which the bytes stayed behind, as after a sync with somebody who deferred them."""

from __future__ import annotations

from dataclasses import replace

from node.crdt.entry import decode_entry
from node.crdt.ids import Record
from node.service.attachments import NewFile, attach
from node.service.deferring import keep_files
from node.service.effects import Commit
from node.sync.runs import defer
from tests.api.sample import Sample


def away(sample: Sample, data: bytes, name: str = "anna") -> Record:
    """Attach a file on a node that keeps those opened there, and leave its large payloads behind."""
    sample.port.run(keep_files(sample.space, keeps=False))
    new = NewFile(content=data, type="jpeg", category="photo", caption="TEST-away", is_stripped=True)
    record = sample.port.run(attach(sample.space, sample.records[name], new, now=sample.port.time))
    for entry in sample.port.store.entries().values():
        if any(item.record == record for item in entry.payloads):
            bare = defer(decode_entry(entry.packed), entry.payloads)
            sample.port.store.perform(Commit(entries=(replace(entry, payloads=bare),)))
    sample.port.reopen()
    return record
