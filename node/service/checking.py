"""Check everything a node holds: each entry, its chain, each payload, each membership object, by name.

Nothing is trusted because it was checked on receipt: the disk may have changed since.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from node.crdt.entry import Entry, Payload, decode_entry, slot_of, verify_entry
from node.crdt.errors import CrdtError
from node.crdt.ids import EntryId
from node.crdt.logs import LogTip, first_tip
from node.service.contents import Void, open_body
from node.service.effects import LoadAll, Loaded, LoadEntries, Step, StoredEntry, StoredObject, every_stretch
from node.service.enrolling import verify_object
from node.service.holdings import decode_object
from node.service.keyring import KeyRing
from node.service.limits import ENTRIES_PER_READ
from node.service.node import Node

Progress = Callable[[int], None]
SHOWN_HEX = 16  # digits of an id in a report: enough to find it, short enough to read


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong: `where` names an entry, a payload or an object by its id, never by its content."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of a check: how many entries were read and what is wrong."""

    entries: int
    problems: tuple[Problem, ...]

    @property
    def is_ok(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problems


def verify_all(node: Node, progress: Progress) -> Step[Check]:
    """Check every log and object of every space. `progress` is told the number of entries read so far."""
    loaded: Loaded = yield LoadAll()
    problems = [problem for item in loaded.objects for problem in _check_object(item)]
    count = 0
    parents = {item.line: item.parent for item in loaded.branches}
    for line, begin, tip in every_stretch(loaded):
        space = node.spaces.get(tip.space)
        log = _LogCheck(tip, space.keys if space else KeyRing(), begin, parents.get(line))
        for first in range(begin, tip.seq + 1, ENTRIES_PER_READ):
            stored = yield LoadEntries(log=line, first=first, count=ENTRIES_PER_READ)
            for item in stored:
                problems.extend(log.check(item))
            count += len(stored)
            progress(count)
        problems.extend(log.finish())
    return Check(count, tuple(problems))


class _LogCheck:
    """The check of one log, or stretch of it, entry after entry."""

    def __init__(self, tip: LogTip, keys: KeyRing, first: int, parent: EntryId | None) -> None:
        self._tip = tip
        self._keys = keys
        self._seq = first - 1
        self._before = parent

    def check(self, stored: StoredEntry) -> Iterator[Problem]:
        """Yield what is wrong with the next entry of the log."""
        where = f"entry {stored.id.hex()[:SHOWN_HEX]} (log {stored.log.hex()[:8]}, number {stored.seq})"
        try:
            entry = decode_entry(stored.packed)
            verify_entry(entry, self._tip.device)
        except CrdtError as error:
            yield Problem(where=where, what=f"damaged: {error}")
            self._seq, self._before = stored.seq, stored.id
            return
        if entry.id != stored.id:
            yield Problem(where=where, what="stored under another id than its own")
        yield from self._check_chain(where, entry)
        yield from self._check_payloads(where, entry, stored)
        self._seq, self._before = stored.seq, entry.id

    def finish(self) -> Iterator[Problem]:
        """Yield what is wrong with the end of the log."""
        if (self._seq, self._before) != (self._tip.seq, self._tip.id):
            where = f"log {self._tip.log.hex()[:8]}"
            yield Problem(where=where, what=f"ends at number {self._seq} where number {self._tip.seq} is noted")

    def _check_chain(self, where: str, entry: Entry) -> Iterator[Problem]:
        header = entry.header
        if header.seq != self._seq + 1:
            yield Problem(where=where, what=f"{header.seq - self._seq - 1} entries before it are missing")
        elif header.seq and header.prev != self._before:
            yield Problem(where=where, what="does not follow the entry before it")
        if header.log != self._tip.log or header.space != self._tip.space:
            yield Problem(where=where, what="belongs to another log")
        if header.seq == 0 and first_tip(entry).device != self._tip.device:
            yield Problem(where=where, what="was opened by another device")

    def _check_payloads(self, where: str, entry: Entry, stored: StoredEntry) -> Iterator[Problem]:
        if len(stored.payloads) != len(entry.header.slots):
            yield Problem(where=where, what="has not the payloads it names")
            return
        for index, (payload, slot) in enumerate(zip(stored.payloads, entry.header.slots, strict=True)):
            if slot_of(payload) != slot:
                yield Problem(where=f"{where}, payload {index}", what="damaged: not the payload that was signed")
            elif isinstance(payload, Payload) and isinstance(open_body(payload, entry.header, index, self._keys), Void):
                yield Problem(
                    where=f"{where}, payload {index}", what="signed, but its content is bad: it counts for nothing"
                )


def _check_object(item: StoredObject) -> Iterator[Problem]:
    where = f"{item.type.name.lower().replace('_', ' ')} {item.id.hex()[:SHOWN_HEX]}"
    try:
        member = decode_object(item.type, item.packed)
        verify_object(member)
    except CrdtError as error:
        yield Problem(where=where, what=f"damaged: {error}")
        return
    if member.id != item.id:
        yield Problem(where=where, what="stored under another id than its own")
