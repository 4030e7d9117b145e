"""A posted form, read: which fields it changes, which it clears, and what was wrong, by path.

Only what its writer changed is written. Refused: a path the kind does not declare.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from node.api.forms import Standing, current_claim, fault_words, fingerprint, tidied
from node.api.i18n import gettext as _
from node.crdt.claims import Claim
from node.ledger.declare import pattern_of
from node.ledger.errors import ValueRefused
from node.ledger.registry import Registry
from node.ledger.types import Scalar

VALUE, SHOWN, REMOVED, FIND = "v:", "w:", "x:", "q:"  # what the names of posted fields begin with
_EMPTY: Final = fingerprint("", ())


@dataclass(slots=True, kw_only=True)
class Filled:
    """What a posted form says. With any error nothing is to be written."""

    typed: dict[str, str]
    removed: frozenset[str]
    puts: dict[str, Scalar] = field(default_factory=dict)
    deletes: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)


def read_form(
    registry: Registry, kind: str, form: Mapping[str, str], language: str, standing: Standing | None = None
) -> Filled:
    """Return what a posted form changes beside what stands. Raises: UnknownKind, UnknownField."""
    reader = _Reader(registry, kind, language, standing or {})
    removed = frozenset(_named(form, REMOVED))
    filled = Filled(typed={path: tidied(text) for path, text in _named(form, VALUE).items()}, removed=removed)
    shown = _named(form, SHOWN)
    for path in dict.fromkeys((*filled.typed, *shown)):
        if not _is_in(path, removed):
            reader.read(path, shown.get(path, _EMPTY), filled)
    filled.deletes += [path for path in reader.standing if _is_in(path, removed)]
    reader.require_complete(filled)
    return filled


def _named(form: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): text for name, text in form.items() if name.startswith(prefix)}


def _is_in(path: str, items: frozenset[str]) -> bool:
    return any(path.startswith(item + "/") for item in items)


@dataclass(frozen=True, slots=True)
class _Reader:
    registry: Registry
    kind: str
    language: str
    standing: Standing

    def read(self, path: str, shown: str, filled: Filled) -> None:
        """Read one control into what it puts, clears or gets wrong."""
        self.registry.field(self.kind, path)  # an unknown path is refused even where it changes nothing
        text = filled.typed.get(path, "")
        claims = self.standing.get(path, ())
        shown_text, _dot, stood = shown.partition(".")
        if fingerprint(text, ()).partition(".")[0] == shown_text:
            return
        if fingerprint("", claims).partition(".")[2] != stood:
            filled.errors[path] = self._changed_meanwhile(path, claims)
        elif not text:
            filled.deletes += [path] if claims else []
        else:
            try:
                value = self.registry.parse_input(self.kind, path, text)
            except ValueRefused as refused:
                filled.errors[path] = fault_words(refused, self.language)
                return
            if not _is_same(claims, value):
                filled.puts[path] = value

    def require_complete(self, filled: Filled) -> None:
        """Mark the control of each field that a complete record has and this one would lack."""
        left = {path: None for path in self.standing if path not in filled.deletes}
        for pattern in self.registry.missing(self.kind, {**left, **filled.puts, **dict.fromkeys(filled.errors)}):
            paths = [path for path in filled.typed if pattern_of(path) == pattern]
            paths.sort(key=lambda path: _is_in(path, filled.removed))  # stable: an item that stays before a removed one
            filled.errors[paths[0] if paths else pattern] = _("This field is needed.")

    def _changed_meanwhile(self, path: str, claims: Sequence[Claim]) -> str:
        current = current_claim(claims)
        field_type = self.registry.field(self.kind, path).type
        now = field_type.format(current.value, self.language) if current else _("nothing")
        return _(
            "While this form was open, somebody changed this field. It now says: %(value)s. "
            "What you typed is still here; save again to replace it."
        ) % {"value": now}


def _is_same(claims: Sequence[Claim], value: Scalar) -> bool:
    return len(claims) == 1 and claims[0].value == value and type(claims[0].value) is type(value)
