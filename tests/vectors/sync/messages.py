"""Makes the vectors of a session's messages and runs: `python tests/vectors/sync/messages.py` writes the files.

An invalid one has one thing that does not belong, which its `why` names; where its author could sign it, it is signed.
A format that changes gets new vectors; these stay.
"""

import json
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parents[2]))

from keys.hashing import digest_array  # noqa: E402
from keys.labels import Label  # noqa: E402
from keys.secret import RoutingKey  # noqa: E402
from keys.signing import SigningKey  # noqa: E402
from node.crdt.codec import pack, unpack  # noqa: E402
from node.crdt.entry import Entry, Header, Opening, Payload, Pruned, prune, sign_entry, slot_of  # noqa: E402
from node.crdt.ids import NO_RECORD, Device, EntryId, Head, Kid, Log, Record, Space  # noqa: E402
from node.sync.bundle import BundleKey, space_tag  # noqa: E402
from node.sync.messages import (  # noqa: E402
    Ack,
    Frontier,
    Greeting,
    Hello,
    Item,
    Lack,
    Message,
    Objects,
    Run,
    State,
    Welcome,
    encode_message,
)
from node.sync.runs import make_run  # noqa: E402
from node.sync.session import Offer, Session  # noqa: E402
from tests.vectors.verifier import told  # noqa: E402

Items = list[Any]
Vector = dict[str, Any]
NAMES = {1: "hello", 2: "frontier", 3: "objects", 4: "run", 5: "state", 6: "ack", 7: "lack", 8: "welcome"}
ODD: dict[type, tuple[str, Any]] = {
    bytes: ("text", "x" * 16),
    str: ("bytes", b"x"),
    int: ("true", True),
    bool: ("1", 1),
    list: ("nil", None),
    type(None): ("a number", 0),
}


def made(name: str, size: int = 32) -> bytes:
    """Bytes made from a name."""
    return blake2b(name.encode(), digest_size=size).digest()


def packed_hex(data: bytes) -> str:
    """Bytes as the files hold them: hexadecimal, above 2 KiB deflated with `deflate:` before it."""
    return data.hex() if len(data) <= 2048 else "deflate:" + zlib.compress(data, 9).hex()


# --- messages ---------------------------------------------------------------------------------------------------------
SPACE, LOG, DEVICE = Space(made("space", 16)), Log(made("log", 16)), Device(made("device"))
KIDS = tuple(Kid(made(f"kid {n}")) for n in range(64))
ITEM = Item(
    roster=Head(made("roster")),
    kid=KIDS[0],
    payloads=(Payload(Record(made("record", 16)), made("text", 64)), Payload(NO_RECORD, b"c")),
    signature=made("signature", 64),
)
PRUNED = Item(
    roster=None,
    kid=None,
    payloads=(Pruned(record=Record(made("record", 16)), inner_hash=made("inner"), length=2**18),),
    signature=made("signature", 64),
)
OPENING = Opening(device=DEVICE, nonce=made("nonce", 16), previous=None, tip=None)
AFTER = replace(OPENING, previous=Log(made("previous", 16)), tip=EntryId(made("tip")))
GREETING = Greeting(tag=made("tag", 16), digest=made("digest"), wants=KIDS[:1])
FIRST_RUN = Run(space=0, log=LOG, first=0, prev=OPENING, device=DEVICE, items=(ITEM,))
MESSAGES: dict[str, Message] = {
    "hello": Hello((GREETING,)),
    "hello to a stranger": Hello(()),
    "hello of two spaces with every want": Hello((GREETING, Greeting(tag=bytes(16), digest=bytes(32), wants=KIDS))),
    "frontier": Frontier(space=0, logs=((LOG, 7, made("id", 16)),), objects=((4, made("key", 16)),)),
    "frontier of nothing": Frontier(space=63, logs=(), objects=()),
    "frontier of a forked log": Frontier(
        space=0, logs=((LOG, 2**40, made("one", 16)), (LOG, 2**40, made("two", 16))), objects=((255, bytes(16)),)
    ),
    "objects": Objects(space=0, items=((1, b"certificate"), (4, b"pass"))),
    "objects without any": Objects(space=0, items=()),
    "512 objects": Objects(space=0, items=((9, b""),) * 512),
    "run": FIRST_RUN,
    "run after a previous log": replace(FIRST_RUN, prev=AFTER),
    "run from the middle": replace(FIRST_RUN, first=9, prev=EntryId(made("before")), items=(ITEM, PRUNED)),
    "run of 1,024": replace(FIRST_RUN, first=1, prev=EntryId(made("before")), items=(ITEM,) + (PRUNED,) * 1_023),
    "run to the last number": replace(FIRST_RUN, first=2**40 - 1, prev=EntryId(made("before"))),
    "state": State(space=0, digest=made("digest"), wants=(), sent=3, taken=4),
    "state at its limits": State(space=63, digest=bytes(32), wants=KIDS, sent=2**48, taken=2**48),
    "ack": Ack(0),
    "ack of the most": Ack(2**48),
    "lack": Lack(0, KIDS[:1]),
    "lack of nothing": Lack(0, ()),
    "welcome": Welcome(space=SPACE, is_last=True, items=((1, b"x"),)),
    "welcome that goes on": Welcome(space=SPACE, is_last=False, items=()),
}


