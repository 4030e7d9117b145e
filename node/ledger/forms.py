"""Forms derived from a kind: what a page or a terminal needs to ask for a record, and how it reads the answers back.

Refused when read: nothing as a whole; each field that is not understood is returned with its one line, the rest stands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from node.ledger.declare import Field, Kind
from node.ledger.errors import LedgerError, ValueRefused
from node.ledger.registry import Registry
from node.ledger.types import Choice, Members, Ref, Scalar, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One input. In a list `path` holds `*` where the page puts the item's id; for checkboxes, the code of the box."""

    path: str
    widget: str  # line, lines, number, date, choice, yes_no, record, checkboxes
    label: str
    help: str
    expects: str
    choices: tuple[tuple[str, str], ...]  # (code, label) in the order offered
    kinds: tuple[str, ...]  # for `record`: what may be referred to
    chars_max: int | None
    level: str
    is_required: bool
    asks_second_person: bool  # for some or all of its values


@dataclass(frozen=True, slots=True, kw_only=True)
class FormList:
    """Inputs repeated for each item of a list."""

    name: str
    label: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The inputs of a kind in one language, in the order declared."""

    kind: str
    title: str
    parts: tuple[FormField | FormList, ...]

    def fields(self) -> Iterator[FormField]:
        """Every input, those of lists too."""
        for part in self.parts:
            yield from part.fields if isinstance(part, FormList) else (part,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was read from a form: values to put, paths left empty, and what was refused."""

    values: dict[str, Scalar]
    blank: tuple[str, ...]
    refused: dict[str, LedgerError]


def form(kind: Kind, language: str, *, short: bool) -> Form:
    """The form of `kind`; with `short` at most seven fields."""
    shown = [declared for declared in kind.fields if (declared.is_short or not short) and not declared.is_made]
    labels = {group.name: group.labels.in_language(language) for group in kind.groups}
    parts: list[FormField | FormList] = []
    done: set[str] = set()
    for declared in shown:
        name = list_of(declared)
        if name is None:
            parts.append(_form_field(kind, declared, language))
        elif name not in done:
            done.add(name)
            inputs = tuple(_form_field(kind, other, language) for other in shown if list_of(other) == name)
            parts.append(FormList(name=name, label=labels.get(name, name), fields=inputs))
    return Form(kind=kind.name, title=kind.labels.in_language(language), parts=tuple(parts))


def list_of(declared: Field) -> str | None:
    """The name of the list a field belongs to; None outside lists and for sets of words."""
    name, _, rest = declared.path.partition("/*/")
    return name if rest else None


def read_answers(registry: Registry, kind: str, typed: Mapping[str, str]) -> Answers:
    """Read typed texts by path (items already with their ids). Raises: UnknownKind."""
    registry.kind(kind)
    values: dict[str, Scalar] = {}
    blank: list[str] = []
    refused: dict[str, LedgerError] = {}
    for path, text in typed.items():
        if not text.strip():
            blank.append(path)
            continue
        try:
            values[path] = registry.parse_input(kind, path, text)
        except LedgerError as error:
            refused[path] = error.at(path) if isinstance(error, ValueRefused) else error
    return Answers(values=values, blank=tuple(blank), refused=refused)


def _form_field(kind: Kind, declared: Field, language: str) -> FormField:
    field_type = declared.type
    vocabulary = field_type.vocabulary if isinstance(field_type, Choice | Members) else ()
    return FormField(
        path=declared.path,
        widget=field_type.widget,
        label=declared.labels.in_language(language),
        help=declared.help.in_language(language) if declared.help else "",
        expects=field_type.expects.in_language(language),
        choices=tuple((word.code, word.labels.in_language(language)) for word in vocabulary),
        kinds=field_type.kinds if isinstance(field_type, Ref) else (),
        chars_max=field_type.chars_max if isinstance(field_type, Text) else None,
        level=kind.level_of(declared).value,
        is_required=declared.is_required,
        asks_second_person=bool(declared.second_person),
    )
