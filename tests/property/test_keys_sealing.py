"""Sealing, boxes and hashes over any input."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from keys.box import BoxKey, open_box, seal_to
from keys.errors import BadSignature, CannotOpen
from keys.framing import array
from keys.hashing import digest, digest_array
from keys.labels import Label
from keys.limits import KEY_BYTES, NONCE_BYTES
from keys.sealing import open_sealed, seal
from keys.secret import RecordKey
from keys.signing import SigningKey, verify

texts = st.binary(max_size=300)
raw_keys = st.binary(min_size=32, max_size=32)
labels = st.sampled_from(list(Label))


def stuck(size: int) -> bytes:
    """A random source that returns constants."""
    return b"\x07" * size


@given(raw_keys, texts, texts)
def test_what_is_sealed_opens_and_is_sealed_the_same_again(raw: bytes, context: bytes, plaintext: bytes) -> None:
    key = RecordKey(raw)
    sealed = seal(key, context=context, plaintext=plaintext)
    assert open_sealed(key, context=context, ciphertext=sealed) == plaintext
    assert seal(key, context=context, plaintext=plaintext) == sealed


@given(raw_keys, st.lists(st.tuples(texts, texts), unique=True, min_size=2, max_size=20))
def test_c08_no_nonce_repeats_for_different_text_or_context(raw: bytes, pairs: list[tuple[bytes, bytes]]) -> None:
    key = RecordKey(raw)
    nonces = {seal(key, context=context, plaintext=text)[:NONCE_BYTES] for context, text in pairs}
    assert len(nonces) == len(pairs)


@given(st.lists(st.tuples(texts, texts), unique=True, min_size=2, max_size=10))
def test_c08_no_nonce_of_a_box_repeats_when_random_bytes_are_constant(pairs: list[tuple[bytes, bytes]]) -> None:
    bob = BoxKey(b"b" * KEY_BYTES)
    sealed = [seal_to(bob.public, text, context=context, random=stuck) for context, text in pairs]
    assert len({each[:KEY_BYTES] for each in sealed}) == 1
    assert len({each[KEY_BYTES : KEY_BYTES + NONCE_BYTES] for each in sealed}) == len(pairs)
    assert [open_box(bob, each, context=pair[0]) for each, pair in zip(sealed, pairs, strict=True)] == [
        text for _, text in pairs
    ]


@given(raw_keys, raw_keys, texts, texts)
def test_c08_constant_random_bytes_give_two_readers_two_nonces(
    bob: bytes, carol: bytes, context: bytes, plaintext: bytes
) -> None:
    one, two = BoxKey(bob), BoxKey(carol)
    assume(one.public != two.public)
    sealed = [seal_to(each.public, plaintext, context=context, random=stuck) for each in (one, two)]
    assert sealed[0][KEY_BYTES:] != sealed[1][KEY_BYTES:]
    with pytest.raises(CannotOpen):
        open_box(two, sealed[0], context=context)


@given(raw_keys, raw_keys, texts, texts)
def test_c04_one_ciphertext_does_not_open_under_two_keys(
    one: bytes, two: bytes, context: bytes, plaintext: bytes
) -> None:
    assume(one != two)
    sealed = seal(RecordKey(one), context=context, plaintext=plaintext)
    with pytest.raises(CannotOpen):
        open_sealed(RecordKey(two), context=context, ciphertext=sealed)


@given(raw_keys, texts, texts, texts)
def test_sealed_for_one_context_opens_in_no_other(raw: bytes, context: bytes, other: bytes, plaintext: bytes) -> None:
    assume(context != other)
    sealed = seal(RecordKey(raw), context=context, plaintext=plaintext)
    with pytest.raises(CannotOpen):
        open_sealed(RecordKey(raw), context=other, ciphertext=sealed)


@given(raw_keys, texts, st.binary(max_size=400))
def test_anything_foreign_does_not_open(raw: bytes, context: bytes, ciphertext: bytes) -> None:
    with pytest.raises(CannotOpen):
        open_sealed(RecordKey(raw), context=context, ciphertext=ciphertext)
    with pytest.raises(CannotOpen):
        open_box(BoxKey(raw), ciphertext, context=context)


@given(labels, labels, texts, texts, st.binary(max_size=64))
def test_a03_hashes_agree_only_on_label_and_text(
    one: Label, two: Label, first: bytes, second: bytes, key: bytes
) -> None:
    equal = digest(one, first, key=key) == digest(two, second, key=key)
    assert equal == (one is two and first == second)


@given(st.lists(texts, max_size=20), st.lists(texts, max_size=20))
def test_arrays_agree_only_on_the_same_items(one: list[bytes], two: list[bytes]) -> None:
    assert (array(*one) == array(*two)) == (one == two)
    assert (digest_array(Label.ENTRY, *one) == digest_array(Label.ENTRY, *two)) == (one == two)


@given(raw_keys, labels, labels, texts)
def test_a03_signature_of_one_type_is_refused_for_every_other(seed: bytes, one: Label, two: Label, text: bytes) -> None:
    key = SigningKey(seed)
    signature = key.sign(one, text)
    verify(key.public, one, text, signature)
    if one is not two:
        with pytest.raises(BadSignature):
            verify(key.public, two, text, signature)


@given(raw_keys, labels, texts, st.binary(max_size=80), st.binary(max_size=40))
def test_a05_any_bytes_as_key_or_signature_are_refused_and_nothing_else_is_raised(
    seed: bytes, label: Label, text: bytes, signature: bytes, public: bytes
) -> None:
    with pytest.raises(BadSignature):
        verify(SigningKey(seed).public, label, text, signature)
    with pytest.raises(BadSignature):
        verify(public, label, text, SigningKey(seed).sign(label, text))
