"""What the core asks of whoever declares kinds of records. The core knows no kind and no field."""

from enum import Enum
from typing import Protocol

from node.crdt.codec import Scalar
from node.crdt.grants import Role


class Fitness(Enum):
    """How a value fits the declaration of its field."""

    OK = "ok"
    UNKNOWN = "unknown"  # a kind or field that a newer program may know
    BAD = "bad"  # wrong type or bound


class Schema(Protocol):
    """The declared kinds. Every method is pure and total; it is called for every operation at every replay."""

    def knows(self, kind: str) -> bool:
        """Tell whether a kind is declared."""

    def judge(self, kind: str, path: str, value: Scalar) -> Fitness:
        """Judge a value put at a path of a record of this kind."""

    def judge_path(self, kind: str, path: str) -> Fitness:
        """Judge the path alone: what a deletion names."""

    def may_write(self, kind: str, path: str, role: Role) -> bool:
        """Tell whether a role may write this field."""

    def takes(self, kind: str, path: str, value: Scalar, role: Role) -> bool:
        """Tell whether a put stands at once: `judge` says OK, `may_write` yes and `needs_second` no."""

    def needs_second(self, kind: str, path: str, value: Scalar) -> bool:
        """Tell whether this value (None: a deletion) only shows as proposed until a second person attests it."""
