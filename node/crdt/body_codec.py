"""Bodies as bytes: packed for a payload, and read from one.

Bad content is Malformed or OverLimit and becomes a flag of its record; a type this program does not know is `Unknown`.
"""

from operator import attrgetter
from typing import Final, cast

from node.crdt import shape
from node.crdt.bodies import (
    ADDRESS_BYTES_MAX,
    ADDRESSES_MAX,
    FRONTIER_MAX,
    HIDE,
    KEYS_MAX,
    NAME_BYTES_MAX,
    WITHHOLD,
    Addresses,
    Announcement,
    Attestation,
    BlobChunk,
    Body,
    ControlBody,
    Delete,
    Dispute,
    Grant,
    GroupName,
    Hiding,
    Keyring,
    Lifting,
    Op,
    Put,
    RecordChange,
    Target,
    Unknown,
    Witness,
)
from node.crdt.codec import Scalar, Value, pack, packed_set, unpack
from node.crdt.errors import Malformed, OverLimit
from node.crdt.ids import ChangeId, Device, EntryId, Group, Head, Kid, Log, Record
from node.crdt.limits import BODY_BYTES_MAX, INT_MAX, PROFILE_1, SEQ_MAX, Profile


# --- encode -----------------------------------------------------------------------------------------------------------
def encode_body(body: Body) -> bytes:
    """Pack a body. Sets and operations are put into their one order. Raises: Malformed."""
    return pack(_array_of(body))


def _array_of(body: Body) -> list[Value]:
    match body:
        case RecordChange():
            ops = sorted(body.ops, key=_path_of)
            return [1, packed_set([list(dep) for dep in body.deps]), body.time, body.source, [_op(op) for op in ops]]
        case Attestation() | Dispute():
            kind = 2 if isinstance(body, Attestation) else 3
            targets = packed_set([_target_array(target) for target in body.targets])
            return [kind, targets, body.step, body.source, packed_set(body.evidence), body.time]
        case BlobChunk():
            return [4, body.blob, body.index, body.data]
        case Unknown():
            raise Malformed("a body of unknown type cannot be written")
        case _:
            return _control_array(body)


def _control_array(body: ControlBody) -> list[Value]:
    match body:
        case Grant():
            scope = packed_set(body.scope)
            return [16, body.device, int(body.role), body.group, body.pseudonym, body.invitation, scope]
        case GroupName():
            return [17, body.group, body.name]
        case Hiding():
            return [18, body.record, body.mode, body.reason]
        case Lifting():
            return [19, body.record, packed_set([list(h) for h in body.hidings])]
        case Announcement():
            return [20, body.kid, packed_set(body.replaced), body.head, packed_set(body.suspensions)]
        case Keyring():
            return [21, packed_set([list(pair) for pair in body.keys])]
        case Witness():
            return [22, packed_set([list(item) for item in body.frontier])]
        case Addresses():
            return [23, body.device, packed_set(body.addresses)]


def _target_array(target: Target) -> Value:
    return [*target.change, target.path, target.value_hash]


_path_of = attrgetter("path")  # whose characters sort as their bytes in UTF-8 do


def _op(op: Op) -> list[Value]:
    return [op.path, op.value] if isinstance(op, Put) else [op.path]


# --- decode -----------------------------------------------------------------------------------------------------------
def decode_body(data: bytes, profile: Profile = PROFILE_1) -> Body:
    """Unpack a body under the limits of a profile.

    Raises: Malformed, OverLimit; an unknown type is a value, not an error.
    """
    return _read_body(unpack(data, bytes_max=BODY_BYTES_MAX), profile)


def settle_body(body: Body, profile: Profile = PROFILE_1) -> tuple[Body, bytes]:
    """Pack a body and return it as everybody will read it, with its packed bytes. Raises: Malformed, OverLimit."""
    items = _array_of(body)
    packed = pack(items)
    if len(packed) > BODY_BYTES_MAX:
        raise OverLimit(f"a body of more than {BODY_BYTES_MAX} bytes")
    if isinstance(body, RecordChange):
        return _change_of(items, tuple(sorted(body.ops, key=_path_of)), profile), packed
    return _read_body(items, profile), packed


def _read_body(items: list[Value], profile: Profile) -> Body:
    if not items:
        raise Malformed("an empty body")
    kind = shape.integer(items[0], 0, 2**16)
    read = _READERS.get(kind)
    return Unknown(kind) if read is None else read(items, profile)


def _record_change(items: object, profile: Profile) -> RecordChange:
    *_, listed = shape.array(items, 5)
    return _change_of(items, tuple(map(_read_op, shape.array(listed))), profile)


def _change_of(items: object, ops: tuple[Op, ...], profile: Profile) -> RecordChange:
    """Check a change: `items` is its array, `ops` its operations as that tells them."""
    _, deps, time, source, _ = shape.array(items, 5)
    if not 1 <= len(ops) <= profile.ops_max:
        raise OverLimit(f"a change of no operation or of more than {profile.ops_max}")
    for op in ops:
        _path(op.path, profile)
        if isinstance(op, Put):
            _scalar(op.value, profile)
    paths = [op.path for op in ops]
    if paths != sorted(set(paths)):  # characters sort as their bytes in UTF-8 do
        raise Malformed("operations out of order, or a path named twice")
    return RecordChange(
        deps=shape.sorted_set(deps, _change_id, profile.deps_max),
        time=shape.integer(time, -INT_MAX, INT_MAX),
        source=shape.optional(source, _record),
        ops=ops,
    )


