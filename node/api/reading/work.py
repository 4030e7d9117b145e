"""What a computer wrote, log by log, as stewards look at it before they say how far it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from node.api.i18n import N_
from node.api.i18n import gettext as _
from node.api.limits import WORK_ENTRIES, WORK_RECORDS
from node.api.links import card_url
from node.api.naming import member_name
from node.api.reading.history import REASONS
from node.api.reading.titles import Link, read_titles
from node.crdt.bodies import (
    Attestation,
    BlobChunk,
    Body,
    Dispute,
    Grant,
    GroupName,
    Hiding,
    Lifting,
    RecordChange,
)
from node.crdt.cuts import Place
from node.crdt.ids import Device, EntryId, Log, Record, Space
from node.crdt.membership import Action
from node.ledger.registry import Registry
from node.ledger.text import inert
from node.service.authored import Authored, authored
from node.service.cutting import cuts_for, witnessed
from node.service.effects import FindRows, FoundRows, Step
from node.service.errors import NotFound
from node.service.node import Node
from node.service.space import SpaceState

_DONE: Final[Mapping[type[Body], str]] = {
    RecordChange: N_("wrote"),
    Attestation: N_("confirmed"),
    Dispute: N_("doubted"),
    BlobChunk: N_("attached a file"),
    Grant: N_("let somebody in, or gave a role"),
    GroupName: N_("named a group"),
    Hiding: N_("withheld or hid a record"),
    Lifting: N_("lifted a hiding"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLine:
    """One entry. `links` name some of its records, `more` counts the others; `seen_by`: members who witnessed it."""

    id: str
    number: int
    done: str
    links: tuple[Link, ...]
    more: int
    time: int | None
    counts: bool
    why: str
    seen_by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLog:
    """One log, its newest entries first. `now`: the number of the last entry that would count, None for none."""

    log: str
    now: int | None
    lines: tuple[WorkLine, ...]
    older: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPage:
    """What a device wrote in one ledger."""

    space: str
    title: str
    device: str
    name: str
    is_expelled: bool
    may_propose: bool
    logs: tuple[WorkLog, ...]


def cuts_now(space: SpaceState, device: Device) -> Mapping[Log, Place]:
    """Return how far each log of a device counts, or would if it were expelled now."""
    decided = space.view.roster.head.expelled.get(device)
    return {place.log: place for place in (cuts_for(space, device) if decided is None else decided)}


def read_work(node: Node, id: Space, device: Device, language: str) -> Step[WorkPage]:
    """Return what a device wrote. Raises: NotFound where it is no member."""
    space = node.space(id)
    if device not in space.view.membership.members:
        raise NotFound("no member of this ledger has that device")
    entries = yield from authored(space, device, newest=WORK_ENTRIES)
    seen = {item.place.id: item.members for item in (yield from witnessed(space, device))}
    named = {record for item in entries for record in item.records[:WORK_RECORDS]}
    links = yield from _links(node.registry, space, named, language)
    cuts = cuts_now(space, device)
    by_log: dict[Log, list[Authored]] = {}
    for item in entries:
        by_log.setdefault(item.place.log, []).append(item)
    return WorkPage(
        space=id.hex(),
        title=inert(space.title),
        device=device.hex(),
        name=member_name(space, device),
        is_expelled=device in space.view.roster.head.expelled,
        may_propose=space.view.membership.may(space.device, Action.VOTE) and device != space.device,
        logs=tuple(_log(log, items, cuts.get(log), seen, links) for log, items in by_log.items()),
    )


def _log(
    log: Log, items: Sequence[Authored], cut: Place | None, seen: Mapping[EntryId, int], links: Mapping[Record, Link]
) -> WorkLog:
    newest = sorted(items, key=lambda item: (item.place.seq, item.place.id), reverse=True)
    return WorkLog(
        log=log.hex(),
        now=None if cut is None else cut.seq + 1,
        lines=tuple(_line(item, seen.get(item.place.id, 0), links) for item in newest),
        older=newest[-1].place.seq,
    )


def _line(item: Authored, seen_by: int, links: Mapping[Record, Link]) -> WorkLine:
    done = [_(words) for kind, words in _DONE.items() if kind in item.kinds]
    why = "" if item.counts else _("from one of two computers with the same keys")
    if item.verdict.value in REASONS:
        why = _(REASONS[item.verdict.value])
    named = tuple(links[record] for record in item.records[:WORK_RECORDS] if record in links)
    return WorkLine(
        id=item.place.id.hex(),
        number=item.place.seq + 1,
        done=", ".join(done) or (_("keys and signs of life") if item.kinds else _("not readable here")),
        links=named,
        more=len(item.records) - len(named),
        time=item.time,
        counts=item.counts,
        why=why,
        seen_by=seen_by,
    )


def _links(registry: Registry, space: SpaceState, records: set[Record], language: str) -> Step[dict[Record, Link]]:
    """Return links to records, hidden ones too: whoever hid them may be whose work this is."""
    if not records:
        return {}
    found = yield FindRows(space=space.space, records=tuple(sorted(records)), limit=len(records), with_hidden=True)
    assert isinstance(found, FoundRows)
    titles = yield from read_titles(registry, found.rows, language)
    return {record: Link(title=title, url=card_url(space.space, record)) for record, title in titles.items()}
