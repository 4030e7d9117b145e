"""Recognition: what groups decided on a person side by side, and the form of a decision by a set of criteria.

The answers suggest; a person decides. Help depends on none of it.
"""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from node.api.errors import NotHere
from node.api.filling import VALUE, Filled, read_form
from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import OWN_CRITERIA
from node.api.naming import group_name
from node.api.pages.card import place_of
from node.api.reading.card import Card, read_card
from node.api.reading.recognition import read_recognitions, sets_offered, suggested_words
from node.api.site import form_of, port_of, render, see, session_of
from node.crdt.ids import Record, Space
from node.ledger.criteria import CRITERIA_SETS
from node.ledger.vocabulary.recognition import ANSWER, RECOGNITION_CLASS, RECOGNITION_DECISION
from node.service.effects import Step
from node.service.errors import NotFound
from node.service.node import Node
from node.service.records import add_record

_OWN: Final = ("", "a1", "a2", "a3", "a4", "a5")  # items of a group's own criteria


async def show_recognitions(request: web.Request) -> web.StreamResponse:
    """Show what groups decided on a person, side by side."""
    port, language = port_of(request), current_language()
    space, record = place_of(request)
    today = port.today()
    card = await _person(request, space, record)
    found = await port.read(lambda node: read_recognitions(node, space, record, today, language))
    context = {
        "title": _("Recognition"),
        "nav": "people",
        "card": card,
        "found": found,
        "sets": sets_offered(language),
        "here_base": f"/recognition/{space.hex()}/{record.hex()}",
    }
    return await render(request, "recognition.html", context)


async def show_deciding(request: web.Request) -> web.StreamResponse:
    """Show the form of a decision by one set of criteria."""
    return await _show(request, None)


async def decide(request: web.Request) -> web.StreamResponse:
    """Write a group's decision, or show what its answers suggest."""
    form, port = form_of(request), port_of(request)
    code, (space, record) = _set(request), place_of(request)
    await _person(request, space, record)
    filled = read_form(port.registry, "recognition", {**form, f"{VALUE}person": record.hex()}, current_language())
    if form.get("do") != "save" or filled.errors:
        return await _show(request, filled)
    values, now = {**filled.puts, "criteria_set": code}, port.now()
    await port.write(lambda node: add_record(node.space(space), "recognition", values, now=now))
    session_of(request).notice(_("Saved. The decision stands beside those of other groups."))
    raise see(request.path.removesuffix("/decide"))


async def _show(request: web.Request, filled: Filled | None) -> web.Response:
    port, language, code = port_of(request), current_language(), _set(request)
    space, record = place_of(request)
    card = await _person(request, space, record)
    group = await port.read(lambda node: _own_group(node, space))
    known = CRITERIA_SETS.get(code)
    typed: Mapping[str, str] = filled.typed if filled is not None else {"group": group}
    is_saving = filled is not None and form_of(request).get("do") == "save"
    answers = {
        path.split("/")[1]: text
        for path, text in typed.items()
        if path.startswith("answers/") and path.endswith("/answer")
    }
    context = {
        "title": _("Recognition"),
        "nav": "people",
        "card": card,
        "set": next(one for one in sets_offered(language) if one[0] == code),
        "criteria": [(one.code, one.labels.in_language(language), one.effect.value) for one in known.criteria]
        if known
        else [],
        "own": [] if known else list(_OWN[1 : OWN_CRITERIA + 1]),
        "answers": [(one.code, one.labels.in_language(language)) for one in ANSWER],
        "decisions": [(one.code, one.labels.in_language(language)) for one in RECOGNITION_DECISION],
        "classes": [(one.code, one.labels.in_language(language)) for one in RECOGNITION_CLASS],
        "labels": {
            field.path: field.labels.in_language(language) for field in port.registry.kind("recognition").fields
        },
        "typed": typed,
        "errors": filled.errors if filled is not None and is_saving else {},
        "suggested": suggested_words(code, answers, "", language) if filled is not None else "",
        "back": request.path.removesuffix("/decide"),
    }
    return await render(request, "recognise.html", context, status=422 if is_saving else 200)


async def _person(request: web.Request, space: Space, record: Record) -> Card:
    language = current_language()
    card = await port_of(request).read(lambda node: read_card(node, space, record, language, with_related=False))
    if card.kind != "person":
        raise NotFound("this record is no person")
    return card


def _set(request: web.Request) -> str:
    code = request.query.get("set", "")
    if code != "custom" and code not in CRITERIA_SETS:
        raise NotHere("no such set of criteria")
    return code


def _own_group(node: Node, space: Space) -> Step[str]:
    yield from ()
    held = node.space(space)
    return group_name(held, held.view.group_of(held.device))


ROUTES = [
    web.get("/recognition/{space}/{record}", show_recognitions),
    web.get("/recognition/{space}/{record}/decide", show_deciding),
    web.post("/recognition/{space}/{record}/decide", decide),
]
