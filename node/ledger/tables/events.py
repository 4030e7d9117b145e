"""Rows of OVD-Info's table of events, as observations: an event is told as a collective case, never as a status.

A row without a day and a description is rejected. Organisers and links are kept as written.
"""

from collections.abc import Sequence
from typing import Final

from node.ledger.errors import LedgerError
from node.ledger.registry import Registry
from node.ledger.tables import phrases
from node.ledger.tables.layout import Layout, cells_of
from node.ledger.tables.row import Observation, Observed, Reason, Withheld
from node.ledger.text import tidy_line
from node.ledger.types import Scalar

ORG: Final = "OVD-Info"
_KIND: Final = "collective_case"
_TOLD: Final = ("event_type", "subject", "place", "agreement", "organizer", "detentions", "description", "links")
_TITLE_CHARS: Final = 200


def observe_event(registry: Registry, header: Sequence[str], row: Sequence[str]) -> Observation:
    """What a row says: one collective case with the day and all that is told. `registry` judges every value."""
    cells = {meaning: texts[0] for meaning, texts in cells_of(Layout.OVD_INFO, header, row).items()}
    told = {meaning: cells[meaning].strip() for meaning in _TOLD if not phrases.is_empty(cells.get(meaning, ""))}
    source_id = tidy_line(cells.get("id", ""))
    day = tidy_line(cells.get("date", ""))
    title = ", ".join(tidy_line(told[part]) for part in ("event_type", "subject", "place") if part in told)
    title = (title or tidy_line(told.get("description", "")))[:_TITLE_CHARS]
    if not title or not (source_id or day):
        return Observation(source_id=source_id, records=(), withheld=(Withheld("name", Reason.NO_NAME),))
    withheld: list[Withheld] = []
    fields: dict[str, Scalar] = {}
    texts = {
        "titles/list/text": title,
        "titles/list/language": phrases.language_of(title),
        "description": "\n".join(f"{meaning}: {text}" for meaning, text in told.items()),
        "began_on": day,
        "external/list/org": ORG,
        "external/list/id": source_id,
    }
    for path, text in texts.items():
        try:
            if text:
                fields[path] = registry.parse_input(_KIND, path, text)
        except LedgerError:
            withheld.append(Withheld(path.partition("/")[0], Reason.NOT_UNDERSTOOD))
    key = f"ovd-info:{source_id or f'{day}|{title.lower()}'}"
    records = (Observed(key=key, kind=_KIND, fields=fields, refs={}),)
    return Observation(source_id=source_id, records=records, withheld=tuple(withheld))
