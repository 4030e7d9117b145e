"""Makes the vectors of bundles: `python tests/vectors/sync/generate.py` writes them, the tests compare.

Everything comes from the reference of keys/, nothing from keys/ or node/. A chunk has 64 KiB, so its BLAKE2b-256 stands
for it. An invalid vector is a valid bundle with the one change its `why` names: bytes from `place` on are replaced.
"""

import json
import sys
from hashlib import blake2b
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent / "keys"))
import reference as ref  # noqa: E402

sys.path.pop(0)

PLAIN = 64 * 1024 - 40
ROOM = PLAIN - 4
NO_START = 2**32 - 1
READER, OTHER, EPHEMERAL, KEY = b"r" * 32, b"o" * 32, b"e" * 32, b"k" * 32
MESSAGES: list[tuple[int, str]] = [(1, "hello"), (70_000, "a message that spans two chunks"), (3, "end")]


def message(length: int, text: str) -> bytes:
    """A message of so many bytes, or of the text where that is longer."""
    return text.encode().ljust(length, b".")


def seal_chunk(index: int, is_last: bool, start: int, content: bytes) -> bytes:
    plain = (start.to_bytes(4, "big") + content).ljust(PLAIN, b"\0")
    return ref.seal(KEY, ref.array(b"bundle", index.to_bytes(8, "big"), bytes([is_last])), plain)


def head() -> bytes:
    shown = ref.x25519(EPHEMERAL, ref.X25519_BASE)
    public = ref.x25519(READER, ref.X25519_BASE)
    key = ref.digest("box", ref.x25519(EPHEMERAL, public), shown, public)
    slot = ref.seal(key, b"bundle", KEY + (8).to_bytes(2, "big"))
    fillers = [blake2b(bytes([n]), digest_size=64).digest() + bytes([n] * 10) for n in range(7)]
    return shown[:-1] + bytes([shown[-1] | 0x80]) + b"".join(sorted([slot, *fillers]))


def made() -> dict[str, Any]:
    stream = b"".join(len(body).to_bytes(4, "big") + body for body in (message(n, t) for n, t in MESSAGES))
    third = stream.rindex(b"\0\0\0\x03end") - ROOM
    chunks = [seal_chunk(0, False, 0, stream[:ROOM]), seal_chunk(1, True, third, stream[ROOM:])]
    file = head() + b"".join(chunks)
    size = len(head())
    valid = {
        "reader": READER.hex(),
        "messages": MESSAGES,
        "head": head().hex(),
        "chunks": [blake2b(chunk, digest_size=32).hexdigest() for chunk in chunks],
        "key": KEY.hex(),
    }

    def changed(why: str, place: int, parts: list[str]) -> dict[str, Any]:
        return {"why": why, "place": place, "bytes": bytes([file[place] ^ 1]).hex(), "parts": parts}

    slot = 32 + 74 * next(n for n in range(8) if _is_ours(n))
    invalid = [
        changed("the ephemeral key is another", 0, []),
        changed("the nonce of the reader's slot is another", slot, []),
        changed("the tag of the reader's slot is another", slot + 73, []),
        changed("a bit of the first chunk is flipped", size + 5_000, ["damaged", "last"]),
        changed("a bit of the last chunk is flipped", size + 2 * 65_536 - 1, ["good", "damaged"]),
    ]
    return {"format": "FORMATS, Bundle", "valid": [valid], "invalid": invalid, "stranger": OTHER.hex()}


def _is_ours(number: int) -> bool:
    slot = head()[32 + 74 * number : 32 + 74 * (number + 1)]
    shown = ref.x25519(EPHEMERAL, ref.X25519_BASE)
    public = ref.x25519(READER, ref.X25519_BASE)
    key = ref.digest("box", ref.x25519(EPHEMERAL, public), shown, public)
    return bool(slot == ref.seal(key, b"bundle", KEY + (8).to_bytes(2, "big")))


if __name__ == "__main__":
    (FOLDER / "bundle.json").write_text(json.dumps(made(), indent=1) + "\n", encoding="utf-8")
