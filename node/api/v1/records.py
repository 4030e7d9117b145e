"""Operations on records: list, read, write, history."""

from collections.abc import Mapping
from typing import Final

from node.api.answers.records import event_json, record_json, row_json
from node.api.limits import API_BODY_BYTES_MAX, API_EVENTS_MAX, API_ROWS, API_ROWS_MAX, SEARCH_CHARS_MAX
from node.api.v1 import schemas
from node.api.v1.cursor import Cursor, checksum, moment_of, read_cursor
from node.api.v1.errors import BadValue, Betraying
from node.api.v1.operations import Asked, Operation, Reply
from node.api.v1.shapes import Flag, Id, Line, Many, Number, Pattern, Scalars, defaulted, needed, optional, struct
from node.crdt.claims import Projection
from node.crdt.ids import SHORT_ID_BYTES, ChangeId, EntryId, Record, Space
from node.crdt.limits import PROFILE_1
from node.ledger.guard import LABELS
from node.ledger.guarded import traces_of
from node.ledger.registry import Registry
from node.ledger.types import Hash, Json, Ref, Scalar
from node.service import records as service
from node.service.effects import Step
from node.service.filtering import find_where, read_where
from node.service.history import read_history
from node.service.lookup import find_records
from node.service.node import Node
from node.service.outbox import is_waiting
from node.service.space import SpaceState

_KIND: Final = Pattern("[a-z][a-z0-9_]{0,39}", "the name of a kind")
_PATH: Final = Line(PROFILE_1.path_bytes_max, 1)
PATHS: Final = Many(_PATH, 1, PROFILE_1.ops_max)
HEADS: Final = Many(Pattern(r"[0-9a-f]{64}\.[0-9]{1,2}", "a head as `heads` gives it"), 1, PROFILE_1.deps_max)
_NAMED_PATH: Final = Pattern("[A-Za-z0-9_*/-]{1,100}", "a path")
_WHERE_MAX: Final = 3  # with the longest values still a line that the web server reads

SPACE: Final = needed("space", Id(SHORT_ID_BYTES), "The space.")
RECORD: Final = needed("record", Id(SHORT_ID_BYTES), "The record.")
IN_SPACE: Final = optional("space", Id(SHORT_ID_BYTES), "Only of this space.")
KIND: Final = optional("kind", _KIND, "Only of this kind.")
SEARCH: Final = defaulted("search", Line(SEARCH_CHARS_MAX), "", "Words in any spelling; each begins a word found.")
_REFERS: Final = optional("refers_to", Id(SHORT_ID_BYTES), "Only records that refer to this one.")
_BY: Final = optional("by", _NAMED_PATH, "The path by which they refer to it.")
_WHERE: Final = defaulted(
    "where",
    Many(Pattern("[A-Za-z0-9_*/-]{1,100}=.{0,100}", "path=value"), 0, _WHERE_MAX),
    (),
    "A path, or a declared one (`names/*/language`), and the value that stands there. Needs `kind`.",
)
_LIMIT: Final = defaulted("limit", Number(1, API_ROWS_MAX), API_ROWS, "Records of one page.")
_CURSOR: Final = optional("cursor", Pattern(schemas.CURSOR_FORM, "a cursor"), "`next` of the page before.")
_NEW_KIND: Final = needed("kind", _KIND, "The kind of the record.")
_FIELDS: Final = needed("fields", Scalars(PROFILE_1.ops_max - 1), "Values by path, as they are stored.")
_SET: Final = needed("fields", Scalars(PROFILE_1.ops_max, 1), "Values by path, as they are stored.")
SOURCE: Final = optional("source", Id(SHORT_ID_BYTES), "The record of the source this comes from.")
_SEEN: Final = optional(
    "seen", HEADS, "`heads` of the record as it was read: what came after them is not replaced but stands beside."
)
OVERRIDE: Final = defaulted(
    "override", Flag(), False, "Phones, cards, accounts and names that the node keeps out are meant: save them."
)
_TO_DELETE: Final = needed("paths", PATHS, "Fields, or items of lists (`names/x7`).")


