"""Commands on imports: look at a table, import it, list imports and what they touched, undo one.

An import waits for a yes where a mapping was only guessed or a list has suddenly shrunk; without it nothing is written.
"""

import asyncio
from pathlib import Path
from typing import TypeVar

from node.api.answers.imports import import_json, note_json
from node.api.limits import IMPORT_TOLD_MAX
from node.ledger.errors import TableFault, TableRefused
from node.ledger.guard import Trace
from node.ledger.guarded import traces_in
from node.ledger.limits import MAP_BYTES_MAX, TABLE_BYTES_MAX
from node.ledger.tables import ColumnMap, Reading, Table, decode_map, read_lines, read_pack, read_table
from node.ledger.tables.mapping import checked
from node.runtime.commands.arguments import Json
from node.runtime.commands.call import Answer, Call, Command
from node.runtime.commands.errors import Unusable
from node.runtime.commands.finding import find_space
from node.service.effects import Step
from node.service.errors import NotFound
from node.service.imports import (
    COUNTED,
    Imported,
    ImportNote,
    Outcome,
    Profile,
    choose,
    find_import,
    import_rows,
    list_imports,
    look_at,
    remember_map,
    touched_records,
    undo_import,
)
from node.service.node import Node
from node.service.space import SpaceState

T = TypeVar("T")


async def import_file(call: Call) -> Answer:
    """Import a table, or only look at what that would do."""
    table = await asyncio.to_thread(_read_table, call.args.file("file"))
    mapping = await asyncio.to_thread(_read_map, call)
    profile = _profile(call.args.optional_text("profile"))
    choice = await call.read(lambda node: choose(table, profile, mapping))
    if choice.mapping is not None:
        checked(choice.mapping, table.header)
    within = call.args.optional_text("space")
    space = await call.read(lambda node: _found(find_space(node, within)))
    registry, now = call.home.registry, call.home.now()
    reading: Reading = await asyncio.to_thread(read_lines, registry, table, choice.how)
    traced = await _traced(call, table)
    is_dry = _is_said(call, "dry_run")
    is_agreed = choice.is_confirmed or profile is Profile.TABLE or _is_said(call, "accept_mapping")
    if is_dry and choice.mapping is not None:
        shown = choice.mapping
        await call.write(lambda node: remember_map(table.header, shown))  # who goes on after this agrees with it
    if is_dry or not is_agreed or traced:
        looked = await call.read(lambda node: look_at(node.space(space.space), reading, now=now, tell=call.tell))
        asks = [*([] if is_agreed else ["mapping"]), *(["traces"] if traced else [])]
        return import_json(table, choice, looked, None, asks, traced)
    accepts = _is_said(call, "accept_drops")
    imported = await call.write(
        lambda node: import_rows(node.space(space.space), reading, now=now, accepts_drops=accepts, tell=call.tell)
    )
    if imported.note is not None and choice.mapping is not None:
        kept = choice.mapping
        await call.write(lambda node: remember_map(table.header, kept))
    return import_json(table, choice, imported.looked, imported.note, [])


async def import_pack(call: Call) -> Answer:
    """Import the public reference data of a country that this program carries."""
    reading, now = read_pack(call.home.registry, call.args.text("country")), call.home.now()
    within = call.args.optional_text("space")

    def step(node: Node) -> Step[Imported]:
        return (yield from import_rows(find_space(node, within), reading, now=now, accepts_drops=True, tell=call.tell))

    imported = await call.write(step)
    comparison = imported.looked.comparison
    counts: dict[str, Json] = {name: comparison.count(Outcome(name)) for name in COUNTED}
    return {"import": imported.note.id if imported.note else None, **counts, "list": comparison.source.org}


async def undo(call: Call) -> Answer:
    """Undo an import."""
    now = call.home.now()

    def step(node: Node) -> Step[Answer]:
        space, note = yield from _find(node, call.args.text("import"))
        done = yield from undo_import(space, note.id, now=now, tell=call.tell)
        return {"import": note.id, "space": space.space.hex(), "records": done.records, "left": done.left}

    return await call.write(step)


async def list_all(call: Call) -> Answer:
    """List the imports this node made."""
    within = call.args.optional_text("space")

    def step(node: Node) -> Step[Answer]:
        spaces = [find_space(node, within)] if within is not None else list(node.spaces.values())
        found: list[Json] = []
        for space in spaces:
            found += [note_json(note) for note in (yield from list_imports(space))]
        return {"imports": found}

    return await call.read(step)


async def show(call: Call) -> Answer:
    """Show an import and the records it wrote into."""

    def step(node: Node) -> Step[Answer]:
        space, note = yield from _find(node, call.args.text("import"))
        touched = yield from touched_records(space, note)
        return {**note_json(note), "records": [record.hex() for record in touched]}

    return await call.read(step)


# --- inside -----------------------------------------------------------------------------------------------------------
def _found(what: T) -> Step[T]:
    yield from ()
    return what


async def _traced(call: Call, table: Table) -> list[tuple[int, Trace]]:
    """Look a table through for what could betray a helper; not where that is meant."""
    if call.args.flag("override"):
        return []
    names = await call.read(lambda node: _found(node.guarded))
    return await asyncio.to_thread(traces_in, table, names, IMPORT_TOLD_MAX)


def _find(node: Node, id: str) -> Step[tuple[SpaceState, ImportNote]]:
    for space in node.spaces.values():
        try:
            return space, (yield from find_import(space, id))
        except NotFound:
            continue
    raise NotFound("this node made no import of that id; `import list` shows those it made; nothing was changed")


def _read_table(file: Path) -> Table:
    """Read a file; a too large one is refused before it is read."""
    if file.stat().st_size > TABLE_BYTES_MAX:
        raise TableRefused(TableFault.BYTES)
    with file.open("rb") as opened:
        return read_table(opened.read(TABLE_BYTES_MAX + 1))


def _read_map(call: Call) -> ColumnMap | None:
    if call.args.optional_text("map") is None:
        return None
    with call.args.file("map").open("rb") as opened:
        data = opened.read(MAP_BYTES_MAX + 1)
    try:
        return decode_map(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise TableRefused(TableFault.MAPPING) from None


def _profile(text: str | None) -> Profile:
    if text is None:
        return Profile.AUTO
    if text not in set(Profile):
        raise Unusable("a profile is auto, viasna or table; nothing was changed")
    return Profile(text)


def _is_said(call: Call, name: str) -> bool:
    return call.args.optional_text(name) is not None


COMMANDS = (
    Command(name="import", run=import_file),
    Command(name="import.pack", run=import_pack),
    Command(name="import.undo", run=undo),
    Command(name="import.list", run=list_all),
    Command(name="import.show", run=show),
)
