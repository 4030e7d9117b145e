"""What every type of field answers: how a stored scalar is judged, typed text read, a value shown.

Every `fault` is total and pure: any scalar gives a fault or None, the same on every machine. Refused everywhere:
floats, maps, lists, booleans where a number is meant, control characters.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from node.ledger.errors import Fault, ValueRefused
from node.ledger.language import Labels
from node.ledger.text import inert

Scalar = bytes | str | int | bool | None
Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldType(ABC):
    """What one field holds."""

    name: ClassVar[str]
    widget: ClassVar[str] = "line"  # line, lines, number, date, choice, yes_no, record, checkboxes

    @property
    @abstractmethod
    def expects(self) -> Labels:
        """What a person is told to enter."""

    @abstractmethod
    def fault(self, value: object) -> Fault | None:
        """Why `value` cannot stand here; None if it can. `Fault.CODE` may be a word of a newer program."""

    @abstractmethod
    def parse(self, text: str) -> Scalar:
        """The stored value of typed text. Raises: ValueRefused."""

    @abstractmethod
    def format(self, value: Scalar, language: str) -> str:
        """A stored value as people read it; what does not fit the type is shown as inert text."""

    @abstractmethod
    def json_schema(self) -> dict[str, Json]:
        """JSON Schema (2020-12) of the value as the API carries it."""

    def item_fault(self, _item: str) -> Fault | None:
        """Why `_item` cannot be the last segment of the path; only sets look at it."""
        return None


def shown(value: Scalar) -> str:
    """Any scalar as inert text, for what does not fit its type."""
    if value is None:
        return ""
    return value.hex() if isinstance(value, bytes) else inert(str(value))


def checked(field_type: FieldType, value: Scalar) -> Scalar:
    """`value` if it fits. Raises: ValueRefused."""
    fault = field_type.fault(value)
    if fault is not None:
        raise ValueRefused(fault, field_type.expects)
    return value
