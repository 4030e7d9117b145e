"""Commands on records: add, set, delete, show, history, list, export."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from node.api.answers.records import event_json, record_json, row_json
from node.crdt.codec import Scalar
from node.crdt.ids import Record, Space
from node.ledger.errors import UnknownField, ValueRefused
from node.ledger.guard import LABELS, Trace
from node.ledger.guarded import traces_of
from node.ledger.registry import Registry
from node.runtime.commands.arguments import Arguments
from node.runtime.commands.call import Answer, Call, Command
from node.runtime.commands.errors import Unusable
from node.runtime.commands.finding import find_record, find_space
from node.runtime.commands.items import expand_items
from node.runtime.commands.limits import EXPORT_BYTES_MAX, LIST_ROWS, LIST_ROWS_MAX
from node.runtime.files import NewFile
from node.service.copies import Written
from node.service.effects import FoundRows, Step
from node.service.history import read_history
from node.service.lookup import export_document, find_records
from node.service.node import Node, note_copies
from node.service.outbox import is_waiting
from node.service.records import add_record, delete_values, read_projection, set_values


async def add(call: Call) -> Answer:
    """Write a new record of a kind into a space."""
    kind = call.args.text("kind")

    def step(node: Node) -> Step[Answer]:
        node.registry.kind(kind)
        space = find_space(node, call.args.optional_text("space"))
        values = _values(node, kind, call.args)
        source = yield from find_source(node, call.args)
        record = yield from add_record(space, kind, values, now=call.home.now(), source=source)
        return {"record": record.hex(), "kind": kind, "space": space.space.hex(), "waiting": is_waiting(space, record)}

    return await call.write(step)


async def set_fields(call: Call) -> Answer:
    """Set fields of a record."""

    def step(node: Node) -> Step[Answer]:
        space, record = yield from find_record(node, call.args.text("record"))
        projection = yield from read_projection(space, record)
        kind = projection.kind or ""
        values = _values(node, kind, call.args)
        source = yield from find_source(node, call.args)
        yield from set_values(space, record, values, now=call.home.now(), source=source)
        return {"record": record.hex(), "kind": kind, "space": space.space.hex(), "waiting": is_waiting(space, record)}

    return await call.write(step)


async def delete(call: Call) -> Answer:
    """Delete fields or whole list items of a record."""

    def step(node: Node) -> Step[Answer]:
        space, record = yield from find_record(node, call.args.text("record"))
        yield from delete_values(space, record, call.args.texts("paths"), now=call.home.now())
        return {"record": record.hex(), "space": space.space.hex(), "waiting": is_waiting(space, record)}

    return await call.write(step)


async def show(call: Call) -> Answer:
    """Show a record as it stands."""

    def step(node: Node) -> Step[Answer]:
        space, record = yield from find_record(node, call.args.text("record"))
        projection = yield from read_projection(space, record)
        return record_json(space, projection)

    return await call.read(step)


async def history(call: Call) -> Answer:
    """Tell everything anybody said of a record."""

    def step(node: Node) -> Step[Answer]:
        space, record = yield from find_record(node, call.args.text("record"))
        projection = yield from read_projection(space, record)
        events = yield from read_history(space, record)
        return {
            "record": record.hex(),
            "kind": projection.kind or "",
            "history": [event_json(space, event) for event in events],
        }

    return await call.read(step)


async def list_records(call: Call) -> Answer:
    """List records, by kind, by words in any spelling, in one space or all."""
    kind = call.args.optional_text("kind")
    limit = call.args.integer("limit", default=LIST_ROWS, least=0, most=LIST_ROWS_MAX)
    within = call.args.optional_text("space")

    def step(node: Node) -> Step[FoundRows]:
        if kind is not None:
            node.registry.kind(kind)
        space = find_space(node, within).space if within is not None else None
        search = call.args.optional_text("search") or ""
        return (yield from find_records(space=space, kind=kind, search=search, limit=limit))

    found = await call.read(step)
    return {"records": [row_json(row) for row in found.rows], "total": found.total}


async def export(call: Call) -> Answer:
    """Write the document of a record, with its history, into a new file that is not encrypted."""
    file = call.args.file("file")

    def step(node: Node) -> Step[tuple[Space, Record, bytes]]:
        space, record = yield from find_record(node, call.args.text("record"))
        return space.space, record, (yield from export_document(space, record))

    space, record, document = await call.read(step)
    if len(document) > EXPORT_BYTES_MAX:
        raise Unusable("this record's history is too long for one file; nothing was written")
    await asyncio.to_thread(_write_new, file, document)
    await call.write(lambda node: note_copies(node, [space], Written.TABLE, call.home.now()))
    return {"record": record.hex(), "bytes": len(document)}


def find_source(node: Node, args: Arguments) -> Step[Record | None]:
    """Return the record of the source named, None where none was. Raises: NotFound, Ambiguous, Unusable."""
    named = args.optional_text("source")
    if named is None:
        return None
    _, record = yield from find_record(node, named)
    return record


def _values(node: Node, kind: str, args: Arguments) -> dict[str, Scalar]:
    typed = args.pairs("values")
    paths = expand_items([path for path, _ in typed], node.random)
    parsed = [_parse(node.registry, kind, path, named, text) for path, (named, text) in zip(paths, typed, strict=True)]
    if not args.flag("override"):
        _refuse_traces(traces_of(zip((named for named, _ in typed), parsed, strict=True), node.guarded))
    return dict(zip(paths, parsed, strict=True))


def _refuse_traces(found: Sequence[tuple[str, Trace]]) -> None:
    if found:
        told = ", ".join(f"{named} holds {LABELS[trace].en}" for named, trace in found)
        raise Unusable(f"{told}: take it out, or give --override if it is meant; nothing was changed")


def _parse(registry: Registry, kind: str, path: str, named: str, text: str) -> Scalar:
    """Return the value typed for a path; what is wrong is told with the path as the person named it."""
    try:
        registry.field(kind, path)
        if not text:
            raise Unusable(f"{named}: no value was given; `record delete` removes one; nothing was changed")
        return registry.parse_input(kind, path, text)
    except UnknownField:
        raise UnknownField(kind, named) from None
    except ValueRefused as refused:
        raise Unusable(f"{refused.at(named)}; nothing was changed") from None


def _write_new(file: Path, content: bytes) -> None:
    with NewFile(file) as new:
        new.write(content)
        new.keep()


COMMANDS = (
    Command(name="record.add", run=add),
    Command(name="record.set", run=set_fields),
    Command(name="record.delete", run=delete),
    Command(name="record.show", run=show),
    Command(name="record.history", run=history),
    Command(name="record.list", run=list_records),
    Command(name="record.export", run=export),
)