def _read_op(value: object) -> Op:
    items = shape.array(value)
    if not 1 <= len(items) <= 2:
        raise Malformed("an operation is a path, or a path and a value")
    path = cast(str, items[0])  # `_change_of` looks at it and at the value
    return Delete(path) if len(items) == 1 else Put(path, cast(Scalar, items[1]))


def _scalar(value: Value, profile: Profile) -> Scalar:
    if isinstance(value, str):
        return shape.text(value, profile.value_bytes_max)
    if isinstance(value, bytes) and len(value) > profile.value_bytes_max:
        raise OverLimit(f"a value longer than {profile.value_bytes_max} bytes")
    if isinstance(value, list):
        raise Malformed("a value is a scalar")
    assert value is None or isinstance(value, bytes | int | bool)
    return value


def _path(value: object, profile: Profile) -> str:
    path = shape.text(value, profile.path_bytes_max)
    if not path:
        raise Malformed("an empty path")
    if path.count("/") >= profile.path_segments_max:
        raise OverLimit(f"a path of more than {profile.path_segments_max} segments")
    return path


def _change_id(value: object) -> ChangeId:
    entry, index = shape.array(value, 2)
    return EntryId(shape.long_id(entry)), shape.integer(index, 0, 63)


def _record(value: object) -> Record:
    return Record(shape.short_id(value))


def _target(value: object, profile: Profile) -> Target:
    entry, index, path, value_hash = shape.array(value, 4)
    return Target(
        change=(EntryId(shape.long_id(entry)), shape.integer(index, 0, 63)),
        path=_path(path, profile),
        value_hash=shape.short_id(value_hash),
    )


def _verdict(items: object, profile: Profile) -> Attestation | Dispute:
    kind, targets, step, source, evidence, time = shape.array(items, 6)
    make = Attestation if kind == 2 else Dispute
    return make(
        targets=shape.sorted_set(targets, lambda item: _target(item, profile), profile.ops_max),
        step=shape.text(step, 40),
        source=shape.optional(source, _record),
        evidence=shape.sorted_set(evidence, shape.long_id, profile.evidence_max),
        time=shape.integer(time, -INT_MAX, INT_MAX),
    )


def _blob_chunk(items: object, _profile: Profile) -> BlobChunk:
    _, blob, index, data = shape.array(items, 4)
    return BlobChunk(blob=shape.short_id(blob), index=shape.integer(index, 0, 2**20), data=shape.octets(data))


def _grant(items: object, _profile: Profile) -> Grant:
    _, device, role, group, pseudonym, invitation, scope = shape.array(items, 7)
    return Grant(
        device=Device(shape.long_id(device)),
        role=shape.integer(role, 1, 255),
        group=shape.optional(group, _group),
        pseudonym=shape.text(pseudonym, NAME_BYTES_MAX),
        invitation=shape.optional(invitation, shape.short_id),
        scope=shape.sorted_set(scope, lambda kind: shape.text(kind, 40), 64),
    )


def _group(value: object) -> Group:
    return Group(shape.short_id(value))


def _group_name(items: object, _profile: Profile) -> GroupName:
    _, group, name = shape.array(items, 3)
    return GroupName(_group(group), shape.text(name, NAME_BYTES_MAX))


def _hiding(items: object, _profile: Profile) -> Hiding:
    _, record, mode, reason = shape.array(items, 4)
    return Hiding(record=_record(record), mode=shape.integer(mode, WITHHOLD, HIDE), reason=shape.text(reason, 40))


def _lifting(items: object, _profile: Profile) -> Lifting:
    _, record, hidings = shape.array(items, 3)
    return Lifting(_record(record), shape.sorted_set(hidings, _change_id, 64))


def _announcement(items: object, _profile: Profile) -> Announcement:
    _, kid, replaced, head, suspensions = shape.array(items, 5)
    return Announcement(
        kid=Kid(shape.long_id(kid)),
        replaced=shape.sorted_set(replaced, lambda item: Kid(shape.long_id(item)), KEYS_MAX),
        head=Head(shape.long_id(head)),
        suspensions=shape.sorted_set(suspensions, shape.long_id, KEYS_MAX),
    )


def _keyring(items: object, _profile: Profile) -> Keyring:
    def pair(value: object) -> tuple[Kid, bytes]:
        kid, key = shape.array(value, 2)
        return Kid(shape.long_id(kid)), shape.long_id(key)

    return Keyring(shape.sorted_set(shape.array(items, 2)[1], pair, KEYS_MAX))


def _witness(items: object, _profile: Profile) -> Witness:
    def place(value: object) -> tuple[Log, int, EntryId]:
        log, seq, entry = shape.array(value, 3)
        return Log(shape.short_id(log)), shape.integer(seq, 0, SEQ_MAX), EntryId(shape.long_id(entry))

    return Witness(shape.sorted_set(shape.array(items, 2)[1], place, FRONTIER_MAX))


def _addresses(items: object, _profile: Profile) -> Addresses:
    _, device, listed = shape.array(items, 3)
    found = shape.sorted_set(listed, lambda item: shape.text(item, ADDRESS_BYTES_MAX), ADDRESSES_MAX)
    return Addresses(Device(shape.long_id(device)), found)


_READERS: Final = {
    1: _record_change,
    2: _verdict,
    3: _verdict,
    4: _blob_chunk,
    16: _grant,
    17: _group_name,
    18: _hiding,
    19: _lifting,
    20: _announcement,
    21: _keyring,
    22: _witness,
    23: _addresses,
}
