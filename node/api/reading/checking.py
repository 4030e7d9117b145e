"""What waits for a second pair of eyes, as a page shows it.

marks of the rows    ─▶ Queue: how many records of each kind, for each reason
the rows of one page ─▶ Sheets: records with the values that wait, read anew
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from node.api.limits import CHECK_PAGES_PASSED, CHECK_SHEETS, RELATED_ROWS
from node.api.links import card_url, change_key
from node.api.naming import is_withheld
from node.api.reading.about import find_in_turn
from node.api.reading.facts import Reader, ShownClaim
from node.api.reading.titles import Link, read_links, read_rows, read_titles
from node.crdt.claims import Projection
from node.crdt.ids import Record, Space
from node.ledger.declare import Kind, pattern_of
from node.ledger.derived.watched import WATCHED
from node.ledger.types import Ref
from node.service.effects import FindRows, FoundRows, Step
from node.service.following import ListMarks
from node.service.node import Node
from node.service.rows import WAITS, Why
from node.service.space import SpaceState
from node.service.verifying import Eyes, Waiting, read_projections, read_waiting, waiting_paths

_ABOUT_MAX = 200  # records about one person or case whose values are shown to be checked


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """How many records of each kind hold something that waits for each reason, in one ledger."""

    space: Space
    counts: Mapping[tuple[Why, str], int]

    def total(self, why: Why) -> int:
        """Return in how many records something waits for this reason."""
        return sum(count for (reason, _), count in self.counts.items() if reason is why)

    def kinds(self, why: Why) -> list[str]:
        """Return the kinds in which something waits for this reason, the weightiest first."""
        found = [kind for (reason, kind), count in self.counts.items() if reason is why and count]
        return sorted(found, key=lambda kind: (_weight(kind), kind))

    def lists(self, why: Why, kind: str) -> list[FindRows]:
        """Return the lists of a reason that stand one after another, of one kind or (empty) of all."""
        kinds = [one for one in self.kinds(why) if kind in ("", one)]
        return [FindRows(space=self.space, kind=one, marks=(f"{WAITS[why]}.{one}",)) for one in kinds]


def read_queue(node: Node, space: Space) -> Step[Queue]:
    """Count what waits in a ledger by the marks of its rows."""
    counts: dict[tuple[Why, str], int] = {}
    for why, mark in WAITS.items():
        listed: tuple[tuple[str, int], ...] = yield ListMarks(prefix=mark + ".")
        for name, count in listed:
            kind = name.removeprefix(mark + ".")
            counts[why, kind] = count if len(node.spaces) == 1 else (yield from _count(space, kind, name))
    return Queue(space=space, counts=counts)


def _count(space: Space, kind: str, mark: str) -> Step[int]:
    found = yield FindRows(space=space, kind=kind, marks=(mark,), limit=0)
    assert isinstance(found, FoundRows)
    return found.total


def _weight(kind: str) -> int:
    order = list(WATCHED)
    return order.index(kind) if kind in order else len(order)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One value that waits. `field` names it in the form, `key` is what is signed; without a key it cannot be."""

    path: str
    field: str
    key: str
    label: str
    claim: ShownClaim
    is_long: bool
    is_deletion: bool
    is_split: bool
    why: Why
    eyes: Eyes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One record with the values that wait."""

    link: Link
    kind: str
    about: Link | None
    lines: tuple[CheckLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """One page of what waits; `number` counts from 1."""

    sheets: tuple[Sheet, ...]
    number: int
    last: int

    @property
    def open_lines(self) -> int:
        """Return how many values of the page this person may sign."""
        return sum(bool(line.key) for sheet in self.sheets for line in sheet.lines)


def read_queue_sheets(
    node: Node, queue: Queue, why: Why, kind: str, number: int, language: str, *, passes_own: bool
) -> Step[Sheets]:
    """Gather one page of the queue, for one reason, of one kind or (empty) of all.

    A page of which this person may sign nothing is passed over with `passes_own`, where one soon after it has something
    to sign.
    """
    lists = queue.lists(why, kind)
    total = sum(queue.counts[why, one] for one in queue.kinds(why) if kind in ("", one))
    last = max(1, -(-total // CHECK_SHEETS))
    number = min(number, last)
    first: Sheets | None = None
    for at in range(number, min(last, number + CHECK_PAGES_PASSED) + 1):
        found_rows = yield from find_in_turn(lists, CHECK_SHEETS, (at - 1) * CHECK_SHEETS)
        page = [row.record for row in found_rows.rows]
        if first is not None and not (yield from _may_sign_any(node.space(queue.space), page, why)):
            continue
        sheets = yield from _sheets(node, queue.space, page, language, why)
        if sheets:
            found = Sheets(sheets=tuple(sheets), number=at, last=last)
            if found.open_lines or not passes_own:
                return found
            first = first or found
    return first or Sheets(sheets=(), number=number, last=last)


def _may_sign_any(space: SpaceState, records: Sequence[Record], why: Why) -> Step[bool]:
    """Tell whether this person may sign something that waits in some records."""
    projections = yield from read_projections(space, records)
    waiting = (one for projection in projections.values() for one in read_waiting(space, projection))
    return any(one.why is why and _may_sign(one) for one in waiting)


def _may_sign(waiting: Waiting) -> bool:
    return waiting.eyes is not Eyes.OWN and not waiting.is_split


def read_sheets(node: Node, space_id: Space, records: Sequence[Record], number: int, language: str) -> Step[Sheets]:
    """Gather one page of records with the values that wait for any reason."""
    last = max(1, -(-len(records) // CHECK_SHEETS))
    at = min(number, last)
    sheets = yield from _sheets(node, space_id, records[(at - 1) * CHECK_SHEETS : at * CHECK_SHEETS], language, None)
    return Sheets(sheets=tuple(sheets), number=at, last=last)


def _sheets(node: Node, space_id: Space, page: Sequence[Record], language: str, why: Why | None) -> Step[list[Sheet]]:
    space = node.space(space_id)
    rows = yield from read_rows(space_id, page)
    titles = yield from read_titles(node.registry, rows.values(), language)
    projections = yield from read_projections(space, list(rows))
    people = [ref for row in rows.values() for path, ref in row.refs if path == "person"]
    named = [ref for projection in projections.values() for ref in _named(node.registry.get(projection.kind or ""),
             projection)]  # fmt: skip
    links = yield from read_links(node.registry, space_id, [*people, *named], language)
    made = []
    for record in page:
        if record in projections and record in titles:
            lines = _lines(node, space, projections[record], links, language, why)
            if lines:
                about = next((links[ref] for path, ref in rows[record].refs if path == "person" and ref in links), None)
                kind = node.registry.kind(rows[record].kind).labels.in_language(language)
                link = Link(title=titles[record], url=card_url(space_id, record))
                made.append(Sheet(link=link, kind=kind, about=about, lines=lines))
    return made


def read_about(node: Node, space_id: Space, record: Record) -> Step[list[Record]]:
    """Return a record and those that refer to it, where something waits in them."""
    found = yield FindRows(space=space_id, refs_to=record, limit=_ABOUT_MAX)
    assert isinstance(found, FoundRows)
    own = yield from read_rows(space_id, [record])
    rows = sorted(found.rows, key=lambda row: _weight(row.kind))
    return [row.record for row in (*own.values(), *rows) if any(True for _ in waiting_paths(row))]


def _named(kind: Kind | None, projection: Projection) -> Iterable[Record]:
    """The records that references and voices of a record name."""
    for path, claims in projection.fields.items():
        declared = kind.by_path.get(pattern_of(path) or "") if kind is not None else None
        for claim in claims[:RELATED_ROWS]:
            if declared is not None and isinstance(declared.type, Ref) and isinstance(claim.value, bytes):
                yield Record(claim.value)
            if claim.voice.source:
                yield claim.voice.source


def _lines(
    node: Node, space: SpaceState, projection: Projection, links: dict[Record, Link], language: str, why: Why | None
) -> tuple[CheckLine, ...]:
    reader = Reader(space=space, registry=node.registry, language=language, links=links)
    kind = node.registry.kind(projection.kind or "")
    hides_name = is_withheld(projection.values())
    return tuple(
        _line(reader, kind, projection, waiting)
        for waiting in read_waiting(space, projection)
        if pattern_of(waiting.path) in kind.by_path
        and (why is None or waiting.why is why)
        and not (hides_name and waiting.path.startswith("names/"))
    )


def _line(reader: Reader, kind: Kind, projection: Projection, waiting: Waiting) -> CheckLine:
    declared = kind.by_path[pattern_of(waiting.path) or ""]
    return CheckLine(
        path=waiting.path,
        field=f"c:{projection.record.hex()}:{waiting.path}",
        key=change_key(waiting.change) if _may_sign(waiting) else "",
        label=declared.labels.in_language(reader.language),
        claim=reader.claim(declared, waiting.path, waiting.claim, projection),
        is_long=declared.type.widget == "lines",
        is_deletion=waiting.is_deletion,
        is_split=waiting.is_split,
        why=waiting.why,
        eyes=waiting.eyes,
    )
