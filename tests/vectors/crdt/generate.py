"""Makes the vectors of entries, payloads, bodies and records: `python tests/vectors/crdt/generate.py` writes the files.

Two readers judge them: the program and `tests/vectors/verifier.py`. An invalid vector differs from a valid one in the
one thing its `why` names. A format that changes gets a new number and new vectors; these stay.
"""

import json
import random
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
sys.path.insert(0, str(ROOT))

from nacl import bindings  # noqa: E402

from keys.epoch import control_key, kid, record_key  # noqa: E402
from keys.sealing import seal  # noqa: E402
from keys.secret import EpochKey  # noqa: E402
from keys.signing import SigningKey  # noqa: E402
from node.crdt.bodies import Body, Put, RecordChange  # noqa: E402
from node.crdt.body_codec import decode_body, encode_body  # noqa: E402
from node.crdt.claims import Claim, Projection, Voice, Withholding  # noqa: E402
from node.crdt.codec import pack, unpack  # noqa: E402
from node.crdt.entry import Header, Opening, Payload, prune, sign_entry, slot_of  # noqa: E402
from node.crdt.graph import Dep, RecordGraph, Refusal, Verdict, actor_of  # noqa: E402
from node.crdt.ids import NO_RECORD, ChangeId, Device, EntryId, Head, Kid, Log, Record, Space  # noqa: E402
from node.crdt.payload import DICTIONARY_1, encode_plaintext, padded_length, payload_key  # noqa: E402
from node.crdt.projection import projection_hash, state_hash, value_hash  # noqa: E402
from tests.property.record_targets import BODIES  # noqa: E402
from tests.vectors.verifier import told  # noqa: E402

Vector = dict[str, Any]
Items = list[Any]


def made(name: str, size: int = 32) -> bytes:
    """Bytes made from a name: the keys, ids and salts of the vectors."""
    return blake2b(name.encode(), digest_size=size).digest()


def valid(name: str, given: Vector, expected: Vector) -> Vector:
    return {"name": name, "given": given, "expected": expected}


def packed_hex(data: bytes) -> str:
    """Bytes as the files hold them: hexadecimal, above 2 KiB deflated with `deflate:` before it."""
    return data.hex() if len(data) <= 2048 else "deflate:" + zlib.compress(data, 9).hex()


def invalid(why: str, given: Vector) -> Vector:
    return {"why": why, "given": given}


# --- codec ------------------------------------------------------------------------------------------------------------
VALUES: dict[str, Items] = {
    "nothing": [],
    "leaves": [None, True, False, 0, "", b""],
    "integers around each form": [
        -(2**63), -(2**31) - 1, -(2**31), -(2**15) - 1, -(2**15), -129, -128, -33, -32, -1, 0, 127, 128, 255, 256,
        2**16 - 1, 2**16, 2**32 - 1, 2**32, 2**63 - 1,
    ],
    "text around each form": ["x" * 31, "x" * 32, "x" * 255, "x" * 256],
    "text of many scripts": ["Ўладзімір", "Żodzina", "\u202e", "a\0b", "🕊"],
    "bytes around each form": [b"x" * 255, b"x" * 256],
    "fifteen items": [0] * 15,
    "sixteen items": [0] * 16,
    "six levels": [[[[[[]]]]]],
    "worked example": [1, "Ў", b"\x00\xff", None, [True, -1]],
}  # fmt: skip
NOT_CANONICAL: dict[str, bytes] = {
    "no bytes": b"",
    "an integer alone": b"\x01",
    "a byte string alone": b"\xc4\x00",
    "a map": b"\x80",
    "a map inside": b"\x91\x81\xa1a\x01",
    "a float": b"\x91\xca\x3f\x80\x00\x00",
    "a double": b"\x91\xcb" + bytes(8),
    "an extension": b"\x91\xd4\x01\x00",
    "a timestamp": b"\x91\xd6\xff" + bytes(4),
    "the unused byte": b"\x91\xc1",
    "bytes after the end": b"\x90\x00",
    "an item missing": b"\x92\x01",
    "a byte string cut short": b"\x91\xc4\x02\x00",
    "text cut short": b"\x91\xa2a",
    "an integer cut short": b"\x91\xcd\x01",
    "text that is not UTF-8": b"\x91\xa1\xff",
    "half a surrogate pair": b"\x91\xa3\xed\xa0\x80",
    "an overlong form": b"\x91\xa2\xc0\xaf",
    "text above Unicode": b"\x91\xa4\xf4\x90\x80\x80",
    "an integer of 2^63": b"\x91\xcf\x80" + bytes(7),
    "a long form of 1": b"\x91\xcc\x01",
    "a longer form of 255": b"\x91\xcd\x00\xff",
    "the longest form of 0": b"\x91\xcf" + bytes(8),
    "a signed form of 1": b"\x91\xd0\x01",
    "a long form of -1": b"\x91\xd0\xff",
    "a longer form of -128": b"\x91\xd1\xff\x80",
    "a long form of an empty array": b"\xdc\x00\x00",
    "a longer form of an empty array": b"\xdd\x00\x00\x00\x00",
    "a long form of short text": b"\x91\xd9\x01a",
    "a longer form of text": b"\x91\xda\x00\x20" + b"x" * 32,
    "a long form of short bytes": b"\x91\xc5\x00\x01a",
    "seven levels": b"\x91" * 6 + b"\x90",
    "500 levels": b"\x91" * 499 + b"\x90",
    "a false length of four billion": b"\xdd\xff\xff\xff\xff",
    "bytes of a false length": b"\x91\xc6\xff\xff\xff\xff",
}


