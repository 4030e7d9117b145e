"""What is stored and asked of what follows for records from those around them: marks to filter by, days to sort by.

Values and effects as those of `effects.py`; made by `marking.py`, asked for by lists.
"""

from dataclasses import dataclass

from node.crdt.ids import Record, Space


@dataclass(frozen=True, slots=True, kw_only=True)
class RowMarks:
    """What follows for one record from those around it: made by `marking.py`, made anew when they change.

    When its marks change, something else may follow for those it refers to, and for those that `through` leads to:
    (path, path beyond) each, the records that refer to it at the first path or (with a path beyond) what those refer to
    there. An `is_same` record was looked at and keeps what it has.
    """

    space: Space
    record: Record
    marks: tuple[str, ...] = ()  # without white space
    due: tuple[tuple[str, str], ...] = ()  # (list, what it sorts by there)
    until: str = ""  # the day, as YYYY-MM-DD, from which it may be other; empty: it does not depend on the day
    through: tuple[tuple[str, str], ...] = ()
    is_same: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NearRow:
    """A row that refers to another, as far as it matters for what follows there."""

    record: Record
    kind: str
    path: str
    view: bytes
    follows: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmarkedRow:
    """A record that has to be looked at again; `kind` and `view` are empty where no such row is visible."""

    space: Space
    record: Record
    kind: str = ""
    view: bytes = b""
    near: tuple[NearRow, ...] = ()  # not hidden; by path, a bounded number


@dataclass(frozen=True, slots=True)
class Unmarked:
    """Records to look at again, and how many there are in all."""

    rows: tuple[UnmarkedRow, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FindDue:
    """Find the rows of a list sorted by key, from `first` to `last`, hidden ones left out. Result: FoundRows.

    All `marks` must be the row's; `about` are those of what it refers to at `path`. Order: by key, then record; the
    keys from the last to the first where `is_backwards`. Where not `counts`, the total is that of the page: a long list
    is not counted.
    """

    list: str
    counts: bool = True
    first: str = ""
    last: str = "\U0010ffff"
    space: Space | None = None
    marks: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    path: str = ""
    is_backwards: bool = False
    limit: int = 100
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDue:
    """List the keys of a list sorted by them, from `first` to `last`, hidden records left out; no row is read.

    Result: tuple of (key, space, record), by key, then record.
    """

    list: str
    first: str = ""
    last: str = "\U0010ffff"
    space: Space | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMarks:
    """List the marks that begin with `prefix`. Result: (mark, how many rows have it) each, the most frequent first."""

    prefix: str
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadUnmarked:
    """Load records for which something else may follow: after a change around them, and those whose day has come.

    An empty `day` stands before all: only changes count. `near` names the paths by which others refer to them that
    matter. Result: Unmarked. Later records come first: what refers to others is mostly written after them.
    """

    day: str
    kinds: tuple[str, ...]
    near: tuple[str, ...]
    count: int
    offset: int = 0
