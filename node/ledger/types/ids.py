"""Types of fields that hold an id or a number: a reference, a hash, an integer."""

import re
from dataclasses import dataclass
from typing import ClassVar, Final

from node.ledger.errors import Fault, ValueRefused
from node.ledger.language import Labels, labels
from node.ledger.limits import HASH_BYTES, INTEGER_MAX, RECORD_BYTES, REMOTE_RECORD_BYTES
from node.ledger.text import tidy_line
from node.ledger.types.base import FieldType, Json, Scalar, checked, shown

_HEX: Final = re.compile(r"[0-9a-f]+")
_NUMBER: Final = re.compile(r"-?[0-9]{1,16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref(FieldType):
    """Another record: 16 bytes of this space, or 32 (space, record) of another. `kinds` are those offered."""

    name: ClassVar[str] = "ref"
    widget: ClassVar[str] = "record"
    kinds: tuple[str, ...]

    @property
    def expects(self) -> Labels:
        return labels("the id of a record", "ідэнтыфікатар запісу", "идентификатор записи")

    def fault(self, value: object) -> Fault | None:
        if not isinstance(value, bytes):
            return Fault.TYPE
        return None if len(value) in (RECORD_BYTES, REMOTE_RECORD_BYTES) else Fault.LENGTH

    def parse(self, text: str) -> Scalar:
        """The bytes of 32 or 64 hexadecimal digits; `space/record` is read too."""
        return checked(self, _from_hex(text.replace("/", ""), self.expects))

    def format(self, value: Scalar, language: str) -> str:
        return shown(value)

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "pattern": "^([0-9a-f]{32}|[0-9a-f]{64})$", "x-kinds": list(self.kinds)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hash(FieldType):
    """The 32-byte hash of a document."""

    name: ClassVar[str] = "hash"

    @property
    def expects(self) -> Labels:
        return labels("64 hexadecimal digits", "64 шаснаццатковыя лічбы", "64 шестнадцатеричные цифры")

    def fault(self, value: object) -> Fault | None:
        if not isinstance(value, bytes):
            return Fault.TYPE
        return None if len(value) == HASH_BYTES else Fault.LENGTH

    def parse(self, text: str) -> Scalar:
        return checked(self, _from_hex(text, self.expects))

    def format(self, value: Scalar, language: str) -> str:
        return shown(value)

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "pattern": "^[0-9a-f]{64}$"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Integer(FieldType):
    """A whole number within bounds."""

    name: ClassVar[str] = "integer"
    widget: ClassVar[str] = "number"
    least: int = 0
    most: int = INTEGER_MAX

    @property
    def expects(self) -> Labels:
        span = f"{self.least}–{self.most}"
        return labels(f"a whole number, {span}", f"цэлы лік, {span}", f"целое число, {span}")

    def fault(self, value: object) -> Fault | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return Fault.TYPE
        return None if self.least <= value <= self.most else Fault.RANGE

    def parse(self, text: str) -> Scalar:
        typed = tidy_line(text).replace(" ", "")
        if not _NUMBER.fullmatch(typed):
            raise ValueRefused(Fault.FORM if typed else Fault.EMPTY, self.expects)
        return checked(self, int(typed))

    def format(self, value: Scalar, language: str) -> str:
        return shown(value)

    def json_schema(self) -> dict[str, Json]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


def _from_hex(text: str, expects: Labels) -> bytes:
    typed = tidy_line(text).lower()
    if len(typed) % 2 or len(typed) > 2 * max(HASH_BYTES, REMOTE_RECORD_BYTES) or not _HEX.fullmatch(typed):
        raise ValueRefused(Fault.FORM if typed else Fault.EMPTY, expects)
    return bytes.fromhex(typed)