def codec() -> Vector:
    return {
        "valid": [valid(name, {"packed": pack(items).hex()}, {"value": told(items)}) for name, items in VALUES.items()],
        "invalid": [invalid(why, {"packed": data.hex()}) for why, data in NOT_CANONICAL.items()],
    }


# --- entries ----------------------------------------------------------------------------------------------------------
KEY, EPOCH = SigningKey(made("device")), EpochKey(made("epoch"))
DEVICE, SPACE, RECORD = Device(KEY.public), Space(made("space", 16)), Record(made("record", 16))
OPENING = Opening(device=DEVICE, nonce=made("nonce", 16), previous=None, tip=None)
BODY = encode_body(
    RecordChange(deps=(), time=1_800_000_000, source=None, ops=(Put("kind", "person"), Put("sex", "female")))
)


def sealed(header: Header, index: int, record: Record, body: bytes) -> Payload:
    plain = encode_plaintext(body, made("salt", 16))
    key = payload_key(EPOCH, record)
    return Payload(record, seal(key, context=header.context(index, record), plaintext=plain))


def written(seq: int, prev: EntryId | Opening, *payloads: tuple[Record, bytes]) -> tuple[Header, list[Payload]]:
    bare = Header(
        space=SPACE,
        log=OPENING.log_in(SPACE),
        seq=seq,
        prev=prev,
        roster=Head(made("roster")),
        kid=Kid(kid(EPOCH)),
        slots=(),
    )
    listed = [sealed(bare, index, record, body) for index, (record, body) in enumerate(payloads)]
    return replace(bare, slots=tuple(slot_of(payload) for payload in listed)), listed


NAME = pack([17, SPACE, "TEST-space"])
FIRST, FIRST_PAYLOADS = written(0, OPENING, (NO_RECORD, NAME))
FIRST_ENTRY = sign_entry(FIRST, KEY)
SECOND, SECOND_PAYLOADS = written(1, FIRST_ENTRY.id, (RECORD, BODY), (NO_RECORD, NAME))


def entry_given(packed: bytes, device: bytes = DEVICE) -> Vector:
    return {"packed": packed.hex(), "device": device.hex()}


def resigned(place: int, value: Any, header: Header = FIRST) -> Vector:
    """An entry of which one item was replaced and which its author signed so."""
    items: Items = list(unpack(header.packed(), bytes_max=10_000))
    items[place] = value
    unsigned = pack(items)
    return entry_given(pack([*items, KEY.sign("entry", unsigned)]))


