"""The one gate for foreign entries: nothing is stored or shown that did not pass here.

 A1  An entry is of this space, and of the device that opened its log; its payloads are those it was signed over.
 A2  Its signature verifies before anything of it is stored; a device met for the first time has a sound key.
 A3  What extends its log is stored there and never evicted. What is held already costs nothing.
 A4  What has a gap before it waits outside the log, within bounds, the oldest evicted first.
 A5  Two entries at one place become a proof. What branches off is kept as `crdt/forks.py` says, on every node alike.
 A6  Control payloads change the view; records that look otherwise by it are marked in the same commit.
 A7  A foreign entry that continues or forks the own log shows that this home was copied: the next own entry opens a
     new log.
 A8  Payloads of an erased record are destroyed before they are stored. A large one may stay behind (`deferring.py`).
 A9  A carrier stores by quota, and marks no record: it shows none (`carrying.py`).

Memory follows the Commit. Refused with a CrdtError: A1 and A2; nothing of the whole batch is stored then.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from node.crdt.bodies import Keyring
from node.crdt.entry import Payload, Pruned, decode_entry, prune, slot_of
from node.crdt.errors import BrokenChain
from node.crdt.ids import Device, Record
from node.service.affected import records_judged_anew
from node.service.carrying import carried_after, carried_settings, within_quota
from node.service.deferring import settle_files
from node.service.effects import (
    Commit,
    LoadControl,
    Step,
)
from node.service.foreign import Batch
from node.service.holdings import stored as stored_object
from node.service.space import SpaceState, leave_settings
from node.service.view import View, learn_control_keys, reopen_view
from node.service.waiting import lacking_setting, pack_lacking, pack_pending, pack_turns, pending_setting, turns_setting
from node.sync.runs import Foreign

Packed = tuple[bytes, tuple[Payload | Pruned, ...], Device]


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """What became of a batch: entries stored (those that waited included), held before, waiting, proved to be forks."""

    stored: int = 0
    held: int = 0
    pending: int = 0
    forks: int = 0
    records: int = 0  # marked to be replayed


def admit_packed(space: SpaceState, items: Iterable[Packed]) -> Step[Admitted]:
    """Admit entries as (signed header, payloads, device), as a bundle or a test holds them. Raises: CrdtError."""
    return (yield from admit_entries(space, [_unpacked(*item) for item in items]))


def _unpacked(packed: bytes, payloads: tuple[Payload | Pruned, ...], device: Device) -> Foreign:
    entry = decode_entry(packed)
    if tuple(slot_of(payload) for payload in payloads) != entry.header.slots:
        raise BrokenChain("payloads that are not those the entry was signed over")
    return Foreign(entry=entry, payloads=payloads, device=device)


def admit_entries(space: SpaceState, items: Sequence[Foreign]) -> Step[Admitted]:
    """Judge foreign entries, in order, and store them in one commit (A1 to A9). Raises: CrdtError."""
    batch = Batch(space)
    for item in within_quota(space, items) if space.is_carried else items:
        yield from batch.judge(_without_erased(space, item))
    yield from batch.take_pending()
    yield from batch.settle_forks()
    if batch.is_empty:
        return Admitted(held=batch.held)
    view = yield from _view_after(space, batch)
    again = yield from records_judged_anew(space, view)
    records = (batch.records | again | batch.awaited) - view.roster.head.erased.keys()
    yield from _finish(batch, view, records)
    has_moved = any(outcome.cuts or outcome.back for outcome in batch.outcomes.values())
    yield from settle_files(space, behind=batch.deferred, came=batch.filled, is_other=has_moved)
    return Admitted(
        stored=len(batch.entries),
        held=batch.held,
        pending=len(batch.waiting),
        forks=len(batch.proofs),
        records=len(records),
    )


def _without_erased(space: SpaceState, item: Foreign) -> Foreign:
    """Return an entry without what it holds of erased records (A8)."""
    erased = space.view.roster.head.erased
    if not any(payload.record in erased for payload in item.payloads):
        return item
    bare = (prune(p) if isinstance(p, Payload) and p.record in erased else p for p in item.payloads)
    return replace(item, payloads=tuple(bare))


def _view_after(space: SpaceState, batch: Batch) -> Step[View]:
    """Return the view that the control payloads and cut places of a batch make."""
    view = space.view.with_payloads(batch.placed).with_forks(batch.forks).with_turns(batch.turns)
    if batch.closed:
        view = replace(view, unreadable=view.unreadable + batch.closed)
    if view.unreadable and any(isinstance(item.body, Keyring) for item in batch.placed):
        ring = space.keys.copy()
        if learn_control_keys(view, ring):
            payloads = yield LoadControl(space.space)
            view = reopen_view(view, (*payloads, *batch.control), ring).with_forks(batch.forks)
            batch.keys = ring
    return view.with_known({place: batch.ids[place] for place in view.cut_places() & batch.ids.keys()})


def _finish(batch: Batch, view: View, records: Collection[Record]) -> Step[None]:
    """Store the batch and all that follows from it, then change memory."""
    space, pending = batch.space, batch.pending()
    settings: list[tuple[str, bytes | None]] = []
    leaves = space.own is not None and (space.own in batch.tips or space.own in batch.growths)
    if leaves:
        settings += leave_settings(space)
    if batch.lacking != space.lacking:
        settings.append((lacking_setting(space.space), pack_lacking(batch.lacking)))
    carried = carried_after(space, batch.entries) if space.is_carried else {}
    settings += carried_settings(space.space, carried)
    if batch.turns:
        settings.append((turns_setting(space.space), pack_turns(view)))
    if pending.keys() != space.pending.keys():
        settings.append((pending_setting(space.space), pack_pending(pending)))
    yield Commit(
        entries=(*batch.entries, *batch.filled),
        cuts=tuple(cut for outcome in batch.outcomes.values() for cut in outcome.cuts),
        back=tuple(line for outcome in batch.outcomes.values() for line in outcome.back),
        objects=tuple(stored_object(space.space, proof) for proof in batch.proofs),
        dirty=tuple((space.space, record) for record in sorted(records)),
        settings=tuple(settings),
        pending=tuple(batch.waiting),
        settled=tuple(batch.settled),
        is_own=False,
    )
    if leaves:
        space.previous, space.own = space.own, None
    space.tips.update(batch.tips)
    space.heard |= {item.device for item in batch.entries}
    space.view, space.lacking, space.pending = view, batch.lacking, pending
    space.keys = batch.keys or space.keys
    space.carried |= carried
    for proof in batch.proofs:
        space.holdings.add(proof)
    space.forget(records)
