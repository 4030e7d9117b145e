"""A warning before traces of helpers are saved: every posted form passes here, whichever page it belongs to.

    form ─▶ phones, cards, accounts, wallets, guarded names? ─▶ page with the warning, holding all that was typed
                                                            ├▶ the texts with traces, to be changed there and saved
                                                            └▶ "save all the same": once, for exactly these

Nothing is saved meanwhile and nothing typed is lost. Left alone: passphrases, private notes, what names institutions.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.port import Condition
from node.api.site import FORM, render, site_of
from node.ledger.guard import LABELS, Trace, find_traces, seal_of
from node.ledger.tables import Table
from node.ledger.text import inert
from node.service.effects import Step
from node.service.node import Node

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

OVERRIDE: Final = "guard"  # the field that says which traces are meant
_PASSED: Final = (
    *("/unlock", "/begin", "/space", "/join", "/lock", "/language", "/private", "/panic", "/recovery", "/safety"),
    *("/import", "/carry", "/verify", "/calendar", "/programs", "/sign"),
)
_OWN: Final = frozenset(("token", OVERRIDE, "do", "back", "space", "heads", "shown", "source"))
_PUBLIC: Final = re.compile(r"v:(?:contact|money_details|rules_\w+|address|addresses/\w+/text)$")  # of institutions
_SHORTEST: Final = 9  # characters of a cell below which it holds no trace
_NAME_CELL_CHARS: Final = 60  # longer cells are prose; shorter ones are names of prisoners, judges, places
_NAMES_OF_PEOPLE: Final = re.compile(r"v:(?:names/|judges/|prosecutor|official)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """One trace as the warning shows it, in the field `name`."""

    name: str
    trace: str
    text: str


@web.middleware
async def guard_traces(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Show a warning in place of saving a form with traces of helpers, unless its writer said that they are meant."""
    form: Mapping[str, str] = request.get(FORM, {})
    site = site_of(request)
    is_saving = form.get("do", "save") in ("save", "") or not form.get("do", "").startswith(("add:", "find", "suggest"))
    if request.method != "POST" or not form or request.path.startswith(_PASSED) or not is_saving:
        return await handler(request)
    if site.port.condition is not Condition.OPEN:
        return await handler(request)
    found = _find(form, await site.port.read(guarded_names))
    if not found:
        return await handler(request)
    seal = seal_of(one.text for one in found)
    if form.get(OVERRIDE) == seal:
        return await handler(request)
    marked = {one.name for one in found}
    context = {
        "title": _("Form"),
        "marked": [
            (name, form[name], dict.fromkeys(one for one in found if one.name == name))
            for name in form
            if name in marked
        ],
        "kept": [(name, text) for name, text in form.items() if name not in (OVERRIDE, "token") and name not in marked],
        "seal": seal,
        "field": OVERRIDE,
        "action": request.path_qs,
    }
    return await render(request, "guard.html", context, status=422)


def _find(form: Mapping[str, str], names: tuple[str, ...]) -> list[Warned]:
    language = current_language()
    found: list[Warned] = []
    for name, text in form.items():
        if name in _OWN or name.startswith(("w:", "x:", "c:")):
            continue
        guarded = () if _NAMES_OF_PEOPLE.match(name) else names
        for one in find_traces(text, guarded):
            if one.trace is Trace.NAME or not _PUBLIC.match(name):
                words = LABELS[one.trace].in_language(language)
                found.append(Warned(name=name, trace=words, text=inert(text[one.start : one.end])))
    return found


def traces_in(table: Table, names: tuple[str, ...], most: int) -> tuple[tuple[int, str], ...]:
    """Return the first rows of a table with traces of helpers each with what it is, in words.

    Takes seconds for 10,000 rows: run it outside an event loop. Names are looked for in cells of a sentence's length.
    """
    language = current_language()
    found: dict[tuple[int, str], None] = {}
    for number, row in zip(table.numbers, table.rows, strict=True):
        for cell in row:
            if len(cell) < _SHORTEST:
                continue
            for one in find_traces(cell, names if len(cell) > _NAME_CELL_CHARS else ()):
                found[number, LABELS[one.trace].in_language(language)] = None
        if len(found) >= most:
            break
    return tuple(found)[:most]


def guarded_names(node: Node) -> Step[tuple[str, ...]]:
    """Return the names that must not be written down."""
    yield from ()
    return node.guarded
