"""Somebody asked to be removed: where the record stands, what was done in each ledger, what the others answered.

It speaks of erased records too, of which nothing but the id is left.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from node.api.i18n import N_
from node.api.i18n import gettext as _
from node.api.limits import COPY_DAYS_SHOWN
from node.api.links import card_url
from node.api.naming import member_name
from node.api.reading.decisions import DecisionLine, decision_line
from node.crdt.bodies import HIDE
from node.crdt.claims import Projection
from node.crdt.grants import Role
from node.crdt.ids import Device, Record, Space
from node.crdt.membership import Action
from node.ledger.text import inert
from node.service.copies import Written
from node.service.deciding import proposals
from node.service.effects import FindRows, FoundRows, Step
from node.service.errors import NotFound
from node.service.limits import REMOVED_TOGETHER_MAX
from node.service.node import Node
from node.service.records import read_projection
from node.service.retiring import erasing
from node.service.sharing import linked_to
from node.service.space import SpaceState

_WRITTEN: Final = {
    Written.BACKUP: N_("backups"),
    Written.BUNDLE: N_("files for a memory stick"),
    Written.TABLE: N_("tables and exported records"),
}


@dataclass(frozen=True, slots=True)
class CopiesLine:
    """What this node wrote out that an erasure does not reach: in a word, and on which days, the newest first."""

    what: str
    days: tuple[int, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The record in one ledger. `code` is one of shown, withheld, hidden, erasing, erased."""

    space: str
    record: str
    title: str
    url: str
    code: str
    about: int  # records that refer to it and would go with it
    may_withhold: bool
    may_propose: bool
    proposal: DecisionLine | None
    waiting_for: tuple[str, ...]
    needs_epoch: bool
    is_unwitnessed: bool
    copies: tuple[CopiesLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """The whole page. `has_photo` and `names` tell what there is to be taken away here."""

    space: str
    record: str
    places: tuple[Standing, ...]

    @property
    def is_erased(self) -> bool:
        """Whether nothing is left of it anywhere this node sees."""
        return all(place.code in ("erased", "erasing") for place in self.places)


def places_of(node: Node, space: Space, record: Record) -> Step[tuple[tuple[SpaceState, Record], ...]]:
    """Return every ledger here in which the same record stands or stood: this one, linked ones, imports of one list."""
    first = node.space(space)
    found: dict[Space, Record] = {space: record}
    if not first.view.membership.is_erased(record):
        for linked in (yield from linked_to(node, first, record)):
            if linked.space in node.spaces:
                found.setdefault(linked.space, linked.record)
    for id, other in sorted(node.spaces.items()):
        if id not in found and (yield from _is_known(other, record)):
            found[id] = record
    return tuple((node.spaces[id], one) for id, one in found.items())


def _is_known(space: SpaceState, record: Record) -> Step[bool]:
    if space.view.membership.is_erased(record):
        return True
    try:
        yield from read_projection(space, record)
    except NotFound:
        return False
    return True


def read_removal(node: Node, space: Space, record: Record, now: int) -> Step[Removal]:
    """Return the page at `now` (seconds since 1970 UTC). Raises: NotFound."""
    if not (yield from _is_known(node.space(space), record)):
        raise NotFound("there is no record of that id here")
    places = yield from places_of(node, space, record)
    standings: list[Standing] = []
    for held, one in places:
        standings.append((yield from _standing(held, one, now)))
    return Removal(space=space.hex(), record=record.hex(), places=tuple(standings))


def records_about(space: SpaceState, record: Record) -> Step[tuple[Record, ...]]:
    """Return a record and those that refer to it, which go with it, or as many of those as one proposal names."""
    return (yield from part_about(space, record))[0]


def part_about(space: SpaceState, record: Record) -> Step[tuple[tuple[Record, ...], int]]:
    """Return what the next proposal to erase a record names, and how many records that leaves for further ones.

    The record itself comes with the last of those that refer to it: as long as it stands, they are found by it.
    """
    found = yield FindRows(space=space.space, refs_to=record, limit=REMOVED_TOGETHER_MAX, with_hidden=True)
    assert isinstance(found, FoundRows)
    about = tuple(row.record for row in found.rows if row.record != record)
    if found.total > len(found.rows):
        return about, found.total - len(found.rows) + 1
    return (record, *about), 0


def _standing(space: SpaceState, record: Record, now: int) -> Step[Standing]:
    membership = space.view.membership
    is_erased = membership.is_erased(record)
    progress = (yield from erasing(space, now)) if is_erased else None
    projection = None if is_erased else (yield from read_projection(space, record))
    part, left = ((record,), 0) if is_erased else (yield from part_about(space, record))
    return Standing(
        space=space.space.hex(),
        record=record.hex(),
        title=inert(space.title),
        url="" if is_erased else card_url(space.space, record),
        code=_code(projection, is_done=progress is None or progress.is_done),
        about=len(part) + left - 1,
        may_withhold=not is_erased and (space.role or 0) >= Role.CONTRIBUTOR,
        may_propose=not is_erased and membership.may(space.device, Action.VOTE),
        proposal=_proposal(space, {record, *part}),
        waiting_for=_names(space, progress.waiting_for | progress.held_by) if progress else (),
        needs_epoch=progress.needs_epoch if progress else False,
        is_unwitnessed=progress.is_unwitnessed if progress else False,
        copies=_copies(space, record, now),
    )


def _copies(space: SpaceState, record: Record, now: int) -> tuple[CopiesLine, ...]:
    """Return what this node wrote out and the record stands in, or may."""
    found: dict[Written, list[int]] = {}
    for day, what in reversed(space.copies.still_open(record, now)):
        found.setdefault(what, []).append(day)
    return tuple(
        CopiesLine(_(_WRITTEN[what]), tuple(days[:COPY_DAYS_SHOWN]), max(0, len(days) - COPY_DAYS_SHOWN))
        for what, days in sorted(found.items())
    )


def _code(projection: Projection | None, *, is_done: bool) -> str:
    if projection is None:
        return "erased" if is_done else "erasing"
    modes = {hiding.mode for hiding in projection.hidings}
    if not modes:
        return "shown"
    return "hidden" if HIDE in modes else "withheld"


def _proposal(space: SpaceState, records: set[Record]) -> DecisionLine | None:
    for item in proposals(space):
        if any(erased in records for erased, _sources in item.changes.erasures):
            return decision_line(space, item)
    return None


def _names(space: SpaceState, devices: Iterable[Device]) -> tuple[str, ...]:
    return tuple(sorted(member_name(space, device) for device in devices))