def entries() -> Vector:
    after = replace(OPENING, previous=Log(made("previous", 16)), tip=EntryId(made("tip")))
    many = replace(SECOND, slots=SECOND.slots * 32)
    headers = {
        "a first entry": FIRST,
        "a second entry": SECOND,
        "a first entry after a previous log": replace(FIRST, prev=after),
        "the last number": replace(SECOND, seq=2**40),
        "64 payloads": many,
    }
    good = []
    for name, header in headers.items():
        entry = sign_entry(header, KEY)
        expected = {"id": entry.id.hex(), "seq": header.seq, "context": header.context(0, NO_RECORD).hex()}
        good.append(valid(name, entry_given(entry.packed), expected))
    packed, second = FIRST_ENTRY.packed, sign_entry(SECOND, KEY).packed
    slot = list(unpack(pack([[SECOND.slots[0].hash, 104]]), bytes_max=100)[0])  # type: ignore[arg-type]
    other = SigningKey(made("another device"))
    label = KEY.sign("certificate", FIRST.packed())
    bad = [
        invalid("a flipped bit of the signature", entry_given(packed[:-1] + bytes([packed[-1] ^ 1]))),
        invalid("a flipped bit of the space", entry_given(packed[:5] + bytes([packed[5] ^ 1]) + packed[6:])),
        invalid("another device", entry_given(second, other.public)),
        invalid("signed by another device", entry_given(sign_entry(SECOND, other).packed)),
        invalid("signed under another label", entry_given(packed[:-64] + label)),
        invalid("bytes after the end", entry_given(packed + b"\0")),
        invalid("no signature", entry_given(FIRST.packed())),
        invalid("format 2", resigned(0, 2)),
        invalid("the format as true", resigned(0, True)),
        invalid("a space of 15 bytes", resigned(1, SPACE[:15])),
        invalid("a space that is text", resigned(1, "x" * 16)),
        invalid("a log the opening does not give", resigned(2, made("log", 16))),
        invalid("number -1", resigned(3, -1, SECOND)),
        invalid("number 2^40 + 1", resigned(3, 2**40 + 1, SECOND)),
        invalid("number false", resigned(3, False)),
        invalid("an opening at number 1", resigned(3, 1)),
        invalid("number 0 without an opening", resigned(3, 0, SECOND)),
        invalid("an opening of three items", resigned(4, [DEVICE, OPENING.nonce, None])),
        invalid("a previous log without a tip", resigned(4, [DEVICE, OPENING.nonce, after.previous, None])),
        invalid("an entry before of 31 bytes", resigned(4, FIRST_ENTRY.id[:31], SECOND)),
        invalid("no roster", resigned(5, None)),
        invalid("a kid of 16 bytes", resigned(6, made("kid", 16))),
        invalid("no payload", resigned(7, [])),
        invalid("65 payloads", resigned(7, [slot] * 65)),
        invalid("a payload of length 0", resigned(7, [[slot[0], 0]])),
        invalid("a payload without a length", resigned(7, [[slot[0]]])),
        invalid("payloads of 256 KiB and a byte", resigned(7, [[slot[0], 2**18], [slot[0], 1]])),
    ]
    return {"valid": good, "invalid": bad}


# --- payloads ---------------------------------------------------------------------------------------------------------
def plain_of(codec_: int, content: bytes, length: int | None = None, padding: int | None = None) -> Vector:
    head = made("salt", 16) + bytes([codec_]) + (len(content) if length is None else length).to_bytes(4, "big")
    whole = head + content
    zeros = padded_length(len(whole)) - len(whole) if padding is None else padding
    return {"plaintext": (whole + bytes(zeros)).hex()}


def deflated(body: bytes, dictionary: bytes = DICTIONARY_1) -> bytes:
    squeeze = zlib.compressobj(level=9, wbits=-15, zdict=dictionary)
    return squeeze.compress(body) + squeeze.flush()


