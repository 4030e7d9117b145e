"""The declared kinds as the core asks about them: how a put, a deletion and a role fit.

Every method is pure and total. What a newer program may know (a kind, a field, a word of a vocabulary) is told apart
from what is wrong.
"""

from typing import Final

from node.crdt.schema import Fitness, Schema
from node.ledger.declare import pattern_of
from node.ledger.errors import Fault
from node.ledger.registry import Registry, last_segment
from node.ledger.schema import LEDGER
from node.ledger.types import Scalar


class Judge:
    """A registry seen through the core's `Schema` port."""

    def __init__(self, registry: Registry) -> None:
        """Judge by the kinds of `registry`."""
        self._registry = registry
        self._find = registry.find

    def knows(self, kind: str) -> bool:
        """Whether `kind` is declared."""
        return self._registry.get(kind) is not None

    def judge(self, kind: str, path: str, value: Scalar) -> Fitness:
        """How `value` fits the field at `path`."""
        declared = self._find(kind, path)
        if declared is None:
            return self._lack(kind, path)
        fault = declared.type.fault(value)
        if fault is None and declared.is_item:
            fault = declared.type.item_fault(last_segment(path))
        return _fitness(fault)

    def judge_path(self, kind: str, path: str) -> Fitness:
        """How the path alone fits: what a deletion names."""
        declared = self._find(kind, path)
        if declared is None:
            return self._lack(kind, path)
        return _fitness(declared.type.item_fault(last_segment(path)) if declared.is_item else None)

    def may_write(self, kind: str, path: str, role: int) -> bool:
        """Whether a role (the core's number) may write the field; False for what is not declared."""
        declared = self._find(kind, path)
        return declared is not None and role >= declared.writer

    def takes(self, kind: str, path: str, value: Scalar, role: int) -> bool:
        """Whether a put of a role stands at once: it fits, the role may write it, and it needs no second person."""
        declared = self._find(kind, path)
        if declared is None or role < declared.writer or declared.needs_second(value):
            return False
        if declared.type.fault(value) is not None:
            return False
        return not declared.is_item or declared.type.item_fault(last_segment(path)) is None

    def needs_second(self, kind: str, path: str, value: Scalar) -> bool:
        """Whether `value` shows only as proposed until a second person attests it; False for what is not declared."""
        declared = self._find(kind, path)
        return declared is not None and declared.needs_second(value)

    def _lack(self, kind: str, path: str) -> Fitness:
        """Why no field is declared for a path: a newer program may know its kind or the field, or it is malformed."""
        return Fitness.UNKNOWN if not self.knows(kind) or pattern_of(path) is not None else Fitness.BAD


def _fitness(fault: Fault | None) -> Fitness:
    if fault is None:
        return Fitness.OK
    return Fitness.UNKNOWN if fault is Fault.CODE else Fitness.BAD


JUDGE: Final[Schema] = Judge(LEDGER)
