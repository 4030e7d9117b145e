"""What an act writes: new records and changes of standing ones, all or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from node.ledger.types import Scalar

Said = Mapping[str, Scalar]
NewId = Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A new record under an id drawn beforehand, so that others of the act can refer to it."""

    record: bytes
    kind: str
    values: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Fields set in a record that stands."""

    record: bytes
    values: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Everything one act writes."""

    additions: tuple[Addition, ...] = ()
    changes: tuple[Change, ...] = field(default=())


def told(values: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """The fields that say something."""
    return {path: value for path, value in values.items() if value not in (None, "")}
