"""Addresses of the pages. They hold ids and kinds, never a name or a value."""

import re
from typing import Final
from urllib.parse import urlencode

from node.api.errors import NotHere
from node.crdt.ids import ID_BYTES, SHORT_ID_BYTES, ChangeId, Device, EntryId, Record, Space

_LOCAL: Final = re.compile(r"/(?:[A-Za-z0-9_.-][A-Za-z0-9/_.?=&-]{0,500})?")


def local_path(text: str) -> str:
    """Return an address of these pages as it was given, the first page for anything else."""
    return text if _LOCAL.fullmatch(text) else "/"


def card_url(space: bytes, record: bytes) -> str:
    """Return the address of a record's card."""
    return f"/card/{space.hex()}/{record.hex()}"


def add_url(kind: str, space: bytes, **refs: bytes) -> str:
    """Return the address of a form for a new record that refers to the records named by path."""
    return f"/add/{kind}?" + urlencode({"space": space.hex(), **{path: record.hex() for path, record in refs.items()}})


def read_space(text: str) -> Space:
    """Return the space an address names. Raises: NotHere."""
    return Space(_short_id(text))


def read_record(text: str) -> Record:
    """Return the record an address names. Raises: NotHere."""
    return Record(_short_id(text))


def read_device(text: str) -> Device:
    """Return the device an address names. Raises: NotHere."""
    return Device(_id(text, ID_BYTES))


def read_change(text: str) -> ChangeId:
    """Return the operation that a form names. Raises: NotHere."""
    entry, _dot, index = text.partition(".")
    if not (index.isascii() and index.isdigit() and len(index) <= 2):
        raise NotHere("not a change")
    return EntryId(_id(entry, ID_BYTES)), int(index)


def change_key(change: ChangeId) -> str:
    """Return the text by which a form names an operation."""
    return f"{change[0].hex()}.{change[1]}"


def _short_id(text: str) -> bytes:
    return _id(text, SHORT_ID_BYTES)


def _id(text: str, length: int) -> bytes:
    if len(text) != 2 * length or not all(digit in "0123456789abcdef" for digit in text):
        raise NotHere("not an id")
    return bytes.fromhex(text)
