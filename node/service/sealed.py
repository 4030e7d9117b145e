"""A file of any content sealed for chosen devices: the outside of a bundle, with pieces of the file in its messages.

The first message names what the file is; the pieces follow in order. Opening gives the whole content or nothing. A
bundle read as such a file, or such a file as a bundle, is refused: neither begins as the other does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from node.crdt.ids import Device
from node.service.bundles import bundle_key_of
from node.service.errors import Refused
from node.service.limits import SEALED_BYTES_MAX, SEALED_NAME_CHARS_MAX, SEALED_PIECE_BYTES
from node.service.node import Node
from node.service.space import SpaceState
from node.sync.bundle import BundleKey, BundleReader, BundleWriter, Part, open_head, seal_head
from node.sync.errors import NotForUs
from node.sync.limits import BUNDLE_CHUNK_BYTES, BUNDLE_RECIPIENTS_MAX

_BEGIN = b"\xffapieka/sealed/1\n"  # no message of a session begins so


@dataclass(frozen=True, slots=True)
class Unsealed:
    """What was in a sealed file: its kind (the ending of a file name) and its content."""

    kind: str
    content: bytes


def seal_file(node: Node, spaces: Sequence[SpaceState], devices: Sequence[Device], kind: str, content: bytes) -> bytes:
    """Return a file that opens on these devices alone; each must have a pass in every space the content is of.

    Raises: Refused, NotFound.
    """
    if not 0 < len(devices) <= BUNDLE_RECIPIENTS_MAX:
        raise Refused(f"a file is sealed for 1 to {BUNDLE_RECIPIENTS_MAX} devices; nothing was written")
    if not spaces:
        raise Refused("make or join a space first")
    if len(content) > SEALED_BYTES_MAX:
        raise Refused("this is too much for one file; choose a kind or a search; nothing was written")
    publics = [bundle_key_of(spaces, device) for device in devices]
    key = BundleKey.new(node.random)
    writer = BundleWriter(key)
    chunks = writer.add(_BEGIN + kind.encode())
    for piece in _pieces(content):
        chunks += writer.add(piece)
    return b"".join((seal_head(key, publics, node.random), *chunks, *writer.finish()))


def open_file(node: Node, sealed: bytes) -> Unsealed:
    """Return what is in a sealed file. Raises: Refused for a file for others, damaged, cut off, or of another kind."""
    try:
        key, at = open_head(node.bundle, sealed)
    except NotForUs:
        raise Refused("this file was not sealed for this device, or its beginning is damaged") from None
    reader, messages, part = BundleReader(key), list[bytes](), Part.GOOD
    for start in range(at, len(sealed), BUNDLE_CHUNK_BYTES):
        if part is Part.LAST:
            raise Refused("something stands behind the end of this file; nothing was written")
        part, found = reader.take(sealed[start : start + BUNDLE_CHUNK_BYTES])
        if part is Part.DAMAGED:
            raise Refused("this file is damaged; nothing was written")
        messages += found
    if part is not Part.LAST:
        raise Refused("the end of this file is missing; nothing was written")
    if not messages or not messages[0].startswith(_BEGIN):
        raise Refused("this is a bundle for `bundle read`, not a sealed file; nothing was written")
    kind = messages[0][len(_BEGIN) :].decode("ascii", errors="replace")[:SEALED_NAME_CHARS_MAX]
    return Unsealed(kind, b"".join(messages[1:]))


def _pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), SEALED_PIECE_BYTES):
        yield content[start : start + SEALED_PIECE_BYTES]
