"""Numbers of articles in the ways lists write them."""

import pytest

from node.ledger.values.article_text import article_numbers

TEXTS = {
    "342": ("342",),
    "361-1": ("361-1",),
    "361 – 4": ("361-4",),
    "19.11": ("19.11",),
    "Part 1 of Article 13 and Article 293": ("13", "293"),
    "Parts 1 and 2 of Article 342": ("342",),
    "Article 285(2)": ("285",),
    "Article 339 part 2": ("339",),
    "ч.1 ст.342, ч.2 ст.364": ("342", "364"),
    "ч. 1, 2 ст. 293": ("293",),
    "арт. 361-1 КК": ("361-1",),
    "Частка 3 артыкула 361 Крымінальнага кодэкса": ("361",),
    "ст. 130, 368; 369": ("130", "368", "369"),
    "339 ч. 2": ("339",),
    "342, 342": ("342",),
    "": (),
    "FALSE": (),
    "2020": (),
}


@pytest.mark.parametrize(("text", "numbers"), TEXTS.items())
def test_numbers_of_articles_are_found_without_those_of_their_parts(text: str, numbers: tuple[str, ...]) -> None:
    assert article_numbers(text) == numbers
