"""A batch of foreign entries on its way through the gate: judged one after another, nothing stored yet.

The rules A1 to A9 stand above `admitting.py`, which stores what this comes to.
"""

from dataclasses import dataclass, field, replace

from keys.errors import BadPoint
from keys.signing import check_public
from node.crdt.entry import Entry, Opening, Payload, Pruned, decode_entry, verify_entry
from node.crdt.errors import BrokenChain, Malformed
from node.crdt.forkproof import ForkProof, prove_fork
from node.crdt.forks import Tree
from node.crdt.grants import Placed
from node.crdt.ids import Device, EntryId, Head, Kid, Log, Record
from node.crdt.limits import PENDING_BYTES_MAX, PENDING_ENTRIES_MAX
from node.crdt.logs import Fit, LogTip, Turn, first_tip, fit
from node.service.branching import Growth, Settled, control_of_line, new_growth, parent_of
from node.service.contents import Closed
from node.service.effects import (
    EntryAt,
    EntryIds,
    LoadEntries,
    LoadPending,
    Step,
    StoredEntry,
    StoredPayload,
)
from node.service.keyring import KeyRing
from node.service.limits import LACKING_KIDS_MAX, LACKING_LOGS_MAX, PENDING_SIZE_MAX
from node.service.space import PendingEntry, SpaceState
from node.service.view import place_control
from node.sync.runs import Foreign, may_be_deferred


