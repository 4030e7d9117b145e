"""A warning before traces of helpers are saved: every posted form passes here, whichever page it belongs to.

    form ─▶ phones, cards, accounts, wallets, guarded names? ─▶ page with the warning, holding all that was typed
                                                            ├▶ the texts with traces, to be changed there and saved
                                                            └▶ "save all the same": once, for exactly these

Nothing is saved meanwhile and nothing typed is lost. Left alone: passphrases, private notes, what names institutions.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.port import Condition
from node.api.site import FORM, render, site_of
from node.ledger.guard import LABELS, seal_of
from node.ledger.guarded import traces_at
from node.ledger.text import inert
from node.service.effects import Step
from node.service.node import Node

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

OVERRIDE: Final = "guard"  # the field that says which traces are meant
_PASSED: Final = (
    *("/unlock", "/begin", "/space", "/join", "/lock", "/language", "/private", "/panic", "/recovery", "/safety"),
    *("/import", "/carry", "/verify", "/calendar", "/tokens"),
    *("/search", "/filters"),  # so that one can look whether a trace stands anywhere
)
_OWN: Final = frozenset(("token", OVERRIDE, "do", "back", "space", "heads", "shown", "source"))
_OF_RECORD: Final = "v:"  # begins the name of a field that holds a value of a record, before its path


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
        path = name.removeprefix(_OF_RECORD) if name.startswith(_OF_RECORD) else ""
        for one in traces_at(path, text, names):
            words = LABELS[one.trace].in_language(language)
            found.append(Warned(name=name, trace=words, text=inert(text[one.start : one.end])))
    return found


def guarded_names(node: Node) -> Step[tuple[str, ...]]:
    """Return the names that must not be written down."""
    yield from ()
    return node.guarded
