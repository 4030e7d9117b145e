"""Operations that move whole tables: export, import (looked at first), the imports made, undoing one."""

import asyncio
import base64
import binascii
from collections.abc import Mapping
from typing import Final

from node.api.answers.imports import import_json, note_json
from node.api.guarding import guarded_names
from node.api.limits import API_BODY_BYTES_MAX, API_COLUMNS_MAX, API_IMPORT_BYTES_MAX, IMPORT_TOLD_MAX
from node.api.v1 import schemas
from node.api.v1.errors import BadValue
from node.api.v1.operations import Asked, FileReply, Operation, Reply
from node.api.v1.records import IN_SPACE, KIND, OVERRIDE, SEARCH, SPACE
from node.api.v1.shapes import Flag, Line, Names, Optional, Pattern, Word, defaulted, needed, optional, struct
from node.crdt.ids import Space
from node.ledger.errors import TableRefused
from node.ledger.exports import FORMATS, Audience, Format
from node.ledger.exports.files import CONTENT_TYPES
from node.ledger.guarded import traces_in
from node.ledger.language import LANGUAGES
from node.ledger.tables import ColumnMap, Reading, Table, read_lines, read_table
from node.ledger.tables.layout import title_key
from node.ledger.tables.mapping import checked
from node.service.copies import Written
from node.service.effects import Step
from node.service.exporting import Wanted, collect, write_export, written_of
from node.service.imports import (
    Choice,
    Imported,
    Looked,
    Profile,
    choose,
    import_rows,
    list_imports,
    look_at,
    remember_map,
    undo_import,
)
from node.service.node import Node, note_copies

_TITLE_CHARS_MAX: Final = 500
_PROFILES: Final = tuple(profile.value for profile in Profile)

_FORMAT: Final = defaulted("format", Word(FORMATS), Format.JSON.value, "The form of the file.")
_ALL_FIELDS: Final = defaulted(
    "all_fields", Flag(), False, "More than public fields, in an open file. Withheld names stay out of it all the same."
)
_PROVENANCE: Final = defaulted("provenance", Flag(), False, "Who said each value, when, from which source.")
_WORDING: Final = optional("language", Word(LANGUAGES), "Values in words of this language; as they are stored without.")
_CONTENT: Final = needed(
    "content", Pattern("[A-Za-z0-9+/]+={0,2}", "base64"), "The file: CSV, XLSX or JSON, in base64."
)
_PROFILE: Final = defaulted("profile", Word(_PROFILES), Profile.AUTO.value, "Whose list it is; `table`: any.")
_LIST: Final = optional("list", Line(_TITLE_CHARS_MAX, 1), "How the list is called, with `columns`.")
_COLUMNS: Final = defaulted(
    "columns", Optional(Names(API_COLUMNS_MAX, _TITLE_CHARS_MAX)), None, "What each column holds, by its title."
)
_APPLY: Final = defaulted("apply", Flag(), False, "Write. Without it the file is only looked at.")
_MAPPING_OK: Final = defaulted("accept_mapping", Flag(), False, "A guessed mapping is right.")
_DROPS_OK: Final = defaulted("accept_drops", Flag(), False, "The list has shrunk, and is right.")
_IMPORT: Final = needed("import", Line(64, 1), "The import.")


async def export(asked: Asked) -> Reply:
    """Export records as a file."""
    port, get = asked.port, asked.given.get
    space, language, form = get(IN_SPACE), get(_WORDING), Format(get(_FORMAT))
    wanted = Wanted(
        audience=Audience.MEMBERS if get(_ALL_FIELDS) else Audience.PUBLIC,
        space=Space(space) if space is not None else None,
        kind=get(KIND),
        search=get(SEARCH),
        language=language,
        with_provenance=get(_PROVENANCE),
    )

    content, _ = await port.read(lambda node: collect(write_export(node, wanted, form, _silent)))
    await port.write(lambda node: note_copies(node, written_of(node, wanted), Written.TABLE, port.now()))
    name = f"table-{port.today().isoformat()}.{form.value}"
    return FileReply(content=content, content_type=CONTENT_TYPES[form], name=name)


