"""What the writing child stores, entry by entry, so that its parent can tell what must be there."""

from __future__ import annotations

from hashlib import blake2b

from node.crdt.ids import Record, Space
from node.service.effects import Commit, RecordRow
from tests.sim.entries import LogWriter, Random

KEY = bytes(range(32))
SPACE = Space(b"S" * 16)
BATCH = 20  # entries of the one large commit


def steady(seed: str) -> Random:
    """Return a source of bytes that gives the same ones for the same seed."""
    drawn = 0

    def draw(size: int) -> bytes:
        nonlocal drawn
        drawn += 1
        return blake2b(drawn.to_bytes(8, "big"), key=seed.encode(), digest_size=64).digest() * (size // 64 + 1)

    return lambda size: draw(size)[:size]


def commits(seed: str, count: int) -> list[Commit]:
    """Return commits of one log: single entries with a row, a large one, and a secret set and destroyed."""
    alice = LogWriter(SPACE, steady(seed))
    made: list[Commit] = []
    for number in range(count):
        record = Record(number.to_bytes(16, "big"))
        size = BATCH if number % 5 == 4 else 1
        entries = tuple(alice.change(record, size=2000) for _ in range(size))
        row = RecordRow(
            space=SPACE,
            record=record,
            kind="person",
            view=bytes(500),
            hash=bytes(32),
            title=f"TEST-{number}",
            sort=f"test {number:06}",
            tokens=f"test n{number}",
            refs=(("by", record),),
            is_hidden=False,
        )
        secret = ("epoch", None) if number % 7 == 6 else ("epoch", number.to_bytes(32, "big"))
        made.append(Commit(entries=entries, rows=(row,), secrets=(secret,)))
    return made
