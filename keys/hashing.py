"""Labelled BLAKE2b-256, the one hash of the project. Refuses unknown labels and sizes it does not have."""

from hashlib import blake2b

from keys.framing import array
from keys.labels import Label
from keys.limits import DIGEST_BYTES


class _Domains(dict[str, bytes]):
    def __missing__(self, label: str) -> bytes:
        raise ValueError("unknown label")


_DOMAINS = _Domains({label.value: f"apieka/{label.value}/v1\0".encode() for label in Label})


def domain(label: str) -> bytes:
    """Gives the bytes that stand before everything hashed or signed for this purpose.

    Raises: ValueError for an unknown label.
    """
    return _DOMAINS[label]


def digest(label: str, packed: bytes, *, key: bytes = b"", size: int = DIGEST_BYTES) -> bytes:
    """Gives the first `size` bytes (1-32) of BLAKE2b-256 over label, zero byte and packed array.

    key: 0-64 bytes, taken by BLAKE2b's own key parameter.
    Raises: ValueError for an unknown label, a longer key or another size.
    """
    whole = blake2b(_DOMAINS[label] + packed, digest_size=DIGEST_BYTES, key=key).digest()
    if size == DIGEST_BYTES:
        return whole
    if not 0 < size < DIGEST_BYTES:
        raise ValueError("a digest has 1 to 32 bytes")
    return whole[:size]


def digest_array(label: str, *items: bytes, key: bytes = b"", size: int = DIGEST_BYTES) -> bytes:
    """Gives the digest of byte strings packed as one array; bounds and errors as `digest`."""
    return digest(label, array(*items), key=key, size=size)