def wrong_places(items: Items, *, where: str) -> Iterator[tuple[str, Items]]:
    """An item too many, one too few, and in each place another shape, also inside the first of each list."""
    yield f"{where} with an item too many", [*items, 0]
    yield f"{where} with an item too few", items[:-1]
    for place, item in enumerate(items):
        name, value = ODD[type(item)]
        yield f"{where} with {name} in place {place}", _put(items, place, value)
        if isinstance(item, bytes) and item:
            yield f"{where} a byte short in place {place}", _put(items, place, item[:-1])
        elif type(item) is int:
            yield f"{where} with -1 in place {place}", _put(items, place, -1)
        elif isinstance(item, list) and item and isinstance(item[0], list):
            for why, changed in wrong_places(item[0], where=f"{where}, in an item of place {place},"):
                yield why, _put(items, place, [changed, *item[1:]])


def _put(items: Items, place: int, value: Any) -> Items:
    return [*items[:place], value, *items[place + 1 :]]


UNSIZED = (
    "objects, in an item of place 2, a byte short in place 1",
    "welcome, in an item of place 3, a byte short in place 1",
    "run, in an item of place 6,, in an item of place 2, a byte short in place 1",
)  # bytes of any length stand there


def wrong_messages() -> Iterator[tuple[str, bytes]]:
    seen = set[int]()
    for message in MESSAGES.values():
        items = _items(encode_message(message))
        if items[0] not in seen and (items[0] != 1 or items[1]):
            seen.add(items[0])
            for why, changed in wrong_places(items, where=NAMES[items[0]]):
                if why not in UNSIZED:
                    yield why, pack(changed)
    yield from wrong_bounds()


