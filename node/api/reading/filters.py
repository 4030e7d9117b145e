"""Filters of the list of people: what is offered, in words, and what a browser asked for.

A filter is a set of marks (see `node.ledger.derived.marks`); all must hold. What is asked for stands in no address: it
is kept in the session as one text. Refuses a mark no filter offers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from node.api.i18n import N_
from node.api.i18n import gettext as _
from node.api.limits import FILTER_OPTIONS_MAX, SEARCH_CHARS_MAX
from node.api.naming import row_title
from node.crdt.ids import SHORT_ID_BYTES, Record
from node.ledger.text import inert, tidy_line
from node.ledger.vocabulary.person import PERSON_GROUP
from node.ledger.vocabulary.status import PERSON_STATUS
from node.service.effects import FindRows, FoundRows, Step
from node.service.following import ListMarks
from node.service.node import Node
from node.service.rows import values_of

LIBERTIES: Final = {
    "liberty=imprisoned": N_("in prison, all of them"),
    "liberty=restricted": N_("restricted, all of them"),
    "liberty=free": N_("free, all of them"),
    "liberty=dead": N_("dead"),
    "liberty=unknown": N_("status not known"),
}
GAPS: Final = {
    "gap=guardian": N_("nobody looks after them"),
    "need=open": N_("something is needed"),
    "need=urgent": N_("something is needed urgently"),
    "gap=letters": N_("nobody wrote for three months"),
    "gap=place": N_("in prison, and it is not known where"),
    "gap=status": N_("status not known"),
    "recognised=none": N_("recognised by nobody"),
}
REST: Final = {
    "conflict": N_("two values for one fact"),
    "status-conflict": N_("two statuses"),
    "proposed": N_("waits for a second person"),
    "disputed": N_("doubted"),
    "withheld": N_("name withheld"),
}
FIELDS: Final = {  # name of the field, its label, and how the marks it offers begin
    "status": (N_("Status"), ("status=", "liberty=")),
    "place": (N_("Held in"), ("place=",)),
    "article": (N_("Article"), ("article=",)),
    "group": (N_("Group of people"), ("is=",)),
    "recognised": (N_("Recognised by"), ("recognised=",)),
    "gap": (N_("What is missing"), tuple(GAPS)),
    "rest": (N_("To be settled"), tuple(REST)),
}
Counted = dict[str, tuple[tuple[str, int], ...]]
_MARK: Final = re.compile(r"[a-z_-]{1,64}(?:=[@a-z0-9_.-]{1,64})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list of people is to show: words in any spelling, and marks by field."""

    search: str = ""
    marks: tuple[tuple[str, str], ...] = ()  # (field, mark), in the order of FIELDS

    @property
    def text(self) -> str:
        """Return it as one text, empty where nothing is asked for."""
        return urlencode([*([("search", self.search)] if self.search else []), *self.marks])

    @property
    def words(self) -> tuple[str, ...]:
        """Return the marks alone."""
        return tuple(mark for _, mark in self.marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer a filter offers, with how many people it finds; 0 where that is not counted."""

    mark: str
    label: str
    people: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One field of the filter."""

    name: str
    label: str
    chosen: str
    options: tuple[Option, ...]


def read_wanted(form: Mapping[str, str]) -> Wanted:
    """Return what a form or a kept text asks for; what no filter offers is left out."""
    marks = [(name, form.get(name, "")) for name in FIELDS]
    return Wanted(
        search=tidy_line(form.get("search", "")[:SEARCH_CHARS_MAX]),
        marks=tuple((name, mark) for name, mark in marks if _is_offered(name, mark)),
    )


def wanted_of(text: str) -> Wanted:
    """Undo `Wanted.text`."""
    return read_wanted(dict(parse_qsl(text)))


def _is_offered(name: str, mark: str) -> bool:
    return bool(_MARK.fullmatch(mark)) and mark.startswith(FIELDS[name][1])


def read_filters(node: Node, wanted: Wanted, language: str, counted: Counted) -> Step[tuple[Filter, ...]]:
    """Return the fields of the filter with what each offers; `counted` keeps what was counted until marks change."""
    chosen = dict(wanted.marks)
    found = []
    for name, (label, prefixes) in FIELDS.items():
        options = yield from _options(node, name, prefixes, language, counted)
        if chosen.get(name, "") not in ("", *(option.mark for option in options)):
            options = (*options, Option(mark=chosen[name], label=_("what was chosen; nobody is found by it now")))
        found.append(Filter(name=name, label=_(label), chosen=chosen.get(name, ""), options=options))
    return tuple(found)


def _options(
    node: Node, name: str, prefixes: tuple[str, ...], language: str, kept: Counted
) -> Step[tuple[Option, ...]]:
    fixed = {"gap": GAPS, "rest": REST}.get(name)
    if fixed is not None:
        return tuple(Option(mark=mark, label=_(label)) for mark, label in fixed.items())
    counted = yield from _count(prefixes[0], kept)
    marks = {mark: people for mark, people in counted if mark != "recognised=none"}
    labels = yield from _labels(node, name, list(marks), language)
    options = [Option(mark=mark, label=labels.get(mark, ""), people=people) for mark, people in marks.items()]
    if name == "status":
        counted = yield from _count("liberty=", kept)
        options = [*(Option(mark=mark, label=_(LIBERTIES[mark]), people=people) for mark, people in counted), *options]
    return tuple(option for option in options if option.label)


def _count(prefix: str, kept: Counted) -> Step[tuple[tuple[str, int], ...]]:
    if prefix not in kept:
        kept[prefix] = yield ListMarks(prefix=prefix, limit=FILTER_OPTIONS_MAX)
    return kept[prefix]


def _labels(node: Node, name: str, marks: list[str], language: str) -> Step[dict[str, str]]:
    codes = {mark: mark.partition("=")[2] for mark in marks}
    match name:
        case "status":
            return {mark: PERSON_STATUS.label(code, language) for mark, code in codes.items()}
        case "group":
            return {mark: PERSON_GROUP.label(code, language) for mark, code in codes.items()}
        case "recognised":
            return (yield from _group_labels(node, codes))
        case "article":
            numbers = {mark: code for mark, code in codes.items() if not code.startswith("@")}
            listed = {mark: code[1:] for mark, code in codes.items() if code.startswith("@")}
            return numbers | (yield from _record_labels(node, listed, language))
        case _:
            return (yield from _record_labels(node, codes, language))


def _record_labels(node: Node, codes: Mapping[str, str], language: str) -> Step[dict[str, str]]:
    ids = {mark: Record(bytes.fromhex(code)) for mark, code in codes.items() if len(code) == 2 * SHORT_ID_BYTES}
    if not ids:
        return {}
    found = yield FindRows(records=tuple(ids.values()), limit=2 * len(ids))
    assert isinstance(found, FoundRows)
    titles = {row.record: row_title(node.registry, row, language) for row in found.rows}
    return {mark: titles[record] for mark, record in ids.items() if record in titles}


def _group_labels(node: Node, codes: Mapping[str, str]) -> Step[dict[str, str]]:
    """What groups are called in the decisions they took."""
    labels: dict[str, str] = {}
    for mark, code in codes.items():
        for space in node.spaces:
            found = yield FindRows(space=space, kind="recognition", marks=(f"group={code}",), limit=1)
            assert isinstance(found, FoundRows)
            if found.rows:
                labels[mark] = inert(str(values_of(found.rows[0]).get("group", "")))
                break
    return labels


def mark_label(filters: tuple[Filter, ...], mark: str) -> str:
    """Return the words of a mark that a filter offers; empty for another."""
    return next((option.label for one in filters for option in one.options if option.mark == mark), "")
