"""Seal and open the payloads of an entry (docs/FORMATS, "Payloads").

Plaintext = 16 random bytes, codec byte, 4-byte length of what follows, the stored or deflated body, zeros up to the
padded length. Refused on opening: another codec, a length beyond the plaintext, inflation above `BODY_BYTES_MAX`,
bytes after the end of the deflate stream, padding that is not zero or not of the one right length.
"""

import zlib
from pathlib import Path
from typing import Final

from keys.epoch import control_key, record_key
from keys.errors import CannotOpen
from keys.randomness import Random
from keys.sealing import open_sealed, seal
from keys.secret import EpochKey, Secret
from node.crdt.entry import Header
from node.crdt.errors import Malformed, OverLimit, Sealed
from node.crdt.ids import Record
from node.crdt.limits import (
    BODY_BYTES_MAX,
    PAD_BLOCK,
    PADME_FROM,
    PAYLOAD_BYTES_MAX,
    SALT_BYTES,
    SAMPLE_BYTES,
    SAMPLED_FROM,
    SAMPLED_TO,
    SHORT_BODY_BYTES,
)

STORED: Final = 0
DEFLATED: Final = 1
_HEAD_BYTES: Final = SALT_BYTES + 5
SEALED_OVERHEAD: Final = 24 + 16  # nonce and authentication tag around every plaintext
DICTIONARY_1: Final = (Path(__file__).parent / "dictionary1.bin").read_bytes()

# Copied for every payload: a copy costs less than reading the dictionary again, most of all with a small memory level.
_DEFLATE: Final = zlib.compressobj(level=6, wbits=-15, memLevel=6, zdict=DICTIONARY_1)
_DEFLATE_SHORT: Final = zlib.compressobj(level=6, wbits=-14, memLevel=6, zdict=DICTIONARY_1)  # half as much to copy
_INFLATE: Final = zlib.decompressobj(wbits=-15, zdict=DICTIONARY_1)


def padded_length(length: int) -> int:
    """Return the length in bytes to which a plaintext of `length` bytes is padded: 64-byte steps, Padmé above 1 KiB."""
    if length <= PADME_FROM:
        return -(-length // PAD_BLOCK) * PAD_BLOCK
    exponent = length.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    return -(-length // step) * step


def encode_plaintext(body: bytes, salt: bytes) -> bytes:
    """Wrap a packed body: deflated where that is shorter, then padded. Raises: OverLimit."""
    if len(body) > BODY_BYTES_MAX:
        raise OverLimit(f"a body of more than {BODY_BYTES_MAX} bytes")
    squeezed = body if SAMPLED_FROM < len(body) <= SAMPLED_TO and not _shrinks(body) else _deflate(body)
    codec, content = (DEFLATED, squeezed) if len(squeezed) < len(body) else (STORED, body)
    plain = salt + bytes([codec]) + len(content).to_bytes(4, "big") + content
    padded = plain.ljust(padded_length(len(plain)), b"\0")
    if len(padded) + SEALED_OVERHEAD > PAYLOAD_BYTES_MAX:
        raise OverLimit(f"a payload of more than {PAYLOAD_BYTES_MAX} bytes")
    return padded


def _deflate(body: bytes) -> bytes:
    deflate = (_DEFLATE_SHORT if len(body) <= SHORT_BODY_BYTES else _DEFLATE).copy()
    return deflate.compress(body) + deflate.flush()


def _shrinks(body: bytes) -> bool:
    """Tell by a piece from its middle whether a long body is worth deflating: a picture is not, and takes longest."""
    middle = len(body) // 2
    piece = body[middle : middle + SAMPLE_BYTES]
    return len(_deflate(piece)) < len(piece) * 15 // 16


def decode_plaintext(plain: bytes) -> bytes:
    """Return the packed body inside a plaintext. Raises: Malformed, OverLimit."""
    if len(plain) < _HEAD_BYTES:
        raise Malformed("a plaintext shorter than its head")
    codec = plain[SALT_BYTES]
    end = _HEAD_BYTES + int.from_bytes(plain[SALT_BYTES + 1 : _HEAD_BYTES], "big")
    if padded_length(end) != len(plain) or plain.count(0, end) != len(plain) - end:
        raise Malformed("a plaintext whose padding is wrong")
    content = plain[_HEAD_BYTES:end]
    if codec == STORED:
        return content
    if codec == DEFLATED:
        return _inflate(content)
    raise Malformed("a plaintext of unknown codec")


def _inflate(content: bytes) -> bytes:
    inflate = _INFLATE.copy()
    try:
        body = inflate.decompress(content, BODY_BYTES_MAX + 1)
    except zlib.error as error:
        raise Malformed("a deflate stream that does not inflate") from error
    if len(body) > BODY_BYTES_MAX:
        raise OverLimit(f"a body that inflates above {BODY_BYTES_MAX} bytes")
    if not inflate.eof or inflate.unused_data:
        raise Malformed("a deflate stream without its end, or with bytes after it")
    return body


# --- seal and open ----------------------------------------------------------------------------------------------------
def payload_key(epoch: EpochKey, record: Record) -> Secret:
    """Return the key of one epoch that seals the payloads of a record, or of no record: the control payloads."""
    return record_key(epoch, record) if record else control_key(epoch)


def seal_payload(key: Secret, body: bytes, *, context: bytes, random: Random) -> bytes:
    """Return the ciphertext of a packed body in its context (`Header.context`). Raises: OverLimit."""
    return seal(key, context=context, plaintext=encode_plaintext(body, random(SALT_BYTES)))


def open_payload(key: Secret, ciphertext: bytes, *, header: Header, index: int, record: Record) -> bytes:
    """Return the packed body of a payload. Raises: Sealed for a wrong key or altered bytes, Malformed, OverLimit."""
    try:
        plain = open_sealed(key, context=header.context(index, record), ciphertext=ciphertext)
    except CannotOpen as error:
        raise Sealed("a payload that this key does not open") from error
    return decode_plaintext(plain)
