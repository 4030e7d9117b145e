"""A table that was read, compared with what a space holds: what each row would change, and what is asked first.

    Reading ─▶ record ids ─▶ rows of the store ─▶ same: unchanged · differs: `merge` · none: new

Refused: a device without the right to write, a table of more records than one import may touch, a space whose first key
is not held. Erased people are rejected row by row.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from keys.epoch import imported_record_id
from keys.secret import IndexKey
from node.crdt.bodies import Put, RecordChange
from node.crdt.claims import KIND_PATH
from node.crdt.codec import Scalar
from node.crdt.grants import Role
from node.crdt.graph import same_value
from node.crdt.ids import Record
from node.crdt.limits import PROFILE_1
from node.ledger.tables import Line, ListName, Observation, Observed, Reading, Reason, Withheld
from node.ledger.tables.reading import rejected
from node.service.effects import FindRows, FoundRows, LoadRecords, RecordRow, Step
from node.service.errors import NotAllowed, Refused
from node.service.imports.changing import Difference, Merged, merge
from node.service.limits import IMPORT_DROP_ROWS_MIN, IMPORT_RECORDS_MAX, IMPORT_ROWS_PER_STEP
from node.service.rows import CONFLICT, view_of
from node.service.sources import erased_sources_of, index_key_of
from node.service.space import SpaceState, graph_of_record, load_records, project_record
from node.service.writing import Draft

Progress = Callable[[int], None]
_SOURCE_KEY = "list"  # of the record that stands for the list itself


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICTING = "conflicting"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDifference:
    """A difference with the record it is in."""

    kind: str
    record: Record
    difference: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRow:
    """One row of the table and what becomes of it. `record` is the first that it tells of."""

    number: int
    outcome: Outcome
    title: str
    record: Record | None
    kind: str
    withheld: tuple[Withheld, ...]
    differences: tuple[RecordDifference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """Something of which there was much more in the import before. `column` is empty for the rows themselves."""

    column: str
    before: int
    now: int


@dataclass(slots=True, kw_only=True)
class Comparison:
    """What an import would do. `drafts` are in the order of the table; `fresh` the records nobody wrote before."""

    source: ListName
    rows: list[JudgedRow] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    fresh: set[Record] = field(default_factory=set)

    def count(self, outcome: Outcome) -> int:
        """Return how many rows have an outcome."""
        return sum(row.outcome is outcome for row in self.rows)


def compare(space: SpaceState, reading: Reading, *, now: int, progress: Progress) -> Step[Comparison]:
    """Compare a table with a space; `progress` is told the rows done.

    Raises: NotAllowed, Refused.
    """
    comparing = _Comparing(space, reading.list, now)
    if sum(len(line.observation.records) for line in reading.lines) > IMPORT_RECORDS_MAX:
        raise Refused("this table tells of too many records for one import: split the file; nothing was changed")
    yield from comparing.begin()
    for at in range(0, len(reading.lines), IMPORT_ROWS_PER_STEP):
        part = reading.lines[at : at + IMPORT_ROWS_PER_STEP]
        yield from comparing.compare(part)
        progress(at + len(part))
    return comparing.found


def drops(rows: int, filled: Mapping[str, int], rows_before: int, filled_before: Mapping[str, int]) -> list[Drop]:
    """Return what fell suddenly: the rows by a fifth, or what a column says by half as a share of them."""
    found = []
    if rows_before - rows >= IMPORT_DROP_ROWS_MIN and 5 * rows < 4 * rows_before:
        found.append(Drop(column="", before=rows_before, now=rows))
    for column, before in filled_before.items():
        count = filled.get(column, 0)
        expected = before * rows // max(rows_before, 1)  # where the whole table has shrunk alike
        if expected - count >= IMPORT_DROP_ROWS_MIN and 2 * count < expected:
            found.append(Drop(column=column, before=before, now=count))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """A record to be, with its id and its references turned into ids."""

    line: int
    record: Record
    kind: str
    fields: Mapping[str, Scalar]
    is_first: bool = False  # of its row: the one that makes the row new


class _Comparing:
    """A comparison under way."""

    def __init__(self, space: SpaceState, source: ListName, now: int) -> None:
        if space.role is None or space.role < Role.CONTRIBUTOR:
            raise NotAllowed("readers do not import; nothing was changed")
        key = index_key_of(space)
        if key is None:
            raise Refused("the first key of this space is not held here, so imports would make doubles; ask a steward")
        self._space = space
        self._key: IndexKey = key
        self._now = now
        self._is_erased = erased_sources_of(space)
        self._seen: set[Record] = set()
        self._ids: dict[str, Record] = {}
        self._may_write: dict[tuple[str, str], bool] = {}
        self.found = Comparison(source=source)
        self.source = self._id(_SOURCE_KEY)

    def begin(self) -> Step[None]:
        """Compare the record of the list itself."""
        fields: dict[str, Scalar] = {"category": "import", "title": self.found.source.org}
        wanted = _Wanted(line=-1, record=self.source, kind="source", fields=fields)
        yield from self._compare_records([wanted], {})

    def compare(self, lines: Sequence[Line]) -> Step[None]:
        """Compare some rows."""
        observations = [self._unless_erased(line.observation) for line in lines]
        wanted = [item for at, observation in enumerate(observations) for item in self._wanted(at, observation)]
        differences: dict[int, list[RecordDifference]] = {}
        new = yield from self._compare_records(wanted, differences)
        for at, (line, observation) in enumerate(zip(lines, observations, strict=True)):
            self.found.rows.append(self._judged(line.number, observation, differences.get(at, []), at in new))

    def _judged(
        self, number: int, observation: Observation, differences: Sequence[RecordDifference], is_new: bool
    ) -> JudgedRow:
        first = observation.records[0] if observation.records else None
        return JudgedRow(
            number=number,
            outcome=_outcome(observation, differences, is_new),
            title=str(next(iter(first.fields.values()), "")) if first else "",
            record=self._id(first.key) if first else None,
            kind=first.kind if first else "",
            withheld=observation.withheld,
            differences=tuple(differences),
        )

    # --- one row ------------------------------------------------------------------------------------------------------
    def _unless_erased(self, observation: Observation) -> Observation:
        erased = self._is_erased(self.found.source.org, observation.source_id)
        membership = self._space.view.membership
        if erased or any(membership.is_erased(self._id(item.key)) for item in observation.records):
            return rejected(Reason.ERASED, observation.source_id)
        return observation

    def _wanted(self, line: int, observation: Observation) -> Iterator[_Wanted]:
        for number, item in enumerate(observation.records):
            record = self._id(item.key)
            if record not in self._seen:  # a place that several rows name
                self._seen.add(record)
                fields = self._fields(item)
                yield _Wanted(line=line, record=record, kind=item.kind, fields=fields, is_first=number == 0)

    def _fields(self, item: Observed) -> dict[str, Scalar]:
        fields = {**item.fields, **{path: self._id(key) for path, key in item.refs.items()}}
        for path in fields:
            self._require_right(item.kind, path)
        if len(fields) + 1 > PROFILE_1.ops_max:
            raise Refused(f"a row holds more than {PROFILE_1.ops_max} facts; nothing was changed")
        return fields

    def _require_right(self, kind: str, path: str) -> None:
        if (kind, path) not in self._may_write:
            role = self._space.role
            assert role is not None
            self._may_write[kind, path] = self._space.schema.may_write(kind, path, role)
        if not self._may_write[kind, path]:
            raise NotAllowed(f"your role may not write {kind} {path}; nothing was changed")

    def _id(self, key: str) -> Record:
        found = self._ids.get(key)
        if found is None:
            org = self.found.source.prefix.encode()
            found = self._ids[key] = Record(imported_record_id(self._key, org, key.encode()))
        return found

    # --- many records -------------------------------------------------------------------------------------------------
    def _compare_records(
        self, wanted: Sequence[_Wanted], differences: dict[int, list[RecordDifference]]
    ) -> Step[set[int]]:
        """Pile up the drafts for these records; return the lines whose first record is new."""
        ids = tuple(item.record for item in wanted)
        rows = yield FindRows(space=self._space.space, records=ids, limit=max(len(ids), 1), with_hidden=True)
        assert isinstance(rows, FoundRows)
        known = {row.record: row for row in rows.rows}
        unknown = tuple(record for record in ids if record not in known)
        stored = yield LoadRecords(self._space.space, unknown)
        new: set[int] = set()
        differing = [item for item in wanted if _differs(item.fields, known.get(item.record))]
        standing = {item.record for item in differing if item.record in known or stored.get(item.record)}
        yield from load_records(self._space, standing)
        for item in differing:
            if item.record in standing:
                found = (yield from self._merge(item)).differences
                is_new = _is_emptied(known.get(item.record))
            else:
                self._add(item)
                found, is_new = (), True
            if is_new and item.is_first:
                new.add(item.line)
            elif is_new and item.line not in new:  # a new record of somebody who is here already
                found = tuple(_added(item))
            if item.line not in new:
                told = (RecordDifference(kind=item.kind, record=item.record, difference=each) for each in found)
                differences.setdefault(item.line, []).extend(told)
        return new

    def _merge(self, item: _Wanted) -> Step[Merged]:
        opened = (yield from load_records(self._space, (item.record,)))[item.record]
        graph = graph_of_record(self._space, opened)
        projection = project_record(self._space, opened)
        merged = merge(graph, projection, item.fields, source=self.source, now=self._now)
        self.found.drafts += [(item.record, change) for change in merged.changes]
        return merged

    def _add(self, item: _Wanted) -> None:
        ops = (Put(KIND_PATH, item.kind), *(Put(path, value) for path, value in item.fields.items()))
        self.found.drafts.append((item.record, RecordChange(deps=(), time=self._now, source=self.source, ops=ops)))
        self.found.fresh.add(item.record)


def _added(item: _Wanted) -> Iterator[Difference]:
    for path, value in item.fields.items():
        if not isinstance(value, bytes):
            yield Difference(path=path, before=None, after=value)


def _differs(fields: Mapping[str, Scalar], row: RecordRow | None) -> bool:
    """Whether a row may not say just what is wanted: then its record is opened and looked at."""
    if row is None:
        return True
    shown = view_of(row)
    if any(
        path not in shown or shown[path].marks & CONFLICT or not same_value(shown[path].value, value)
        for path, value in fields.items()
    ):
        return True
    lists = {path.partition("/")[0] for path in fields if "/" in path}
    return any("/" in path and path.partition("/")[0] in lists and path not in fields for path in shown)


def _is_emptied(row: RecordRow | None) -> bool:
    return row is not None and view_of(row).keys() <= {KIND_PATH}


def _outcome(observation: Observation, differences: Sequence[RecordDifference], is_new: bool) -> Outcome:
    if observation.is_rejected:
        return Outcome.REJECTED
    if any(item.difference.is_conflict for item in differences):
        return Outcome.CONFLICTING
    if is_new:
        return Outcome.NEW
    return Outcome.CHANGED if differences else Outcome.UNCHANGED
