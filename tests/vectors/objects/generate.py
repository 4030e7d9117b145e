"""Makes the vectors of membership objects: `python tests/vectors/objects/generate.py` writes the file.

The valid ones are what nodes of a space made; an invalid one has another item in one place and is signed anew where its
author could sign it, or it has a signature that does not verify. A format that changes gets new vectors; these stay.
"""

import json
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
sys.path.insert(0, str(ROOT))

from node.crdt.codec import pack, unpack  # noqa: E402
from node.service.effects import ObjectType  # noqa: E402
from node.service.enrolling import read_objects, verify_object  # noqa: E402
from tests.fuzz.targets import COUNCIL, targets  # noqa: E402
from tests.sim.nodes import SimNode  # noqa: E402
from tests.sim.worlds import open_world  # noqa: E402

Items = list[Any]
LABELS = {3: "suspension", 4: "pass", 5: "prekey", 8: "packet"}  # what one device signs as a whole, the signature last
SIGNERS = {3: 2, 4: 6, 5: 1, 8: 5}  # where the signer stands
SIGNATURE_BYTES = 64
BOXES = {7: 5, 8: 4}  # where a sealed box stands, of any length
ODD: dict[type, tuple[str, Any]] = {
    bytes: ("text", "x" * 16),
    int: ("true", True),
    list: ("nil", None),
    type(None): ("a number", 0),
}


def signed_anew(kind: int, items: Items, nodes: list[SimNode]) -> bytes:
    """The packed object, signed by its author again where one device signs it and that device is of this space."""
    if kind in LABELS and len(items[-1] if isinstance(items[-1], bytes) else b"") == SIGNATURE_BYTES:
        key = next((node.node.key for node in nodes if node.node.key.public == items[SIGNERS[kind]]), None)
        if key is not None:
            items = [*items[:-1], key.sign(LABELS[kind], pack(items[:-1]))]
    return pack(items)


def wrong(kind: int, items: Items, nodes: list[SimNode]) -> list[tuple[str, bytes]]:
    found = [("with an item too many", pack([*items, 0])), ("with an item too few", pack(items[:-1]))]
    for place, item in enumerate(items):
        name, value = ODD[type(item)]
        found.append((f"with {name} in place {place}", signed_anew(kind, _put(items, place, value), nodes)))
        if isinstance(item, bytes):
            found.append((f"a byte short in place {place}", signed_anew(kind, _put(items, place, item[:-1]), nodes)))
        elif isinstance(item, int):
            found.append((f"with -1 in place {place}", signed_anew(kind, _put(items, place, -1), nodes)))
    if kind in LABELS:
        last = items[-1]
        found.append(("with a flipped bit of the signature", pack([*items[:-1], bytes([last[0] ^ 1]) + last[1:]])))
        found.append(("of another space than was signed", pack([b"o" * 16, *items[1:]])))
    return [(why, data) for why, data in found if why != f"a byte short in place {BOXES.get(kind)}"]


def _put(items: Items, place: int, value: Any) -> Items:
    return [*items[:place], value, *items[place + 1 :]]


def vectors() -> dict[str, Any]:
    _, nodes = open_world(COUNCIL)
    valid, invalid = [], []
    for kind in ObjectType:
        name = kind.name.lower().replace("_", " ")
        for number, packed in enumerate(targets()[name].corpus[:3]):
            (item,) = read_objects([(kind.value, packed)])
            verify_object(item)
            given = {"type": kind.value, "packed": packed.hex()}
            valid.append({"name": f"{name} {number}", "given": given, "expected": {"id": item.id.hex()}})
        items = list(unpack(targets()[name].corpus[0], bytes_max=2**16))
        for why, data in wrong(kind.value, items, nodes):
            invalid.append({"why": f"a {name} {why}", "given": {"type": kind.value, "packed": data.hex()}})
    return {"valid": valid, "invalid": invalid}


def written() -> str:
    return json.dumps(vectors(), indent=1) + "\n"


if __name__ == "__main__":
    (FOLDER / "object.json").write_text(written(), encoding="ascii")
