"""Cells that a spreadsheet would compute, and text that would steer whoever looks at it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.ledger.exports.guard import guard, unguard

COMPUTED = ["=1+1", "+375", "-2", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''+1"]


@pytest.mark.parametrize("text", COMPUTED)
def test_text_a_spreadsheet_computes_is_opened_by_an_apostrophe(text: str) -> None:
    assert guard(text)[0] == "'"
    assert guard(text)[1:] == text
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", ["TEST-", "", "'TEST", "1-2", " =1", "n@e"])
def test_other_text_is_left_alone(text: str) -> None:
    assert guard(text) == text == unguard(text)


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=8))
def test_guarded_text_never_begins_a_formula_and_comes_back(text: str) -> None:
    assert guard(text)[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert unguard(guard(text)) == text


def test_characters_that_hide_or_turn_text_do_not_leave() -> None:
    assert guard("TEST-\u202egnp.exe\u202c\u200b") == "TEST-gnp.exe"
    assert guard("\u200b=1") == "'=1"
    assert guard("TEST\x1b[2J") == "TEST\N{REPLACEMENT CHARACTER}[2J"
