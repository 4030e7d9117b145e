"""Steps that write records anew into another space, after showing what would go there, and that offer later edits.

H1  Nothing goes anywhere that was not chosen field by field; a later edit of the original is offered, never copied.
H2  What is withheld or hidden, here or there, is not shared; what was erased there is not brought back.
H3  A copy cites, in a record of kind `share`, the change, group and source each field came from.
H4  A reference to a record that has a copy there becomes one to the copy; any other names the space it stands in.
H5  All copies of one call are stored in one commit, or none.
H6  Where the original withholds the name, the copy says so too, whatever was chosen.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from node.crdt.bodies import Body, Delete, Op, Put, RecordChange
from node.crdt.claims import KIND_PATH, Claim, Projection, claim_to_use, is_conflict
from node.crdt.codec import Scalar
from node.crdt.grants import Role
from node.crdt.ids import SHORT_ID_BYTES, ChangeId, Record, Space
from node.ledger.declare import Field, Kind, Level
from node.ledger.describe import title_of
from node.ledger.types import Ref
from node.service.attachments import KIND as ATTACHMENT
from node.service.effects import FindRows, FoundRows, Step
from node.service.errors import NotFound, Refused
from node.service.limits import SHARES_LISTED_MAX, SHARES_MAX
from node.service.node import Node
from node.service.records import check_values, read_projection, require_role, require_size
from node.service.rows import values_of
from node.service.shares import (
    KIND,
    Cited,
    Original,
    cite,
    cited_in,
    copy_id,
    ops_of,
    original_beside,
    original_of,
    share_id,
)
from node.service.sources import is_erased_source
from node.service.space import SpaceState, load_record, project_record, write

NEVER_CHOSEN = frozenset((Level.SEALED, Level.NODE))  # levels whose fields go only where somebody names them
WITHHOLDING = frozenset(("identity_withheld", "withhold_reason"))


class Stand(StrEnum):
    """How a field of the original and the copy stand to one another."""

    NEW = "new"  # never shared
    SAME = "same"  # nothing to do
    CHANGED = "changed"  # shared, and another value stands at the original now
    GONE = "gone"  # shared, and deleted at the original since


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedField:
    """One field as it would be written; `there` is what the copy says now. `level` tells whom it is meant for."""

    path: str
    value: Scalar  # None where it is gone
    there: Scalar
    stand: Stand
    level: Level
    is_conflict: bool  # several values stand at the original; one of them is taken
    is_chosen: bool  # goes unless somebody says otherwise: of a first share all, of a later one what was edited
    group: str
    source: Record | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What sharing a record would write: nothing was changed. `is_new`: there is no copy yet."""

    original: Original
    target: Space
    copy: Record
    is_new: bool
    kind: str
    title: str
    fields: tuple[SharedField, ...]

    @property
    def chosen(self) -> frozenset[str]:
        """The paths that go unless somebody says otherwise."""
        return frozenset(item.path for item in self.fields if item.is_chosen)

    @property
    def offers(self) -> tuple[SharedField, ...]:
        """The later edits of what was shared before."""
        return tuple(item for item in self.fields if item.stand in (Stand.CHANGED, Stand.GONE))


@dataclass(frozen=True, slots=True)
class Linked:
    """A record that says the same elsewhere: what this one was written anew from, or a copy of it."""

    space: Space
    record: Record
    is_original: bool


# --- looking ----------------------------------------------------------------------------------------------------------
def preview_share(
    source: SpaceState, record: Record, target: SpaceState, *, beside: Collection[Record] = ()
) -> Step[Preview]:
    """Return what sharing a record would write, field by field; `beside` are records shared in the same call.

    Raises: NotFound, Refused, NotAllowed.
    """
    return (yield from _read_pair(source, record, target, frozenset(beside))).preview


def later_edits(node: Node, target: SpaceState, *, limit: int = SHARES_LISTED_MAX) -> Step[list[Preview]]:
    """Return previews of the copies in a space whose original was edited since, as far as that is held here.

    At most `limit` share records are looked at.
    """
    found: FoundRows = yield FindRows(space=target.space, kind=KIND, limit=limit)
    offered: list[Preview] = []
    for row in found.rows:
        original = original_of(values_of(row))
        if original is None or original.space not in node.spaces:
            continue
        try:
            preview = yield from preview_share(node.spaces[original.space], original.record, target)
        except (NotFound, Refused):  # hidden or erased since: there is nothing to offer
            continue
        if preview.offers:
            offered.append(preview)
    return offered


def linked_to(node: Node, space: SpaceState, record: Record) -> Step[list[Linked]]:
    """Return where else, in the spaces held here, the same record stands: its original first, then copies."""
    found: list[Linked] = []
    original = yield from original_beside(space.space, record)
    if original is not None:
        found.append(Linked(original.space, original.record, True))
    first = original or Original(space.space, record)
    for other in (item for _, item in sorted(node.spaces.items()) if item.space not in (space.space, first.space)):
        try:
            copy = copy_id(other, first)
        except NotFound:
            continue
        if (yield from load_record(other, copy)).origins:
            found.append(Linked(other.space, copy, False))
    return found


