"""One record as it leaves the ledger: the fields an audience may see, and what is said about them.

For the public only fields of public level leave. In an open file of more, a withheld name stays withheld: the fields
that would tell it are left out. Only a sealed file holds everything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from node.ledger.declare import Kind, Level, pattern_of
from node.ledger.describe import title_of, withheld_title
from node.ledger.registry import Registry
from node.ledger.types import Scalar

_TELLING: Final = ("names/", "bios/", "occupations/", "external/")  # lists of a person's card that tell who it is
_TELLING_FIELDS: Final = frozenset(("photo", "birth_date", "birth_place", "note"))


class Audience(Enum):
    """Who may read the file that is written."""

    PUBLIC = "public"
    MEMBERS = "members"  # an open file of more than the public may see
    SEALED = "sealed"  # a file that opens on one device only


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One standing value with who said it. `time` counts seconds since 1970 UTC and is the author's claim."""

    path: str
    value: Scalar
    author: str
    group: str
    time: int
    source: str  # hex of the record of the source, empty without
    is_proposed: bool = False
    is_verified: bool = False
    attested_by: tuple[str, ...] = ()
    disputed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A record of one kind: the value to use of each path, and the paths that need a second look."""

    record: bytes
    space: bytes
    kind: str
    title: str
    values: Mapping[str, Scalar]
    conflicts: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    doubted: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()


def export_record(registry: Registry, given: Exported, audience: Audience, language: str = "en") -> Exported | None:
    """The record as the audience may see it, with its title; None where nothing of it is left. Raises: UnknownKind."""
    kind = registry.kind(given.kind)
    withholds = audience is not Audience.SEALED and given.values.get("identity_withheld") is True
    seen = frozenset(path for path in _paths(given) if _is_seen(kind, path, audience, withholds=withholds))
    values = {path: value for path, value in given.values.items() if path in seen}
    if not values and audience is Audience.PUBLIC:
        return None
    title = (withheld_title(given.values, language) if withholds else None) or title_of(
        registry, kind.name, values, language
    )
    return Exported(
        record=given.record,
        space=given.space,
        kind=given.kind,
        title="" if withholds and audience is Audience.PUBLIC else title,
        values=values,
        conflicts=_kept(given.conflicts, seen),
        proposed=_kept(given.proposed, seen),
        doubted=_kept(given.doubted, seen),
        said=tuple(one for one in given.said if one.path in seen),
    )


def _paths(given: Exported) -> list[str]:
    return [*given.values, *given.proposed, *(one.path for one in given.said)]


def _is_seen(kind: Kind, path: str, audience: Audience, *, withholds: bool) -> bool:
    field = kind.by_path.get(pattern_of(path) or "")
    if field is None:
        return False
    if audience is Audience.PUBLIC and kind.level_of(field) is not Level.PUBLIC:
        return False
    return not (withholds and (path.startswith(_TELLING) or path in _TELLING_FIELDS))


def _kept(paths: Sequence[str], seen: frozenset[str]) -> tuple[str, ...]:
    return tuple(path for path in paths if path in seen)
