"""Folding names: total, bounded, blind to case and order, and growing letter by letter as a name is typed."""

import unicodedata
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from node.ledger.names import matches, query_keys, search_keys, text_keys
from node.ledger.names.fold import fold

LINES = (Path(__file__).parents[1] / "vectors" / "ledger" / "surnames.tsv").read_text(encoding="utf-8").splitlines()
CYRILLIC = [name for line in LINES if not line.startswith("#") for name in line.split("\t")[:2]]
NAMES = st.text(alphabet="абвгдеёжзійклмнопрстуўфхцчшыьэюяищъ'", min_size=2, max_size=14)
WORDS = st.text(
    alphabet="абвгґдеёжзіійклмноўпрстуфхцчшщъыьэюяabcčdeéfghijklłmnoóprsštuŭvwxyzž'’-0123456789 ", max_size=60
)


@given(st.one_of(st.text(max_size=80), WORDS))
def test_any_text_folds_into_bounded_plain_keys(text: str) -> None:
    for keys in (search_keys(text), query_keys(text), text_keys(text)):
        assert len(keys) <= 2_000
        assert len(set(keys)) == len(keys)
        assert all(key and key.isalnum() for key in keys)
    assert len(search_keys(text)) <= 128
    assert len(query_keys(text)) <= 16


@given(WORDS)
def test_a_text_is_found_by_itself_whatever_the_case_and_the_form_of_unicode(text: str) -> None:
    held = search_keys(text)
    for asked in (text, text.upper(), text.lower(), unicodedata.normalize("NFD", text)):
        assert matches(asked, held) or not query_keys(asked)


@given(NAMES, NAMES, NAMES)
def test_the_order_of_words_does_not_matter(one: str, other: str, third: str) -> None:
    assert set(search_keys(f"{one} {other} {third}")) == set(search_keys(f"{third} {one} {other}"))


@given(st.sampled_from(CYRILLIC), st.data())
def test_a_name_is_found_while_it_is_being_typed(name: str, data: st.DataObject) -> None:
    typed = name[: data.draw(st.integers(1, len(name)))]
    assert matches(typed, search_keys(name))


@given(st.text(max_size=60))
def test_a_word_has_at_most_eight_readings_and_none_is_empty(word: str) -> None:
    readings = fold(word)
    assert len(readings) <= 8
    assert all(readings)