# --- sharing ----------------------------------------------------------------------------------------------------------
def share_records(
    source: SpaceState, target: SpaceState, chosen: Mapping[Record, Collection[str]], *, now: int
) -> Step[dict[Record, Record]]:
    """Write the chosen fields of records into another space; return the copies by their originals (H1 to H5).

    A field that is gone at the original is deleted in the copy. A field with nothing new to say is passed over.
    Raises: NotFound, Refused, NotAllowed, LedgerError; nothing was written then.
    """
    if not 0 < len(chosen) <= SHARES_MAX:
        raise Refused(f"1 to {SHARES_MAX} records are shared at once; nothing was shared")
    drafts: list[tuple[Record, Body]] = []
    copies: dict[Record, Record] = {}
    for record, paths in chosen.items():
        pair = yield from _read_pair(source, record, target, frozenset(chosen))
        copies[record] = pair.preview.copy
        drafts += _drafts(pair, source, target, frozenset(paths), now)
    if not drafts:
        raise Refused("the copies say all of this already; nothing was shared")
    yield from write(target, drafts)
    return copies


def _drafts(
    pair: "_Pair", source: SpaceState, target: SpaceState, paths: frozenset[str], now: int
) -> list[tuple[Record, Body]]:
    preview = pair.preview
    unknown = paths - {item.path for item in preview.fields}
    if unknown:
        raise Refused("the record has no field of that path; nothing was shared")
    paths |= _withheld(preview)
    picked = [item for item in preview.fields if item.path in paths and item.stand is not Stand.SAME]
    if preview.is_new and not picked:
        raise Refused("choose at least one field; nothing was shared")
    if not picked:
        return []
    values = {item.path: item.value for item in picked if item.stand is not Stand.GONE}
    gone = [item.path for item in picked if item.stand is Stand.GONE]
    check_values(target, preview.kind, values)
    ops: list[Op] = [Put(KIND_PATH, preview.kind)] if preview.is_new else []
    ops += [Put(path, value) for path, value in values.items()]
    ops += [Delete(path) for path in gone]
    parts = cite(pair.cited, {path: pair.claims[path] for path in values}, gone, source.view)
    beside = ops_of(preview.copy, preview.original, parts, pair.share.values() if pair.share else {})
    require_size(ops)
    require_size(beside)
    return [
        (preview.copy, _change(ops, pair.there, now, _one_source(pair, values))),
        (pair.share_id, _change(beside, pair.share, now, None)),
    ]


def _withheld(preview: Preview) -> frozenset[str]:
    """Return the fields that go with every other (H6)."""
    said = {item.path: item.value for item in preview.fields if item.path in WITHHOLDING}
    return frozenset(said) if said.get("identity_withheld") is True else frozenset()


def _change(ops: Sequence[Op], before: Projection | None, now: int, source: Record | None) -> RecordChange:
    return RecordChange(deps=before.heads if before else (), time=now, source=source, ops=tuple(ops))


def _one_source(pair: "_Pair", values: Collection[str]) -> Record | None:
    """Return the copy of the source that all these fields rest on, None where there is no one such."""
    named = {pair.claims[path].voice.source for path in values}
    only = named.pop() if len(named) == 1 else None
    return pair.known.get(only) if only else None


# --- both sides of one record -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """An original and its copy, as they stand."""

    preview: Preview
    claims: Mapping[str, Claim]  # of the original, by path
    there: Projection | None
    share_id: Record
    share: Projection | None
    cited: Mapping[ChangeId, Cited]
    known: Mapping[Record, Record]  # records of the source space that have a copy, or get one now


def _read_pair(source: SpaceState, record: Record, target: SpaceState, beside: frozenset[Record]) -> Step[_Pair]:
    if source.space == target.space:
        raise Refused("the record is in that space already; nothing was shared")
    require_role(target, Role.CONTRIBUTOR, "readers do not write into that space")
    here = yield from read_projection(source, record)
    declared = source.registry.get(here.kind or "")
    if declared is None or declared.name in (KIND, ATTACHMENT):  # a picture is attached there anew
        raise Refused("a record of this kind is not shared; nothing was changed")
    if here.hidings:
        raise Refused("this record is withheld or hidden: it is not passed on; nothing was shared")
    _require_not_erased(target, here)
    original = Original(source.space, record)
    copy = copy_id(target, original)
    beside_id = share_id(target, copy)
    there, share = (yield from _standing(target, copy)), (yield from _standing(target, beside_id))
    if there is not None and there.hidings:
        raise Refused("the copy there is withheld or hidden: nothing more is shared to it")
    claims = {path: claim for path in here.fields if path != KIND_PATH and (claim := here.current(path)) is not None}
    way = _Way(kind=declared, source=source, target=target, here=here, claims=claims)
    known = yield from way.known_copies(beside)
    cited = cited_in(share.values()) if share else {}
    preview = Preview(
        original=original,
        target=target.space,
        copy=copy,
        is_new=there is None,
        kind=declared.name,
        title=title_of(source.registry, declared.name, {path: claim.value for path, claim in claims.items()}),
        fields=tuple(way.fields(there, cited, known)),
    )
    return _Pair(preview=preview, claims=claims, there=there, share_id=beside_id, share=share, cited=cited, known=known)


