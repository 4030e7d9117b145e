"""What a computer could read, for the hours after it was taken: ledger by ledger, and whom to warn, person by person.

Of a record the report names who it is about, never what stands in it: it may be printed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from node.api.limits import EXPOSED_PEOPLE_MAX
from node.api.links import card_url
from node.api.members import role_name
from node.api.naming import is_withheld, member_name
from node.api.reading.network import group_text
from node.api.reading.titles import read_titles
from node.crdt.ids import Device, Record
from node.crdt.members import State
from node.ledger.registry import Registry
from node.ledger.text import inert
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.exposure import Exposure, expose
from node.service.limits import RECORDS_PER_COMMIT
from node.service.node import Node
from node.service.rows import values_of
from node.service.space import SpaceState

_FIRST: Final = ("relation", "consent", "lawyer_engagement")  # kinds that lead to people at liberty
_LISTED_MAX: Final = 6  # kinds named beside one person: what fits a line of paper


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposedPerson:
    """Somebody the computer could read about. `is_urgent`: people at liberty can be found through it."""

    url: str
    title: str
    kinds: tuple[tuple[str, int], ...]
    is_urgent: bool
    is_withheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposedLedger:
    """One ledger of the report. `others`: members whose pseudonym and group the computer knew."""

    title: str
    role: str
    state: str
    records: int
    kinds: tuple[tuple[str, int], ...]
    epochs: int
    own_entries: int
    held_back: int
    sealed_late: int
    is_cut_off: bool
    people: tuple[ExposedPerson, ...]
    people_total: int
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole report on one device."""

    device: str
    name: str
    ledgers: tuple[ExposedLedger, ...]


def read_report(node: Node, devices: Iterable[Device], language: str) -> Step[Report | None]:
    """Return the report on the devices of one person, None where no ledger has them. Reads every entry."""
    listed = sorted(devices)
    name, ledgers = "", list[ExposedLedger]()
    for space in sorted(node.spaces.values(), key=lambda item: (item.title, item.space)):
        for device in listed:
            found = yield from expose(space, device)
            if found is not None:
                name = name or member_name(space, device)
                ledgers.append((yield from _ledger(node.registry, space, found, language)))
    if not ledgers:
        return None
    return Report(device=listed[0].hex(), name=name, ledgers=tuple(ledgers))


def _ledger(registry: Registry, space: SpaceState, found: Exposure, language: str) -> Step[ExposedLedger]:
    rows = yield from _rows(space, sorted(found.read))
    people = [row for row in rows if row.kind == "person"]
    about: dict[Record, Counter[str]] = {row.record: Counter() for row in people}
    for row in rows:
        for path, ref in row.refs:
            if path == "person" and Record(ref) in about:
                about[Record(ref)][row.kind] += 1
    titles = yield from read_titles(registry, people, language)
    shown = [_person(registry, row, titles[row.record], about[row.record], language) for row in people]
    shown.sort(key=lambda person: (not person.is_urgent, person.title))
    members = space.view.membership.members
    return ExposedLedger(
        title=inert(space.title),
        role=role_name(found.member.role),
        state=found.member.state.value,
        records=found.records,
        kinds=_kinds(registry, found.kinds.items(), language),
        epochs=len(found.epochs),
        own_entries=found.own_entries,
        held_back=found.held_back,
        sealed_late=found.sealed_late,
        is_cut_off=found.member.state is not State.ACTIVE,
        people=tuple(shown[:EXPOSED_PEOPLE_MAX]),
        people_total=len(shown),
        others=tuple(
            f"{member_name(space, device)}, {group_text(space, member.group)}"
            for device, member in members.items()
            if device not in (found.member.device, space.device) and member.state is State.ACTIVE
        ),
    )


def _rows(space: SpaceState, records: list[Record]) -> Step[list[RecordRow]]:
    rows: list[RecordRow] = []
    for first in range(0, len(records), RECORDS_PER_COMMIT):
        part = tuple(records[first : first + RECORDS_PER_COMMIT])
        found = yield FindRows(space=space.space, records=part, limit=len(part), with_hidden=True)
        assert isinstance(found, FoundRows)
        rows += found.rows
    return rows


def _person(registry: Registry, row: RecordRow, title: str, about: Counter[str], language: str) -> ExposedPerson:
    listed = sorted(about.items(), key=lambda item: (item[0] not in _FIRST, -item[1], item[0]))
    return ExposedPerson(
        url=card_url(row.space, row.record),
        title=title,
        kinds=_kinds(registry, listed[:_LISTED_MAX], language),
        is_urgent=any(kind in about for kind in _FIRST),
        is_withheld=is_withheld(values_of(row)),
    )


def _kinds(registry: Registry, counted: Iterable[tuple[str, int]], language: str) -> tuple[tuple[str, int], ...]:
    found = ((registry.get(name), name, count) for name, count in counted)
    return tuple((kind.plural.in_language(language) if kind else name, count) for kind, name, count in found)
