"""The counted cipher against the reference."""

from types import ModuleType

import pytest

from keys.cipher import decrypt_counted, encrypt_counted
from keys.errors import BadKey, CannotOpen
from keys.limits import COUNTED_NUMBER_MAX
from keys.secret import Secret

KEY = Secret(b"k" * 32)


@pytest.mark.parametrize("number", [0, 1, 2**32, COUNTED_NUMBER_MAX])
def test_encrypt_counted_agrees_with_the_reference(number: int, reference: ModuleType) -> None:
    nonce = bytes(4) + number.to_bytes(8, "little")
    sealed = encrypt_counted(KEY, number, associated=b"context", plaintext=b"TEST" * 20)
    assert sealed == reference.chacha_encrypt(b"k" * 32, nonce, b"context", b"TEST" * 20)
    assert decrypt_counted(KEY, number, associated=b"context", ciphertext=sealed) == b"TEST" * 20


def test_decrypt_counted_with_another_number_key_or_context_cannot_open() -> None:
    sealed = encrypt_counted(KEY, 7, associated=b"a", plaintext=b"TEST")
    for key, number, associated in [(KEY, 8, b"a"), (Secret(bytes(32)), 7, b"a"), (KEY, 7, b"b")]:
        with pytest.raises(CannotOpen):
            decrypt_counted(key, number, associated=associated, ciphertext=sealed)


@pytest.mark.parametrize("length", range(20))
def test_decrypt_counted_cut_cannot_open(length: int) -> None:
    sealed = encrypt_counted(KEY, 0, associated=b"", plaintext=b"TEST")
    with pytest.raises(CannotOpen):
        decrypt_counted(KEY, 0, associated=b"", ciphertext=sealed[:length])


@pytest.mark.parametrize("number", [-1, COUNTED_NUMBER_MAX + 1])
def test_counted_number_out_of_bounds_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="counted"):
        encrypt_counted(KEY, number, associated=b"", plaintext=b"")
    with pytest.raises(ValueError, match="counted"):
        decrypt_counted(KEY, number, associated=b"", ciphertext=bytes(16))


def test_counted_key_of_wrong_length_is_refused() -> None:
    with pytest.raises(BadKey):
        encrypt_counted(Secret(bytes(31)), 0, associated=b"", plaintext=b"")
    with pytest.raises(BadKey):
        decrypt_counted(Secret(bytes(31)), 0, associated=b"", ciphertext=bytes(16))