# --- reading ----------------------------------------------------------------------------------------------------------
async def list_records(asked: Asked) -> Reply:
    """Find records."""
    get = asked.given.get
    space, kind, search = get(IN_SPACE), get(KIND), get(SEARCH)
    refers, by, where, limit = get(_REFERS), get(_BY), get(_WHERE), get(_LIMIT)
    if where and (kind is None or refers is not None):
        raise BadValue("query.where", "it needs `kind`, and stands with no `refers_to`")
    of = checksum((space, kind, search, refers, by, where))
    text = get(_CURSOR)
    cursor = read_cursor(text, of) if text is not None else None
    offset = cursor.offset if cursor is not None else 0

    def step(node: Node) -> Step[Reply]:
        within = node.space(Space(space)).space if space is not None else None
        moment = moment_of(node)
        if kind is not None:
            node.registry.kind(kind)
        if where and kind is not None:
            conditions = read_where(node.registry, kind, [_pair(text) for text in where])
            found = yield from find_where(
                kind=kind, where=conditions, space=within, search=search, limit=limit, offset=offset
            )
            rows, follows, total = found.rows, found.next, None
        else:
            to = Record(refers) if refers is not None else None
            page = yield from find_records(
                space=within, kind=kind, search=search, refs_to=to, path=by, limit=limit, offset=offset
            )
            end = offset + len(page.rows)
            rows, follows, total = page.rows, end if page.rows and end < page.total else None, page.total
        return {
            "records": [row_json(row) for row in rows],
            "total": total,
            "next": Cursor(offset=follows, asked=of, moment=moment).text if follows is not None else None,
            "shifted": cursor is not None and cursor.moment != moment,
        }

    return await asked.port.read(step)


def _pair(text: str) -> tuple[str, str]:
    path, _, value = text.partition("=")
    return path, value


async def show(asked: Asked) -> Reply:
    """Read a record."""

    def step(node: Node) -> Step[Reply]:
        space, record = place_of(node, asked)
        projection = yield from service.read_projection(space, record)
        return {**record_json(space, projection), "heads": _heads_json(projection)}

    return await asked.port.read(step)


def _heads_json(projection: Projection) -> list[Json]:
    return [f"{entry.hex()}.{index}" for entry, index in projection.heads]


async def show_history(asked: Asked) -> Reply:
    """Read everything said of a record."""

    def step(node: Node) -> Step[Reply]:
        space, record = place_of(node, asked)
        projection = yield from service.read_projection(space, record)
        events = yield from read_history(space, record)
        if len(events) > API_EVENTS_MAX:
            raise BadValue("record", "its history is longer than one answer may be: read it on the page")
        return {
            "record": record.hex(),
            "kind": projection.kind or "",
            "history": [event_json(space, event) for event in events],
        }

    return await asked.port.read(step)


# --- writing ----------------------------------------------------------------------------------------------------------
async def create(asked: Asked) -> Reply:
    """Write a new record."""
    port, get = asked.port, asked.given.get
    kind, fields, source = get(_NEW_KIND), get(_FIELDS), get(SOURCE)

    def step(node: Node) -> Step[Reply]:
        space = node.space(Space(get(SPACE)))
        node.registry.kind(kind)
        values = stored_values(node.registry, kind, fields)
        refuse_traces(node, asked, values)
        missing = node.registry.missing(kind, values)
        if missing:
            raise BadValue("body.fields", f"{missing[0]} is missing")
        of = yield from source_of(space, source)
        record = yield from service.add_record(space, kind, values, now=port.now(), source=of)
        return _written(space, record, kind)

    return await port.write(step)


async def change(asked: Asked) -> Reply:
    """Set fields of a record."""
    port, get = asked.port, asked.given.get

    def step(node: Node) -> Step[Reply]:
        space, record = place_of(node, asked)
        kind = (yield from service.read_projection(space, record)).kind or ""
        values = stored_values(node.registry, kind, get(_SET))
        refuse_traces(node, asked, values)
        of = yield from source_of(space, get(SOURCE))
        yield from service.set_values(space, record, values, now=port.now(), source=of, seen=seen_of(get(_SEEN)))
        return _written(space, record, kind)

    return await port.write(step)


async def delete(asked: Asked) -> Reply:
    """Delete fields or items of a record."""
    port, get = asked.port, asked.given.get

    def step(node: Node) -> Step[Reply]:
        space, record = place_of(node, asked)
        kind = (yield from service.read_projection(space, record)).kind or ""
        yield from service.delete_values(space, record, get(_TO_DELETE), now=port.now(), seen=seen_of(get(_SEEN)))
        return _written(space, record, kind)

    return await port.write(step)


# --- inside -----------------------------------------------------------------------------------------------------------
def place_of(node: Node, asked: Asked) -> tuple[SpaceState, Record]:
    """Return the space and record that a path names. Raises: NotFound."""
    return node.space(Space(asked.given.get(SPACE))), Record(asked.given.get(RECORD))