def plaintexts() -> Vector:
    noise = random.Random(1).randbytes(5_000)
    good = [
        ("a change, deflated with the dictionary", plain_of(1, deflated(BODY)), BODY),
        ("a change, deflated without it", plain_of(1, deflated(BODY, b"\0")), BODY),
        ("a change, stored", plain_of(0, BODY), BODY),
        ("nothing, stored", plain_of(0, b""), b""),
        ("nothing, deflated", plain_of(1, deflated(b"")), b""),
        ("43 bytes: 64 without padding", plain_of(0, noise[:43]), noise[:43]),
        ("44 bytes: 128", plain_of(0, noise[:44]), noise[:44]),
        ("1,003 bytes: 1,024", plain_of(0, noise[:1003]), noise[:1003]),
        ("1,004 bytes: 1,088", plain_of(0, noise[:1004]), noise[:1004]),
        ("2,100 bytes: 2,176", plain_of(0, noise[:2100]), noise[:2100]),
    ]
    ones = plain_of(0, BODY)["plaintext"]
    bad = [
        ("nothing", {"plaintext": ""}),
        ("a head cut short", {"plaintext": plain_of(0, b"")["plaintext"][:40]}),
        ("codec 2", plain_of(2, BODY)),
        ("a length beyond the end", plain_of(0, BODY, length=100)),
        ("a length of four billion", plain_of(0, BODY, length=2**32 - 1)),
        ("padding of one", {"plaintext": ones[:-2] + "01"}),
        ("padding of one where it begins", plain_of(0, BODY + b"\1", length=len(BODY))),
        (
            "64 bytes of padding too much",
            plain_of(0, BODY, padding=padded_length(21 + len(BODY)) - 21 - len(BODY) + 64),
        ),
        ("no padding", plain_of(0, BODY, padding=0)),
        ("64-byte steps above 2,048", plain_of(0, noise[:4000], padding=4032 - 4021)),
        ("a stream that is none", plain_of(1, b"\xff\xff")),
        ("an empty stream", plain_of(1, b"")),
        ("a stream cut short", plain_of(1, deflated(BODY)[:-1])),
        ("a byte after the stream", plain_of(1, deflated(BODY) + b"\0")),
        ("a zlib head", plain_of(1, zlib.compress(BODY))),
        ("a bomb", plain_of(1, deflated(bytes(2**18 + 1)))),
    ]
    return {
        "valid": [valid(name, given, {"body": body.hex()}) for name, given, body in good],
        "invalid": [invalid(why, given) for why, given in bad],
    }


def payloads() -> Vector:
    entry = sign_entry(SECOND, KEY)
    keys = {RECORD: record_key(EPOCH, RECORD), NO_RECORD: control_key(EPOCH)}

    def given(slot: int, **changed: Any) -> Vector:
        payload = SECOND_PAYLOADS[slot]
        parts = {
            "entry": entry.packed.hex(),
            "key": keys[payload.record].reveal().hex(),
            "index": slot,
            "record": payload.record.hex(),
            "ciphertext": payload.ciphertext.hex(),
        }
        return {**parts, **changed}

    good = []
    for index, (name, body) in enumerate((("of a record", BODY), ("of control", NAME))):
        payload = SECOND_PAYLOADS[index]
        expected = {
            "body": body.hex(),
            "hash": SECOND.slots[index].hash.hex(),
            "erased": prune(payload).inner_hash.hex(),
        }
        good.append(valid(name, given(index), expected))
    text = SECOND_PAYLOADS[0].ciphertext
    context = SECOND.context(0, RECORD)
    plain = encode_plaintext(BODY, made("salt", 16))
    elsewhere = sign_entry(replace(SECOND, seq=2), KEY).packed.hex()
    raw = keys[RECORD].reveal()
    free = made("nonce of another's choice", 24)
    chosen = free + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, context, free, raw)
    bad = [
        invalid("a flipped bit of the nonce", given(0, ciphertext=bytes([text[0] ^ 1]).hex() + text[1:].hex())),
        invalid("a flipped bit of the tag", given(0, ciphertext=text[:-1].hex() + bytes([text[-1] ^ 1]).hex())),
        invalid("39 bytes", given(0, ciphertext=text[:39].hex())),
        invalid("another key", given(0, key=made("another key").hex())),
        invalid("the control key for a record", given(0, key=keys[NO_RECORD].reveal().hex())),
        invalid("another index", given(0, index=1)),
        invalid("another record", given(0, record=made("another record", 16).hex())),
        invalid("no record", given(0, record="")),
        invalid("another place in the log", given(0, entry=elsewhere)),
        invalid("a nonce that the text does not give", given(0, ciphertext=chosen.hex())),
        invalid(
            "bad content well sealed", given(0, ciphertext=seal(keys[RECORD], context=context, plaintext=b"").hex())
        ),
    ]
    return {"valid": good, "invalid": bad}


