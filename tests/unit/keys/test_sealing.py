"""Sealing, against the reference and against ciphertexts made to open twice."""

from types import ModuleType

import pytest
from nacl import bindings

from keys.errors import BadKey, CannotOpen
from keys.limits import SEAL_OVERHEAD_BYTES
from keys.sealing import open_sealed, seal
from keys.secret import RecordKey, Secret

KEY = RecordKey(b"k" * 32)


@pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 1000])
def test_seal_agrees_with_the_reference(length: int, reference: ModuleType) -> None:
    sealed = seal(KEY, context=b"c" * length, plaintext=b"p" * length)
    assert sealed == reference.seal(b"k" * 32, b"c" * length, b"p" * length)
    assert len(sealed) == length + SEAL_OVERHEAD_BYTES


def test_open_sealed_with_any_flipped_bit_cannot_open() -> None:
    sealed = seal(KEY, context=b"context", plaintext=b"TEST")
    for place in range(len(sealed) * 8):
        altered = bytearray(sealed)
        altered[place // 8] ^= 1 << place % 8
        with pytest.raises(CannotOpen):
            open_sealed(KEY, context=b"context", ciphertext=bytes(altered))


def test_open_sealed_cut_anywhere_cannot_open() -> None:
    sealed = seal(KEY, context=b"context", plaintext=b"TEST")
    for length in range(len(sealed)):
        with pytest.raises(CannotOpen):
            open_sealed(KEY, context=b"context", ciphertext=sealed[:length])


def test_context_and_text_are_not_interchangeable() -> None:
    one = seal(KEY, context=b"ab", plaintext=b"c")
    two = seal(KEY, context=b"a", plaintext=b"bc")
    assert one[:24] != two[:24]


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_seal_and_open_with_a_key_of_wrong_length_are_refused(length: int) -> None:
    with pytest.raises(BadKey):
        seal(Secret(bytes(length)), context=b"", plaintext=b"")
    with pytest.raises(BadKey):
        open_sealed(Secret(bytes(length)), context=b"", ciphertext=bytes(100))


def test_cannot_open_carries_no_cause_that_holds_the_text() -> None:
    with pytest.raises(CannotOpen) as refused:
        open_sealed(KEY, context=b"", ciphertext=bytes(100))
    assert refused.value.__context__ is None


def test_c04_ciphertext_made_to_open_under_two_keys_opens_under_neither(reference: ModuleType) -> None:
    keys = (b"1" * 32, b"2" * 32)
    nonce, context = b"n" * 24, b"context"
    forged = nonce + opens_twice(reference, keys, nonce, context)
    for key in keys:
        bare = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(forged[24:], context, nonce, key)
        assert len(bare) == 48
        with pytest.raises(CannotOpen):
            open_sealed(RecordKey(key), context=context, ciphertext=forged)


def opens_twice(reference: ModuleType, keys: tuple[bytes, bytes], nonce: bytes, context: bytes) -> bytes:
    """Ciphertext and tag that bare XChaCha20-Poly1305 accepts under both keys: one block solved from two equations.

    The tag is (sum of blocks times powers of r, plus s) for each key; equal tags are one linear equation in a block.
    """
    p = reference.POLY
    one_time = [reference.chacha_block(reference.hchacha(key, nonce[:16]), 0, bytes(4) + nonce[16:]) for key in keys]
    clamp = 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    (r1, s1), (r2, s2) = (
        (int.from_bytes(pad[:16], "little") & clamp, int.from_bytes(pad[16:32], "little")) for pad in one_time
    )
    for trial in range(1000):
        fixed = trial.to_bytes(16, "little") + bytes(32)
        text = reference.tagged(context, fixed)
        first, second = (total(reference, r, text) + s for r, s in ((r1, s1), (r2, s2)))
        # the third ciphertext block is followed by the lengths only: it is multiplied by r squared
        block = (second - first) * pow(r1 * r1 - r2 * r2, -1, p) % p
        if block < 2**128:
            ciphertext: bytes = fixed[:32] + block.to_bytes(16, "little")
            tags: set[bytes] = {reference.poly1305(pad[:32], reference.tagged(context, ciphertext)) for pad in one_time}
            if len(tags) == 1:
                return bytes(ciphertext + tags.pop())
    raise AssertionError("no such ciphertext found")


def total(reference: ModuleType, r: int, text: bytes) -> int:
    result = 0
    for start in range(0, len(text), 16):
        result = (result + int.from_bytes(text[start : start + 16] + b"\x01", "little")) * r % reference.POLY
    return result