def stored_values(registry: Registry, kind: str, fields: Mapping[str, str | int | bool]) -> dict[str, Scalar]:
    """Return values as they are stored. Raises: UnknownKind, UnknownField, ValueRefused."""
    return {path: _stored(registry, kind, path, value) for path, value in fields.items()}


def _stored(registry: Registry, kind: str, path: str, value: str | int | bool) -> Scalar:
    field = registry.field(kind, path)
    if not isinstance(field.type, Ref | Hash) or not isinstance(value, str):
        return value
    try:
        if value != value.lower() or " " in value:
            raise ValueError
        return bytes.fromhex(value)
    except ValueError:
        raise BadValue(f"body.fields.{field.path}", field.type.expects.en) from None


def refuse_traces(node: Node, asked: Asked, values: Mapping[str, Scalar], at: str = "body.fields.") -> None:
    """Refuse values with traces of helpers unless they are meant. Raises: Betraying."""
    found = [] if asked.given.get(OVERRIDE) else traces_of(values.items(), node.guarded)
    if found:
        path = found[0][0]
        raise Betraying(at + path, [LABELS[trace].en for name, trace in found if name == path])


def source_of(space: SpaceState, source: bytes | None) -> Step[Record | None]:
    """Return the record of a source named in a body. Raises: NotFound."""
    if source is None:
        return None
    yield from service.read_projection(space, Record(source))
    return Record(source)


def seen_of(heads: tuple[str, ...] | None) -> list[ChangeId] | None:
    """Return the heads that a body names."""
    if heads is None:
        return None
    pairs = (text.split(".") for text in heads)
    return [(EntryId(bytes.fromhex(entry)), int(index)) for entry, index in pairs]


def _written(space: SpaceState, record: Record, kind: str) -> dict[str, Json]:
    waits = is_waiting(space, record)
    return {"record": record.hex(), "space": space.space.hex(), "kind": kind, "waiting": waits}


AT: Final = (SPACE, RECORD)
ONE: Final = "/spaces/{space}/records/{record}"
_BODY: Final = API_BODY_BYTES_MAX
OPERATIONS: Final = (
    Operation(
        method="GET",
        path="/records",
        name="listRecords",
        words="Lists or finds records, by title. With `where` the total is not counted, and a page may hold fewer "
        "records than asked for while `next` says where to go on.",
        act=list_records,
        query=(IN_SPACE, KIND, SEARCH, _REFERS, _BY, _WHERE, _LIMIT, _CURSOR),
        answer=schemas.RECORDS_COUNTED,
        refusals=(404, 422),
    ),
    Operation(
        method="POST",
        path="/spaces/{space}/records",
        name="createRecord",
        words="Writes a new record.",
        act=create,
        params=(SPACE,),
        body=struct(_NEW_KIND, _FIELDS, SOURCE, OVERRIDE),
        body_bytes_max=_BODY,
        answer=schemas.WRITTEN,
        status=201,
        writes=True,
        refusals=(404, 409, 422),
    ),
    Operation(
        method="GET",
        path=ONE,
        name="readRecord",
        words="Reads a record as it stands: values, conflicts, proposals, and who said what.",
        act=show,
        params=AT,
        answer=schemas.RECORD,
        refusals=(404,),
    ),
    Operation(
        method="PATCH",
        path=ONE,
        name="changeRecord",
        words="Sets fields. Where several values stand, this resolves the conflict.",
        act=change,
        params=AT,
        body=struct(_SET, SOURCE, _SEEN, OVERRIDE),
        body_bytes_max=_BODY,
        answer=schemas.WRITTEN,
        writes=True,
        refusals=(404, 409, 422),
    ),
    Operation(
        method="POST",
        path=ONE + "/deletions",
        name="deleteFields",
        words="Deletes fields, or whole items of lists. Records themselves are withheld, hidden, or erased by a "
        "proposal of the stewards.",
        act=delete,
        params=AT,
        body=struct(_TO_DELETE, _SEEN),
        body_bytes_max=_BODY,
        answer=schemas.WRITTEN,
        status=201,
        writes=True,
        refusals=(404, 409, 422),
    ),
    Operation(
        method="GET",
        path=ONE + "/history",
        name="readHistory",
        words="Reads everything anybody said of a record, what counted and what did not.",
        act=show_history,
        params=AT,
        answer=schemas.HISTORY,
        refusals=(404, 422),
    ),
)
