"""What people wrote while no key covered this node: kept on its disk, signed and sealed once there is one.

 Z1  What waits is on disk before the step returns, and leaves in the commit that writes it.
 Z2  It is written in the order in which it came; two changes of one record that wait become one.
 Z3  What concerns a record that was erased meanwhile is dropped.

Refused: more than OUTBOX_MAX at once. Grants and names do not wait: whoever may write them makes a key first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from node.crdt import shape
from node.crdt.bodies import Body, RecordChange
from node.crdt.body_codec import decode_body, settle_body
from node.crdt.codec import pack, unpack
from node.crdt.ids import EntryId, Record, Space
from node.crdt.limits import BODY_BYTES_MAX, PROFILE_1
from node.service.effects import Commit, Step
from node.service.errors import NoKey, Refused
from node.service.limits import OUTBOX_MAX
from node.service.space import SpaceState, write
from node.service.writing import Draft

_NUMBER_DIGITS = 8


def may_write_now(space: SpaceState) -> bool:
    """Tell whether a key for new entries is held."""
    return space.view.writing_kid() in space.keys.epochs


def write_or_wait(space: SpaceState, drafts: Sequence[Draft]) -> Step[EntryId | None]:
    """Write bodies, or keep them until a key covers this node (Z1); return the last entry's id, None where they wait.

    Raises: Refused for an erased record or a full outbox; OverLimit, Malformed.
    """
    if may_write_now(space):
        yield from send_waiting(space)
        return (yield from write(space, drafts))
    if space.role is None or not space.keys.epochs:
        raise NoKey("no key for new entries is held in this space yet; nothing was written")
    if any(space.view.membership.is_erased(record) for record, _ in drafts if record):
        raise Refused("this record was erased for good by the stewards; nothing was written")
    after = _joined(space.outbox, drafts)
    if len(after) > OUTBOX_MAX:
        raise Refused(f"{OUTBOX_MAX} changes wait for a key of this space already; nothing was written")
    changed = {number: draft for number, draft in after.items() if space.outbox.get(number) != draft}
    yield Commit(secrets=tuple((_secret(space.space, number), _packed(draft)) for number, draft in changed.items()))
    space.outbox = after
    return None


def send_waiting(space: SpaceState) -> Step[int]:
    """Write what waits, where there is a key for it now; return how many drafts (Z2, Z3)."""
    if not space.outbox or not may_write_now(space):
        return 0
    erased = space.view.membership.is_erased
    drafts = [(record, body) for _, (record, body) in sorted(space.outbox.items()) if not (record and erased(record))]
    gone = Commit(secrets=tuple((_secret(space.space, number), None) for number in space.outbox))
    if drafts:
        yield from write(space, drafts, also=gone)
    else:
        yield gone
    space.outbox = {}
    return len(drafts)


def waiting_paths(space: SpaceState) -> dict[Record, tuple[str, ...]]:
    """Return the fields whose changes wait, by record; a verdict or hiding that waits has none."""
    found: dict[Record, tuple[str, ...]] = {}
    for _, (record, body) in sorted(space.outbox.items()):
        paths = tuple(op.path for op in body.ops) if isinstance(body, RecordChange) else ()
        found[record] = (*found.get(record, ()), *paths)
    return found


def is_waiting(space: SpaceState, record: Record) -> bool:
    """Tell whether something of a record waits."""
    return any(record == of for of, _ in space.outbox.values())


def _joined(outbox: Mapping[int, Draft], drafts: Sequence[Draft]) -> dict[int, Draft]:
    """Return the outbox with more drafts; a change goes into the one of its record that waits already (Z2)."""
    after = dict(outbox)
    for record, body in drafts:
        read, _ = settle_body(body)
        place = next((number for number, (of, held) in after.items() if of == record and _may_join(held, read)), None)
        if place is None:
            after[max(after, default=-1) + 1] = (record, read)
        else:
            after[place] = (record, _join(after[place][1], read))
    return after


def _may_join(held: Body, new: Body) -> bool:
    return (
        isinstance(held, RecordChange)
        and isinstance(new, RecordChange)
        and held.source == new.source
        and len(held.ops) + len(new.ops) <= PROFILE_1.ops_max
        and len({*held.deps, *new.deps}) <= PROFILE_1.deps_max
    )


def _join(held: Body, new: Body) -> Body:
    assert isinstance(held, RecordChange)
    assert isinstance(new, RecordChange)
    ops = {op.path: op for op in (*held.ops, *new.ops)}
    joined = replace(new, deps=tuple({*held.deps, *new.deps}), ops=tuple(ops.values()))
    return settle_body(joined)[0]


# --- in the store -----------------------------------------------------------------------------------------------------
def _secret(space: Space, number: int) -> str:
    return f"outbox/{space.hex()}/{number:0{_NUMBER_DIGITS}}"


def _packed(draft: Draft) -> bytes:
    return pack([draft[0], settle_body(draft[1])[1]])


def read_outbox(space: Space, secrets: Mapping[str, bytes]) -> dict[int, Draft]:
    """Return what waits in a space, as the store holds it. Raises: Malformed where it is damaged."""
    prefix = f"outbox/{space.hex()}/"
    found: dict[int, Draft] = {}
    for name, value in sorted(secrets.items()):
        if name.startswith(prefix):
            record, body = shape.array(unpack(value, bytes_max=2 * BODY_BYTES_MAX), 2)
            found[int(name.removeprefix(prefix))] = Record(shape.octets(record)), decode_body(shape.octets(body))
    return found
