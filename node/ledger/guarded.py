"""Where traces of helpers are looked for: the text of a path, the values of a record, the cells of a table.

Left alone: the phones and accounts of institutions, which are public; guarded names where people are named. Refuses
nothing.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from node.ledger.guard import Found, Trace, find_traces
from node.ledger.tables import Table

_PUBLIC: Final = re.compile(r"(?:contact|money_details|rules_\w+|address|addresses/[^/]+/text)$")  # of institutions
_NAMES_OF_PEOPLE: Final = re.compile(r"(?:names/|judges/|prosecutor|official)")
_SHORTEST: Final = 9  # characters of a cell below which it holds no trace
_NAME_CELL_CHARS: Final = 60  # longer cells are prose; shorter ones are names of prisoners, judges, places


def traces_at(path: str, text: str, names: Sequence[str]) -> list[Found]:
    """The traces in the text of a path that are to be warned of; without a path, all."""
    found = find_traces(text, () if _NAMES_OF_PEOPLE.match(path) else names)
    return [one for one in found if one.trace is Trace.NAME or not _PUBLIC.match(path)]


def traces_of(values: Iterable[tuple[str, object]], names: Sequence[str]) -> list[tuple[str, Trace]]:
    """The traces in values by path, each once, in their order."""
    texts = ((path, value) for path, value in values if isinstance(value, str))
    return list(dict.fromkeys((path, one.trace) for path, text in texts for one in traces_at(path, text, names)))


def traces_in(table: Table, names: Sequence[str], most: int) -> list[tuple[int, Trace]]:
    """The first rows of a table with traces, at most about `most`, each with what it is.

    Takes a quarter of a second of processor for 10,000 rows: run it outside an event loop. Names are looked for in
    cells of a sentence's length.
    """
    found: dict[tuple[int, Trace], None] = {}
    for number, row in zip(table.numbers, table.rows, strict=True):
        for cell in row:
            if len(cell) < _SHORTEST:
                continue
            for one in find_traces(cell, names if len(cell) > _NAME_CELL_CHARS else ()):
                found[number, one.trace] = None
        if len(found) >= most:
            break
    return list(found)[:most]