# --- bodies -----------------------------------------------------------------------------------------------------------
NAMES = {
    1: "change", 2: "attestation", 3: "dispute", 4: "blob chunk", 16: "grant", 17: "group name", 18: "hiding",
    19: "lifting", 20: "announcement", 21: "keyring", 22: "witness", 23: "addresses",
}  # fmt: skip


def wrong_bodies() -> Iterator[tuple[str, bytes]]:
    """Bodies with one thing wrong: of each type an item of another shape in each place, then the bounds."""
    odd: dict[type, tuple[str, Any]] = {
        bytes: ("text", "x" * 16),
        str: ("bytes", b"x"),
        int: ("true", True),
        list: ("nil", None),
        type(None): ("a number", 0),
    }
    seen = set[int]()
    for body in BODIES:
        items: Items = list(unpack(encode_body(body), bytes_max=10_000))
        if items[0] in seen:
            continue
        seen.add(items[0])
        yield f"{NAMES[items[0]]} with an item too many", pack([*items, 0])
        yield f"{NAMES[items[0]]} with an item too few", pack(items[:-1])
        for place in range(1, len(items)):
            name, value = odd[type(items[place])]
            yield f"{NAMES[items[0]]} with {name} in place {place}", pack([*items[:place], value, *items[place + 1 :]])
    yield from wrong_changes()


def wrong_changes() -> Iterator[tuple[str, bytes]]:
    ident = made("entry")

    def ops(*listed: Any) -> bytes:
        return pack([1, [], 0, None, list(listed)])

    yield "no operation", ops()
    yield "513 operations", ops(*[[f"{n:04}", 1] for n in range(513)])
    yield "a path twice", ops(["a", 1], ["a", 2])
    yield "paths out of order", ops(["b", 1], ["a", 1])
    yield "paths ordered by length", ops(["b", 1], ["aa", 1])
    yield "an empty path", ops(["", 1])
    yield "a path of 201 bytes", ops(["x" * 201, 1])
    yield "a path of 101 letters in 202 bytes", ops(["Ў" * 101, 1])
    yield "a path of six segments", ops(["a/b/c/d/e/f", 1])
    yield "addresses out of order", pack([23, b"d" * 32, ["b:1", "a:1"]])
    yield "five addresses", pack([23, b"d" * 32, [f"{n}:1" for n in range(5)]])
    yield "an address of 256 bytes", pack([23, b"d" * 32, ["a" * 256]])
    yield "a value that is an array", ops(["a", []])
    yield "text of 64 KiB and a byte", ops(["a", "x" * (2**16 + 1)])
    yield "text of 32,769 letters in 65,538 bytes", ops(["a", "Ў" * (2**15 + 1)])
    yield "bytes of 64 KiB and one", ops(["a", b"x" * (2**16 + 1)])
    yield "the time -2^63", pack([1, [], -(2**63), None, [["a", 1]]])
    yield "a dependency on payload 64", pack([1, [[ident, 64]], 0, None, [["a", 1]]])
    yield "a dependency twice", pack([1, [[ident, 0], [ident, 0]], 0, None, [["a", 1]]])
    yield "dependencies out of order", pack([1, [[ident, 1], [ident, 0]], 0, None, [["a", 1]]])
    yield "33 dependencies", pack([1, [[ident, n] for n in range(33)], 0, None, [["a", 1]]])
    yield "role 0", pack([16, ident, 0, None, "", None, []])
    yield "role 256", pack([16, ident, 256, None, "", None, []])
    yield "a scope out of order", pack([16, ident, 1, None, "", None, ["b", "a"]])
    yield "hiding mode 3", pack([18, ident[:16], 3, ""])
    yield "a step of 41 bytes", pack([2, [], "x" * 41, None, [], 0])
    yield "17 pieces of evidence", pack([2, [], "", None, sorted(bytes([n]) * 32 for n in range(17)), 0])
    yield "a control key of 16 bytes", pack([21, [[ident, ident[:16]]]])
    yield "2,001 logs", pack([22, [[n.to_bytes(16, "big"), 0, ident] for n in range(2_001)]])
    yield "nothing", pack([])
    yield "a type that is text", pack(["1"])
    yield "a negative type", pack([-1])
    yield "type 65,537", pack([65_537])


