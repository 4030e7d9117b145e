"""Makes wrong bytes out of right ones: any bytes, changed bytes, and arrays with one part that does not belong.

Each function takes a `random.Random`, so that a fuzzer with a seed can use them as well as Hypothesis.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import msgpack

ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 63, 64, 255, 2**16, 2**31, 2**40, 2**40 + 1, 2**63 - 1, 2**63, 2**64 - 1, -(2**63),
    0.0, float("inf"), b"", b"\0", b"x" * 15, b"x" * 16, b"x" * 31, b"x" * 32, b"x" * 33, b"x" * 64, b"x" * 4_096,
    "", "a", "kind", "person", "names/x7/text", "/" * 50, "a/b/c/d/e/f", "\0", "\u202e", "Ў" * 300, "x" * 300,
    [], [[]], [[[[[[[[]]]]]]]], [0] * 100, {}, {"a": 1}, msgpack.ExtType(1, b""), msgpack.Timestamp(0),
)  # fmt: skip
HEADS = b"\x80\x8f\x90\x9f\xa0\xbf\xc0\xc1\xc4\xc5\xc6\xc7\xc9\xca\xcb\xcf\xd3\xd4\xd8\xd9\xdb\xdc\xdd\xde\xdf"


def any_bytes(random: Random, most: int = 200) -> bytes:
    """Gives bytes of no meaning, with more heads of MessagePack among them than chance would give."""
    size = random.randrange(most)
    return bytes(random.choice(HEADS) if random.random() < 0.3 else random.randrange(256) for _ in range(size))


def changed_bytes(random: Random, data: bytes) -> bytes:
    """Gives bytes with one to three small changes: flipped, cut, inserted, doubled, swapped."""
    out = bytearray(data)
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(out) + 1)
        to = min(len(out), at + random.randint(1, 16))
        match random.randrange(6):
            case 0 if at < len(out):
                out[at] ^= 1 << random.randrange(8)
            case 1:
                del out[at:to]
            case 2:
                out[at:at] = any_bytes(random, 16)
            case 3:
                out[at:at] = out[at:to]
            case 4:
                del out[at:]
            case _ if at < len(out):
                out[at] = random.choice(HEADS)
    return bytes(out)


def changed_array(random: Random, value: Sequence[Any]) -> list[Any]:
    """Gives an array with one item, at any depth, changed, dropped, doubled, moved or replaced by an odd one."""
    out = list(value)
    if not out:
        return [random.choice(ODD)]
    at = random.randrange(len(out))
    inner = out[at]
    if isinstance(inner, list | tuple) and random.random() < 0.7:
        out[at] = changed_array(random, inner)
        return out
    match random.randrange(6):
        case 0:
            del out[at]
        case 1:
            out.insert(at, inner)
        case 2:
            out.insert(random.randrange(len(out)), out.pop(at))
        case 3 if isinstance(inner, bytes) and inner:
            out[at] = changed_bytes(random, inner)
        case 4 if isinstance(inner, int) and not isinstance(inner, bool):
            out[at] = inner + random.choice((-1, 1, 2**32))
        case _:
            out[at] = random.choice(ODD)
    return out


def repacked(random: Random, data: bytes) -> bytes:
    """Gives the packed form of a changed array, canonical or not, or changed bytes where nothing could be packed."""
    try:
        changed = changed_array(random, msgpack.unpackb(data, strict_map_key=False))
        return bytes(msgpack.packb(changed, use_bin_type=random.random() < 0.95))
    except (ValueError, TypeError, OverflowError, msgpack.UnpackException):
        return changed_bytes(random, data)


def deep(random: Random) -> bytes:
    """Gives nesting of up to 100,000 levels, with true or false lengths."""
    head = random.choice(
        (b"\x91", b"\x92\xc0", b"\x9f", b"\xdc\xff\xff", b"\xdd\xff\xff\xff\xff", b"\xdd\x00\x00\xff\xff")
    )
    return head * (random.choice((7, 500, 512, 1_100, 100_000)) // len(head)) + any_bytes(random, 8)


MUTATIONS: tuple[Callable[[Random, bytes], bytes], ...] = (
    lambda random, _: any_bytes(random),
    changed_bytes,
    repacked,
    repacked,
    lambda random, data: changed_bytes(random, repacked(random, data)),
    lambda random, _: deep(random),
    lambda random, data: data + any_bytes(random, 8),
)


def mutated(random: Random, corpus: Sequence[bytes]) -> bytes:
    """Gives wrong bytes made of one of a corpus of right ones."""
    return random.choice(MUTATIONS)(random, random.choice(corpus))