@dataclass(slots=True, eq=False)
class Batch:
    """What a batch of foreign entries comes to, before any of it is stored."""

    space: SpaceState
    tips: dict[Log, LogTip] = field(default_factory=dict)
    ids: dict[tuple[Log, int], EntryId] = field(default_factory=dict)
    entries: list[StoredEntry] = field(default_factory=list)
    control: list[StoredPayload] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    closed: int = 0
    waiting: list[StoredEntry] = field(default_factory=list)
    settled: list[EntryId] = field(default_factory=list)
    proofs: list[ForkProof] = field(default_factory=list)
    stored: set[EntryId] = field(default_factory=set)
    growths: dict[Log, Growth] = field(default_factory=dict)
    outcomes: dict[Log, Settled] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    lacking: dict[Kid, dict[Log, int]] = field(default_factory=dict)
    records: set[Record] = field(default_factory=set)
    deferred: list[tuple[Record, EntryId, Log]] = field(default_factory=list)  # entries that came without their bytes
    filled: list[StoredEntry] = field(default_factory=list)  # held ones of which they came now
    held: int = 0
    keys: KeyRing | None = None  # with control keys that a keyring of this batch brought

    def __post_init__(self) -> None:
        self.lacking = {kid: dict(logs) for kid, logs in self.space.lacking.items()}

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to store."""
        changed = any(outcome.is_changed for outcome in self.outcomes.values())
        return not (self.entries or self.filled or self.waiting or self.settled or self.proofs or changed)

    @property
    def forks(self) -> dict[Log, Tree]:
        """Return the forked logs that this batch changes."""
        return {log: outcome.tree for log, outcome in self.outcomes.items() if outcome.is_changed}

    @property
    def awaited(self) -> frozenset[Record]:
        """Return the records whose changes waited for an entry of this batch."""
        return frozenset().union(*(self.space.awaited.get(id, ()) for id in self.stored))

    # --- judging ------------------------------------------------------------------------------------------------------
    def judge(self, item: Foreign, *, is_pending: bool = False) -> Step[Fit]:
        """Judge one entry and file it. Raises: CrdtError."""
        entry, header = item.entry, item.entry.header
        if header.space != self.space.space:
            raise BrokenChain("an entry of another space")
        if header.log in self.growths or header.log in self.space.view.forks:
            return (yield from self._judge_branch(item, is_pending=is_pending))
        tip = self._tip_of(header.log)
        there = (yield from self._id_at(tip, header.seq)) if tip else None
        fitting = fit(entry, tip, lambda _log, _seq: there)
        if fitting is Fit.HELD:
            return self._hold(item, tip.device if tip else item.device)
        if fitting is Fit.FORK:
            return (yield from self._judge_branch(item, is_pending=is_pending))
        if not is_pending:
            self._verify(item, tip.device if tip else None)
        if fitting is Fit.EXTENDS:
            self._extend(item, tip)
        elif not is_pending:
            self._wait(item)
        return fitting

    def _tip_of(self, log: Log) -> LogTip | None:
        return self.tips.get(log) or self.space.tips.get(log)

    def _id_at(self, tip: LogTip, seq: int) -> Step[EntryId | None]:
        if seq == tip.seq:
            return tip.id
        if seq > tip.seq:
            return None
        known = self.ids.get((tip.log, seq))
        return known or (yield EntryAt(tip.log, seq))

    def _verify(self, item: Foreign, author: Device | None) -> None:
        opening = item.entry.header.prev
        device = author or (opening.device if isinstance(opening, Opening) else item.device)
        if device != item.device:
            raise BrokenChain("an entry of another device than its log")
        if author is None:
            try:
                check_public(device)
            except BadPoint as error:
                raise Malformed("a device key that is no usable key") from error
        verify_entry(item.entry, device)
        self._require_payloads(item)

    def _require_payloads(self, item: Foreign) -> None:
        """Refuse an entry without a payload that no certificate held here erases: tips would be equal without it.

        A large one may have stayed behind (`deferring.py`, D1).
        """
        header = item.entry.header
        bare = (payload for payload in item.payloads if isinstance(payload, Pruned))
        gone = {payload.record for payload in bare if not may_be_deferred(payload, header)}
        if gone:
            known = self.space.holdings.certificates.values()
            gone -= {record for certificate in known for record, _ in certificate.body.erasures}
        if gone:
            raise BrokenChain("an entry lacks a payload that nobody erased")

    def _hold(self, item: Foreign, device: Device) -> Fit:
        """Pass over an entry that is held, but for bytes that had stayed behind: its id says that they are the same."""
        self.held += 1
        payload, header = item.payloads[0], item.entry.header
        line = self.space.files.line_of(payload.record, item.entry.id)
        if line is not None and isinstance(payload, Payload):
            self.filled.append(replace(_stored(item, device), line=None if line == header.log else line))
            if not self.space.is_carried:
                self.records.add(payload.record)
        return Fit.HELD

    def _extend(self, item: Foreign, tip: LogTip | None) -> None:
        entry, header = item.entry, item.entry.header
        after = tip.after(entry) if tip else first_tip(entry)
        if tip is not None:
            self._note_turn(item, tip.roster)
        self.tips[header.log] = after
        self._file(item, after.device, None)

    def _note_turn(self, item: Foreign, before: Head) -> None:
        """Note an entry that names another certificate than the one before it, unless that is a step forward."""
        entry, header = item.entry, item.entry.header
        if self.space.view.roster.descends(header.roster, before) is not True:
            self.turns.append(Turn(item.device, header.log, header.seq, entry.id, before, header.roster))

    def _file(self, item: Foreign, device: Device, line: Log | None) -> None:
        """Take an entry to be stored, on its log or on a stretch of it, with all that follows from it."""
        entry, header = item.entry, item.entry.header
        if line is None:
            self.ids[header.log, header.seq] = entry.id
        self.stored.add(entry.id)
        self.entries.append(replace(_stored(item, device), line=line))
        has_key = header.kid in self.space.keys.epochs or self.space.is_carried
        for index, payload in enumerate(item.payloads):
            if isinstance(payload, Pruned) and may_be_deferred(payload, header):
                self.deferred.append((payload.record, entry.id, line or header.log))
            if self.space.is_carried:
                continue
            if payload.record:
                self.records.add(payload.record)
            else:
                self._control(
                    StoredPayload(entry=entry.id, device=device, packed=entry.packed, index=index, payload=payload)
                )
        if not has_key and (header.kid in self.lacking or len(self.lacking) < LACKING_KIDS_MAX):
            logs = self.lacking.setdefault(header.kid, {})
            if len(logs) < LACKING_LOGS_MAX:
                logs.setdefault(header.log, header.seq)

    def _control(self, kept: StoredPayload) -> None:
        self.control.append(kept)
        body = place_control(kept, self.space.keys)
        if isinstance(body, Placed):
            self.placed.append(body)
        elif isinstance(body, Closed):
            self.closed += 1

    # --- branches -----------------------------------------------------------------------------------------------------
    def _judge_branch(self, item: Foreign, *, is_pending: bool) -> Step[Fit]:
        """Judge an entry of a log that is forked, or that it forks (A5). Raises: CrdtError."""
        entry, log, seq = item.entry, item.entry.header.log, item.entry.header.seq
        growth = self._growth_of(log)
        there = (yield from self._main_id(log, seq)) if seq < growth.base else None
        if growth.knows(entry.id, seq) or there == entry.id:
            return self._hold(item, growth.tree.device)
        if not is_pending:
            self._verify(item, growth.tree.device)
        parent = parent_of(entry)
        if there is not None and (seq == 0 or (yield from self._main_id(log, seq - 1)) == parent):
            growth.reach(seq, parent, (yield from self._main_ids(log, seq)))
        if not growth.knows(parent, seq - 1):
            if there is not None:
                yield from self._prove(entry, there)
            if not is_pending:
                self._wait(item)
            return Fit.GAP
        self.growths[log] = growth
        growth.add(item)
        sibling = growth.sibling(entry.id)
        if sibling is not None:
            yield from self._prove(entry, sibling)
        return Fit.FORK

    def _growth_of(self, log: Log) -> Growth:
        if log in self.growths:
            return self.growths[log]
        tree = self.space.view.forks.get(log)
        if tree is not None:
            return Growth(tree)
        tip = self._tip_of(log)
        assert tip is not None
        return new_growth(log, tip.device)

    def _main_id(self, log: Log, seq: int) -> Step[EntryId | None]:
        tip = self._tip_of(log)
        return None if tip is None else (yield from self._id_at(tip, seq))

    def _main_ids(self, log: Log, first: int) -> Step[list[EntryId]]:
        """Return the ids on the stretch that bears the log's id, those of this batch included."""
        found = list((yield EntryIds(log, first)))
        while (id := self.ids.get((log, first + len(found)))) is not None:
            found.append(id)
        return found

    def _prove(self, entry: Entry, sibling: EntryId) -> Step[None]:
        log, seq = entry.header.log, entry.header.seq
        if log in self.space.holdings.proofs or any(proof.log == log for proof in self.proofs):
            return
        opening = (yield from self._entry_at(log, 0)).header.prev
        other = yield from self._known_entry(log, seq, sibling)
        assert isinstance(opening, Opening)
        self.proofs.append(prove_fork(opening.device, opening.nonce, entry, other))

    def _known_entry(self, log: Log, seq: int, id: EntryId) -> Step[Entry]:
        growth = self.growths.get(log)
        if growth is not None and id in growth.fresh:
            return growth.fresh[id].entry
        twig = growth.tree.twigs.get(id) if growth is not None else None
        return (yield from self._entry_at(twig.line if twig else log, seq))

    def _entry_at(self, line: Log, seq: int) -> Step[Entry]:
        fresh = next((item for item in self.entries if (item.log, item.seq) == (line, seq)), None)
        found = [fresh] if fresh else list((yield LoadEntries(log=line, first=seq, count=1)))
        return decode_entry(found[0].packed)

    def settle_forks(self) -> Step[None]:
        """Decide of each log with branches what of it is stored and what leaves."""
        for log, growth in self.growths.items():
            named = self.space.view.named_in(log)
            outcome = growth.settle(named)
            self.outcomes[log] = outcome
            rosters: dict[EntryId, Head] = {}
            for item, key in outcome.stored:
                parent = parent_of(item.entry)
                if parent is not None:
                    self._note_turn(item, rosters.get(parent) or (yield from self._roster_of(log, item, parent)))
                rosters[item.entry.id] = item.entry.header.roster
                self._file(item, growth.tree.device, None if key == log else key)
            for line in growth.tree.lines():
                if line.key in outcome.back:
                    for kept in (yield from control_of_line(line)):
                        self._control(kept)
            yield from self._move_tip(log, outcome.tree)
            if not named <= outcome.tree.twigs.keys():  # what a certificate names is still to come
                for item in outcome.left:
                    self._wait(item)

    def _roster_of(self, log: Log, item: Foreign, parent: EntryId) -> Step[Head]:
        return (yield from self._known_entry(log, item.entry.header.seq - 1, parent)).header.roster

    def _move_tip(self, log: Log, tree: Tree) -> Step[None]:
        """Bring the tip to where the stretch that bears the log's id now ends."""
        tip, main = self._tip_of(log), tree.lines()[0]
        if tip is not None and main.key == log and main.tip != tip.id:
            entry = yield from self._known_entry(log, main.last, main.tip)
            header = entry.header
            self.tips[log] = replace(tip, seq=header.seq, id=entry.id, roster=header.roster)

    # --- waiting ------------------------------------------------------------------------------------------------------
    def _wait(self, item: Foreign) -> None:
        kept = _stored(item, item.device)
        if kept.id not in self.space.pending and _size_of(kept) <= PENDING_SIZE_MAX:
            self.waiting.append(kept)

    def take_pending(self) -> Step[None]:
        """Judge what waits in the logs that this batch extends: since an earlier batch, or since an entry before."""
        earlier = {item.log for item in self.space.pending.values()}
        for log in [
            log
            for log in self.tips.keys() | self.growths.keys()
            if log in earlier or any(item.log == log for item in self.waiting)
        ]:
            found = list((yield LoadPending(log))) if log in earlier else []
            found += [item for item in self.waiting if item.log == log]
            for item in sorted(found, key=lambda item: item.seq):
                if (yield from self._is_settled(item)):
                    self.settled.append(item.id)
        self.waiting = [item for item in self.waiting if item.id not in set(self.settled)]

    def _is_settled(self, item: StoredEntry) -> Step[bool]:
        """Judge an entry that waited; tell whether it waits no longer."""
        tip = self._tip_of(item.log)
        if tip is not None and item.device != tip.device:  # it named its device itself, and another opened the log
            return True
        foreign = Foreign(entry=decode_entry(item.packed), payloads=item.payloads, device=item.device)
        return (yield from self.judge(foreign, is_pending=True)) is not Fit.GAP

    def pending(self) -> dict[EntryId, PendingEntry]:
        """Return what waits after this batch; what no longer fits in is settled."""
        pending = {id: item for id, item in self.space.pending.items() if id not in set(self.settled)}
        pending |= {item.id: PendingEntry(item.log, _size_of(item)) for item in self.waiting}
        size = sum(item.size for item in pending.values())
        while pending and (len(pending) > PENDING_ENTRIES_MAX or size > PENDING_BYTES_MAX):
            oldest = next(iter(pending))
            size -= pending.pop(oldest).size
            self.settled.append(oldest)
        return pending


def _stored(item: Foreign, device: Device) -> StoredEntry:
    header = item.entry.header
    return StoredEntry(
        space=header.space,
        log=header.log,
        seq=header.seq,
        id=item.entry.id,
        device=device,
        packed=item.entry.packed,
        payloads=item.payloads,
    )


def _size_of(entry: StoredEntry) -> int:
    lengths = (len(item.ciphertext) if isinstance(item, Payload) else 0 for item in entry.payloads)
    return len(entry.packed) + sum(lengths) + 64 * len(entry.payloads)
