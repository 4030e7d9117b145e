"""What an opened payload says: every type goes out and comes back, every broken one is refused or named unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from node.crdt.bodies import (
    FRONTIER_MAX,
    HIDE,
    Addresses,
    Announcement,
    Attestation,
    BlobChunk,
    Body,
    Delete,
    Dispute,
    Grant,
    GroupName,
    Hiding,
    Keyring,
    Lifting,
    Put,
    RecordChange,
    Target,
    Unknown,
    Witness,
)
from node.crdt.body_codec import decode_body, encode_body
from node.crdt.codec import pack, unpack
from node.crdt.errors import CrdtError, Malformed, OverLimit
from node.crdt.ids import Device, EntryId, Group, Head, Kid, Log, Record
from node.crdt.limits import BODY_BYTES_MAX, INT_MAX, INT_MIN, PROFILE_1

ENTRY, RECORD = EntryId(b"e" * 32), Record(b"r" * 16)
TARGET = Target(change=(ENTRY, 0), path="sex", value_hash=b"v" * 16)
CHANGE = RecordChange(
    deps=((ENTRY, 0), (ENTRY, 63)),
    time=1_700_000_000,
    source=RECORD,
    ops=(Put("a", b"x"), Put("b", "Ў"), Put("c", INT_MIN), Put("d", True), Put("e", None), Delete("names/x7/text")),
)
BODIES: tuple[Body, ...] = (
    CHANGE,
    replace(CHANGE, deps=(), source=None, time=-1, ops=(Delete("a"),)),
    Attestation(targets=(TARGET,), step="document", source=RECORD, evidence=(b"1" * 32, b"2" * 32), time=5),
    Dispute(targets=(TARGET,), step="", source=None, evidence=(), time=INT_MAX),
    BlobChunk(blob=b"b" * 16, index=3, data=b"\0" * 100),
    Grant(
        device=Device(b"d" * 32),
        role=3,
        group=Group(b"g" * 16),
        pseudonym="TEST-alice",
        invitation=b"i" * 16,
        scope=("need", "letter"),
    ),
    Grant(device=Device(b"d" * 32), role=1, group=None, pseudonym="", invitation=None, scope=()),
    GroupName(Group(b"g" * 16), "TEST-Апека"),
    Hiding(record=RECORD, mode=HIDE, reason="family_request"),
    Lifting(RECORD, ((ENTRY, 1), (ENTRY, 2))),
    Announcement(kid=Kid(b"k" * 32), replaced=(Kid(b"j" * 32),), head=Head(b"h" * 32), suspensions=(b"s" * 32,)),
    Keyring(((Kid(b"j" * 32), b"c" * 32),)),
    Witness(((Log(b"l" * 16), 0, ENTRY), (Log(b"m" * 16), 9, ENTRY))),
    Addresses(Device(b"d" * 32), ("203.0.113.7:4711", "wss://node.example/path")),
)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: type(body).__name__)
def test_body_encoded_decodes_to_itself(body: Body) -> None:
    assert decode_body(encode_body(body)) == body


def test_body_encoded_has_one_form_whatever_the_order_of_its_parts() -> None:
    shuffled = replace(CHANGE, deps=CHANGE.deps[::-1], ops=CHANGE.ops[::-1])
    assert encode_body(shuffled) == encode_body(CHANGE)
    doubled = replace(CHANGE, deps=CHANGE.deps * 2)
    assert encode_body(doubled) == encode_body(CHANGE)


def test_body_of_an_unknown_type_is_a_value_and_cannot_be_written() -> None:
    for kind in (0, 5, 15, 24, 2**16):
        assert decode_body(pack([kind, "whatever", [1]])) == Unknown(kind)
    with pytest.raises(Malformed):
        encode_body(Unknown(5))


def test_keyring_never_shows_its_keys() -> None:
    assert "c" * 32 not in repr(Keyring(((Kid(b"j" * 32), b"c" * 32),)))


# --- one failure each -------------------------------------------------------------------------------------------------
Items = list[object]
BASE: dict[str, Items] = {
    type(body).__name__: list(unpack(encode_body(body), bytes_max=BODY_BYTES_MAX)) for body in reversed(BODIES)
}


def put(kind: str, place: int, value: object) -> bytes:
    """Gives the bytes of a body of a kind with a value in place of one of its items."""
    items = list(BASE[kind])
    items[place] = value
    return pack(items)


def ops(*listed: object) -> bytes:
    """Gives a change of these operations."""
    return put("RecordChange", 4, list(listed))


LONG = "x" * 201
BAD: dict[str, tuple[Callable[[], bytes], type[CrdtError]]] = {
    "nothing": (lambda: pack([]), Malformed),
    "a type that is text": (lambda: pack(["1"]), Malformed),
    "a type that is true": (lambda: pack([True, [], 0, None, [["a"]]]), Malformed),
    "a negative type": (lambda: pack([-1]), Malformed),
    "a type above 16 bits": (lambda: pack([2**16 + 1]), Malformed),
    "an item too many": (lambda: pack([*BASE["RecordChange"], 0]), Malformed),
    "an item too few": (lambda: pack(BASE["RecordChange"][:-1]), Malformed),
    "bytes after the end": (lambda: pack(BASE["GroupName"]) + b"\0", Malformed),
    "no operation": (lambda: ops(), OverLimit),
    "an operation too many": (lambda: ops(*[[f"p{n:04}", 1] for n in range(PROFILE_1.ops_max + 1)]), OverLimit),
    "an operation of three parts": (lambda: ops(["a", 1, 2]), Malformed),
    "an operation of no part": (lambda: ops([]), Malformed),
    "a path named twice": (lambda: ops(["a", 1], ["a", 2]), Malformed),
    "a path put and deleted": (lambda: ops(["a"], ["a", 2]), Malformed),
    "operations out of order": (lambda: ops(["b", 1], ["a", 1]), Malformed),
    "a path that is a number": (lambda: ops([1, 1]), Malformed),
    "an empty path": (lambda: ops(["", 1]), Malformed),
    "a long path": (lambda: ops([LONG, 1]), OverLimit),
    "a path of many bytes": (lambda: ops(["Ў" * 101, 1]), OverLimit),
    "a deep path": (lambda: ops(["a/b/c/d/e/f", 1]), OverLimit),
    "a value that is a list": (lambda: ops(["a", []]), Malformed),
    "a long value": (lambda: ops(["a", "x" * (PROFILE_1.value_bytes_max + 1)]), OverLimit),
    "a value of many bytes": (lambda: ops(["a", "Ў" * (PROFILE_1.value_bytes_max // 2 + 1)]), OverLimit),
    "a long byte string": (lambda: ops(["a", b"x" * (PROFILE_1.value_bytes_max + 1)]), OverLimit),
    "a time that is text": (lambda: put("RecordChange", 2, "now"), Malformed),
    "the lowest time of all": (lambda: put("RecordChange", 2, INT_MIN), Malformed),
    "a short source": (lambda: put("RecordChange", 3, b"r" * 15), Malformed),
    "a dependency without index": (lambda: put("RecordChange", 1, [[ENTRY]]), Malformed),
    "a dependency on payload 64": (lambda: put("RecordChange", 1, [[ENTRY, 64]]), Malformed),
    "dependencies out of order": (lambda: put("RecordChange", 1, [[ENTRY, 1], [ENTRY, 0]]), Malformed),
    "a dependency twice": (lambda: put("RecordChange", 1, [[ENTRY, 1], [ENTRY, 1]]), Malformed),
    "a dependency too many": (lambda: put("RecordChange", 1, [[ENTRY, n] for n in range(33)]), OverLimit),
    "a target without hash": (lambda: put("Attestation", 1, [[ENTRY, 0, "a"]]), Malformed),
    "a target of a long hash": (lambda: put("Attestation", 1, [[ENTRY, 0, "a", b"v" * 32]]), Malformed),
    "a target of an empty path": (lambda: put("Dispute", 1, [[ENTRY, 0, "", b"v" * 16]]), Malformed),
    "a long step": (lambda: put("Attestation", 2, "x" * 41), OverLimit),
    "evidence too much": (lambda: put("Attestation", 4, [bytes([n]) * 32 for n in range(17)]), OverLimit),
    "short evidence": (lambda: put("Attestation", 4, [b"1" * 31]), Malformed),
    "a chunk of text": (lambda: put("BlobChunk", 3, "data"), Malformed),
    "a chunk of negative index": (lambda: put("BlobChunk", 2, -1), Malformed),
    "role 0": (lambda: put("Grant", 2, 0), Malformed),
    "role 256": (lambda: put("Grant", 2, 256), Malformed),
    "a long pseudonym": (lambda: put("Grant", 4, LONG), OverLimit),
    "a short invitation": (lambda: put("Grant", 5, b"i" * 15), Malformed),
    "a scope out of order": (lambda: put("Grant", 6, ["letter", "need"]), Malformed),
    "a scope too many": (lambda: put("Grant", 6, [f"k{n:02}" for n in range(65)]), OverLimit),
    "a long name of a group": (lambda: put("GroupName", 2, LONG), OverLimit),
    "hiding mode 0": (lambda: put("Hiding", 2, 0), Malformed),
    "hiding mode 3": (lambda: put("Hiding", 2, 3), Malformed),
    "a long reason": (lambda: put("Hiding", 3, "x" * 41), OverLimit),
    "a hiding of no record": (lambda: put("Hiding", 1, b""), Malformed),
    "liftings out of order": (lambda: put("Lifting", 2, [[ENTRY, 1], [ENTRY, 0]]), Malformed),
    "a short kid": (lambda: put("Announcement", 1, b"k" * 31), Malformed),
    "a replaced kid too many": (
        lambda: put("Announcement", 2, [n.to_bytes(32, "big") for n in range(257)]),
        OverLimit,
    ),
    "a keyring of one half": (lambda: put("Keyring", 1, [[b"k" * 32]]), Malformed),
    "a keyring of a short key": (lambda: put("Keyring", 1, [[b"k" * 32, b"c" * 16]]), Malformed),
    "a witness of a negative number": (lambda: put("Witness", 1, [[b"l" * 16, -1, ENTRY]]), Malformed),
    "a witness of too many logs": (
        lambda: put("Witness", 1, [[n.to_bytes(16, "big"), 0, ENTRY] for n in range(FRONTIER_MAX + 1)]),
        OverLimit,
    ),
}


@pytest.mark.parametrize(("make", "error"), BAD.values(), ids=BAD)
def test_body_with_one_thing_wrong_is_refused(make: Callable[[], bytes], error: type[CrdtError]) -> None:
    with pytest.raises(error):
        decode_body(make())


def test_body_at_its_limits_is_accepted() -> None:
    most = PROFILE_1.ops_max
    change = decode_body(ops(*[[f"p{n:04}", 1] for n in range(most)]))
    assert isinstance(change, RecordChange)
    assert len(change.ops) == most
    largest = decode_body(ops(["a/b/c/d/e" + "x" * 191, "Ў" * (PROFILE_1.value_bytes_max // 2)]))
    assert isinstance(largest, RecordChange)
    assert len(largest.ops[0].path) == PROFILE_1.path_bytes_max


def test_body_is_judged_by_the_profile_given() -> None:
    narrow = replace(PROFILE_1, ops_max=1)
    body = encode_body(CHANGE)
    assert decode_body(body) == CHANGE
    with pytest.raises(OverLimit):
        decode_body(body, narrow)
