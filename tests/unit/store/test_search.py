"""How search tokens are cut, marked and asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.store.errors import Unfit
from node.store.limits import SEARCH_TOKENS_MAX
from node.store.search import (
    asked_tokens,
    indexed_text,
    is_matched,
    match_expression,
    own_tokens,
    scope_token,
    split_tokens,
)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("ales bialiacki", ["ales", "bialiacki"]),
        (" a\tb\nc\x00d\x7fe\u2028f\u00a0g ", ["a", "b", "c", "d", "e", "f", "g"]),
        ("ABC Щ", ["abc", "Щ"]),
        ("o'brien viasna-96 a.b", ["o'brien", "viasna-96", "a.b"]),
        ("\ue000s1k1 x\ue000y", ["s1k1", "x", "y"]),
        ("a\ud800b", ["a", "b"]),
        ("", []),
    ],
)
def test_text_is_cut_at_white_space_control_characters_and_marks(text: str, tokens: list[str]) -> None:
    assert split_tokens(text) == tokens


@given(st.text())
def test_own_tokens_come_back_from_what_is_indexed(text: str) -> None:
    for is_hidden in (False, True):
        indexed = indexed_text(text, 1, 2, is_hidden=is_hidden)
        assert own_tokens(indexed) == " ".join(split_tokens(text))
        assert "\ud800" not in indexed


def test_visible_row_stands_under_every_scope_it_is_of_and_a_hidden_one_under_none() -> None:
    scopes = {scope_token(None, None), scope_token(7, None), scope_token(None, 9), scope_token(7, 9)}
    assert len(scopes) == 4
    assert set(indexed_text("a", 7, 9, is_hidden=False).split()) == {"a", *scopes}
    assert indexed_text("a", 7, 9, is_hidden=True) == "a"


def test_asked_tokens_are_cut_once_each_and_bounded() -> None:
    assert asked_tokens(("b A", "a", "")) == ["a", "b"]
    most = tuple(f"t{number}" for number in range(SEARCH_TOKENS_MAX))
    assert len(asked_tokens(most)) == SEARCH_TOKENS_MAX
    with pytest.raises(Unfit):
        asked_tokens((*most, "one more"))


def test_each_asked_token_must_begin_one_of_the_row() -> None:
    assert is_matched(["al", "bi"], "Ales Bialiacki")
    assert not is_matched(["al", "les"], "ales")
    assert is_matched([], "")


def test_expression_quotes_every_token() -> None:
    assert match_expression(['a"b', "OR"], []) == '"a""b" * AND "OR" *'
    assert match_expression(["a"], ["s"]) == '"a" * AND "s"'
