"""What the counts are made of: views by kind and person, people who are one put together, and where values contradict.

`leaders` says which record stands for a person written down several times.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from node.ledger.derived.view import RecordView

_FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "person": frozenset(("sex",)),
    "status_event": frozenset(("person", "status", "effective_on", "state")),
    "detention": frozenset(("person", "arrested_on", "ended_on")),
    "placement": frozenset(("person", "place", "began_on", "ended_on")),
    "judgment": frozenset(("person", "decided_on", "court", "penalty", "term")),
    "charge": frozenset(("person", "article", "article_text", "brought_on")),
    "recognition": frozenset(("person", "group", "decision", "class", "criteria_set", "decided_on", "state")),
    "article": frozenset(("number", "part")),
    "place": frozenset(("category", "number", "region", "locality")),
}
_ITEMS: Final = ("names/", "articles/", "judges/")  # lists that are looked at: places, judgments
KINDS: Final = tuple(_FIELDS)


def is_counted(kind: str, path: str) -> bool:
    """Whether a count looks at a field."""
    return path in _FIELDS.get(kind, ()) or (kind in ("place", "judgment") and path.startswith(_ITEMS))


@dataclass(slots=True)
class Material:
    """Views by kind; `people` are the records that stand for a person, in the order of their ids."""

    today: date  # what has no date has happened by then
    views: dict[str, list[RecordView]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    contradicted: dict[bytes, frozenset[str]] = field(default_factory=dict)
    leaders: Mapping[bytes, bytes] = field(default_factory=dict)
    _by_person: dict[str, dict[bytes, list[RecordView]]] = field(default_factory=dict)

    def add(self, view: RecordView, conflicts: Collection[str] = ()) -> None:
        """Add one record; `conflicts` are the paths where several values stand."""
        self.views[view.kind].append(view)
        if conflicts:
            self.contradicted[view.id] = frozenset(conflicts)

    @property
    def people(self) -> list[bytes]:
        """The people, each once."""
        return sorted({self.person(view.id) for view in self.views["person"]})

    def person(self, record: bytes) -> bytes:
        """The record that stands for the person of a record."""
        return self.leaders.get(record, record)

    def of(self, kind: str, person: bytes) -> list[RecordView]:
        """The records of a kind about a person."""
        if kind not in self._by_person:
            grouped: dict[bytes, list[RecordView]] = {}
            for view in sorted(self.views[kind], key=lambda view: view.id):
                target = view.ref("person")
                if target is not None:
                    grouped.setdefault(self.person(target), []).append(view)
            self._by_person[kind] = grouped
        return self._by_person[kind].get(person, [])

    def each(self, kind: str) -> Iterator[tuple[bytes, RecordView]]:
        """Every record of a kind about a person that is here, with the person."""
        for person in self.people:
            for view in self.of(kind, person):
                yield person, view

    def bounds(self, view: RecordView, path: str) -> tuple[date, date]:
        """The first and the last day on which the dated thing can have happened."""
        day = view.day(path)
        earliest = day.earliest or date.min
        return earliest, day.latest or max(earliest, self.today)

    def is_contradicted(self, view: RecordView, *paths: str) -> bool:
        """Whether several values stand at one of these paths, or below one that ends in a slash."""
        known = self.contradicted.get(view.id, frozenset())
        return any(path == one or (path.endswith("/") and one.startswith(path)) for path in paths for one in known)
