"""Bringing a table in: send it, say what its columns hold, look at what would change, import it, undo it.

Every step is a page with a form. What takes longer goes on beside the pages; the page that shows how far it is loads
itself again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from aiohttp import web

from node.api.guarding import guarded_names
from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import IMPORT_LINES, IMPORT_SAMPLES, UPLOAD_LOOK_S, UPLOAD_WAIT_S
from node.api.links import read_space
from node.api.reading.imports import ShownImport, report_of, show_import
from node.api.site import form_of, port_of, render, see, session_of
from node.api.uploads import UPLOAD, Done, Upload, Work
from node.crdt.ids import Space
from node.ledger.errors import TABLE_FAULT_LABELS, TableRefused
from node.ledger.guard import LABELS as TRACE_LABELS
from node.ledger.guarded import traces_in
from node.ledger.tables import MEANINGS, ColumnMap, Reading, Table, read_lines, read_pack, read_table
from node.ledger.tables.layout import title_key
from node.ledger.tables.mapping import checked
from node.service.effects import Step
from node.service.imports import (
    Choice,
    Imported,
    Looked,
    Profile,
    Undone,
    choose,
    import_rows,
    list_imports,
    look_at,
    remember_map,
    undo_import,
)
from node.service.node import Node


# --- sending a table --------------------------------------------------------------------------------------------------
async def show_start(request: web.Request) -> web.StreamResponse:
    """Show the form to send a table, and the imports made so far."""
    return await _start(request, "")


async def send(request: web.Request) -> web.StreamResponse:
    """Read the table that was sent and go on to its columns."""
    form, port = form_of(request), port_of(request)
    space = read_space(form.get("space", ""))
    data = request.get(UPLOAD, b"")
    if not data:
        return await _start(request, _("Choose a file first."))
    try:
        table: Table = await asyncio.to_thread(read_table, data)
        choice = await port.read(lambda node: _choose(node, space, table))
    except TableRefused as refused:
        return await _start(request, _told(refused))
    session = session_of(request)
    session.upload = Upload(table=table, space=space, how=choice.how, is_confirmed=choice.is_confirmed)
    raise see("/import/columns" if choice.mapping is not None else "/import/look")


def _choose(node: Node, space: Space, table: Table) -> Step[Choice]:
    node.space(space)
    return (yield from choose(table, Profile.AUTO, None))


async def _start(request: web.Request, error: str) -> web.Response:
    spaces, made = await port_of(request).read(_read_start)
    context = {
        "title": _("Import"),
        "nav": "settings",
        "spaces": spaces,
        "imports": made,
        "packs": [(it.country, it.labels.in_language(current_language())) for it in port_of(request).registry.packs],
        "error": error,
        "is_waiting": session_of(request).upload is not None,
    }
    return await render(request, "import.html", context, status=422 if error else 200)


def _read_start(node: Node) -> Step[tuple[list[tuple[str, str]], list[ShownImport]]]:
    made: list[ShownImport] = []
    for space in node.spaces.values():
        made += [show_import(note) for note in (yield from list_imports(space))]
    return [(space.space.hex(), space.title) for space in node.spaces.values()], made


# --- its columns ------------------------------------------------------------------------------------------------------
async def show_columns(request: web.Request) -> web.StreamResponse:
    """Show what each column seems to hold."""
    return await _columns(request, _upload(request), "")


async def say_columns(request: web.Request) -> web.StreamResponse:
    """Keep what the columns hold and go on to look."""
    upload, form = _upload(request), form_of(request)
    titles = [title_key(title) for title in upload.table.header]
    said = {title: form.get(f"c:{number}", "skip") for number, title in enumerate(titles) if title}
    upload.how = ColumnMap(org=form.get("list", "").strip(), columns=said)
    upload.looked = None
    try:
        checked(upload.how, upload.table.header)
    except TableRefused as refused:
        return await _columns(request, upload, _told(refused))
    mapping, header = upload.how, upload.table.header
    await port_of(request).write(lambda _node: remember_map(header, mapping))
    raise see("/import/look")


async def _columns(request: web.Request, upload: Upload, error: str) -> web.Response:
    if not isinstance(upload.how, ColumnMap):
        raise see("/import/look")
    language = current_language()
    meanings = [(code, label.in_language(language)) for code, label in MEANINGS.items()]
    columns = [
        (number, title, _samples(upload.table, number), upload.how.columns.get(title_key(title), "skip"))
        for number, title in enumerate(upload.table.header)
        if title
    ]
    context = {
        "title": _("Import"),
        "nav": "settings",
        "columns": columns,
        "meanings": meanings,
        "org": upload.how.org,
        "error": error,
    }
    return await render(request, "import_columns.html", context, status=422 if error else 200)


def _samples(table: Table, column: int) -> list[str]:
    cells = (row[column].strip() for row in table.rows if column < len(row))
    found = dict.fromkeys(cell[:80] for cell in cells if cell)
    return [cell for _, cell in zip(range(IMPORT_SAMPLES), found, strict=False)]


# --- looking and importing --------------------------------------------------------------------------------------------
async def show_look(request: web.Request) -> web.StreamResponse:
    """Show what an import would change; a large table shows first how far that is."""
    session, upload = session_of(request), _upload(request)
    if upload.looked is None:
        if session.work is None:
            _begin(request, "look", partial(_look, request, upload))
        return await _wait(request)
    report = report_of(port_of(request).registry, upload.space, upload.looked, current_language())
    context = {
        "title": _("Import"),
        "nav": "settings",
        "report": report,
        "is_own": isinstance(upload.how, ColumnMap),
        "traced": upload.traced,
    }
    return await render(request, "import_look.html", context)


async def run(request: web.Request) -> web.StreamResponse:
    """Import the table that was looked at, unless something fell and nobody agreed to that."""
    form, upload, session = form_of(request), _upload(request), session_of(request)
    if upload.looked is None or session.work is not None:
        raise see("/import/look")
    if upload.traced and form.get("betrays") != "no":
        session.notice(_("Nothing was changed: tick the box if what was found betrays nobody."))
        raise see("/import/look")
    if upload.looked.drops and form.get("accept") != "yes":
        session.notice(_("Nothing was changed: tick the box if the list is right all the same."))
        raise see("/import/look")
    _begin(request, "import", partial(_import, request, upload))
    return await _wait(request)


async def take_pack(request: web.Request) -> web.StreamResponse:
    """Import the public reference data of a country."""
    form, session = form_of(request), session_of(request)
    space, country = read_space(form.get("space", "")), form.get("country", "")
    if session.work is not None:
        raise see("/import/progress")
    try:
        reading = read_pack(port_of(request).registry, country)
    except TableRefused as refused:
        return await _start(request, _told(refused))
    _begin(request, "pack", partial(_write, request, space, reading))
    return await _wait(request)


async def cancel(request: web.Request) -> web.StreamResponse:
    """Drop the table; nothing was changed."""
    form_of(request)
    session = session_of(request)
    if session.work is not None:
        session.work.stop()
    session.upload = session.work = None
    raise see("/import")


async def undo(request: web.Request) -> web.StreamResponse:
    """Undo an import."""
    form, session = form_of(request), session_of(request)
    space, id = read_space(form.get("space", "")), form.get("import", "")
    if session.work is not None:
        raise see("/import/progress")
    _begin(request, "undo", partial(_undo, request, space, id))
    return await _wait(request)


async def show_progress(request: web.Request) -> web.StreamResponse:
    """Show how far the work is; the page loads itself again."""
    if session_of(request).work is None:
        raise see("/import")
    return await _wait(request)


# --- work beside the pages --------------------------------------------------------------------------------------------
def _begin(request: web.Request, name: str, start: Callable[[Work], Awaitable[Done]]) -> None:
    work = Work(name=name)
    session_of(request).work = work
    work.begin(start(work))


async def _look(request: web.Request, upload: Upload, work: Work) -> Looked:
    port = port_of(request)
    reading = await asyncio.to_thread(read_lines, port.registry, upload.table, upload.how)
    names = await port.read(guarded_names)
    traced = await asyncio.to_thread(traces_in, upload.table, names, IMPORT_LINES)
    upload.traced = tuple((row, TRACE_LABELS[trace].in_language(current_language())) for row, trace in traced)
    now = port.now()
    return await port.read(lambda node: look_at(node.space(upload.space), reading, now=now, tell=work.tell))


async def _import(request: web.Request, upload: Upload, work: Work) -> Imported:
    port = port_of(request)
    reading = await asyncio.to_thread(read_lines, port.registry, upload.table, upload.how)
    return await _write(request, upload.space, reading, work)


async def _write(request: web.Request, space: Space, reading: Reading, work: Work) -> Imported:
    port = port_of(request)
    now = port.now()
    return await port.write(
        lambda node: import_rows(node.space(space), reading, now=now, accepts_drops=True, tell=work.tell)
    )


async def _undo(request: web.Request, space: Space, id: str, work: Work) -> Undone:
    port = port_of(request)
    now = port.now()
    return await port.write(lambda node: undo_import(node.space(space), id, now=now, tell=work.tell))


async def _wait(request: web.Request) -> web.StreamResponse:
    """Wait a little for the work, then show what came of it or how far it is."""
    session = session_of(request)
    work = session.work
    assert work is not None
    assert work.task is not None
    with suppress(TimeoutError):
        async with asyncio.timeout(UPLOAD_WAIT_S):
            await asyncio.wait([work.task])
    if not work.task.done():
        if request.method == "POST":
            raise see("/import/progress")
        context = {"title": _("Import"), "nav": "settings", "work": work}
        answer = await render(request, "import_progress.html", context)
        answer.headers["Refresh"] = str(UPLOAD_LOOK_S)
        return answer
    session.work = None
    if work.task.cancelled():
        raise see("/import")
    if work.name == "import":
        session.upload = None
    _finish(request, work.task.result())
    raise see("/import/look" if work.name == "look" else "/import")


def _finish(request: web.Request, done: Done) -> None:
    session = session_of(request)
    match done:
        case Looked():
            if session.upload is not None:
                session.upload.looked = done
        case Imported():
            session.notice(_("Imported. Below it can be undone."))
        case Undone():
            session.notice(_("Undone: lists show what they showed before."))
            if done.left:
                session.notice(_("Values that somebody has written since were left as they are."))


def _upload(request: web.Request) -> Upload:
    upload = session_of(request).upload
    if upload is None:
        raise see("/import")
    return upload


def _told(refused: TableRefused) -> str:
    words = TABLE_FAULT_LABELS[refused.fault].in_language(current_language())
    if refused.row is not None:
        return _("Row %(row)d: %(why)s. Nothing was changed.") % {"row": refused.row, "why": words}
    return _("%(why)s. Nothing was changed.") % {"why": words[:1].upper() + words[1:]}


ROUTES = [
    web.get("/import", show_start),
    web.post("/import", send),
    web.get("/import/columns", show_columns),
    web.post("/import/columns", say_columns),
    web.get("/import/look", show_look),
    web.post("/import/run", run),
    web.post("/import/pack", take_pack),
    web.post("/import/cancel", cancel),
    web.post("/import/undo", undo),
    web.get("/import/progress", show_progress),
]
