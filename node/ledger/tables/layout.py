"""Which known list a header belongs to, and which column holds what. Tables of other people have a `Mapping`.

Refuses to guess: a header without the telling columns has no layout.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Layout(StrEnum):
    """The lists this program knows by their header."""

    VIASNA_MACHINE = "viasna_machine"
    VIASNA_HUMAN = "viasna_human"
    OVD_INFO = "ovd_info"


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
_EVENTS: Final = {
    "id": "id",
    "date": "date",
    "agreement": "agreement",
    "event_type": "event_type",
    "subject": "subject",
    "organizer": "organizer",
    "description": "description",
    "place": "place",
    "number_of_detentions": "detentions",
    "links": "links",
}
_TELLING: Final = {
    Layout.VIASNA_MACHINE: (_MACHINE, {"id", "name", "status"}),
    Layout.VIASNA_HUMAN: (_HUMAN, {"name and surname", "status"}),
    Layout.OVD_INFO: (_EVENTS, {"id", "event_type", "number_of_detentions"}),
}
_NUMBERED_ARTICLE: Final = re.compile(r"articles/[0-9]{1,2}")


def layout_of(header: Sequence[str]) -> Layout | None:
    """The layout a header has; None where it is not one of those known."""
    names = {title_key(cell) for cell in header}
    return next((layout for layout, (_, telling) in _TELLING.items() if telling <= names), None)


def cells_of(layout: Layout, header: Sequence[str], row: Sequence[str]) -> dict[str, list[str]]:
    """What a row holds by meaning, in the order of the columns; columns without a meaning are left out."""
    cells: dict[str, list[str]] = {}
    for meaning, cell in zip(_meanings(layout, tuple(header)), row, strict=False):
        if meaning is not None:
            cells.setdefault(meaning, []).append(cell)
    return cells


@lru_cache(maxsize=8)  # the header stays the same for all rows of a table
def _meanings(layout: Layout, header: tuple[str, ...]) -> tuple[str | None, ...]:
    known = _TELLING[layout][0]
    names = (title_key(title) for title in header)
    return tuple("articles" if _NUMBERED_ARTICLE.fullmatch(name) else known.get(name) for name in names)


def title_key(title: str) -> str:
    """A column's title as it is compared: lower case, single spaces."""
    return " ".join(title.lower().split())
