"""What parameters and bodies may hold. Each shape reads a JSON value and says the same of itself in JSON Schema.

Refused by all: another type, a bound passed, a member that is not declared, text that is no Unicode.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, TypeVar, cast

from node.api.v1.errors import BadInput
from node.ledger.types import Json

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

INTEGER_MAX: Final = 2**53  # what JSON numbers hold exactly in every reader


class Shape(ABC, Generic[T_co]):
    """One kind of value."""

    __slots__ = ()

    @abstractmethod
    def schema(self) -> dict[str, Json]:
        """Return its JSON Schema (2020-12)."""

    @abstractmethod
    def read(self, given: Json, where: str) -> T_co:
        """Return the value; `where` names it in errors. Raises: BadInput."""

    def read_texts(self, texts: Sequence[str], where: str) -> T_co:
        """Return the value of a query parameter, given as often as it stands there. Raises: BadInput."""
        if len(texts) != 1:
            raise BadInput(where, "given more than once")
        return self.read(self.of_text(texts[0]), where)

    def of_text(self, text: str) -> Json:
        """Return the JSON value that a text of the address stands for; the text itself where it is none."""
        return text


@dataclass(frozen=True, slots=True)
class Line(Shape[str]):
    """Text of at most `chars_max` characters."""

    chars_max: int
    chars_min: int = 0

    def schema(self) -> dict[str, Json]:
        low: dict[str, Json] = {"minLength": self.chars_min} if self.chars_min else {}
        return {"type": "string", **low, "maxLength": self.chars_max}

    def read(self, given: Json, where: str) -> str:
        text = _text(given, where)
        if not self.chars_min <= len(text) <= self.chars_max:
            raise BadInput(where, f"a text of {self.chars_min} to {self.chars_max} characters is expected")
        return text


@dataclass(frozen=True, slots=True)
class Word(Shape[str]):
    """One of some words."""

    words: tuple[str, ...]

    def schema(self) -> dict[str, Json]:
        return {"type": "string", "enum": list(self.words)}

    def read(self, given: Json, where: str) -> str:
        if not isinstance(given, str) or given not in self.words:
            raise BadInput(where, f"one of {', '.join(self.words)} is expected")
        return given


@dataclass(frozen=True, slots=True)
class Pattern(Shape[str]):
    """Text of a form."""

    form: str
    says: str

    def schema(self) -> dict[str, Json]:
        return {"type": "string", "pattern": f"^{self.form}$"}

    def read(self, given: Json, where: str) -> str:
        if re.fullmatch(self.form, _text(given, where)) is None:
            raise BadInput(where, f"{self.says} is expected")
        return cast("str", given)


@dataclass(frozen=True, slots=True)
class Id(Shape[bytes]):
    """Bytes as lower-case hexadecimal digits."""

    count: int

    def schema(self) -> dict[str, Json]:
        return {"type": "string", "pattern": f"^[0-9a-f]{{{2 * self.count}}}$"}

    def read(self, given: Json, where: str) -> bytes:
        if not isinstance(given, str) or re.fullmatch(f"[0-9a-f]{{{2 * self.count}}}", given) is None:
            raise BadInput(where, f"{2 * self.count} hexadecimal digits in lower case are expected")
        return bytes.fromhex(given)


@dataclass(frozen=True, slots=True)
class Number(Shape[int]):
    """A whole number within bounds."""

    least: int
    most: int

    def schema(self) -> dict[str, Json]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def read(self, given: Json, where: str) -> int:
        if not isinstance(given, int) or isinstance(given, bool) or not self.least <= given <= self.most:
            raise BadInput(where, f"a whole number from {self.least} to {self.most} is expected")
        return given

    def of_text(self, text: str) -> Json:
        return int(text) if re.fullmatch(r"-?(?:0|[1-9][0-9]{0,15})", text) else text


@dataclass(frozen=True, slots=True)
class Flag(Shape[bool]):
    """Yes or no."""

    def schema(self) -> dict[str, Json]:
        return {"type": "boolean"}

    def read(self, given: Json, where: str) -> bool:
        if not isinstance(given, bool):
            raise BadInput(where, "true or false is expected")
        return given

    def of_text(self, text: str) -> Json:
        return {"true": True, "false": False}.get(text, text)


@dataclass(frozen=True, slots=True)
class Day(Shape[date]):
    """A day of the calendar."""

    def schema(self) -> dict[str, Json]:
        return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

    def read(self, given: Json, where: str) -> date:
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", _text(given, where), re.ASCII) is None:
                raise ValueError
            return date.fromisoformat(cast("str", given))
        except ValueError:
            raise BadInput(where, "a day such as 2026-03-14 is expected") from None


@dataclass(frozen=True, slots=True)
class Many(Shape[tuple[T_co, ...]]):
    """A list of values of one shape; in an address the parameter is repeated."""

    shape: Shape[T_co]
    least: int
    most: int

    def schema(self) -> dict[str, Json]:
        return {"type": "array", "items": self.shape.schema(), "minItems": self.least, "maxItems": self.most}

    def read(self, given: Json, where: str) -> tuple[T_co, ...]:
        if not isinstance(given, list) or not self.least <= len(given) <= self.most:
            raise BadInput(where, f"a list of {self.least} to {self.most} values is expected")
        return tuple(self.shape.read(item, f"{where}[{place}]") for place, item in enumerate(given))

    def read_texts(self, texts: Sequence[str], where: str) -> tuple[T_co, ...]:
        return self.read([self.shape.of_text(text) for text in texts], where)


@dataclass(frozen=True, slots=True)
class Scalars(Shape[dict[str, str | int | bool]]):
    """Values by path: the fields of a record, which its kind judges."""

    most: int
    least: int = 0

    def schema(self) -> dict[str, Json]:
        low: dict[str, Json] = {"minProperties": self.least} if self.least else {}
        kinds: list[Json] = ["string", "integer", "boolean"]
        return {"type": "object", **low, "maxProperties": self.most, "additionalProperties": {"type": kinds}}

    def read(self, given: Json, where: str) -> dict[str, str | int | bool]:
        if not isinstance(given, dict) or not self.least <= len(given) <= self.most:
            raise BadInput(where, f"an object of {self.least} to {self.most} members is expected")
        found: dict[str, str | int | bool] = {}
        for path, value in given.items():
            if not isinstance(value, str | int | bool):
                raise BadInput(where, "a value is text, a whole number, true or false")
            found[_text(path, where)] = _text(value, where) if isinstance(value, str) else value
        return found


@dataclass(frozen=True, slots=True)
class Names(Shape[dict[str, str]]):
    """Texts by name."""

    most: int
    chars_max: int

    def schema(self) -> dict[str, Json]:
        text: dict[str, Json] = {"type": "string", "maxLength": self.chars_max}
        return {"type": "object", "maxProperties": self.most, "additionalProperties": text}

    def read(self, given: Json, where: str) -> dict[str, str]:
        if not isinstance(given, dict) or len(given) > self.most:
            raise BadInput(where, f"an object of at most {self.most} members is expected")
        line = Line(self.chars_max)
        return {_text(name, where): line.read(text, where) for name, text in given.items()}


@dataclass(frozen=True, slots=True)
class Optional(Shape[T_co | None]):
    """A value of a shape, or null."""

    shape: Shape[T_co]

    def schema(self) -> dict[str, Json]:
        return {"anyOf": [self.shape.schema(), {"type": "null"}]}

    def read(self, given: Json, where: str) -> T_co | None:
        return None if given is None else self.shape.read(given, where)


# --- parameters -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, eq=False)
class Param(Generic[T_co]):
    """A named value of an address or a body. What is left out reads as `default`."""

    name: str
    shape: Shape[object]
    words: str
    is_required: bool = False
    default: object = None


def needed(name: str, shape: Shape[T], words: str) -> Param[T]:
    """Return a parameter that must be given."""
    return Param(name, shape, words, is_required=True)


def optional(name: str, shape: Shape[T], words: str) -> Param[T | None]:
    """Return a parameter that may be left out."""
    return Param(name, shape, words)


def defaulted(name: str, shape: Shape[T], default: T, words: str) -> Param[T]:
    """Return a parameter with a value where it is left out."""
    return Param(name, shape, words, default=default)


class Given:
    """The values of the parameters of one request."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[Param[object], object]) -> None:
        self._values = values

    def get(self, param: Param[T]) -> T:
        """Return the value of a parameter that the operation declares."""
        return cast("T", self._values[param])


