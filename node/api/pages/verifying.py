"""The queue "waiting for a second pair of eyes": many values ticked, how they were checked said once, one signature."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from aiohttp import web

from node.api.errors import BadRequest
from node.api.i18n import N_, current_language, ngettext
from node.api.i18n import gettext as _
from node.api.limits import PAGES_MAX
from node.api.links import read_change, read_record, read_space
from node.api.pages.card import place_of
from node.api.pages.judging import CONFIRMING, DOUBTING
from node.api.reading.checking import Sheets, read_about, read_queue, read_queue_sheets, read_sheets
from node.api.reading.offers import read_sources
from node.api.reading.titles import read_links
from node.api.reading.whole import begin_whole
from node.api.site import Form, form_of, port_of, render, see, session_of
from node.crdt.grants import Role
from node.crdt.ids import Space
from node.ledger.vocabulary.source import VERIFICATION_STEP
from node.service.effects import Step
from node.service.node import Node
from node.service.rows import Why
from node.service.verifying import Seen, attest_many, dispute_many

REASONS: Final = {
    Why.SECOND_PERSON: ("second", N_("Counts only after a second person")),
    Why.DOUBTED: ("doubted", N_("Doubted")),
    Why.UNSEEN: ("unseen", N_("Not checked by anybody")),
    Why.OWN_GROUP: ("group", N_("Checked within one group only")),
}
Show = Callable[[web.Request, str], Awaitable[web.Response]]
_BY_CODE: Final = {code: why for why, (code, _) in REASONS.items()}


async def show_queue(request: web.Request) -> web.StreamResponse:
    """Show what waits in one ledger, for one reason, page by page."""
    return await _queue(request, "")


async def show_about(request: web.Request) -> web.StreamResponse:
    """Show what waits about one record: its own values and those of the records that refer to it."""
    return await _about(request, "")


async def _queue(request: web.Request, error: str) -> web.Response:
    port, language, query = port_of(request), current_language(), request.query
    space, spaces, _total, _tips = await port.read(lambda node: begin_whole(node, query.get("space", ""), ()))
    found = await port.read(lambda node: read_queue(node, space))
    first = next((why for why in Why if found.total(why)), Why.SECOND_PERSON)
    why = _BY_CODE.get(query.get("why", ""), first)
    kind, number = query.get("kind", ""), _number(query.get("page", ""))
    is_first = "page" not in query  # nobody asked for this page: their own values are no work for them
    sheets = await port.read(
        lambda node: read_queue_sheets(node, found, why, kind, number, language, passes_own=is_first)
    )
    here = f"/verify?space={space.hex()}&why={REASONS[why][0]}" + (f"&kind={kind}" if kind else "")
    context: dict[str, object] = {
        "reasons": [(code, _(label), found.total(one)) for one, (code, label) in REASONS.items()],
        "why": REASONS[why][0],
        "kinds": [
            (one, port.registry.kind(one).plural.in_language(language), found.counts[why, one])
            for one in found.kinds(why)
        ],
        "kind": kind,
        "spaces": spaces if len(spaces) > 1 else [],
        "about": None,
    }
    return await _page(request, space, sheets, here=here, context=context, error=error)


async def _about(request: web.Request, error: str) -> web.Response:
    port, language = port_of(request), current_language()
    space, record = place_of(request)
    number = _number(request.query.get("page", ""))
    links = await port.read(lambda node: read_links(node.registry, space, [record], language))
    records = await port.read(lambda node: read_about(node, space, record))
    sheets = await port.read(lambda node: read_sheets(node, space, records, number, language))
    context: dict[str, object] = {
        "reasons": [],
        "why": "",
        "kinds": [],
        "kind": "",
        "spaces": [],
        "about": links.get(record),
    }
    here = f"/verify/{space.hex()}/{record.hex()}?"
    return await _page(request, space, sheets, here=here, context=context, error=error)


async def _page(
    request: web.Request, space: Space, sheets: Sheets, *, here: str, context: Mapping[str, object], error: str
) -> web.Response:
    port, language, form = port_of(request), current_language(), request.query
    posted = form_of(request) if request.method == "POST" else {}
    role, sources = await port.read(lambda node: _read_rest(node, space, language))
    page = {
        "title": _("Check"),
        "nav": "today",
        "space": space.hex(),
        "here": f"{here}&page={sheets.number}",
        "base": here,
        "sheets": sheets,
        "ticks_all": "all" in form and not posted,
        "ticked": frozenset(name for name in posted if name.startswith("c:")),
        "may_attest": role >= Role.VERIFIER,
        "may_dispute": role >= Role.CONTRIBUTOR,
        "confirming": [(code, VERIFICATION_STEP.label(code, language)) for code in CONFIRMING],
        "doubting": [(code, VERIFICATION_STEP.label(code, language)) for code in DOUBTING],
        "sources": sources,
        "error": error,
        **context,
    }
    return await render(request, "verify.html", page, status=422 if error else 200)


def _read_rest(node: Node, space: Space, language: str) -> Step[tuple[int, Sequence[tuple[str, str]]]]:
    sources = yield from read_sources(node, space, language)
    return int(node.space(space).role or 0), sources.records


async def sign_queue(request: web.Request) -> web.StreamResponse:
    """Sign what was ticked in the queue."""
    return await _sign(request, _queue)


async def sign_about(request: web.Request) -> web.StreamResponse:
    """Sign what was ticked about one record."""
    return await _sign(request, _about)


async def _sign(request: web.Request, show: Show) -> web.StreamResponse:
    form, port = form_of(request), port_of(request)
    space, seen = read_space(form.get("space", "")), _seen(form)
    if not seen:
        return await show(request, _("Choose at least one value."))
    now, step, doubt = port.now(), form.get("step", ""), form.get("doubt", "")
    source = read_record(form["source"]) if form.get("source") else None
    if form.get("do") == "attest" and step in CONFIRMING:
        await port.write(lambda node: attest_many(node.space(space), seen, now=now, step=step, source=source))
        text = ngettext(
            "%(num)d value is confirmed with one signature. It shows your name and group.",
            "%(num)d values are confirmed with one signature. They show your name and group.",
            len(seen),
        )
    elif form.get("do") == "dispute" and doubt in DOUBTING:
        await port.write(lambda node: dispute_many(node.space(space), seen, now=now, step=doubt, source=source))
        text = ngettext(
            "Your doubt stands beside %(num)d value, with your name and group.",
            "Your doubt stands beside %(num)d values, with your name and group.",
            len(seen),
        )
    else:
        raise BadRequest("no such step")
    session_of(request).notice(text % {"num": len(seen)})
    raise see(request.path_qs.replace("&all=1", ""))


def _seen(form: Form) -> list[Seen]:
    """The values ticked in a form. Raises: NotHere."""
    found: list[Seen] = []
    for name, key in form.items():
        if name.startswith("c:"):
            record, _colon, path = name.removeprefix("c:").partition(":")
            found.append(Seen(read_record(record), path, read_change(key)))
    return found


def _number(text: str) -> int:
    return min(PAGES_MAX, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 8 else 1


ROUTES = [
    web.get("/verify", show_queue),
    web.post("/verify", sign_queue),
    web.get("/verify/{space}/{record}", show_about),
    web.post("/verify/{space}/{record}", sign_about),
]
