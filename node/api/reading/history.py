"""The history of a record in words: what was said, by whom, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from node.api.i18n import N_
from node.api.i18n import gettext as _
from node.api.limits import HISTORY_CHARS_MAX, HISTORY_EVENTS_MAX, REFUSED_CHARS
from node.api.reading.card import Card, read_card
from node.api.reading.facts import Reader, Said
from node.api.reading.titles import read_links
from node.crdt.claims import KIND_PATH
from node.crdt.graph import Verdict
from node.crdt.ids import Record, Space
from node.ledger.declare import pattern_of
from node.ledger.registry import Registry
from node.ledger.text import inert
from node.ledger.types import Members, Ref
from node.ledger.types.base import shown
from node.ledger.vocabulary.source import VERIFICATION_STEP
from node.service.effects import Step
from node.service.history import Deed, Event, read_history
from node.service.node import Node

DEEDS: Final = {
    Deed.PUT: N_("wrote"),
    Deed.DELETE: N_("cleared"),
    Deed.RESTATED: N_("said the same"),
    Deed.REFUSED: N_("wrote, but it does not count"),
    Deed.ATTESTED: N_("confirmed"),
    Deed.DISPUTED: N_("doubted"),
    Deed.WAITING: N_("wrote; it waits for something not here yet"),
}
REASONS: Final = {
    Verdict.QUARANTINED.value: N_("written after the author was expelled"),
    Verdict.HELD.value: N_("held back while its author is suspended"),
    Verdict.NOT_ALLOWED.value: N_("the author's role does not allow it"),
    Verdict.BAD.value: N_("the value does not fit the field"),
    Verdict.UNKNOWN.value: N_("of a newer program"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One line of a history."""

    deed: str
    code: str
    label: str
    text: str
    note: str
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The card it belongs to, its lines, the newest first, and how many older ones are left out."""

    card: Card
    lines: tuple[HistoryLine, ...]
    left_out: int


def read_history_page(node: Node, space_id: Space, record: Record, language: str) -> Step[History]:
    """Gather the history of a record. Raises: NotFound."""
    card = yield from read_card(node, space_id, record, language, with_related=False)
    space = node.space(space_id)
    events = yield from read_history(space, record)
    kept = events[-HISTORY_EVENTS_MAX:]
    links = yield from read_links(node.registry, space_id, _records(node.registry, card.kind, kept), language)
    reader = Reader(space=space, registry=node.registry, language=language, links=links)
    lines = [_line(reader, card.kind, event) for event in reversed(kept) if event.path != KIND_PATH]
    shown_lines = _within(lines, HISTORY_CHARS_MAX)
    return History(card=card, lines=shown_lines, left_out=len(events) - len(kept) + len(lines) - len(shown_lines))


def _within(lines: Iterable[HistoryLine], chars_max: int) -> tuple[HistoryLine, ...]:
    found: list[HistoryLine] = []
    for line in lines:
        if chars_max < 0:
            break
        chars_max -= len(line.text)
        found.append(line)
    return tuple(found)


def _line(reader: Reader, kind: str, event: Event) -> HistoryLine:
    label, text = _words(reader, kind, event)
    if event.deed in (Deed.REFUSED, Deed.WAITING) and len(text) > REFUSED_CHARS:
        text = text[:REFUSED_CHARS] + "…"
    note = VERIFICATION_STEP.label(event.note, reader.language) if event.note else ""
    if event.note in REASONS:
        note = _(REASONS[event.note])
    return HistoryLine(
        deed=_(DEEDS[event.deed]),
        code=event.deed.value,
        label=label,
        text=text,
        note=inert(note),
        said=reader.said(event.voice, with_clock=True),
    )


def _words(reader: Reader, kind: str, event: Event) -> tuple[str, str]:
    declared = reader.registry.kind(kind).by_path.get(pattern_of(event.path) or "")
    if declared is None:
        return inert(event.path), shown(event.value)
    label = declared.labels.in_language(reader.language)
    if isinstance(declared.type, Members):
        return label, declared.type.vocabulary.label(event.path.rpartition("/")[2], reader.language)
    if isinstance(declared.type, Ref) and isinstance(event.value, bytes):
        link = reader.links.get(Record(event.value))
        return label, link.title if link else _("a record that is not here or hidden")
    return label, "" if event.value is None else declared.type.format(event.value, reader.language)


def _records(registry: Registry, kind: str, events: Iterable[Event]) -> Iterable[Record]:
    fields = registry.kind(kind).by_path
    for event in events:
        if event.voice.source:
            yield event.voice.source
        declared = fields.get(pattern_of(event.path) or "")
        if declared is not None and isinstance(declared.type, Ref) and isinstance(event.value, bytes):
            yield Record(event.value)
