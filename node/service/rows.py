"""The cached row of a record: what lists, search and statistics read instead of replaying operations.

`view` is the packed array of `[path, value, marks]`, sorted by path, for each path with a value to use; `marks` is a
sum of CONFLICT, VERIFIED, ATTESTED, DISPUTED, CONTESTED, and PROPOSED for a path that has nothing but proposals.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, cast

from node.crdt.claims import KIND_PATH, Claim, Projection, claim_to_use, is_conflict
from node.crdt.codec import Scalar, pack_known, unpack
from node.crdt.ids import SHORT_ID_BYTES, Record, Space
from node.crdt.projection import is_hidden
from node.crdt.straight import StraightTold
from node.ledger.declare import pattern_of
from node.ledger.derived.marks import NEAR_PATHS, SUBJECTS, own_marks
from node.ledger.derived.watched import WATCHED
from node.ledger.describe import refs_of, sort_key, title_of, tokens_of
from node.ledger.registry import Registry
from node.service.effects import RecordRow

CONFLICT: Final = 1
VERIFIED: Final = 2
ATTESTED: Final = 4
DISPUTED: Final = 8
PROPOSED: Final = 16
CONTESTED: Final = 32
MARKS: Final = (  # by which lists filter records of any kind
    (CONFLICT, "conflict"),
    (PROPOSED, "proposed"),
    (DISPUTED, "disputed"),
    (CONTESTED, "contested"),
)
_UNWATCHED: Final = frozenset[str]()
VIEW_BYTES_MAX: Final = 8 * 1024 * 1024  # the fields of one record at its size limit


class Why(IntEnum):
    """Why a value waits for a second pair of eyes, the most pressing first (`verifying.py`, E1)."""

    SECOND_PERSON = 1  # it does not count until another person confirms it
    DOUBTED = 2
    UNSEEN = 3  # nobody confirmed it
    OWN_GROUP = 4  # confirmed, but by nobody of another group


WAITS: Final[Mapping[Why, str]] = {  # a row's mark for it, before a point and the kind of the record
    Why.SECOND_PERSON: "waits=second",
    Why.DOUBTED: "waits=doubted",
    Why.UNSEEN: "waits=unseen",
    Why.OWN_GROUP: "waits=group",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One value of a row and its marks."""

    value: Scalar
    marks: int


def row_of(space: Space, projection: Projection, registry: Registry) -> RecordRow:
    """Return the cached row of a projection."""
    kind = projection.kind or ""
    known = registry.get(kind) is not None
    values = projection.values() if known else {}
    title = title_of(registry, kind, values) if known else ""
    view = [_shown(claims) for claims in projection.fields.items()]
    return RecordRow(
        space=space,
        record=projection.record,
        kind=kind,
        view=pack_known(view),
        hash=projection.hash,
        title=title,
        sort=sort_key(title),
        tokens=tokens_of(registry, kind, _all_values(projection)) if known else "",
        refs=_refs(registry, kind, values) if known else (),
        is_hidden=is_hidden(projection) or _says_nothing(projection.fields),
        touches=_touches(kind, projection.record, values),
        marks=(
            *own_marks(kind, values),
            *(word for mark, word in MARKS if any(marks & mark for _, _, marks in view)),
            *(_waits(kind, ((path, marks) for path, _, marks in view)) if known else ()),
        ),
    )


def _says_nothing(paths: Iterable[str]) -> bool:
    """Tell whether nothing but its kind is left of a record: no list shows it, as after an import that was undone."""
    return all(path == KIND_PATH for path in paths)


def row_of_straight(space: Space, told: StraightTold, registry: Registry) -> RecordRow:
    """Return the cached row of a record told in a straight line: what `row_of` returns for its projection."""
    kind, values = told.kind, told.values
    title = title_of(registry, kind, values)
    return RecordRow(
        space=space,
        record=told.record,
        kind=kind,
        view=pack_known([[path, value, 0] for path, value in values.items()]),
        hash=told.hash,
        title=title,
        sort=sort_key(title),
        tokens=tokens_of(registry, kind, {path: (value,) for path, value in values.items()}),
        refs=_refs(registry, kind, values),
        is_hidden=_says_nothing(values),
        touches=_touches(kind, told.record, values),
        marks=(*own_marks(kind, values), *(_waits(kind, ((path, 0) for path in values)) if kind in WATCHED else ())),
    )


def why_of(marks: int, *, is_watched: bool) -> Why | None:
    """Return why a value of these marks waits (`verifying.py`, E1)."""
    if marks & PROPOSED:
        return Why.SECOND_PERSON
    if marks & DISPUTED:
        return Why.DOUBTED
    if not is_watched or marks & (VERIFIED | CONFLICT):
        return None
    return Why.OWN_GROUP if marks & ATTESTED else Why.UNSEEN


def _waits(kind: str, fields: Iterable[tuple[str, int]]) -> list[str]:
    """Return the marks for what waits in a record."""
    watched = WATCHED.get(kind, _UNWATCHED)
    found = {why_of(marks, is_watched=pattern_of(path) in watched) for path, marks in fields}
    return [f"{WAITS[why]}.{kind}" for why in Why if why in found]


def view_of(row: RecordRow) -> dict[str, Shown]:
    """Return the values of a row by path."""
    return {path: Shown(value, marks) for path, value, marks in unpack_view(row.view)}


def unpack_view(view: bytes) -> list[tuple[str, Scalar, int]]:
    """Return path, value and marks of each value of a row."""
    items = unpack(view, bytes_max=VIEW_BYTES_MAX, items_max=len(view))
    return cast(list[tuple[str, Scalar, int]], items)  # written by `row_of` alone


def values_of(row: RecordRow) -> dict[str, Scalar]:
    """Return the values of a row that are more than proposals."""
    return {path: shown.value for path, shown in view_of(row).items() if not shown.marks & PROPOSED}


def _shown(field: tuple[str, tuple[Claim, ...]]) -> tuple[str, Scalar, int]:
    path, claims = field
    claim = claim_to_use(claims) or claims[0]
    marks = PROPOSED if claim.is_proposed else 0
    if is_conflict(claims):
        marks |= CONFLICT
    if claim.is_verified:
        marks |= VERIFIED
    if claim.attested_by:
        marks |= ATTESTED
    if claim.disputed_by:
        marks |= DISPUTED
    if claim.is_contested:
        marks |= CONTESTED
    return path, claim.value, marks


def _refs(registry: Registry, kind: str, values: Mapping[str, Scalar]) -> tuple[tuple[str, Record], ...]:
    return tuple((path, Record(target)) for path, target in refs_of(registry, kind, values))


def _touches(kind: str, record: Record, values: Mapping[str, Scalar]) -> tuple[Record, ...]:
    """Return the records for which something follows from this one."""
    named = (values.get(path) for path in NEAR_PATHS)
    near = [Record(target[-SHORT_ID_BYTES:]) for target in named if isinstance(target, bytes)]
    return (record, *near) if kind in SUBJECTS else tuple(near)


def _all_values(projection: Projection) -> Mapping[str, tuple[Scalar, ...]]:
    """Return every value that stands, conflicts included: a person is found by each of them."""
    return {path: tuple(claim.value for claim in claims) for path, claims in projection.fields.items()}