def bodies() -> Vector:
    good = []
    for body in BODIES:
        packed = encode_body(body)
        good.append(
            valid(
                type(body).__name__,
                {"packed": packed_hex(packed)},
                {"type": NAMES[unpack(packed, bytes_max=10_000)[0]]},
            )
        )  # type: ignore[index]
    limits: list[Body] = [
        RecordChange(deps=(), time=2**63 - 1, source=None, ops=tuple(Put(f"{n:03}", None) for n in range(512))),
        RecordChange(deps=(), time=-(2**63 - 1), source=None, ops=(Put("a/b/c/d/e" + "x" * 191, "Ў" * 2**15),)),
    ]
    good += [valid("at the limits", {"packed": packed_hex(encode_body(body))}, {"type": "change"}) for body in limits]
    good += [valid("unknown", {"packed": pack([n, "x"]).hex()}, {"type": "unknown"}) for n in (0, 5, 15, 24, 65_536)]
    return {"valid": good, "invalid": [invalid(why, {"packed": packed_hex(data)}) for why, data in wrong_bodies()]}


# --- hashes and records -----------------------------------------------------------------------------------------------
def hashes() -> Vector:
    one, two = (EntryId(made("one")), 0), (EntryId(made("two")), 63)

    def given(label: str, array: Items, size: int) -> Vector:
        return {"label": label, "array": told(array), "size": size}

    def voice(id: ChangeId) -> Voice:
        return Voice(id=id, device=DEVICE, group=None, time=0, source=None)

    claims = (
        Claim(value="x", voice=voice(one), restated_by=(voice(two), voice(one)), is_verified=True),
        Claim(value=None, voice=voice(two), is_proposed=True, deletion_proposed_by=(voice(one),)),
    )
    shown = Projection(
        record=RECORD,
        kind="person",
        fields={"a": claims, "b": claims[1:]},
        heads=(),
        hidings=(Withholding(id=two, device=DEVICE, mode=2, reason=""),),
        refused=(Refusal(one, "c", Verdict.BAD),),
        waiting=1,
        unreadable=2,
        void=3,
        newer=4,
    )
    told_of = [pack([sorted([list(two), list(one)]), [], [], []]), pack([[], [list(one)], [], []])]
    told_second = [*two, None, 1, told_of[1]]
    fields: Items = [["a", [[*one, "x", 2, told_of[0]], told_second]], ["b", [told_second]]]
    members: Items = sorted([[DEVICE, 4, made("group", 16), "active"], [made("zz"), 0, None, "expelled"]])
    records = sorted([(RECORD, made("hash 1")), (Record(made("r2", 16)), made("hash 2"))])
    return {
        "valid": [
            valid("log", given("log", [DEVICE, SPACE, OPENING.nonce], 16), {"hash": FIRST.log.hex()}),
            valid("actor", given("actor", list(two), 16), {"hash": actor_of(two).hex()}),
            valid(
                "value", given("value", ["names/x7/text", "Ў"], 16), {"hash": value_hash("names/x7/text", "Ў").hex()}
            ),
            valid("value true", given("value", ["a", True], 16), {"hash": value_hash("a", True).hex()}),
            valid("value 1", given("value", ["a", 1], 16), {"hash": value_hash("a", 1).hex()}),
            valid("deletion", given("value", ["a", None], 16), {"hash": value_hash("a", None).hex()}),
            valid(
                "entry",
                given("entry", list(unpack(FIRST_ENTRY.packed, bytes_max=9_000)), 32),
                {"hash": FIRST_ENTRY.id.hex()},
            ),
            valid(
                "projection",
                given("projection", [RECORD, "person", fields, [[*two, 2]], [1, 2, 3, 4, 1]], 32),
                {"hash": projection_hash(shown).hex()},
            ),
            valid(
                "state",
                given("state", [made("roster"), members, b"".join(a + b for a, b in records)], 32),
                {"hash": state_hash(Head(made("roster")), members, records).hex()},
            ),
            valid(
                "state of nothing",
                given("state", [made("roster"), [], b""], 32),
                {"hash": state_hash(Head(made("roster")), [], []).hex()},
            ),
        ],
        "invalid": [],
    }


