"""The example of docs/PROTOCOL "Session": alice brings bob one entry, message by message, byte by byte.

`python -m tests.unit.sync.session_example` prints it as it stands in the document. Made by node.sync from fixed keys.
"""

from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from keys.hashing import digest_array
from keys.labels import Label
from keys.secret import RoutingKey
from keys.signing import SigningKey
from node.crdt.codec import pack, unpack
from node.crdt.entry import Header, Opening, Payload, sign_entry, slot_of
from node.crdt.ids import Device, Head, Kid, Log, Record, Space
from node.sync.messages import Ack, Frontier, State, encode_message
from node.sync.runs import make_run
from node.sync.session import Offer, Session

SPACE, ROUTING_KEY, HASH = Space(b"\x41" * 16), RoutingKey(b"\x31" * 32), b"\x51" * 64
KEY = SigningKey(b"\x61" * 32)
DEVICE = Device(KEY.public)
PAYLOAD = Payload(Record(b"\x71" * 16), b"\x72" * 40)
OPENING = Opening(device=DEVICE, nonce=b"\x62" * 16, previous=None, tip=None)
HEX_WIDTH = 64
PACK_BYTES_MAX = 4_096

Message = tuple[str, bytes, tuple[str, ...]]
_GREETING = ("hello", "one greeting", "tag", "digest", "no wanted kids")


def play() -> list[Message]:
    """The messages in order: title, bytes, what each array and value in them is."""
    log = Log(digest_array(Label.LOG, DEVICE, SPACE, OPENING.nonce, size=16))
    header = Header(
        space=SPACE,
        log=log,
        seq=0,
        prev=OPENING,
        roster=Head(b"\x42" * 32),
        kid=Kid(b"\x43" * 32),
        slots=(slot_of(PAYLOAD),),
    )
    entry = sign_entry(header, KEY)
    empty, full = b"\x44" * 32, b"\x45" * 32  # digests: their contents are another matter
    alice, bob = (Session(is_caller=is_caller, handshake_hash=HASH) for is_caller in (True, False))
    offers = [Offer(space=SPACE, routing=ROUTING_KEY, digest=item, wants=()) for item in (full, empty)]
    hellos = alice.greet(offers[:1]), bob.greet(offers[1:])
    bob.receive(hellos[0])
    alice.receive(hellos[1])
    shown = encode_message(Frontier(space=0, logs=((log, 0, bytes(entry.id[:16])),), objects=()))
    nothing = encode_message(Frontier(space=0, logs=(), objects=()))
    bob.receive(shown)
    alice.receive(nothing)
    run = alice.bulk(make_run(0, [(entry, (PAYLOAD,))], DEVICE))
    bob.receive(run)
    bob.took()
    ack = encode_message(Ack(bob.taken))
    alice.receive(ack)
    states = [
        encode_message(State(space=0, digest=full, wants=(), sent=side.sent, taken=side.taken)) for side in (alice, bob)
    ]
    bob.receive(states[0])
    alice.receive(states[1])
    of_log = ("one log", "log", "seq", "16 bytes of the entry's id")
    state = ("state", "n", "digest", "no wanted kids", "sent", "taken")
    return [
        ("1. alice: hello", hellos[0], ("array of 2", *_GREETING[:1], "set of 1", *_GREETING[1:])),
        ("2. bob: hello", hellos[1], ("array of 2", *_GREETING[:1], "set of 1", *_GREETING[1:])),
        ("3. alice: frontier", shown, ("array of 4", "frontier", "n", "set of 1", *of_log, "no objects")),
        ("4. bob: frontier", nothing, ("array of 4", "frontier", "n", "no logs", "no objects")),
        (
            "5. alice: run",
            run,
            (
                *("array of 7", "run", "n", "log", "first seq"),
                *("the opening", "device key", "random bytes", "no previous log", "no tip of it"),
                *("device", "items", "one item", "roster", "kid", "payloads", "one payload", "record", "ciphertext"),
                "signature",
            ),
        ),
        ("6. bob: ack", ack, ("array of 2", "ack", "taken")),
        ("7. alice: state", states[0], ("array of 6", *state)),
        ("8. bob: state", states[1], ("array of 6", *state)),
    ]


def example() -> str:
    """The example as Markdown."""
    tables = [
        "| what | value |",
        "| --- | --- |",
        f"| space | `{SPACE[0]:02x}` 16 times |",
        f"| routing key | `{ROUTING_KEY.reveal()[0]:02x}` 32 times |",
        f"| handshake hash | `{HASH[0]:02x}` 64 times |",
        "| signing key of the entry's device | seed `61` 32 times |",
        "",
    ]
    lines = [line for message in play() for line in shown(*message)]
    return "\n".join([*tables, *lines]).rstrip() + "\n"


def shown(title: str, body: bytes, meanings: tuple[str, ...]) -> list[str]:
    """One message: each value with the place of its first byte, its meaning and its bytes."""
    values = list(walk(unpack(body, bytes_max=PACK_BYTES_MAX)))
    assert b"".join(values) == body
    assert len(values) == len(meanings), (title, len(values), len(meanings))
    lines = [f"**{title}** ({len(body)} bytes)", "", "```"]
    at = 0
    for packed, meaning in zip(values, meanings, strict=True):
        rows = wrap(packed.hex(), HEX_WIDTH)
        lines.append(f"{at:3}  {meaning}")
        lines += [f"     {row}" for row in rows]
        at += len(packed)
    return [*lines, "```", ""]


def walk(value: Any) -> Iterator[bytes]:
    """The bytes of a value; of an array first its head, then those of its items."""
    if not isinstance(value, list) or not value:
        yield pack([value])[1:]
        return
    items = [list(walk(item)) for item in value]
    yield pack([value])[1 : -sum(len(part) for item in items for part in item)]
    for item in items:
        yield from item


if __name__ == "__main__":
    print(example(), end="")
