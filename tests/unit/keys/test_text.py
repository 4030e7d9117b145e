"""Text forms; the format's cases stand in the vectors."""

import re

import pytest

from keys.errors import BadText, TextProblem
from keys.limits import TEXT_CHARS_MAX, TEXT_RAW_BYTES_MAX
from keys.text import decode_text, encode_text

RAW = bytes(range(7, 39))
GOOD = encode_text("device", RAW)
BODY_START = len("device-")
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def test_encode_text_uses_only_signs_that_are_not_mistaken() -> None:
    assert re.fullmatch(rf"device-[{ALPHABET}]+", GOOD)


def test_decode_text_with_any_one_sign_changed_is_refused() -> None:
    for place in range(BODY_START, len(GOOD)):
        for sign in set(ALPHABET) - {GOOD[place]}:
            with pytest.raises(BadText):
                decode_text("device", GOOD[:place] + sign + GOOD[place + 1 :])


def test_decode_text_with_any_neighbours_swapped_is_refused() -> None:
    swapped = 0
    for place in range(BODY_START, len(GOOD) - 1):
        one, two = GOOD[place], GOOD[place + 1]
        if one != two:
            swapped += 1
            with pytest.raises(BadText):
                decode_text("device", GOOD[:place] + two + one + GOOD[place + 2 :])
    assert swapped > 40


def test_decode_text_with_any_sign_left_out_or_doubled_is_refused() -> None:
    for place in range(BODY_START, len(GOOD)):
        for altered in (GOOD[:place] + GOOD[place + 1 :], GOOD[:place] + GOOD[place] + GOOD[place:]):
            with pytest.raises(BadText):
                decode_text("device", altered)


def test_decode_text_cut_anywhere_is_refused() -> None:
    for length in range(len(GOOD)):
        with pytest.raises(BadText):
            decode_text("device", GOOD[:length])


def test_decode_text_of_every_short_length_comes_back() -> None:
    for length in range(70):
        assert decode_text("a", encode_text("a", bytes(length))) == bytes(length)


def test_decode_text_names_the_place_of_a_foreign_sign_and_not_the_sign() -> None:
    with pytest.raises(BadText) as refused:
        decode_text("device", GOOD[:10] + "?" + GOOD[11:])
    assert (refused.value.problem, refused.value.position) == (TextProblem.CHARACTER, 11)
    assert "?" not in str(refused.value)


def test_decode_text_error_repeats_nothing_of_the_text() -> None:
    with pytest.raises(BadText) as refused:
        decode_text("device", GOOD[:-1])
    assert not [start for start in range(BODY_START, len(GOOD) - 4) if GOOD[start : start + 4] in str(refused.value)]


def test_longest_text_comes_back_and_longer_is_refused() -> None:
    longest = bytes(TEXT_RAW_BYTES_MAX)
    assert decode_text("a" * 16, encode_text("a" * 16, longest)) == longest
    with pytest.raises(ValueError, match="too many"):
        encode_text("a", longest + b"\0")
    with pytest.raises(BadText) as refused:
        decode_text("a", "a" * (TEXT_CHARS_MAX + 1))
    assert refused.value.problem is TextProblem.LENGTH


def test_decode_text_longer_than_any_encoded_one_is_refused() -> None:
    too_long = "a-" + "0" * (TEXT_CHARS_MAX - 2)
    with pytest.raises(BadText):
        decode_text("a", too_long)


@pytest.mark.parametrize("prefix", ["", "Device", "de-vice", "device1", "a" * 17, "д", "device\n"])
def test_prefix_that_is_no_short_word_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="1 to 16 letters"):
        encode_text(prefix, b"")
    with pytest.raises(ValueError, match="1 to 16 letters"):
        decode_text(prefix, GOOD)
