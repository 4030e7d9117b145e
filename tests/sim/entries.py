"""Small signed entries for tests of whatever stores or carries them: nothing in their payloads can be opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from keys.signing import SigningKey
from node.crdt.entry import Entry, Header, Opening, Payload, Pruned, sign_entry, slot_of
from node.crdt.ids import NO_RECORD, Device, EntryId, Head, Kid, Log, Record, Space
from node.service.effects import StoredEntry

Random = Callable[[int], bytes]


@dataclass(slots=True)
class LogWriter:
    """Writes the log of one device in one space."""

    space: Space
    random: Random
    key: SigningKey = field(init=False)
    log: Log = field(init=False)
    last: EntryId | None = None
    seq: int = 0
    opening: Opening = field(init=False)

    def __post_init__(self) -> None:
        self.key = SigningKey(self.random(32))
        device = Device(bytes(self.key.public))
        self.opening = Opening(device=device, nonce=self.random(16), previous=None, tip=None)
        self.log = self.opening.log_in(self.space)

    def write(self, *payloads: Payload | Pruned) -> StoredEntry:
        """Return the next entry of the log, with these payloads or one of a control payload."""
        held = payloads or (Payload(NO_RECORD, self.random(64)),)
        header = Header(
            space=self.space,
            log=self.log,
            seq=self.seq,
            prev=self.opening if self.last is None else self.last,
            roster=Head(bytes(32)),
            kid=Kid(bytes(32)),
            slots=tuple(slot_of(payload) for payload in held),
        )
        entry: Entry = sign_entry(header, self.key)
        self.last, self.seq = entry.id, self.seq + 1
        return StoredEntry(
            space=self.space,
            log=self.log,
            seq=header.seq,
            id=entry.id,
            device=self.opening.device,
            packed=entry.packed,
            payloads=held,
        )

    def change(self, *records: Record, size: int = 256) -> StoredEntry:
        """Return the next entry of the log with one payload of `size` bytes for each record."""
        return self.write(*(Payload(record, self.random(size)) for record in records))
