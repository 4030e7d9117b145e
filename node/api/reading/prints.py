"""What stands on printed sheets: people with a valid address, a person's case, what a helper of one person needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from node.api.links import add_url, card_url
from node.api.naming import is_withheld, row_title
from node.api.reading.letters import Envelope, read_envelopes
from node.api.reading.needs import read_need_states
from node.api.reading.person import EVENTS_MAX, read_views
from node.api.reading.titles import Link, read_rows
from node.api.reading.views import view_of_row
from node.crdt.ids import Record, Space
from node.ledger.derived import NeedState, RecordView
from node.ledger.registry import Registry
from node.ledger.return_code import prefix_of
from node.ledger.text import inert
from node.service.effects import FindRows, FoundRows, RecordHashes, Step
from node.service.node import Node
from node.service.rows import values_of

_LABELS: Final = (("", 25, 6), ("is-long", 31, 8), ("is-longer", 39, 10))  # class, characters of a line, lines that fit
_NAMED_ONLY: Final = "closed"
_PROMISED: Final = "covered"  # perhaps by the very helper who holds the sheet
_RULES = ("rules_letters", "rules_parcels", "rules_medicine", "rules_visits")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """One person on a sheet for letters."""

    name: str
    address: str
    postcode: str
    born: str
    articles: str
    letters_from: str
    cautions: tuple[str, ...]

    @property
    def label(self) -> str:
        """Return the class of type in which a label of 70 by 37 mm holds name, address and postcode whole."""
        texts = (self.name, self.address, self.postcode)
        for css, chars, lines in _LABELS:
            if sum(-(-len(text) // chars) for text in texts) <= lines:
                return css
        return "is-longest"


def find_wanted(month: int | None, limit: int, offset: int) -> Step[tuple[list[Record], int, int]]:
    """Return one part of those who may be written to, born in a month, else with a reserved name; how many there are in
    all, and how many more nobody may write to.
    """
    marks = (f"born={month:02d}" if month else "reserved",)
    every = yield FindRows(kind="person", marks=marks, limit=0)
    found = yield FindRows(kind="person", marks=(*marks, "may-write"), limit=limit, offset=offset)
    assert isinstance(every, FoundRows)
    assert isinstance(found, FoundRows)
    return [row.record for row in found.rows], found.total, every.total - found.total


def read_addressed(
    node: Node, people: Sequence[Record], today: date, language: str, *, with_articles: bool
) -> Step[tuple[list[Addressed], int]]:
    """Gather people who may be written to now and have an address, by name, and how many were left out."""
    envelopes = yield from read_envelopes(node.registry, people, today, language)
    found = []
    for envelope in envelopes:
        if envelope.line.reasons or envelope.address is None or not envelope.name:
            continue
        articles = ""
        if with_articles:
            articles = yield from _articles(envelope.line.space, envelope.line.record)
        found.append(_addressed(envelope, articles))
    return sorted(found, key=lambda one: one.name.casefold()), len(people) - len(found)


def _addressed(envelope: Envelope, articles: str = "") -> Addressed:
    assert envelope.address is not None
    return Addressed(
        name=envelope.name,
        address=envelope.address.text,
        postcode=envelope.address.postcode,
        born=envelope.line.born,
        articles=articles,
        letters_from=envelope.line.letters_from,
        cautions=envelope.line.cautions,
    )


def _articles(space: Space, person: Record) -> Step[str]:
    charges = yield from read_views(space, "charge", person)
    judgments = yield from read_views(space, "judgment", person)
    texts = [inert(one.text("article_text")) for one in charges if one.text("state") not in ("dropped", "requalified")]
    for judgment in judgments:
        texts += [inert(judgment.text(path)) for path in judgment.fields if path.startswith("articles/")]
    return "; ".join(dict.fromkeys(text for text in texts if text))


def read_addressed_one(node: Node, person: Record, today: date, language: str) -> Step[Addressed | None]:
    """Return one person with an address as it is valid today; None where there is none or the name is withheld."""
    envelopes = yield from read_envelopes(node.registry, [person], today, language)
    for envelope in envelopes:
        if envelope.address is not None and envelope.name:
            return _addressed(envelope)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Helping:
    """What a helper of one person needs, and nothing of the case."""

    title: str
    envelope: Addressed | None
    needs: tuple[str, ...]
    rules: tuple[tuple[str, str], ...]
    cautions: tuple[str, ...]


def read_helping(node: Node, space: Space, person: Record, today: date, language: str) -> Step[Helping | None]:
    """Gather a helper's sheet; None where the person is not here."""
    row = (yield from read_rows(space, [person])).get(person)
    if row is None or row.kind != "person":
        return None
    envelopes = yield from read_envelopes(node.registry, [person], today, language)
    envelope = yield from read_addressed_one(node, person, today, language)
    held = [one.line.held_in for one in envelopes if one.line.held_in is not None]
    places = yield from read_rows(space, held)
    found = yield FindRows(space=space, kind="need", refs_to=person, path="person", limit=EVENTS_MAX)
    assert isinstance(found, FoundRows)
    states = yield from read_need_states(found.rows, today)
    needs = [one for one in found.rows if _is_for_helpers(states[one.record])]
    return Helping(
        title=row_title(node.registry, row, language),
        envelope=envelope,
        needs=tuple(row_title(node.registry, one, language) for one in needs),
        rules=tuple(_rules(node.registry, [view_of_row(place) for place in places.values()], language)),
        cautions=tuple(word for one in envelopes for word in (*one.line.reasons, *one.line.cautions)),
    )


def _is_for_helpers(state: NeedState) -> bool:
    is_wanted = state.is_open or state.status == _PROMISED
    return is_wanted and state.need.text("confidentiality") != _NAMED_ONLY


def _rules(registry: Registry, places: Iterable[RecordView], language: str) -> Iterable[tuple[str, str]]:
    fields = registry.kind("place").by_path
    for place in places:
        for path in _RULES:
            if place.text(path):
                yield fields[path].labels.in_language(language), inert(place.text(path))


def find_returned(node: Node, code: str, language: str) -> Step[tuple[Link, list[tuple[str, str]]] | None]:
    """Return the person of a code, and (address, kind) of what may be written about them; None where nobody fits."""
    prefix = prefix_of(code)
    if prefix is None:
        return None
    for space in node.spaces:
        hashes: list[tuple[Record, bytes]] = yield RecordHashes(space)
        fitting = [record for record, _ in hashes if record.startswith(prefix)]
        rows = yield from read_rows(space, fitting[:EVENTS_MAX])
        for record, row in rows.items():
            if row.kind == "person":
                return _returned(node.registry, space, record, row_title(node.registry, row, language), language)
    return None


def _returned(
    registry: Registry, space: Space, record: Record, title: str, language: str
) -> tuple[Link, list[tuple[str, str]]]:
    adds = [
        (add_url(kind, space, person=record), registry.kind(kind).labels.in_language(language))
        for kind in ("letter", "delivery", "need", "guardianship")
    ]
    return Link(title=title, url=card_url(space, record)), adds


def read_code(space: Space, person: Record) -> Step[str]:
    """Return the person's own code, empty where the ledger gives none."""
    row = (yield from read_rows(space, [person])).get(person)
    values = values_of(row) if row is not None else {}
    code = values.get("code")
    return inert(code) if isinstance(code, str) and not is_withheld(values) else ""
