"""Steps that write an export: what it holds is looked through twice, so that memory keeps ids and columns alone.

    rows of the store ─▶ which and which columns ─▶ the same rows in order, piece by piece ─▶ bytes

Left out of every open file: records that are hidden or withheld. What fits no declared kind of this program is left
out too. Writing the file is the runtime's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from node.crdt.claims import KIND_PATH, Claim
from node.crdt.ids import Device, Record, Space
from node.crdt.projection import voice_of
from node.crdt.straight import project_straight
from node.ledger.exports import Audience, Exported, Format, Said, Writer, export_record
from node.ledger.exports.tables import Wording
from node.ledger.registry import Registry
from node.ledger.types import Ref
from node.service.contents import OpenRecord
from node.service.effects import Emit, FindRows, FoundRows, RecordRow, Step
from node.service.filtering import Where, fits
from node.service.gathering import Tell, gather_rows
from node.service.limits import GATHER_ROWS
from node.service.node import Node
from node.service.rows import CONFLICT, DISPUTED, PROPOSED, view_of
from node.service.space import SpaceState, load_records, project_record

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an export is to hold. `where` names paths (or declared ones, `names/*/language`) and the value there."""

    audience: Audience
    space: Space | None = None
    kind: str | None = None
    search: str = ""
    marks: tuple[str, ...] = ()  # what lists of people are filtered by
    where: Where = ()
    language: str | None = None
    with_provenance: bool = False


def written_of(node: Node, wanted: Wanted) -> list[Space]:
    """Return the spaces an export is of."""
    return [wanted.space] if wanted.space is not None else list(node.spaces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of an export: how many records it holds, and how many withheld ones were left out."""

    records: int
    withheld: int


def write_export(node: Node, wanted: Wanted, form: Format, tell: Tell) -> Step[Told]:
    """Emit the bytes of an export, its records in the order of their kinds and titles.

    Raises: UnknownKind, NotFound for a space, ExportRefused.
    """
    writer = Writer(form, node.registry, with_provenance=wanted.with_provenance)
    listed, withheld = yield from _list(node, wanted, writer, tell)
    yield Emit(writer.begin())
    count = 0
    for start in range(0, len(listed), GATHER_ROWS):
        piece = yield from _read(node, wanted, listed[start : start + GATHER_ROWS])
        titles = (yield from _titles(node, piece, wanted)) if wanted.language is not None else {}
        yield Emit(writer.add(piece, Wording(node.registry, wanted.language, titles)))
        count += len(piece)
        tell(start + len(piece), len(listed))
    yield Emit(writer.end())
    return Told(records=count, withheld=withheld)


def collect(step: Step[T]) -> Step[tuple[bytes, T]]:
    """Return what a step emits in one piece, with its answer: for a file that is sealed or sent as a whole."""
    pieces: list[bytes] = []
    try:
        effect = next(step)
        while True:
            if isinstance(effect, Emit):
                pieces.append(effect.data)
                effect = step.send(None)
                continue
            try:
                result = yield effect
            except Exception as error:  # noqa: BLE001 - whatever the store raised belongs to the step
                effect = step.throw(error)
            else:
                effect = step.send(result)
    except StopIteration as done:
        return b"".join(pieces), done.value


_Listed = tuple[tuple[int, str, bytes], Space]  # what a record stands in order by, and its space


def _list(node: Node, wanted: Wanted, writer: Writer, tell: Tell) -> Step[tuple[list[_Listed], int]]:
    """Say which records are wanted, in order, and make room for them; count those that are withheld."""
    if wanted.kind is not None:
        node.registry.kind(wanted.kind)
    spaces = [node.space(wanted.space)] if wanted.space is not None else list(node.spaces.values())
    places = {kind.name: place for place, kind in enumerate(node.registry) if wanted.kind in (None, kind.name)}
    found: list[_Listed] = []
    withheld = 0

    def take(row: RecordRow) -> None:
        nonlocal withheld
        if _is_left_out(node, row, wanted):
            withheld += 1
            return
        if writer.has_columns:
            one = _wanted(node, row, wanted)
            if one is None:
                return
            writer.note(one)
        found.append(((places[row.kind], row.sort, row.record), row.space))

    kinds = list(places)
    within = [space.space for space in spaces]
    yield from gather_rows(within, take, kinds=kinds, search=wanted.search, marks=wanted.marks, tell=tell)
    found.sort(key=lambda listed: listed[0])
    return found, withheld


def _read(node: Node, wanted: Wanted, listed: Sequence[_Listed]) -> Step[list[Exported]]:
    """Read records again that were listed; one that is gone meanwhile is passed over."""
    rows: dict[tuple[Space, Record], RecordRow] = {}
    for space in dict.fromkeys(space for _, space in listed):
        records = tuple(Record(key[2]) for key, of in listed if of == space)
        found = yield FindRows(space=space, records=records, limit=len(records))
        assert isinstance(found, FoundRows)
        rows |= {(space, row.record): row for row in found.rows}
    ordered = [row for key, space in listed if (row := rows.get((space, Record(key[2])))) is not None]
    said = (yield from _claims_of(node, ordered)) if wanted.with_provenance else {}
    kept = (
        _wanted(node, row, wanted, said.get((row.space, row.record), ()))
        for row in ordered
        if not _is_left_out(node, row, wanted)
    )
    return [one for one in kept if one is not None]


def _is_left_out(node: Node, row: RecordRow, wanted: Wanted) -> bool:
    return wanted.audience is not Audience.SEALED and bool(node.spaces[row.space].hidings.get(row.record))


def _wanted(node: Node, row: RecordRow, wanted: Wanted, said: tuple[Said, ...] = ()) -> Exported | None:
    """The record as the audience may see it; None where it is not asked for or nothing of it is left."""
    one = _exported(row)
    if not fits(one.values, wanted.where):
        return None
    return export_record(node.registry, replace(one, said=said), wanted.audience, wanted.language or "en")


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


def _claims_of(node: Node, rows: Sequence[RecordRow]) -> Step[dict[tuple[Space, Record], tuple[Said, ...]]]:
    told: dict[tuple[Space, Record], tuple[Said, ...]] = {}
    for space in dict.fromkeys(row.space for row in rows):
        state = node.spaces[space]
        opened = yield from load_records(state, [row.record for row in rows if row.space == space])
        told |= {(space, record): _said(state, one) for record, one in opened.items()}
    return told


def _said(space: SpaceState, opened: OpenRecord) -> tuple[Said, ...]:
    """Every standing value with who said it; without a graph where the record is told in a straight line."""
    contents = opened.contents(space.view.hidings_of(opened.record))
    straight = project_straight(contents, authority=space.view, schema=space.schema)
    if straight is None:
        projection = project_record(space, opened)
        paths = (path for path in projection.fields if path != KIND_PATH)
        return tuple(_told(space, path, claim) for path in paths for claim in projection.fields[path])
    voices = {id: voice_of(contents, space.view, id) for id in dict.fromkeys(straight.said_in.values())}
    return tuple(
        _told(space, path, Claim(value=value, voice=voices[straight.said_in[path]]))
        for path, value in straight.values.items()
        if path != KIND_PATH
    )


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


def _titles(node: Node, records: Sequence[Exported], wanted: Wanted) -> Step[dict[bytes, str]]:
    """Return the titles of the records referred to, as far as the audience may see them."""
    targets = {
        (Space(one.space), Record(value))
        for one in records
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