async def bring_in(asked: Asked) -> Reply:
    """Look at a table, or import it."""
    port, get = asked.port, asked.given.get
    space, profile, now = Space(get(SPACE)), Profile(get(_PROFILE)), port.now()
    try:
        table: Table = await asyncio.to_thread(_table, get(_CONTENT))
        mapping = _mapping(get(_LIST), get(_COLUMNS))
        choice = await port.read(lambda node: _choose(node, space, table, profile, mapping))
        reading = await asyncio.to_thread(read_lines, port.registry, table, choice.how)
    except TableRefused as refused:
        raise BadValue("body.content", str(refused)) from None
    is_agreed = choice.is_confirmed or profile is Profile.TABLE or get(_MAPPING_OK)
    names = await port.read(guarded_names)
    traced = [] if get(OVERRIDE) else await asyncio.to_thread(traces_in, table, names, IMPORT_TOLD_MAX)
    if not get(_APPLY) or not is_agreed or traced:
        looked = await port.read(lambda node: _look(node, space, reading, now))
        asks = [*([] if is_agreed else ["mapping"]), *(["traces"] if traced else [])]
        return import_json(table, choice, looked, None, asks, traced)
    accepts = get(_DROPS_OK)
    imported = await port.write(lambda node: _import(node, space, reading, now, accepts))
    if imported.note is not None and choice.mapping is not None:
        kept = choice.mapping
        await port.write(lambda _node: remember_map(table.header, kept))
    return import_json(table, choice, imported.looked, imported.note, [])


async def show_imports(asked: Asked) -> Reply:
    """List the imports that this node made into a space."""

    def step(node: Node) -> Step[Reply]:
        found = yield from list_imports(node.space(Space(asked.given.get(SPACE))))
        return {"imports": [note_json(note) for note in found]}

    return await asked.port.read(step)


async def undo(asked: Asked) -> Reply:
    """Undo an import."""
    port, get = asked.port, asked.given.get
    now = port.now()

    def step(node: Node) -> Step[Reply]:
        space = node.space(Space(get(SPACE)))
        done = yield from undo_import(space, get(_IMPORT), now=now, tell=_silent)
        return {"import": done.note.id, "space": space.space.hex(), "records": done.records, "left": done.left}

    return await port.write(step)


def _silent(_done: int, _total: int | None) -> None:
    """Tell nobody of progress."""


# --- inside -----------------------------------------------------------------------------------------------------------
def _table(text: str) -> Table:
    try:
        return read_table(base64.b64decode(text, validate=True))
    except binascii.Error:
        raise BadValue("body.content", "this is not whole base64") from None


def _mapping(org: str | None, columns: Mapping[str, str] | None) -> ColumnMap | None:
    if org is None and columns is None:
        return None
    if org is None or columns is None:
        raise BadValue("body.columns", "`list` and `columns` are given together")
    return ColumnMap(org=org, columns={title_key(title): meaning for title, meaning in columns.items()})


def _choose(node: Node, space: Space, table: Table, profile: Profile, mapping: ColumnMap | None) -> Step[Choice]:
    node.space(space)
    choice = yield from choose(table, profile, mapping)
    if choice.mapping is not None:
        checked(choice.mapping, table.header)
    return choice


def _look(node: Node, space: Space, reading: Reading, now: int) -> Step[Looked]:
    return (yield from look_at(node.space(space), reading, now=now, tell=_silent))


def _import(node: Node, space: Space, reading: Reading, now: int, accepts: bool) -> Step[Imported]:
    return (yield from import_rows(node.space(space), reading, now=now, accepts_drops=accepts, tell=_silent))


OPERATIONS: Final = (
    Operation(
        method="GET",
        path="/export",
        name="exportRecords",
        words="Writes records into a file: public fields alone unless told otherwise. Hidden and withheld records are "
        "left out.",
        act=export,
        query=(IN_SPACE, KIND, SEARCH, _FORMAT, _ALL_FIELDS, _PROVENANCE, _WORDING),
        files=tuple(CONTENT_TYPES.values()),
        refusals=(404, 422),
    ),
    Operation(
        method="GET",
        path="/spaces/{space}/imports",
        name="listImports",
        words="Lists the imports this node made into a space.",
        act=show_imports,
        params=(SPACE,),
        answer=schemas.thing(imports=schemas.many(schemas.IMPORTED)),
        refusals=(404,),
    ),
    Operation(
        method="POST",
        path="/spaces/{space}/imports",
        name="importTable",
        words="Looks at a table and tells what it would change; with `apply` writes it. `waits` names what has to be "
        "accepted first; then nothing was written and `import` is null.",
        act=bring_in,
        params=(SPACE,),
        body=struct(_CONTENT, _PROFILE, _LIST, _COLUMNS, _APPLY, _MAPPING_OK, _DROPS_OK, OVERRIDE),
        body_bytes_max=API_IMPORT_BYTES_MAX,
        answer=schemas.IMPORT,
        writes=True,
        refusals=(404, 409, 422),
    ),
    Operation(
        method="POST",
        path="/spaces/{space}/imports/{import}/undoing",
        name="undoImport",
        words="Undoes an import. Values that somebody has written since are left.",
        act=undo,
        params=(SPACE, _IMPORT),
        body=struct(),
        body_bytes_max=API_BODY_BYTES_MAX,
        answer=schemas.UNDONE,
        writes=True,
        refusals=(404, 409, 422),
    ),
)