@dataclass(frozen=True, slots=True)
class Struct:
    """An object with declared members and no others."""

    members: tuple[Param[object], ...]

    def schema(self) -> dict[str, Json]:
        """Return its JSON Schema."""
        properties: dict[str, Json] = {
            member.name: {**member.shape.schema(), "description": member.words, **_default(member)}
            for member in self.members
        }
        required: list[Json] = [member.name for member in self.members if member.is_required]
        return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}

    def read(self, given: Json) -> dict[Param[object], object]:
        """Return the values by member. Raises: BadInput."""
        if not isinstance(given, dict):
            raise BadInput("body", "an object is expected")
        if set(given) - {member.name for member in self.members}:
            raise BadInput("body", "holds a member that is not declared")
        return {member: _read(member, given) for member in self.members}


def struct(*members: Param[object]) -> Struct:
    """Return the object of these members."""
    return Struct(members)


def _read(member: Param[object], given: Mapping[str, Json]) -> object:
    if member.name not in given:
        if member.is_required:
            raise BadInput(f"body.{member.name}", "is missing")
        return member.default
    return member.shape.read(given[member.name], f"body.{member.name}")


def _default(member: Param[object]) -> dict[str, Json]:
    return {"default": member.default} if isinstance(member.default, str | int | bool) else {}


def _text(given: Json, where: str) -> str:
    if not isinstance(given, str):
        raise BadInput(where, "text is expected")
    if any("\ud800" <= sign <= "\udfff" for sign in given):
        raise BadInput(where, "this text is no Unicode")
    return given
