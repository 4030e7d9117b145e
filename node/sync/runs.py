"""Between entries of a log and the run that carries them: what the receiver can derive is left out.

The header of each entry is made again from the run, so its payloads are those it was signed over once the signature
verifies. Refused: entries above their ceilings. Signatures are not checked here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from node.crdt.entry import Entry, Header, Payload, Pruned, prune, restore_entry, slot_of
from node.crdt.errors import CrdtError
from node.crdt.ids import Device, Space
from node.sync.errors import ProtocolError
from node.sync.limits import DEFER_BYTES_MIN, RUN_BYTES, RUN_ITEMS_MAX
from node.sync.messages import Item, Run

Payloads = tuple[Payload | Pruned, ...]
ITEM_OVERHEAD_BYTES = 160  # signature, roster, kid and array heads of one item at most
PAYLOAD_OVERHEAD_BYTES = 64  # record and heads of one payload, or all of a pruned one


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """An entry from elsewhere with its payloads and the device that is said to have signed it."""

    entry: Entry
    payloads: Payloads
    device: Device


def make_run(index: int, entries: Sequence[tuple[Entry, Payloads]], device: Device) -> Run:
    """Return the run that carries entries (at least one) of one log which follow one another.

    It holds as many as `RUN_BYTES` and `RUN_ITEMS_MAX` allow, and at least one. `index` is the number of the space.
    """
    first = entries[0][0].header
    items: list[Item] = []
    size, roster, kid = 0, None, None
    for entry, payloads in entries[:RUN_ITEMS_MAX]:
        header = entry.header
        size += ITEM_OVERHEAD_BYTES + sum(map(_size_of, payloads))
        if items and size > RUN_BYTES:
            break
        items.append(
            Item(
                roster=None if header.roster == roster else header.roster,
                kid=None if header.kid == kid else header.kid,
                payloads=payloads,
                signature=entry.signature,
            )
        )
        roster, kid = header.roster, header.kid
    return Run(space=index, log=first.log, first=first.seq, prev=first.prev, device=device, items=tuple(items))


def may_be_deferred(payload: Payload | Pruned, header: Header) -> bool:
    """Tell whether a payload may stay behind while its entry goes on: alone there, of a record, DEFER_BYTES_MIN."""
    return bool(payload.record) and len(header.slots) == 1 and header.slots[0].length >= DEFER_BYTES_MIN


def defer(entry: Entry, payloads: Payloads) -> Payloads:
    """Return payloads as a peer takes them that lets large ones stay behind."""
    return tuple(prune(p) if isinstance(p, Payload) and may_be_deferred(p, entry.header) else p for p in payloads)


def _size_of(payload: Payload | Pruned) -> int:
    return PAYLOAD_OVERHEAD_BYTES + (len(payload.ciphertext) if isinstance(payload, Payload) else 0)


def read_run(run: Run, space: Space) -> list[Foreign]:
    """Return the entries of a run, in order. Raises: ProtocolError where they cannot be made of it."""
    found: list[Foreign] = []
    prev, roster, kid = run.prev, None, None
    for seq, item in enumerate(run.items, run.first):
        roster, kid = item.roster or roster, item.kid or kid
        if roster is None or kid is None:
            raise ProtocolError
        slots = tuple(slot_of(payload) for payload in item.payloads)
        header = Header(space=space, log=run.log, seq=seq, prev=prev, roster=roster, kid=kid, slots=slots)
        try:
            entry = restore_entry(header, item.signature)
        except CrdtError as error:
            raise ProtocolError from error
        found.append(Foreign(entry=entry, payloads=item.payloads, device=run.device))
        prev = entry.id
    return found