Told = tuple[str, tuple[str, ...], dict[str, Any]]  # name of a change, those it depends on, what it puts (...: deletes)
GRAPHS: dict[str, list[Told]] = {
    "one change": [("1", (), {"kind": "person", "a": 1})],
    "a put after a put": [("1", (), {"a": "x"}), ("2", ("1",), {"a": "y"})],
    "two puts side by side": [("1", (), {"a": "x"}), ("2", (), {"a": "y"})],
    "three side by side, one resolved": [
        ("1", (), {"a": 1}), ("2", (), {"a": 2}), ("3", (), {"a": 3}), ("4", ("1", "2"), {"a": 4}),
    ],
    "a higher counter wins": [
        ("1", (), {"a": 0}), ("2", ("1",), {"b": 1}), ("3", ("2",), {"a": 2}), ("4", ("1",), {"a": 3}),
    ],
    "operations count in the order of their paths": [("1", (), {"b": 1, "a": 1, "c": 1}), ("2", ("1",), {"d": 1})],
    "a deletion": [("1", (), {"a": 1}), ("2", ("1",), {"a": ...})],
    "a deletion beside an edit": [("1", (), {"a": 1}), ("2", ("1",), {"a": ...}), ("3", ("1",), {"a": 2})],
    "a deletion of two values": [("1", (), {"a": 1}), ("2", (), {"a": 2}), ("3", ("1", "2"), {"a": ...})],
    "a deletion of nothing": [("1", (), {"a": ...}), ("2", ("1",), {"b": 1})],
    "a re-statement": [("1", (), {"a": 1}), ("2", ("1",), {"a": 1}), ("3", ("2",), {"b": 1})],
    "true is not 1": [("1", (), {"a": 1}), ("2", ("1",), {"a": True})],
    "text is not bytes": [("1", (), {"a": "x"}), ("2", ("1",), {"a": b"x"})],
    "nil is a value": [("1", (), {"a": None}), ("2", ("1",), {"a": None})],
    "there and back": [("1", (), {"a": "A"}), ("2", ("1",), {"a": "B"}), ("3", ("2",), {"a": "A"})],
    "the winner put over a conflict": [("1", (), {"a": 1}), ("2", (), {"a": 2}), ("3", ("1", "2"), {"a": 1, "b": 1})],
    "the loser put over a conflict": [("1", (), {"a": 1}), ("2", (), {"a": 2}), ("3", ("1", "2"), {"a": 2, "b": 1})],
    "two who said the same": [("1", (), {"a": 1}), ("2", (), {"a": 1}), ("3", ("1", "2"), {"a": 1, "b": 1})],
    "a put after a deletion": [("1", (), {"a": 1}), ("2", ("1",), {"a": ...}), ("3", ("2",), {"a": 1})],
    "an unknown dependency": [("1", (), {"a": 1}), ("2", ("?",), {"a": 2}), ("3", ("2",), {"b": 1})],
    "a void dependency": [("1", (), {"a": 1}), ("2", ("1", "void"), {"a": 2})],
    "a diamond": [
        ("1", (), {"a": 1}), ("2", ("1",), {"a": 2}), ("3", ("1",), {"b": 3}), ("4", ("2", "3"), {"a": 4, "c": 4}),
    ],
    "dependencies that are ancestors of others": [
        ("1", (), {"a": 1}), ("2", ("1",), {"a": 2}), ("3", ("1", "2"), {"a": 3}),
    ],
}  # fmt: skip


