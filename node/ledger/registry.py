"""The declared kinds looked up by name: the gate through which every value typed or imported here passes.

Refused: a kind, field, item or value that is not declared, each with one line. What arrives from others is judged in
`judge.py`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from node.ledger.declare import Field, Kind, pattern_of
from node.ledger.errors import BadDeclaration, UnknownField, UnknownKind, ValueRefused
from node.ledger.limits import PATTERNS_CACHED
from node.ledger.packs.pack import Pack, phrases_of
from node.ledger.types import Ref, Scalar


class Registry:
    """Kinds by name. Immutable; `with_kinds` makes a larger one."""

    def __init__(self, kinds: Iterable[Kind], packs: Iterable[Pack] = ()) -> None:
        """Register `kinds`, which have the words of `packs` already; the first pack is the country at home.

        Raises: BadDeclaration for two of one name or a reference to none.
        """
        self.packs = tuple(packs)
        self.phrases = phrases_of(self.packs)
        self._kinds: dict[str, Kind] = {}
        for kind in kinds:
            if kind.name in self._kinds:
                raise BadDeclaration(f"kind {kind.name} is declared twice")
            self._kinds[kind.name] = kind
        for kind in self:
            self._require_targets(kind)
        # The field declared for a path of a kind; None for an unknown kind or field, or a malformed path.
        self.find: Callable[[str, str], Field | None] = lru_cache(maxsize=PATTERNS_CACHED)(self._find)

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._kinds.values())

    def with_kinds(self, *kinds: Kind) -> "Registry":
        """This registry and more kinds. Raises: BadDeclaration."""
        return Registry((*self, *kinds), self.packs)

    @property
    def custody_days(self) -> Mapping[str, int]:
        """Days of each penalty that one day in custody before the verdict stands for."""
        return self.packs[0].custody_days if self.packs else {}

    def get(self, name: str) -> Kind | None:
        """The kind called `name`, if it is declared."""
        return self._kinds.get(name)

    def kind(self, name: str) -> Kind:
        """The kind called `name`. Raises: UnknownKind."""
        found = self._kinds.get(name)
        if found is None:
            raise UnknownKind(name)
        return found

    def place_of(self, kind: str) -> int:
        """Which of the kinds it is, from 0. Raises: UnknownKind."""
        return list(self._kinds).index(self.kind(kind).name)

    def field(self, kind: str, path: str) -> Field:
        """The field declared for `path`. Raises: UnknownKind, UnknownField."""
        found = self.find(kind, path)
        if found is None:
            raise UnknownField(self.kind(kind).name, path)
        return found

    def _find(self, kind: str, path: str) -> Field | None:
        known, pattern = self._kinds.get(kind), pattern_of(path)
        return known.by_path.get(pattern) if known is not None and pattern is not None else None

    def check_put(self, kind: str, path: str, value: object) -> None:
        """Accept `value` at `path` of a record of `kind`.

        Raises: UnknownKind, UnknownField, ValueRefused (one of them, with one line).
        """
        declared = self.field(kind, path)
        fault = declared.type.fault(value)
        if fault is None and declared.is_item:
            fault = declared.type.item_fault(last_segment(path))
        if fault is not None:
            raise ValueRefused(fault, declared.type.expects, path=declared.path)

    def parse_input(self, kind: str, path: str, text: str) -> Scalar:
        """The value to store for what a person typed. Raises: as `check_put`."""
        declared = self.field(kind, path)
        try:
            value = declared.type.parse(text)
        except ValueRefused as refused:
            raise refused.at(declared.path) from None
        self.check_put(kind, path, value)
        return value

    def format_value(self, kind: str, path: str, value: Scalar, language: str) -> str:
        """A stored value as people read it in `language`; safe to show, but not yet escaped for HTML.

        Raises: UnknownKind, UnknownField.
        """
        return self.field(kind, path).type.format(value, language)

    def missing(self, kind: str, fields: Mapping[str, Scalar]) -> tuple[str, ...]:
        """The declared paths that a complete record of `kind` has and `fields` lacks. Raises: UnknownKind."""
        present = {pattern_of(path) for path in fields}
        return tuple(
            declared.path
            for declared in self.kind(kind).fields
            if declared.is_required and declared.path not in present
        )

    def _require_targets(self, kind: Kind) -> None:
        for declared in kind.fields:
            targets = declared.type.kinds if isinstance(declared.type, Ref) else ()
            for target in targets:
                if target not in self._kinds:
                    raise BadDeclaration(f"kind {kind.name}: {declared.path} refers to {target}, which is not declared")


def last_segment(path: str) -> str:
    """What stands behind the last slash."""
    return path.rpartition("/")[2]
