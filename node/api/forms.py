"""A form to show: the controls that a kind's declaration asks for, with what stands or what was typed.

    declaration + what stands + what was typed ─▶ FormView ─▶ page ─▶ posted texts ─▶ `filling.read_form`

Each control carries a fingerprint of what it showed, so that a form left open while others wrote neither undoes nor
settles what its writer has not seen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from node.api.i18n import gettext as _
from node.crdt.claims import Claim
from node.ledger.errors import FAULT_LABELS, ValueRefused
from node.ledger.forms import FormField, FormList, form
from node.ledger.registry import Registry
from node.ledger.text import inert
from node.ledger.types import FieldType, Scalar

Standing = Mapping[str, tuple[Claim, ...]]

_YES_NO: Final = {True: "yes", False: "no"}
_AS_STORED: Final = frozenset(("text", "long_text", "url", "choice"))
_TELLS_FORM: Final = frozenset(("partial_date", "term", "money", "integer", "hash", "clock"))  # tell beforehand


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer offered. In a set every word has a path of its own."""

    path: str
    code: str
    label: str
    is_chosen: bool
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Records offered for a reference: all there are, or (`is_search`) what was searched for."""

    records: Sequence[tuple[str, str]]  # (hexadecimal id, title)
    is_search: bool = False
    query: str = ""
    is_fixed: bool = False  # the page the form was opened from decides it
    add_kinds: tuple[tuple[str, str], ...] = ()  # (kind, label) that can be written down first


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One field of a form. `others` are further values that stand: saving a change settles the conflict."""

    path: str
    id: str
    field: FormField
    text: str
    shown: str
    help: str = ""
    error: str = ""
    options: tuple[Option, ...] = ()
    others: tuple[str, ...] = ()
    offer: Offer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a list in a form."""

    id: str
    short: tuple[Control, ...]
    more: tuple[Control, ...]
    is_standing: bool
    is_removed: bool
    opens_more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemList:
    """A list in a form."""

    name: str
    label: str
    items: tuple[Item, ...]


Block = Control | ItemList


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """A form to show: what nearly everybody fills in, and the rest behind "more"."""

    short: tuple[Block, ...]
    more: tuple[Block, ...]
    opens_more: bool
    errors: Mapping[str, str]

    @property
    def loose(self) -> list[str]:
        """Return the errors that belong to no control shown."""
        shown = {control.path for control in controls_of((*self.short, *self.more))}
        return [text for path, text in self.errors.items() if path not in shown]

    @property
    def slips(self) -> list[Control]:
        """Return the controls with an error, in order."""
        return [control for control in controls_of((*self.short, *self.more)) if control.error]


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Makes one form. `typed` is None while the form is fresh and shows what stands."""

    registry: Registry
    kind: str
    language: str
    standing: Standing = field(default_factory=dict)
    typed: Mapping[str, str] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()
    offers: Mapping[str, Offer] = field(default_factory=dict)  # by declared path
    blank: Mapping[str, Sequence[str]] = field(default_factory=dict)  # ids of new items, by list

    def form(self) -> FormView:
        """Return the form in the order of the declaration."""
        kind = self.registry.kind(self.kind)
        shorts = {field.path for field in form(kind, self.language, short=True).fields()}
        short: list[Block] = []
        more: list[Block] = []
        for part in form(kind, self.language, short=False).parts:
            if isinstance(part, FormField):
                (short if part.path in shorts else more).append(self._control(part, part.path))
            else:
                is_short = any(field.path in shorts for field in part.fields)
                (short if is_short else more).append(self._item_list(part, shorts))
        return FormView(short=tuple(short), more=tuple(more), opens_more=self._must_open(more), errors=self.errors)

    def _item_list(self, part: FormList, shorts: set[str]) -> ItemList:
        standing = dict.fromkeys(item_ids(self.standing, part.name))
        typed = item_ids(self.typed or (), part.name)
        ids = dict.fromkeys((*standing, *typed, *self.blank.get(part.name, ())))
        items = tuple(self._item(part, id, shorts, id in standing) for id in ids)
        return ItemList(name=part.name, label=part.label, items=items)

    def _item(self, part: FormList, id: str, shorts: set[str], is_standing: bool) -> Item:
        has_short = any(field.path in shorts for field in part.fields)
        short = [field for field in part.fields if field.path in shorts or not has_short]
        more = [field for field in part.fields if field not in short]
        controls = {field.path: self._control(field, field.path.replace("*", id, 1)) for field in part.fields}
        return Item(
            id=id,
            short=tuple(controls[field.path] for field in short),
            more=tuple(controls[field.path] for field in more),
            is_standing=is_standing,
            is_removed=f"{part.name}/{id}" in self.removed,
            opens_more=self._must_open([controls[field.path] for field in more]),
        )

    def _control(self, declared: FormField, path: str) -> Control:
        claims = self.standing.get(path, ())
        current = current_claim(claims)
        field_type = self.registry.kind(self.kind).by_path[declared.path].type
        shown = editable(field_type, current.value, self.language) if current else ""
        text = shown if self.typed is None else self.typed.get(path, "")
        return Control(
            path=path,
            id="f-" + path.replace("/", "-").replace("*", "all"),
            field=declared,
            text=text,
            shown=fingerprint(shown, claims),
            help=_help(declared, field_type),
            error=self.errors.get(path, ""),
            options=self._options(declared, path, text),
            others=tuple(field_type.format(claim.value, self.language) for claim in claims if claim is not current),
            offer=self.offers.get(declared.path),
        )

    def _options(self, declared: FormField, path: str, text: str) -> tuple[Option, ...]:
        if declared.widget == "checkboxes":
            return tuple(self._box(path.replace("*", code), label) for code, label in declared.choices)
        choices = declared.choices
        if declared.widget == "yes_no":
            choices = (("yes", _("yes")), ("no", _("no")))
        if declared.widget == "choice" and text and text not in dict(choices):
            choices = (*choices, (text, inert(text)))  # a word of a newer program stays
        return tuple(Option(path=path, code=code, label=label, is_chosen=code == text) for code, label in choices)

    def _box(self, path: str, label: str) -> Option:
        claims = self.standing.get(path, ())
        is_chosen = bool(claims) if self.typed is None else path in self.typed
        return Option(
            path=path,
            code="yes",
            label=label,
            is_chosen=is_chosen,
            shown=fingerprint("yes" if claims else "", claims),
        )

    def _must_open(self, blocks: Sequence[Block]) -> bool:
        controls = list(controls_of(blocks))
        typed = self.typed is not None and any(self.typed.get(control.path) for control in controls)
        return typed or any(control.error for control in controls)


