"""keys.noise against noiseprotocol and OpenSSL, and what PyNaCl does at the edges."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl import bindings
from nacl import exceptions as nacl_errors
from noise.backends.default import noise_backend
from noise.backends.default.ciphers import ChaCha20Cipher
from noise.backends.default.hashes import BLAKE2bHash

from keys.errors import BadKey
from keys.noise import HASH_BYTES, ChannelKey, expand_three, expand_two, hash_512, next_key
from keys.secret import Secret

CHAINS = st.binary(min_size=64, max_size=64)
MATERIALS = st.sampled_from([0, 32, 64]).flatmap(lambda size: st.binary(min_size=size, max_size=size))


def reference_expand(chain: bytes, material: bytes, outputs: int) -> tuple[bytes, ...]:
    algorithm = BLAKE2bHash()
    return tuple(
        noise_backend.hkdf(chain, material, outputs, lambda key, data: noise_backend.hmac(key, data, algorithm.fn))
    )


@given(chain=CHAINS, material=MATERIALS)
@settings(max_examples=50)
def test_expand_agrees_with_noiseprotocol(chain: bytes, material: bytes) -> None:
    assert expand_two(chain, material) == reference_expand(chain, material, 2)
    assert expand_three(chain, material) == reference_expand(chain, material, 3)


@given(key=st.binary(min_size=32, max_size=32))
@settings(max_examples=50)
def test_next_key_agrees_with_noiseprotocol(key: bytes) -> None:
    cipher = ChaCha20Cipher()
    cipher.initialize(key)
    assert next_key(ChannelKey(key)).reveal() == cipher.rekey(key)


def test_next_key_of_a_short_key_is_refused() -> None:
    with pytest.raises(BadKey):
        next_key(Secret(b"short"))


def test_channel_key_of_another_length_cannot_be_built() -> None:
    with pytest.raises(BadKey):
        ChannelKey(bytes(31))


def test_hash_is_unkeyed_blake2b_in_full() -> None:
    assert hash_512(b"abc") == hashlib.new("blake2b512", b"abc").digest()
    assert len(hash_512(b"")) == HASH_BYTES


def test_pynacl_raises_its_own_runtime_error_for_a_point_of_low_order() -> None:
    with pytest.raises(nacl_errors.RuntimeError):
        bindings.crypto_scalarmult(b"\x01" * 32, bytes(32))


def test_pynacl_answers_a_ciphertext_shorter_than_a_tag_with_another_error() -> None:
    with pytest.raises(ValueError, match="negative"):
        bindings.crypto_aead_chacha20poly1305_ietf_decrypt(b"", b"", bytes(12), bytes(32))
