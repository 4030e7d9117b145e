"""From bodies to signed entries of this device's log. Nothing is stored here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from keys.randomness import Random
from keys.signing import SigningKey
from node.crdt.bodies import Body
from node.crdt.body_codec import settle_body
from node.crdt.entry import Entry, Header, Opening, Payload, sign_entry, slot_of
from node.crdt.ids import Device, Head, Kid, Log, Record, Space
from node.crdt.limits import ENTRY_BYTES_MAX, ENTRY_PAYLOADS_MAX
from node.crdt.logs import LogTip, first_tip
from node.crdt.payload import payload_key, seal_payload
from node.service.effects import StoredEntry
from node.service.errors import NoKey
from node.service.keyring import KeyRing

Draft = tuple[Record, Body]
_Sheet = tuple[Record, Body, bytes]  # a draft as every reader will see it, and its packed bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A signed entry with what it says, read back as others read it, and the tip of the log once it is stored."""

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
        """Seal and sign bodies as one entry or several, in order.

        Raises: NoKey; OverLimit, Malformed for a body that no reader would accept. Nothing is signed then.
        """
        written: list[Written] = []
        tip = self.tip
        for batch in list(self._batches([_settled(*draft) for draft in drafts])):
            entry, payloads = self._sign(batch, tip)
            tip = tip.after(entry) if tip else first_tip(entry)
            said = tuple((record, body) for record, body, _ in batch)
            written.append(Written(entry=entry, payloads=payloads, drafts=said, tip=tip))
        return written

    def _batches(self, sheets: Iterable[_Sheet]) -> Iterator[list[_Sheet]]:
        """Split drafts so that each entry keeps its ceilings and changes a record at most once."""
        batch: list[_Sheet] = []
        size, records = 0, set[Record]()
        for record, body, packed in sheets:
            length = len(packed) + 256  # what sealing and padding add at most to a short body
            length += length // 8
            full = len(batch) == ENTRY_PAYLOADS_MAX or size + length > ENTRY_BYTES_MAX or (record and record in records)
            if batch and full:
                yield batch
                batch, size, records = [], 0, set()
            batch.append((record, body, packed))
            size += length
            records.add(record)
        if batch:
            yield batch

    def _sign(self, batch: Sequence[_Sheet], tip: LogTip | None) -> tuple[Entry, tuple[Payload, ...]]:
        epoch = self.keys.epochs.get(self.kid)
        if epoch is None:
            raise NoKey("no key is held for new entries in this space; nothing was written")
        header = self._header(tip)
        contexts = header.contexts(record for record, _, _ in batch)
        payloads = tuple(
            Payload(
                record,
                seal_payload(
                    payload_key(epoch, record),
                    packed,
                    context=context,
                    random=self.random,
                ),
            )
            for (record, _, packed), context in zip(batch, contexts, strict=True)
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


def _settled(record: Record, body: Body) -> _Sheet:
    """Pack a draft and read it back: in memory stands what everybody else will read, in the one order of its parts."""
    read, packed = settle_body(body)
    return record, read, packed
