"""Steps that gather what an export holds. Encoding is the ledger's, writing the file the runtime's.

Left out of every open file: records that are hidden or withheld. What fits no declared kind of this program is left
out too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from node.crdt.claims import KIND_PATH, Claim, Projection
from node.crdt.ids import Device, Record, Space
from node.ledger.exports import Audience, Exported, Said, export_record
from node.ledger.registry import Registry
from node.ledger.types import Ref
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.filtering import Where, fits
from node.service.gathering import Tell, gather_rows
from node.service.limits import GATHER_ROWS
from node.service.node import Node
from node.service.rows import CONFLICT, DISPUTED, PROPOSED, view_of
from node.service.space import SpaceState, load_records, project_record


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an export is to hold. `where` names paths (or declared ones, `names/*/language`) and the value there."""

    audience: Audience
    space: Space | None = None
    kind: str | None = None
    search: str = ""
    where: Where = ()
    language: str | None = None
    with_provenance: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The records of an export in the order of their titles, titles of those they refer to, how many were left out."""

    records: tuple[Exported, ...]
    titles: Mapping[bytes, str]
    withheld: int


def gather_export(node: Node, wanted: Wanted, tell: Tell) -> Step[Gathered]:
    """Read the records of an export. Raises: UnknownKind, NotFound for a space."""
    if wanted.kind is not None:
        node.registry.kind(wanted.kind)
    spaces = [node.space(wanted.space)] if wanted.space is not None else list(node.spaces.values())
    kinds = [kind.name for kind in node.registry] if wanted.kind is None else [wanted.kind]
    found: list[tuple[tuple[int, str, bytes], Exported]] = []
    left_out: list[Record] = []

    def take(row: RecordRow) -> None:
        if wanted.audience is not Audience.SEALED and node.spaces[row.space].hidings.get(row.record):
            left_out.append(row.record)
            return
        one = _exported(row)
        if fits(one.values, wanted.where):
            found.append(((kinds.index(row.kind), row.sort, row.record), one))

    yield from gather_rows([space.space for space in spaces], take, kinds=kinds, search=wanted.search, tell=tell)
    found.sort(key=lambda pair: pair[0])
    records = [one for _, one in found]
    if wanted.with_provenance:
        records = yield from _with_claims(node, records, tell)
    language = wanted.language or "en"
    kept = [export_record(node.registry, one, wanted.audience, language) for one in records]
    titles = (yield from _titles(node, kept, wanted)) if wanted.language is not None else {}
    return Gathered(records=tuple(one for one in kept if one is not None), titles=titles, withheld=len(left_out))


def _exported(row: RecordRow) -> Exported:
    shown = view_of(row)
    marked = {mark: tuple(path for path, one in shown.items() if one.marks & mark)
              for mark in (CONFLICT, PROPOSED, DISPUTED)}  # fmt: skip
    return Exported(
        record=row.record,
        space=row.space,
        kind=row.kind,
        title=row.title,
        values={path: one.value for path, one in shown.items() if path != KIND_PATH and not one.marks & PROPOSED},
        conflicts=marked[CONFLICT],
        proposed=marked[PROPOSED],
        doubted=marked[DISPUTED],
    )


def _with_claims(node: Node, records: Sequence[Exported], tell: Tell) -> Step[list[Exported]]:
    told: list[Exported] = []
    for start in range(0, len(records), GATHER_ROWS):
        piece = records[start : start + GATHER_ROWS]
        for space in dict.fromkeys(Space(one.space) for one in piece):
            state = node.spaces[space]
            ours = [one for one in piece if one.space == space]
            opened = yield from load_records(state, [Record(one.record) for one in ours])
            told += [replace(one, said=_said(state, project_record(state, opened[Record(one.record)]))) for one in ours]
        tell(len(told), len(records))
    return told


def _said(space: SpaceState, projection: Projection) -> tuple[Said, ...]:
    paths = (path for path in projection.fields if path != KIND_PATH)
    return tuple(_told(space, path, claim) for path in paths for claim in projection.fields[path])


def _told(space: SpaceState, path: str, claim: Claim) -> Said:
    members, view = space.view.membership.members, space.view

    def name(device: Device) -> str:
        member = members.get(device)
        return member.name if member else ""

    return Said(
        path=path,
        value=claim.value,
        author=name(claim.voice.device),
        group=view.name_of(claim.voice.group),
        time=claim.voice.time,
        source=claim.voice.source.hex() if claim.voice.source else "",
        is_proposed=claim.is_proposed,
        is_verified=claim.is_verified,
        attested_by=tuple(name(badge.voice.device) for badge in claim.attested_by),
        disputed_by=tuple(name(badge.voice.device) for badge in claim.disputed_by),
    )


def _titles(node: Node, records: Sequence[Exported | None], wanted: Wanted) -> Step[dict[bytes, str]]:
    """Return the titles of the records referred to, as far as the audience may see them."""
    targets = {
        (Space(one.space), Record(value))
        for one in records
        if one is not None
        for path, value in one.values.items()
        if isinstance(value, bytes) and _is_ref(node.registry, one.kind, path)
    }
    titles: dict[bytes, str] = {}
    for space in {space for space, _ in targets}:
        ours = sorted(record for of, record in targets if of == space)
        for start in range(0, len(ours), GATHER_ROWS):
            piece = tuple(ours[start : start + GATHER_ROWS])
            found = yield FindRows(space=space, records=piece, limit=len(piece))
            assert isinstance(found, FoundRows)
            for row in found.rows:
                titles[row.record] = _title(node, row, wanted)
    return titles


def _is_ref(registry: Registry, kind: str, path: str) -> bool:
    field = registry.find(kind, path)
    return field is not None and isinstance(field.type, Ref)


def _title(node: Node, row: RecordRow, wanted: Wanted) -> str:
    if node.registry.get(row.kind) is None:
        return ""
    if wanted.audience is not Audience.SEALED and node.spaces[row.space].hidings.get(row.record):
        return ""
    one = export_record(node.registry, _exported(row), wanted.audience, wanted.language or "en")
    return one.title if one is not None else ""
