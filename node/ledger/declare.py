"""How a kind of record is declared: once, here; forms, checks, search, API and pages follow from it.

A path is a chain of names and item ids in turn: `status`, `names/x7/text`, `groups/medic`; it is declared with `*` in
place of an item id. Refused at declaration: a repeated path, `kind` as a path (the core's own), more than seven short
fields.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import Final

from node.ledger.errors import BadDeclaration
from node.ledger.language import Labels
from node.ledger.limits import ITEM_CHARS_MAX, PATH_CHARS_MAX, PATTERNS_CACHED, SHORT_FORM_FIELDS_MAX
from node.ledger.types import FieldType, Ref, Scalar

KIND_PATH: Final = "kind"
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ITEM: Final = re.compile(rf"[A-Za-z0-9_-]{{1,{ITEM_CHARS_MAX}}}")


class Level(StrEnum):
    """Who a field is meant for; a warning, not a lock: the space a record lives in decides."""

    PUBLIC = "public"
    NETWORK = "network"
    CIRCLE = "circle"
    NODE = "node"
    SEALED = "sealed"


class Writer(IntEnum):
    """The least role that may write a field, in the numbers of the core's roles."""

    CONTRIBUTOR = 2
    VERIFIER = 3
    STEWARD = 4


class Search(StrEnum):
    """How a field is found in the search box."""

    NO = "no"
    TEXT = "text"
    NAME = "name"


ANY_VALUE: Final = frozenset(("*",))  # every value of the field needs a second person


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One declared path of a kind."""

    path: str
    type: FieldType
    labels: Labels
    help: Labels | None = None
    level: Level | None = None  # None: the level of its kind
    writer: Writer = Writer.CONTRIBUTOR
    second_person: frozenset[Scalar] = frozenset()
    is_short: bool = False
    is_required: bool = False
    search: Search = Search.NO
    is_made: bool = False  # the program fills it in: no form asks for it
    is_item: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_item", "*" in self.path)

    def needs_second(self, value: Scalar) -> bool:
        """Whether putting `value` shows only as proposed until a second person attests it.

        None asks of a deletion: it needs one where any value does, or where "no" does, for what is deleted reads as no.
        """
        if not self.second_person:
            return False
        said = False if value is None else value
        return self.second_person == ANY_VALUE or any(
            said == listed and type(said) is type(listed) for listed in self.second_person
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A list of items, each with fields of its own."""

    name: str
    labels: Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A declared kind of record. `summary` is a template: `{path}` stands for the shown value of a field."""

    name: str
    labels: Labels
    plural: Labels
    level: Level
    summary: str
    fields: tuple[Field, ...]
    groups: tuple[Group, ...] = ()
    by_path: dict[str, Field] = field(init=False, repr=False, compare=False)
    searched: dict[str, Search] = field(init=False, repr=False, compare=False)  # the paths of `by_path` that are found
    references: tuple[str, ...] = field(init=False, repr=False, compare=False)  # the paths that hold a `Ref`

    def __post_init__(self) -> None:
        _require(_NAME.fullmatch(self.name) is not None, self.name, "a name is not lower-case ASCII")
        by_path = {declared.path: declared for declared in self.fields}
        _require(len(by_path) == len(self.fields), self.name, "a path stands twice")
        _require(KIND_PATH not in by_path, self.name, "`kind` belongs to the core")
        for path in by_path:
            _require(_is_declared_path(path), self.name, f"malformed path {path}")
        shorts = sum(declared.is_short for declared in self.fields)
        _require(shorts <= SHORT_FORM_FIELDS_MAX, self.name, f"{shorts} fields in the short form")
        for path in placeholders(self.summary):
            _require(path in by_path, self.name, f"the summary names {path}")
        searched = {path: declared.search for path, declared in by_path.items() if declared.search is not Search.NO}
        references = tuple(path for path, declared in by_path.items() if isinstance(declared.type, Ref))
        object.__setattr__(self, "by_path", by_path)
        object.__setattr__(self, "searched", searched)
        object.__setattr__(self, "references", references)

    def level_of(self, declared: Field) -> Level:
        """The level of a field: its own or that of the kind."""
        return declared.level or self.level


@lru_cache(maxsize=256)  # each kind has one
def placeholders(template: str) -> tuple[str, ...]:
    """The paths a summary template names, in order."""
    return tuple(re.findall(r"\{([^{}]+)\}", template))


def items(name: str, group_labels: Labels, fields: Iterable[Field]) -> tuple[Group, tuple[Field, ...]]:
    """A list called `name`: its fields stand at `name/*/field`."""
    return Group(name=name, labels=group_labels), tuple(
        replace(declared, path=f"{name}/*/{declared.path}") for declared in fields
    )


def pattern_of(path: object) -> str | None:
    """The declared form of a path (`names/x7/text` → `names/*/text`); None where it is malformed."""
    if not isinstance(path, str):
        return None
    if len(path) > PATH_CHARS_MAX:
        return None
    return _pattern_of(path) if "/" in path else path


@lru_cache(maxsize=PATTERNS_CACHED)
def _pattern_of(path: str) -> str | None:
    segments = path.split("/")
    for index in range(1, len(segments), 2):
        if not _ITEM.fullmatch(segments[index]):
            return None
        segments[index] = "*"
    return "/".join(segments) or None


def _is_declared_path(path: str) -> bool:
    segments = path.split("/")
    return all(
        segment == "*" if index % 2 else _NAME.fullmatch(segment) is not None for index, segment in enumerate(segments)
    )


def _require(condition: bool, kind: str, reason: str) -> None:
    if not condition:
        raise BadDeclaration(f"kind {kind}: {reason}")
