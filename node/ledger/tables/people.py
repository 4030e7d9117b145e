"""One row of a list of people as an observation, whatever list it is: cells by meaning become records.

A bad cell is withheld and named; a row without a name is rejected. No death, no release and no lawyer is taken over.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from node.ledger.errors import LedgerError
from node.ledger.exports.guard import unguard
from node.ledger.registry import Registry
from node.ledger.tables import phrases
from node.ledger.tables.prose import facts_in
from node.ledger.tables.row import Observation, Observed, Reason, Withheld
from node.ledger.text import tidy_line, tidy_lines
from node.ledger.types import Scalar
from node.ledger.values.partial_date import UNKNOWN, decode_date

Parse = Callable[[str, str, str], Scalar]
_FORMULA: Final = "="
_PARTS: Final = ("surname", "given", "patronymic")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListName:
    """Whose list it is: `org` as people read it, `prefix` as the keys of its records begin."""

    org: str
    prefix: str


@dataclass(slots=True)
class _Row:
    """A row while it is read."""

    registry: Registry
    parse: Parse
    source: ListName
    cells: Mapping[str, Sequence[str]]
    key: str
    withheld: list[Withheld] = field(default_factory=list)

    def all(self, column: str) -> list[str]:
        return [cell for cell in self.cells.get(column, ()) if not phrases.is_empty(cell)]

    def one(self, column: str) -> str:
        """The first cell of a column that says something."""
        for cell in self.cells.get(column, ()):
            if not phrases.is_empty(cell):
                return cell
        return ""

    def leave(self, column: str, reason: Reason) -> None:
        self.withheld.append(Withheld(column=column, reason=reason))

    def put(self, fields: dict[str, Scalar], kind: str, path: str, column: str, text: str | None) -> None:
        """Read `text` into `path`; where it is not understood the column is withheld. None is not understood."""
        if text == "":
            return
        try:
            if text is None:
                raise LedgerError
            fields[path] = self.parse(kind, path, text)
        except LedgerError:
            self.leave(column, Reason.NOT_UNDERSTOOD)


def observe_person(
    registry: Registry, list_name: ListName, given: Mapping[str, Sequence[str]], *, parse: Parse | None = None
) -> Observation:
    """What a row says: a person, and where told the detention, judgment, recognition, place and stay.

    Keys follow from the list's own id; without one, from the name and the birthday as written, so that two people who
    share both share a key: who imports has to ask about such rows. `registry` judges every value; `parse` is its
    `parse_input`, or the same with a memory.
    """
    formulas, told = _without_formulas(given)
    cells = _with_facts(told)
    name = _name_in(cells)
    source_id = tidy_line(next(iter(cells.get("id", ())), ""))
    named = source_id or f"{name.lower()}|{tidy_line(next(iter(cells.get('born', ())), '')).lower()}"
    row = _Row(
        registry=registry,
        parse=parse or registry.parse_input,
        source=list_name,
        cells=cells,
        key=f"{list_name.prefix}:{named}",
    )
    for meaning in formulas:
        row.leave(meaning, Reason.FORMULA)
    if phrases.is_empty(name):
        row.leave("name", Reason.NO_NAME)
        return Observation(source_id=source_id, records=(), withheld=tuple(row.withheld))
    person = _person(row, name, source_id)
    if not any(path.startswith("names/") for path in person.fields):
        return Observation(source_id=source_id, records=(), withheld=tuple(row.withheld))
    rest = (*_detention(row), *_judgment(row), *_recognition(row), *_stay(row))
    _never_taken(row)
    return Observation(source_id=source_id, records=(person, *rest), withheld=tuple(row.withheld))


def _without_formulas(given: Mapping[str, Sequence[str]]) -> tuple[list[str], dict[str, list[str]]]:
    """The meanings with a cell that is a formula, and the texts of all other cells without their guards."""
    formulas: list[str] = []
    cells: dict[str, list[str]] = {}
    for meaning, texts in given.items():
        told = [unguard(text) if text[:1] == "'" else text for text in texts if text[:1] != _FORMULA]
        cells[meaning] = told
        if len(told) < len(texts):
            formulas.append(meaning)
    return formulas, cells


def _with_facts(cells: dict[str, list[str]]) -> dict[str, list[str]]:
    """The cells, and what free text among them tells where no column of its own does."""
    for text in cells.get("prose", ()):
        for meaning, fact in facts_in(text).items():
            if all(phrases.is_empty(cell) for cell in cells.get(meaning, ())):
                cells[meaning] = [fact]
    return cells


def _name_in(cells: Mapping[str, Sequence[str]]) -> str:
    """The name as written, or put together from its parts."""
    whole = tidy_line(next(iter(cells.get("name", ())), ""))
    if not phrases.is_empty(whole):
        return whole
    parts = [tidy_line(text) for part in _PARTS for text in cells.get(part, ())[:1]]
    return " ".join(part for part in parts if not phrases.is_empty(part))


def _person(row: _Row, name: str, source_id: str) -> Observed:
    fields: dict[str, Scalar] = {}
    row.put(fields, "person", "names/list/text", "name", name)
    if fields:
        row.put(fields, "person", "names/list/language", "name", phrases.language_of(name))
    for part in _PARTS:
        row.put(fields, "person", f"names/list/{part}", part, tidy_line(row.one(part)))
    if phrases.is_initials(name):
        row.leave("name", Reason.INITIALS_ONLY)
    for number, other in enumerate(row.all("other_name")):
        row.put(fields, "person", f"names/other{number}/text", "other_name", tidy_line(other))
    sex = row.one("sex")
    row.put(fields, "person", "sex", "sex", phrases.sex_of(sex) if sex else "")
    row.put(fields, "person", "birth_date", "born", row.one("born"))
    row.put(fields, "person", "birth_place", "birth_place", tidy_line(row.one("birth_place")))
    row.put(fields, "person", "citizenship", "citizenship", tidy_line(row.one("citizenship")))
    row.put(fields, "person", "occupations/list/text", "occupation", tidy_line(row.one("occupation")))
    for number, text in enumerate((*row.all("bio"), *row.all("prose"))):
        row.put(fields, "person", f"bios/list{number or ''}/text", "bio", tidy_lines(text))
    if source_id or row.one("url"):
        row.put(fields, "person", "external/list/org", "id", row.source.org)
    row.put(fields, "person", "external/list/id", "id", source_id)
    row.put(fields, "person", "external/list/url", "url", row.one("url"))
    return Observed(key=row.key, kind="person", fields=fields, refs={})


def _detention(row: _Row) -> list[Observed]:
    fields: dict[str, Scalar] = {}
    row.put(fields, "detention", "arrested_on", "arrested", row.one("arrested"))
    row.put(fields, "detention", "arrest_place", "arrest_place", tidy_line(row.one("arrest_place")))
    return _of_person(row, "detention", fields)


def _judgment(row: _Row) -> list[Observed]:
    fields: dict[str, Scalar] = {}
    phrase, told = tidy_line(row.one("penalty")), row.registry.phrases
    row.put(fields, "judgment", "penalty", "penalty", (phrases.penalty_of(phrase, told) or phrase) if phrase else "")
    row.put(fields, "judgment", "regime", "penalty", phrases.regime_of(phrase, told) or "")
    row.put(fields, "judgment", "term", "term", row.one("term"))
    row.put(fields, "judgment", "term_text", "term", tidy_line(row.one("term")))
    row.put(fields, "judgment", "decided_on", "verdict", row.one("verdict"))
    row.put(fields, "judgment", "counted_from", "counted_from", row.one("counted_from"))
    row.put(fields, "judgment", "court", "court", tidy_line(row.one("court")))
    row.put(fields, "judgment", "prosecutor", "prosecutor", row.one("prosecutor"))
    for number, article in enumerate(_articles(row)):
        row.put(fields, "judgment", f"articles/a{number}/text", "articles", tidy_line(article))
    for number, judge in enumerate(phrases.names_in(row.one("judge"))):
        row.put(fields, "judgment", f"judges/j{number}/text", "judge", judge)
    _doubt_dates(row, fields)
    return _of_person(row, "judgment", fields)


def _articles(row: _Row) -> list[str]:
    """The articles one by one: as columns of their own, or in one cell by semicolon or line."""
    return [part.strip() for cell in row.all("articles") for part in phrases.ARTICLES.split(cell) if part.strip()]


def _doubt_dates(row: _Row, fields: dict[str, Scalar]) -> None:
    """A verdict before the arrest, and a term said to run from the verdict, are withheld: both are common slips."""
    if fields.get("counted_from") is not None and fields.get("counted_from") == fields.get("decided_on"):
        del fields["counted_from"]
        row.leave("counted_from", Reason.COUNTED_FROM_VERDICT)
    arrested: dict[str, Scalar] = {}
    try:
        arrested["on"] = row.parse("detention", "arrested_on", row.one("arrested"))
    except LedgerError:
        return
    arrest, verdict = decode_date(str(arrested["on"])), UNKNOWN
    if "decided_on" in fields:
        verdict = decode_date(str(fields["decided_on"]))
    if arrest.earliest and verdict.latest and verdict.latest < arrest.earliest:
        del fields["decided_on"]
        row.leave("verdict", Reason.VERDICT_BEFORE_ARREST)


def _recognition(row: _Row) -> list[Observed]:
    fields: dict[str, Scalar] = {}
    status = row.one("status")
    row.put(fields, "recognition", "decision", "status", phrases.decision_of(status) if status else "")
    if fields:
        row.put(fields, "recognition", "group", "status", row.source.org)
    return _of_person(row, "recognition", fields)


def _stay(row: _Row) -> list[Observed]:
    cell = row.one("prison")
    if not cell.strip():
        return []
    name, address = phrases.place_in(cell)
    if name.lower() == phrases.AWAITING:
        fields: dict[str, Scalar] = {
            "status": "awaiting_sentence_start",
            "effective_on": "unknown",
            "stated_by": row.source.org,
        }
        return _of_person(row, "status_event", fields)
    place: dict[str, Scalar] = {"category": phrases.place_kind_of(name, row.registry.phrases)}
    row.put(place, "place", "names/list/text", "prison", tidy_line(name))
    if "names/list/text" not in place:
        return []
    row.put(place, "place", "addresses/list/text", "prison", tidy_line(address or row.one("address")))
    key = f"{row.source.prefix}:place:{tidy_line(name).lower()}"
    stay = Observed(
        key=f"{row.key}:placement",
        kind="placement",
        fields={"whereabouts": "presumed"},
        refs={"person": row.key, "place": key},
    )
    return [Observed(key=key, kind="place", fields=place, refs={}), stay]


def _never_taken(row: _Row) -> None:
    for column, reason in (
        ("died", Reason.ASKS_A_PERSON),
        ("released", Reason.ASKS_A_PERSON),
        ("lawyer", Reason.NAMES_A_HELPER),
    ):
        if row.one(column):
            row.leave(column, reason)


def _of_person(row: _Row, kind: str, fields: dict[str, Scalar]) -> list[Observed]:
    """The record, unless it says nothing; one that lacks what its kind requires is taken and named."""
    if not fields:
        return []
    if set(row.registry.missing(kind, fields)) - {"person"}:
        row.leave(kind, Reason.INCOMPLETE)
    return [Observed(key=f"{row.key}:{kind}", kind=kind, fields=fields, refs={"person": row.key})]
