"""Which known list a header belongs to, and which column holds what.

Refuses to guess: a header without the telling columns has no layout.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final


class Layout(StrEnum):
    """The lists this program knows by their header."""

    VIASNA_MACHINE = "viasna_machine"
    VIASNA_HUMAN = "viasna_human"


_MACHINE: Final = {
    "id": "id",
    "url": "url",
    "name": "name",
    "status": "status",
    "gender": "sex",
    "description": "bio",
    "birthday": "born",
    "arrested": "arrested",
    "articles": "articles",
    "prison": "prison",
    "prison/title": "prison",
    "prison/address": "address",
    "decision": "term",
    "penalty": "penalty",
    "judge": "judge",
    "councel": "lawyer",
    "penalty_start_date": "counted_from",
    "release_date": "released",
    "verdict_date": "verdict",
    "died": "died",
}
_HUMAN: Final = {
    "name and surname": "name",
    "status": "status",
    "date of birth": "born",
    "gender": "sex",
    "date of detention": "arrested",
    "charges indicted": "articles",
    "date of verdict": "verdict",
    "sentence": "term",
    "penalty": "penalty",
    "judge": "judge",
    "prosecutor": "prosecutor",
    "prison": "prison",
}
_TELLING: Final = {
    Layout.VIASNA_MACHINE: (_MACHINE, {"id", "name", "status"}),
    Layout.VIASNA_HUMAN: (_HUMAN, {"name and surname", "status"}),
}
_NUMBERED_ARTICLE: Final = re.compile(r"articles/[0-9]{1,2}")


def layout_of(header: Sequence[str]) -> Layout | None:
    """The layout a header has; None where it is not one of those known."""
    names = {_name(cell) for cell in header}
    return next((layout for layout, (_, telling) in _TELLING.items() if telling <= names), None)


def cells_of(layout: Layout, header: Sequence[str], row: Sequence[str]) -> dict[str, list[str]]:
    """What a row holds by meaning, in the order of the columns; columns without a meaning are left out."""
    meanings = _TELLING[layout][0]
    cells: dict[str, list[str]] = {}
    for title, cell in zip(header, row, strict=False):
        name = _name(title)
        meaning = "articles" if _NUMBERED_ARTICLE.fullmatch(name) else meanings.get(name)
        if meaning is not None:
            cells.setdefault(meaning, []).append(cell)
    return cells


def _name(title: str) -> str:
    return " ".join(title.lower().split())
