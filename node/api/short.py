"""Short forms: a few fields of a kind beside one another, and a person named by typing, on a page with other things.

Wrong input is shown again with what is wrong; nothing typed is lost. Refused: a name that fits nobody here, and one
that fits several until one of them is chosen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from node.api.forms import fault_words
from node.api.i18n import gettext as _
from node.api.limits import CHOICES_MAX, NAMES_OFFERED, SEARCH_CHARS_MAX
from node.api.reading.titles import read_titles
from node.crdt.ids import SHORT_ID_BYTES, Record
from node.ledger.errors import ValueRefused
from node.ledger.registry import Registry
from node.ledger.text import folded, tidy_line
from node.ledger.types import Scalar
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.lookup import find_records
from node.service.rows import values_of

Typed = Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class Short:
    """What a short form says. With any error nothing is to be written."""

    values: dict[str, Scalar] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Whom a typed name means: one row, or what is wrong and those it may mean as (hexadecimal id, title)."""

    row: RecordRow | None = None
    offered: tuple[tuple[str, str], ...] = ()
    error: str = ""


def read_short(registry: Registry, kind: str, typed: Typed, language: str) -> Short:
    """Read texts by path; empty ones say nothing, unless a complete record needs them. Raises: UnknownField."""
    short = Short()
    for path, text in typed.items():
        if not tidy_line(text):
            continue
        try:
            short.values[path] = registry.parse_input(kind, path, text)
        except ValueRefused as refused:
            short.errors[path] = fault_words(refused, language)
    for path in registry.missing(kind, {**short.values, **dict.fromkeys(short.errors)}):
        if path in typed:
            short.errors[path] = _("This field is needed.")
    return short


def find_person(registry: Registry, text: str, chosen: str, language: str) -> Step[Named]:
    """Find whom a typed name means, or take the one that was chosen of several."""
    if chosen:
        row = yield from _person(chosen)
        if row is not None:
            return Named(row=row)
    name = tidy_line(text[:SEARCH_CHARS_MAX])
    if not name:
        return Named(error=_("This field is needed."))
    found = yield from find_records(kind="person", search=name, limit=CHOICES_MAX)
    exact = [row for row in found.rows if folded(name) in _spellings(row)]
    certain = exact if len(exact) == 1 else list(found.rows)
    if len(certain) == 1 and (exact or found.total == 1):
        return Named(row=certain[0])
    if not certain:
        return Named(error=_("Nobody of this name is here. Write the person down first, or try another spelling."))
    first = (exact or found.rows)[:NAMES_OFFERED]
    titles = yield from read_titles(registry, first, language)
    offered = tuple((row.record.hex(), titles[row.record]) for row in first)
    if (len(exact) or found.total) > len(offered):
        return Named(offered=offered, error=_("Many have this name: choose one, or type more of it."))
    return Named(offered=offered, error=_("Several have this name: choose one."))


def _person(text: str) -> Step[RecordRow | None]:
    try:
        record = Record(bytes.fromhex(text))
    except ValueError:
        return None
    if len(record) != SHORT_ID_BYTES:
        return None
    found = yield FindRows(records=(record,), kind="person", limit=1)
    assert isinstance(found, FoundRows)
    return next(iter(found.rows), None)


def _spellings(row: RecordRow) -> set[str]:
    values = values_of(row)
    said = [text for path, text in values.items() if path == "code" or path.startswith("names/")]
    return {folded(text) for text in said if isinstance(text, str)}
