"""A union of several texts is suggested: what each changed of what stood before, nothing of its own."""

import pytest

from node.ledger.limits import MERGE_PIECES_MAX
from node.ledger.merging import suggest_union


@pytest.mark.parametrize(
    ("before", "texts", "union"),
    [
        ("asthma, gout", ["asthma, gout, flu", "gout, cough"], "gout, flu, cough"),
        ("", ["asthma, gout", "gout, flu"], "asthma, gout, flu"),
        ("TEST-a", ["TEST-b", "TEST-c"], "TEST-b / TEST-c"),
        ("TEST-a", ["TEST-b", "TEST-a"], "TEST-b"),
        ("", ["TEST-a", "TEST-a"], "TEST-a"),
        ("a, b, c", ["a, c", "a, b"], "a"),
    ],
)
def test_union_of_lines_is_made_of_items(before: str, texts: list[str], union: str) -> None:
    assert suggest_union(before, texts, is_long=False) == union


@pytest.mark.parametrize(
    ("before", "texts", "union"),
    [
        (
            "Taken. At home.",
            ["Taken. At work.", "Taken at night. At home. It rained."],
            "Taken at night. At work. It rained.",
        ),
        ("one\ntwo\nthree", ["one\ntwo\nthree\nfour", "one\nthree\nfive"], "one\nthree\nfour\nfive"),
        ("One.", ["One. Two.", "One. Three.", "Zero. One."], "Zero. One. Two. Three."),
        ("", ["He is ill.", "He is well!"], "He is ill. He is well!"),
    ],
)
def test_union_of_texts_is_made_of_sentences_and_lines(before: str, texts: list[str], union: str) -> None:
    assert suggest_union(before, texts, is_long=True) == union


def test_texts_of_too_many_pieces_are_set_one_after_the_other_whole() -> None:
    long = "x. " * (MERGE_PIECES_MAX + 1)
    assert suggest_union("", [long, "y."], is_long=True) == f"{long}\ny."
