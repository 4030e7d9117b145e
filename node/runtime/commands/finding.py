"""Which space and which record a person means: a full id, the beginning of one, or a space's exact title.

Refuses what fits nothing and what fits several; it never picks one of two.
"""

import re

from keys.text import decode_text
from node.crdt.ids import SHORT_ID_BYTES, Device, Record, Space
from node.runtime.commands.errors import Ambiguous, Unusable
from node.runtime.commands.limits import ID_PREFIX_CHARS_MIN
from node.service.effects import RecordHashes, Step
from node.service.errors import NotFound
from node.service.node import Node
from node.service.space import SpaceState, load_record
from node.service.wording import DEVICE_PREFIX

_FULL_CHARS = 2 * SHORT_ID_BYTES
_HEX = re.compile(r"[0-9a-f]+")


def parse_device(text: str) -> Device:
    """Return the device key of a text form. Raises: BadText, Unusable."""
    raw = decode_text(DEVICE_PREFIX, text)
    if len(raw) != len(Device(bytes(32))):
        raise Unusable("this is not the text form of a device")
    return Device(raw)


def find_space(node: Node, text: str | None) -> SpaceState:
    """Return the space meant; without a text the only one. Raises: NotFound, Ambiguous, Unusable, Refused."""
    if text is None:
        return node.only_space()
    full = _full_id(text)
    if full is not None and Space(full) in node.spaces:
        return node.space(Space(full))
    titled = [space for space in node.spaces.values() if space.title == text]
    found = titled or [node.space(id) for id in node.spaces if _begins(id, text)]
    if len(found) > 1:
        raise Ambiguous("several spaces fit; give the whole id that `space list` shows; nothing was changed")
    if not found:
        raise NotFound("this node holds no such space; `space list` shows those it holds; nothing was changed")
    return found[0]


def find_record(node: Node, text: str) -> Step[tuple[SpaceState, Record]]:
    """Return the record meant and its space. Raises: NotFound, Ambiguous, Unusable."""
    full = _full_id(text)
    if full is None and not _is_prefix(text):
        raise Unusable(
            f"a record is named by its {_FULL_CHARS} hexadecimal digits, or at least the first {ID_PREFIX_CHARS_MIN}; "
            "nothing was changed"
        )
    found = yield from (_find_full(node, Record(full)) if full is not None else _find_beginning(node, text))
    if len(found) > 1:
        raise Ambiguous("several records fit; give the whole id; nothing was changed")
    if not found:
        raise NotFound("there is no record of that id here; nothing was changed")
    return found[0]


def _find_full(node: Node, record: Record) -> Step[list[tuple[SpaceState, Record]]]:
    found = []
    for space in node.spaces.values():
        opened = yield from load_record(space, record)
        if opened.origins:
            found.append((space, record))
    return found


def _find_beginning(node: Node, text: str) -> Step[list[tuple[SpaceState, Record]]]:
    found = []
    for space in node.spaces.values():
        hashes: list[tuple[Record, bytes]] = yield RecordHashes(space.space)
        found += [(space, record) for record, _ in hashes if _begins(record, text)]
    return found


def _full_id(text: str) -> bytes | None:
    typed = text.strip().lower()
    return bytes.fromhex(typed) if len(typed) == _FULL_CHARS and _HEX.fullmatch(typed) else None


def _is_prefix(text: str) -> bool:
    typed = text.strip().lower()
    return ID_PREFIX_CHARS_MIN <= len(typed) < _FULL_CHARS and _HEX.fullmatch(typed) is not None


def _begins(id: bytes, text: str) -> bool:
    return _is_prefix(text) and id.hex().startswith(text.strip().lower())
