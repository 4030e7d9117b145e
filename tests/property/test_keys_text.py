"""Text forms of any bytes, mistyped in any way."""

from hypothesis import assume, given
from hypothesis import strategies as st

from keys.errors import BadText
from keys.text import decode_text, encode_text

prefixes = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=16)
raws = st.binary(max_size=120)
loosening = st.sampled_from([" ", "\n", "\r\n", "\t", "-", "\u2011", "\u00a0", "\u200b", ""])


@given(prefixes, raws)
def test_encoded_text_comes_back(prefix: str, raw: bytes) -> None:
    assert decode_text(prefix, encode_text(prefix, raw)) == raw


@given(prefixes, raws, st.lists(loosening, min_size=1, max_size=9), st.booleans())
def test_spaces_dashes_and_case_make_no_difference(prefix: str, raw: bytes, marks: list[str], upper: bool) -> None:
    text = encode_text(prefix, raw)
    loose = "".join(sign + marks[place % len(marks)] for place, sign in enumerate(text))
    assert decode_text(prefix, loose.upper() if upper else loose) == raw


@given(prefixes, prefixes, raws)
def test_text_of_one_kind_is_refused_as_another(prefix: str, other: str, raw: bytes) -> None:
    assume(prefix != other)
    assert read(other, encode_text(prefix, raw)) is None


@given(raws, st.data())
def test_one_wrong_sign_is_caught(raw: bytes, data: st.DataObject) -> None:
    text = encode_text("key", raw)
    place = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.characters(codec="utf-8"))
    found = read("key", text[:place] + sign + text[place + 1 :])
    assert found is None or (found == raw and is_read_alike(text[place], sign))


@given(raws, st.data())
def test_swapped_neighbours_are_caught(raw: bytes, data: st.DataObject) -> None:
    text = encode_text("key", raw)
    place = data.draw(st.integers(0, len(text) - 2))
    one, two = text[place], text[place + 1]
    assume(one != two and "-" not in (one, two))
    assert read("key", text[:place] + two + one + text[place + 2 :]) is None


@given(prefixes, st.text(max_size=200))
def test_any_text_is_read_or_refused_and_nothing_else_is_raised(prefix: str, text: str) -> None:
    assert read(prefix, text) is None
    assert read(prefix, f"{prefix}-{text}") is None


def read(prefix: str, text: str) -> bytes | None:
    try:
        return decode_text(prefix, text)
    except BadText:
        return None


def is_read_alike(written: str, typed: str) -> bool:
    """Whether two signs stand for the same: another case, a look-alike, another dash."""
    alike = {"o": "0", "i": "1", "l": "1"}
    lowered = typed.lower()
    return written == "-" or alike.get(lowered, lowered) == written