def wrong_bounds() -> Iterator[tuple[str, bytes]]:
    hello, frontier, state, lack = (
        _items(encode_message(MESSAGES[name])) for name in ("hello", "frontier", "state", "lack")
    )
    objects, run, welcome = (_items(encode_message(MESSAGES[name])) for name in ("objects", "run", "welcome"))
    later, item = _items(encode_message(MESSAGES["run from the middle"])), run[6][0]
    greeting, log, wants = hello[1][0], frontier[2][0], sorted(KIDS)
    yield "nothing", b""
    yield "an empty array", pack([])
    yield "type 0", pack([0, 0])
    yield "type 9", pack([9, 0])
    yield "type true", pack([True, []])
    yield "a type that is text", pack(["1", []])
    yield "an integer alone", b"\x06"
    yield "bytes after the end", pack([6, 0]) + b"\0"
    yield "a long form of the type", b"\x92\xcc\x06\x00"
    yield "a message of a MiB and a byte", pack([3, 0, [[1, bytes(2**20 - 10)]]])
    yield "hello: 65 greetings", pack([1, [[n.to_bytes(16, "big"), bytes(32), []] for n in range(65)]])
    yield "hello: a tag twice", pack([1, sorted([[greeting[0], bytes(32), []], [greeting[0], bytes([1]) * 32, []]])])
    yield "hello: greetings out of order", pack([1, [[b"z" * 16, bytes(32), []], [b"a" * 16, bytes(32), []]]])
    yield "hello: 65 wants", pack([1, [[greeting[0], greeting[1], [n.to_bytes(32, "big") for n in range(65)]]]])
    yield "hello: a want twice", pack([1, [[greeting[0], greeting[1], [wants[0], wants[0]]]]])
    yield "hello: wants out of order", pack([1, [[greeting[0], greeting[1], [wants[1], wants[0]]]]])
    yield "frontier: space 64", pack([2, 64, [], []])
    yield "frontier: number 2^40 + 1", pack([2, 0, [[log[0], 2**40 + 1, log[2]]], []])
    yield "frontier: a log twice", pack([2, 0, [log, log], []])
    yield "frontier: logs out of order", pack([2, 0, [[b"b" * 16, 0, bytes(16)], [b"a" * 16, 0, bytes(16)]], []])
    yield "frontier: 4,097 logs", pack([2, 0, [[n.to_bytes(16, "big"), 0, bytes(16)] for n in range(4_097)], []])
    yield "frontier: an object of type 256", pack([2, 0, [], [[256, bytes(16)]]])
    yield "frontier: 4,097 objects", pack([2, 0, [], [[0, n.to_bytes(16, "big")] for n in range(4_097)]])
    yield "objects: space 64", pack([3, 64, []])
    yield "objects: type 256", pack([3, 0, [[256, b""]]])
    yield "objects: 513", pack([3, 0, [objects[2][0]] * 513])
    yield "run: no entry", pack([*run[:6], []])
    yield "run: 1,025 entries", pack([*later[:6], [item] * 1_025])
    yield "run: beyond the last number", pack([*later[:3], 2**40, *later[4:]])
    yield "run: an opening in the middle", pack([*later[:4], run[4], *later[5:]])
    yield "run: an id at the beginning", pack([*run[:4], later[4], *run[5:]])
    yield "run: an opening of three items", pack([*run[:4], run[4][:3], *run[5:]])
    yield "run: a previous log without its tip", pack([*run[:4], [*run[4][:2], made("previous", 16), None], *run[5:]])
    yield "run: a tip without its log", pack([*run[:4], [*run[4][:3], made("tip")], *run[5:]])
    yield "run: an entry of no payload", pack([*run[:6], [_put(item, 2, [])]])
    yield "run: an entry of 65 payloads", pack([*run[:6], [_put(item, 2, [item[2][0]] * 65)]])
    yield "run: a payload of no bytes", pack([*run[:6], [_put(item, 2, [[b"", b""]])]])
    yield "run: a payload of four items", pack([*run[:6], [_put(item, 2, [[b"", bytes(32), 1, 1]])]])
    yield "run: a pruned payload of length 0", pack([*run[:6], [_put(item, 2, [[b"", bytes(32), 0]])]])
    yield "run: a pruned payload above 256 KiB", pack([*run[:6], [_put(item, 2, [[b"", bytes(32), 2**18 + 1]])]])
    yield "state: 65 wants", pack([*state[:3], [n.to_bytes(32, "big") for n in range(65)], 0, 0])
    yield "state: 2^48 + 1 sent", pack([*state[:4], 2**48 + 1, 0])
    yield "state: 2^48 + 1 taken", pack([*state[:4], 0, 2**48 + 1])
    yield "ack: 2^48 + 1", pack([6, 2**48 + 1])
    yield "lack: 65 kids", pack([*lack[:2], [n.to_bytes(32, "big") for n in range(65)]])
    yield "lack: a kid twice", pack([*lack[:2], [wants[0], wants[0]]])
    yield "welcome: 513 objects", pack([*welcome[:3], [welcome[3][0]] * 513])


def _items(packed: bytes) -> Items:
    return list(unpack(packed, bytes_max=2**20))


def messages() -> Vector:
    valid = []
    for name, message in MESSAGES.items():
        packed = encode_message(message)
        valid.append({"name": name, "given": {"packed": packed_hex(packed)}, "expected": {"type": _items(packed)[0]}})
    invalid = [{"why": why, "given": {"packed": packed_hex(packed)}} for why, packed in wrong_messages()]
    return {"valid": valid, "invalid": invalid}


# --- runs -------------------------------------------------------------------------------------------------------------
KEY, OTHER = SigningKey(made("signing key")), SigningKey(made("another signing key"))
AUTHOR = Device(KEY.public)
BEGIN = Opening(device=AUTHOR, nonce=made("nonce", 16), previous=None, tip=None)
Told = tuple[Entry, tuple[Payload | Pruned, ...]]