def graph_vector(name: str, story: list[Told]) -> Vector:
    """A record told by a few changes, and what the program makes of it."""

    def id_of(named: str) -> ChangeId:
        return EntryId(made(f"change {named}")), 0

    changes = {
        id_of(one): decode_body(
            pack([1, sorted([list(id_of(dep)) for dep in deps]), 0, None,
                  [[path] if fields[path] is ... else [path, fields[path]] for path in sorted(fields)]])
        )
        for one, deps, fields in story
    }  # fmt: skip
    void = id_of("void")
    graph = RecordGraph(judge=lambda *_: Verdict.ACCEPTED, status=lambda dep: Dep.VOID if dep == void else Dep.ABSENT)
    graph.extend({id: body for id, body in changes.items() if isinstance(body, RecordChange)})
    given = {
        "void": [[void[0].hex(), void[1]]],
        "changes": [
            {
                "id": [id[0].hex(), id[1]],
                "deps": [[dep[0].hex(), dep[1]] for dep in body.deps],
                "ops": told([[op.path, op.value] if isinstance(op, Put) else [op.path] for op in body.ops]),
            }
            for id, body in changes.items()
            if isinstance(body, RecordChange)
        ],
    }
    expected = {
        "standing": {
            path: [[op.counter, op.actor.hex(), told(op.value)] for op in graph.standing(path)]
            for path in sorted(graph.paths())
        },
        "restated": [[item.change[0].hex(), item.change[1], item.operation.path] for item in graph.restatements],
        "waiting": [[id[0].hex(), id[1]] for id in sorted(graph.waiting)],
    }
    return valid(name, given, expected)


def graphs() -> Vector:
    return {"valid": [graph_vector(name, story) for name, story in GRAPHS.items()], "invalid": []}


# --- worked example ---------------------------------------------------------------------------------------------------
def example() -> dict[str, str]:
    """The steps of the worked example in docs/FORMATS: names and hexadecimal bytes, in order."""
    payload = SECOND_PAYLOADS[0]
    header, listed = written(1, FIRST_ENTRY.id, (RECORD, BODY))
    assert listed[0].ciphertext == payload.ciphertext
    entry = sign_entry(header, KEY)
    return {
        "body": BODY.hex(),
        "plaintext": encode_plaintext(BODY, made("salt", 16)).hex(),
        "epoch key": EPOCH.reveal().hex(),
        "kid": kid(EPOCH).hex(),
        "record": RECORD.hex(),
        "record key": record_key(EPOCH, RECORD).reveal().hex(),
        "context": header.context(0, RECORD).hex(),
        "ciphertext": payload.ciphertext.hex(),
        "payload hash": header.slots[0].hash.hex(),
        "signing seed": KEY.reveal().hex(),
        "device": DEVICE.hex(),
        "header": header.packed().hex(),
        "signature": entry.signature.hex(),
        "entry id": entry.id.hex(),
    }


FILES: dict[str, Callable[[], Any]] = {
    "codec": codec,
    "entry": entries,
    "plaintext": plaintexts,
    "payload": payloads,
    "body": bodies,
    "hash": hashes,
    "graph": graphs,
    "example": example,
}


def main() -> None:
    for name, make in FILES.items():
        text = json.dumps(make(), ensure_ascii=True, indent=1) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="ascii")


if __name__ == "__main__":
    main()