def _help(declared: FormField, field_type: FieldType) -> str:
    parts = [declared.help] if declared.help else []
    if declared.asks_second_person and not declared.help:
        parts.append(_("Some answers count only after a second person confirms them."))
    if field_type.name in _TELLS_FORM:
        parts.append(sentence(declared.expects))
    return " ".join(parts)


def controls_of(blocks: Iterable[Block]) -> Iterable[Control]:
    """Yield every control of a form, those of lists too."""
    for block in blocks:
        if isinstance(block, Control):
            yield block
        else:
            for item in block.items:
                yield from (*item.short, *item.more)


def item_ids(paths: Iterable[str], name: str) -> Iterable[str]:
    """Yield the ids of a list's items that occur in paths."""
    for path in paths:
        segments = path.split("/")
        if len(segments) > 2 and segments[0] == name:
            yield segments[1]


def editable(field_type: FieldType, value: Scalar, language: str) -> str:
    """Return a value as the text of a control: as people read it where that reads back the same, else as stored."""
    if isinstance(value, bool):
        return _YES_NO[value]
    if isinstance(value, bytes):
        return value.hex()
    stored = inert(str(value))
    if field_type.name in _AS_STORED:
        return stored
    shown = field_type.format(value, language)
    try:
        return shown if field_type.parse(shown) == value else stored
    except ValueRefused:
        return stored


def current_claim(claims: Sequence[Claim]) -> Claim | None:
    """Return the value to show of several: one that counts before a proposal, an attested one before another."""
    return min(claims, key=lambda claim: (claim.is_proposed, not claim.attested_by), default=None)


def fingerprint(shown: str, claims: Sequence[Claim]) -> str:
    """Return what a control remembers: the text it showed and the claims that stood."""
    stood = b"".join(sorted(claim.id[0] + bytes((claim.id[1],)) for claim in claims))
    return f"{_short_hash(tidied(shown).encode())}.{_short_hash(stood)}"


def tidied(text: str) -> str:
    """Return posted text as it is compared: with plain line breaks, none and no space at the ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def sentence(text: str) -> str:
    """Return a phrase with a capital letter and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def fault_words(refused: ValueRefused, language: str) -> str:
    """Return what is wrong with a value and what is expected, as a sentence."""
    fault = FAULT_LABELS[refused.fault].in_language(language)
    return sentence(f"{fault}; {refused.expects.in_language(language)}")


def _short_hash(data: bytes) -> str:
    return blake2b(data, digest_size=6).hexdigest() if data else ""