def _standing(space: SpaceState, record: Record) -> Step[Projection | None]:
    """Return a record of a space, None where nobody wrote it. Raises: Refused where it was erased."""
    if space.view.membership.is_erased(record):
        raise Refused("the stewards of that space erased this record for good: it is not brought back")
    opened = yield from load_record(space, record)
    return project_record(space, opened) if opened.origins else None


def _require_not_erased(target: SpaceState, here: Projection) -> None:
    for path, claims in here.fields.items():
        if path.startswith("external/") and path.endswith("/id"):
            orgs = here.fields.get(path.removesuffix("id") + "org", ())
            names = [str(claim.value) for claim in orgs] or [""]
            if any(is_erased_source(target, org, str(claim.value)) for org in names for claim in claims):
                raise Refused("the stewards of that space erased this record for good: it is not brought back")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """From one space into another: how a record is read in the one and written in the other."""

    kind: Kind
    source: SpaceState
    target: SpaceState
    here: Projection
    claims: Mapping[str, Claim]

    def known_copies(self, beside: frozenset[Record]) -> Step[dict[Record, Record]]:
        """Return the copies of what the record refers to and rests on (H4)."""
        named = {claim.voice.source for claim in self.claims.values() if claim.voice.source}
        named |= {near for path, claim in self.claims.items() if (near := self._near(path, claim.value))}
        found: dict[Record, Record] = {}
        for record in sorted(named):
            copy = copy_id(self.target, Original(self.source.space, record))
            if record in beside or (yield from load_record(self.target, copy)).origins:
                found[record] = copy
        return found

    def fields(
        self, there: Projection | None, cited: Mapping[ChangeId, Cited], known: Mapping[Record, Record]
    ) -> list[SharedField]:
        """Return the fields of the original, and those shared before that it has no more."""
        shared = {path: part.id for part in cited.values() for path in part.paths}
        found: list[SharedField] = []
        for path in sorted({*self.claims, *shared}):
            declared, claim = self._declared(path), self.claims.get(path)
            if declared is None:
                continue
            claims = there.fields.get(path, ()) if there else ()
            value = self._as_there(path, claim.value, known) if claim else None
            stand = _stand(claim, value, claims, shared.get(path))
            level, is_due = self.kind.level_of(declared), Stand.CHANGED if there else Stand.NEW
            now = claim_to_use(claims)
            found.append(
                SharedField(
                    path=path,
                    value=value,
                    there=now.value if now else None,
                    stand=stand,
                    level=level,
                    is_conflict=is_conflict(self.here.fields.get(path, ())),
                    is_chosen=stand is is_due and level not in NEVER_CHOSEN,
                    group=self.source.view.name_of(claim.voice.group) if claim else "",
                    source=claim.voice.source if claim else None,
                )
            )
        return found

    def _as_there(self, path: str, value: Scalar, known: Mapping[Record, Record]) -> Scalar:
        """Return a value as it is written in the target space (H4)."""
        near = self._near(path, value)
        if near is not None:
            return known.get(near, self.source.space + near)
        if self._is_ref(path) and isinstance(value, bytes) and value[:SHORT_ID_BYTES] == self.target.space:
            return value[SHORT_ID_BYTES:]
        return value

    def _near(self, path: str, value: Scalar) -> Record | None:
        """Return the record of its own space that a value refers to."""
        is_near = self._is_ref(path) and isinstance(value, bytes) and len(value) == SHORT_ID_BYTES
        return Record(value) if is_near and isinstance(value, bytes) else None

    def _is_ref(self, path: str) -> bool:
        declared = self._declared(path)
        return declared is not None and isinstance(declared.type, Ref)

    def _declared(self, path: str) -> Field | None:
        return self.source.registry.find(self.kind.name, path)


def _stand(claim: Claim | None, value: Scalar, there: Sequence[Claim], shared: ChangeId | None) -> Stand:
    """Tell how a field stands: `value` is the original's as it would be written, `shared` the change it came from."""
    if claim is None:
        return Stand.GONE if there else Stand.SAME
    is_said = any(type(item.value) is type(value) and item.value == value for item in there)  # or proposed there
    if is_said or claim.id == shared:
        return Stand.SAME
    return Stand.NEW if shared is None else Stand.CHANGED
