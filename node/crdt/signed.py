"""Membership objects that one key signs: an unsigned array under a label, and the signature as its last item.

Refused: a signature that does not verify under the key the object names.
"""

from keys.errors import BadSignature as KeyBadSignature
from keys.hashing import digest
from keys.labels import Label
from keys.signing import SigningKey, verify
from node.crdt import shape
from node.crdt.codec import Value, pack, unpack
from node.crdt.errors import BadSignature
from node.crdt.limits import OBJECT_BYTES_MAX

SIGNATURE_BYTES = 64


def sign_array(key: SigningKey, label: Label, unsigned: list[object]) -> bytes:
    """Sign an array for one purpose. Raises: Malformed where it cannot be packed."""
    return key.sign(label, pack(unsigned))


def check_signature(signer: bytes, label: Label, unsigned: list[object], signature: bytes) -> None:
    """Check the signature under an array. Raises: BadSignature, naming the purpose."""
    try:
        verify(signer, label, pack(unsigned), signature)
    except KeyBadSignature as error:
        raise BadSignature(f"a {label} whose signature does not verify") from error


def id_of_array(label: Label, unsigned: list[object]) -> bytes:
    """Return the id (32 bytes) of the object with this unsigned array: all of it but the signature."""
    return digest(label, pack(unsigned))


def read_array(data: bytes, count: int) -> list[Value]:
    """Unpack a membership object of exactly `count` items. Raises: Malformed, OverLimit."""
    return shape.array(unpack(data, bytes_max=OBJECT_BYTES_MAX), count)


def read_signature(value: object) -> bytes:
    """Read a signature. Raises: Malformed."""
    return shape.octets(value, SIGNATURE_BYTES)