def log_of(count: int) -> list[Told]:
    """A log: a second epoch from the third entry on, a second roster from the fourth."""
    told: list[Told] = []
    prev: EntryId | Opening = BEGIN
    for seq in range(count):
        payloads = tuple(
            Payload(Record(made(f"record {seq} {n}", 16)), made(f"text {seq}", 60)) for n in range(1 + seq % 2)
        )
        header = Header(
            space=SPACE,
            log=BEGIN.log_in(SPACE),
            seq=seq,
            prev=prev,
            roster=Head(made(f"roster {seq // 3}")),
            kid=KIDS[seq // 2],
            slots=tuple(slot_of(payload) for payload in payloads),
        )
        entry = sign_entry(header, KEY)
        told.append((entry, payloads))
        prev = entry.id
    return told


def runs() -> Vector:
    told = log_of(5)
    gone = [
        (entry, tuple(prune(item) if isinstance(item, Payload) else item for item in listed)) for entry, listed in told
    ]
    listed = {"from the beginning": told, "from the middle": told[2:], "one entry": told[4:], "pruned": gone}
    valid = [
        {
            "name": name,
            "given": {"packed": encode_message(make_run(0, entries, AUTHOR)).hex(), "space": SPACE.hex()},
            "expected": {"ids": [entry.id.hex() for entry, _ in entries]},
        }
        for name, entries in listed.items()
    ]
    good = _items(encode_message(make_run(0, told, AUTHOR)))
    invalid = [
        {"why": why, "given": {"packed": packed_hex(pack(items)), "space": space.hex()}}
        for why, items, space in wrong_runs(good)
    ]
    return {"valid": valid, "invalid": invalid}


def behind() -> Vector:
    """What may stay behind: bare payloads alone in their entries, of a record, of 64 KiB and more."""
    record = Record(made("record", 16))

    def bare(length: int, of: Record = record) -> Pruned:
        return Pruned(record=of, inner_hash=made(f"inner {length}"), length=length)

    small = Payload(record, made("text", 60))
    allowed: dict[str, list[tuple[Payload | Pruned, ...]]] = {
        "nothing bare": [(small,), (small, small)],
        "one of 64 KiB": [(small,), (bare(2**16),)],
        "several, one of the largest size": [(bare(2**18),), (small,), (bare(2**16 + 1),)],
    }
    refused: dict[str, list[tuple[Payload | Pruned, ...]]] = {
        "a byte below 64 KiB": [(bare(2**16 - 1),)],
        "beside another payload": [(bare(2**16), small)],
        "two of them in one entry": [(bare(2**16), bare(2**16 + 1))],
        "a control payload": [(bare(2**16, NO_RECORD),)],
        "a small one behind a large one": [(bare(2**16),), (bare(60),)],
    }

    def given(entries: list[tuple[Payload | Pruned, ...]]) -> dict[str, str]:
        prev: EntryId | Opening = BEGIN
        told: list[Told] = []
        for seq, listed in enumerate(entries):
            slots = tuple(slot_of(item) for item in listed)
            header = Header(
                space=SPACE,
                log=BEGIN.log_in(SPACE),
                seq=seq,
                prev=prev,
                roster=Head(made("r")),
                kid=KIDS[0],
                slots=slots,
            )
            told.append((sign_entry(header, KEY), listed))
            prev = told[-1][0].id
        return {"packed": encode_message(make_run(0, told, AUTHOR)).hex(), "space": SPACE.hex()}

    numbers = {
        name: [number for number, (item, *_) in enumerate(entries) if isinstance(item, Pruned)]
        for name, entries in allowed.items()
    }
    return {
        "valid": [
            {"name": name, "given": given(entries), "expected": {"behind": numbers[name]}}
            for name, entries in allowed.items()
        ],
        "invalid": [{"why": why, "given": given(entries)} for why, entries in refused.items()],
    }


def wrong_runs(good: Items) -> Iterator[tuple[str, Items, bytes]]:
    def item(place: int, part: int, value: Any) -> Items:
        return _put(good, 6, _put(good[6], place, _put(good[6][place], part, value)))

    first, signature = good[6][0], good[6][1][3]
    yield "no roster in the first entry", item(0, 0, None), SPACE
    yield "no kid in the first entry", item(0, 1, None), SPACE
    yield "another roster", item(1, 0, made("other")), SPACE
    yield "another kid", item(1, 1, made("other")), SPACE
    yield "a flipped bit of a signature", item(1, 3, bytes([signature[0] ^ 1]) + signature[1:]), SPACE
    yield "a payload altered", item(1, 2, [[good[6][1][2][0][0], b"x" * 60], *good[6][1][2][1:]]), SPACE
    yield "a payload of another record", item(0, 2, [[bytes(16), first[2][0][1]]]), SPACE
    yield "a payload too few", item(1, 2, good[6][1][2][:1]), SPACE
    yield "a pruned payload of another length", item(0, 2, [[first[2][0][0], made("inner"), 61]]), SPACE
    yield "payloads of 256 KiB and a byte", item(0, 2, [[b"", bytes(32), 2**18], [b"", b"x"]]), SPACE
    yield "another space", good, made("other", 16)
    yield "another log", _put(good, 2, made("other", 16)), SPACE
    yield "another device", _put(good, 5, OTHER.public), SPACE
    yield "another nonce in the opening", _put(good, 4, [AUTHOR, bytes(16), None, None]), SPACE
    yield "another device in the opening", _put(good, 4, [OTHER.public, *good[4][1:]]), SPACE
    yield "entries swapped", _put(good, 6, [first, good[6][2], good[6][1], *good[6][3:]]), SPACE
    yield "an entry left out", _put(good, 6, [first, *good[6][2:]]), SPACE
    yield "another number", _put(_put(good, 3, 1), 4, made("before")), SPACE
    yield "no run", [6, 0], SPACE


# --- names that keys make ---------------------------------------------------------------------------------------------
def tags() -> Vector:
    """What names a space to whoever knows its keys, and to nobody else."""
    routing, hash_, secret = RoutingKey(made("routing")), made("handshake", 64), made("secret", 16)
    offer = Offer(space=SPACE, routing=routing, digest=bytes(32), wants=())

    def greeted(*, is_caller: bool) -> bytes:
        body = Session(is_caller=is_caller, handshake_hash=hash_).greet([offer])
        return bytes(unpack(body, bytes_max=200)[1][0][0])  # type: ignore[index,arg-type]

    def lean(*, is_caller: bool) -> bytes:
        body = Session(is_caller=is_caller, handshake_hash=hash_).greet([replace(offer, is_lean=True)])
        tags = [bytes(item[0]) for item in unpack(body, bytes_max=200)[1]]  # type: ignore[index,union-attr]
        return next(tag for tag in tags if tag != greeted(is_caller=is_caller))

    file_key = made("file key")
    found: list[tuple[str, str, Items, bytes, bytes]] = [
        ("a caller's greeting", "routing-tag", [b"caller", hash_, SPACE], routing.reveal(), greeted(is_caller=True)),
        ("an answer's greeting", "routing-tag", [b"called", hash_, SPACE], routing.reveal(), greeted(is_caller=False)),
        (
            "a caller's greeting, lean",
            "routing-tag",
            [b"caller", hash_, SPACE, b"lean"],
            routing.reveal(),
            lean(is_caller=True),
        ),
        (
            "an answer's greeting, lean",
            "routing-tag",
            [b"called", hash_, SPACE, b"lean"],
            routing.reveal(),
            lean(is_caller=False),
        ),
        ("a space in a bundle", "bundle", [b"space", SPACE], file_key, space_tag(BundleKey(file_key), SPACE)),
        ("an invitation", "invitation", [b"id", secret], b"", digest_array(Label.INVITATION, b"id", secret, size=16)),
    ]
    valid = [
        {
            "name": name,
            "given": {"label": label, "array": told(array), "key": key.hex(), "size": len(tag)},
            "expected": {"tag": tag.hex()},
        }
        for name, label, array, key, tag in found
    ]
    return {"valid": valid, "invalid": []}


FILES: dict[str, Callable[[], Vector]] = {"message": messages, "run": runs, "behind": behind, "tag": tags}


def written(name: str) -> str:
    """The whole text of one vector file."""
    return json.dumps(FILES[name](), indent=1) + "\n"


if __name__ == "__main__":
    for each in FILES:
        (FOLDER / f"{each}.json").write_text(written(each), encoding="ascii")
