"""From bodies to signed entries of this device's log. Nothing is stored here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from keys.randomness import Random
from keys.signing import SigningKey
from node.crdt.bodies import Body, encode_body
from node.crdt.entry import Entry, Header, Opening, Payload, sign_entry, slot_of
from node.crdt.ids import Device, Head, Kid, Log, Record, Space
from node.crdt.limits import ENTRY_BYTES_MAX, ENTRY_PAYLOADS_MAX
from node.crdt.logs import LogTip, first_tip
from node.crdt.payload import payload_key, seal_payload
from node.service.effects import StoredEntry
from node.service.errors import NoKey
from node.service.keyring import KeyRing

Draft = tuple[Record, Body]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A signed entry with what it says, and the tip of the log once it is stored."""

    entry: Entry
    payloads: tuple[Payload, ...]
    drafts: tuple[Draft, ...]
    tip: LogTip

    def stored(self) -> StoredEntry:
        """Return the entry as the store takes it."""
        header = self.entry.header
        return StoredEntry(
            space=header.space,
            log=header.log,
            seq=header.seq,
            id=self.entry.id,
            device=self.tip.device,
            packed=self.entry.packed,
            payloads=self.payloads,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """What a device writes with in one space. `tip` is None where the next entry opens a log after `previous`."""

    space: Space
    key: SigningKey
    tip: LogTip | None
    previous: LogTip | None
    head: Head
    kid: Kid
    keys: KeyRing
    random: Random

    def write(self, drafts: Sequence[Draft]) -> list[Written]:
        """Seal and sign bodies as one entry or several, in order. Raises: NoKey, OverLimit."""
        written: list[Written] = []
        tip = self.tip
        for batch in self._batches(drafts):
            entry, payloads = self._sign(batch, tip)
            tip = tip.after(entry) if tip else first_tip(entry)
            written.append(Written(entry=entry, payloads=payloads, drafts=tuple(batch), tip=tip))
        return written

    def _batches(self, drafts: Sequence[Draft]) -> Iterator[list[Draft]]:
        """Split drafts so that each entry keeps its ceilings and changes a record at most once."""
        batch: list[Draft] = []
        size, records = 0, set[Record]()
        for record, body in drafts:
            length = len(encode_body(body)) + 256  # what sealing and padding add at most to a short body
            length += length // 8
            full = len(batch) == ENTRY_PAYLOADS_MAX or size + length > ENTRY_BYTES_MAX or (record and record in records)
            if batch and full:
                yield batch
                batch, size, records = [], 0, set()
            batch.append((record, body))
            size += length
            records.add(record)
        if batch:
            yield batch

    def _sign(self, batch: Sequence[Draft], tip: LogTip | None) -> tuple[Entry, tuple[Payload, ...]]:
        epoch = self.keys.epochs.get(self.kid)
        if epoch is None:
            raise NoKey("no key is held for new entries in this space; nothing was written")
        header = self._header(tip)
        payloads = tuple(
            Payload(
                record,
                seal_payload(
                    payload_key(epoch, record),
                    encode_body(body),
                    header=header,
                    index=index,
                    record=record,
                    random=self.random,
                ),
            )
            for index, (record, body) in enumerate(batch)
        )
        return sign_entry(replace(header, slots=tuple(slot_of(payload) for payload in payloads)), self.key), payloads

    def _header(self, tip: LogTip | None) -> Header:
        prev = tip.id if tip else self._opening()
        log = tip.log if tip else self._opening_log(prev)
        seq = tip.seq + 1 if tip else 0
        return Header(space=self.space, log=log, seq=seq, prev=prev, roster=self.head, kid=self.kid, slots=())

    def _opening(self) -> Opening:
        return Opening(
            device=Device(self.key.public),
            nonce=self.random(16),
            previous=self.previous.log if self.previous else None,
            tip=self.previous.id if self.previous else None,
        )

    def _opening_log(self, prev: object) -> Log:
        assert isinstance(prev, Opening)
        return prev.log_in(self.space)
