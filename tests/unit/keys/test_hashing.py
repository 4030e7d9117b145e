"""Labelled hashes."""

import pytest

from keys.hashing import digest, digest_array, domain
from keys.labels import Label


def test_domain_is_label_version_and_zero_byte() -> None:
    assert domain("record-key") == b"apieka/record-key/v1\x00"


def test_digest_short_is_the_beginning_of_the_whole() -> None:
    whole = digest("entry", b"\x90")
    assert [digest("entry", b"\x90", size=size) for size in range(1, 33)] == [whole[:size] for size in range(1, 33)]


def test_digest_takes_label_as_member_or_word() -> None:
    assert digest(Label.ENTRY, b"\x90") == digest("entry", b"\x90")


def test_digest_key_changes_everything_even_when_empty_text() -> None:
    assert len({digest("entry", b""), digest("entry", b"", key=b"\0"), digest("entry", b"", key=bytes(32))}) == 3


def test_a03_digest_of_one_text_differs_under_every_label() -> None:
    assert len({digest_array(label, b"TEST") for label in Label}) == len(Label)


def test_digest_error_holds_neither_label_nor_text() -> None:
    with pytest.raises(ValueError, match=r"^unknown label$"):
        digest("TEST-label", b"TEST-text")
