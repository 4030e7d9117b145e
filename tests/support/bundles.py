"""Bundles between nodes of the simulator: written into bytes, read from bytes, damaged on the way."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any, TypeVar

from node.crdt.ids import Space
from node.service.bundles import Import, write_bundle
from node.service.effects import Emit, Step
from node.service.joining import Ticket
from node.service.rebuilding import refresh
from node.sync.bundle import HEAD_BYTES_MAX
from node.sync.limits import BUNDLE_CHUNK_BYTES
from tests.sim.nodes import SimNode

T = TypeVar("T")


def emitted(node: SimNode, step: Step[T]) -> tuple[bytes, T]:
    """Run a step and return what it emitted, with its answer."""
    parts: list[bytes] = []

    def collecting() -> Generator[Any, Any, T]:
        answer: Any = None
        while True:
            try:
                effect = step.send(answer)
            except StopIteration as done:
                return done.value  # type: ignore[no-any-return]
            if isinstance(effect, Emit):
                parts.append(effect.data)
                answer = None
            else:
                answer = yield effect

    answer = node.run(collecting())
    return b"".join(parts), answer


def bundle_of(author: SimNode, space: Space, *readers: SimNode, is_whole: bool = False) -> bytes:
    """Return the bytes of a bundle of one space for some nodes."""
    devices = [reader.node.device for reader in readers]
    return emitted(author, write_bundle(author.node, [author.node.spaces[space]], devices, is_whole=is_whole))[0]


def read_bundle(reader: SimNode, data: bytes, ticket: Ticket | None = None) -> Import:
    """Let a node read a bundle to its end and replay what came. Raises: NotForUs."""
    reading = Import(reader.node, ticket)
    length = reading.open(data[:HEAD_BYTES_MAX])
    for at in range(length, len(data), BUNDLE_CHUNK_BYTES):
        reader.run(reading.take(data[at : at + BUNDLE_CHUNK_BYTES]))
        if reading.is_complete:
            break
    reader.run(reading.finish())
    for space in reading.spaces.values():
        reader.run(refresh(space, lambda _: None))
    return reading


def chunks_of(data: bytes) -> tuple[bytes, list[bytes]]:
    """Cut a bundle into its head and its chunks."""
    length = len(data) % BUNDLE_CHUNK_BYTES
    return data[:length], [data[at : at + BUNDLE_CHUNK_BYTES] for at in range(length, len(data), BUNDLE_CHUNK_BYTES)]


def joined(head: bytes, chunks: Sequence[bytes]) -> bytes:
    """Put a bundle together again."""
    return head + b"".join(chunks)
