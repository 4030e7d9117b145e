"""Forms: a new record of any kind, and changes to one. Wrong input is shown again beside what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from node.api.errors import NotHere
from node.api.filling import FIND, Filled, read_form
from node.api.forms import Maker, Offer, Standing, current_claim, item_ids
from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import ITEM_ID_BYTES, SEARCH_CHARS_MAX
from node.api.links import add_url, card_url, read_record, read_space
from node.api.pages.card import place_of
from node.api.reading.card import Card, read_card
from node.api.reading.offers import Asked, read_offers, read_sources
from node.api.site import Form, form_of, port_of, render, see, session_of, site_of
from node.crdt.claims import KIND_PATH
from node.crdt.ids import ChangeId, Record, Space
from node.ledger.declare import Kind, pattern_of
from node.ledger.types import Ref
from node.service.attachments import KIND as ATTACHMENT
from node.service.effects import Step
from node.service.node import Node
from node.service.records import add_record, delete_values, read_projection, set_values
from node.service.space import SpaceState

_PRESET: Final = {"letter": {"direction": "to_prisoner"}}  # in a form opened from a card: nearly every one of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A form being filled in: a new record (`card` None) or one that stands."""

    kind: Kind
    space: Space
    space_title: str
    card: Card | None
    standing: Standing
    fixed: Mapping[str, Record]
    seen: tuple[ChangeId, ...] = ()  # the record's heads: what comes after them is not replaced unseen


# --- a new record -----------------------------------------------------------------------------------------------------
async def show_new(request: web.Request) -> web.StreamResponse:
    """Show an empty form, or ask first which space it is for."""
    kind = _kind(request)
    if "space" not in request.query:
        spaces = await port_of(request).read(_spaces)
        if len(spaces) != 1:
            links = [(add_url(kind.name, space), title) for space, title in spaces]
            context = {"title": _("Form"), "links": links, "kind": kind.labels.in_language(current_language())}
            return await render(request, "where.html", context)
        raise see(add_url(kind.name, spaces[0][0], **_fixed(request, kind)))
    return await _show(request, await _new_sheet(request, kind), {}, None)


async def add(request: web.Request) -> web.StreamResponse:
    """Write a new record, or show the form again."""
    sheet = await _new_sheet(request, _kind(request))
    form = form_of(request)
    filled = read_form(port_of(request).registry, sheet.kind.name, form, current_language())
    if form.get("do", "save") != "save" or filled.errors:
        return await _show(request, sheet, form, filled)
    port, source = port_of(request), _source(form, filled)
    now, values = port.now(), filled.puts
    record = await port.write(
        lambda node: add_record(node.space(sheet.space), sheet.kind.name, values, now=now, source=source)
    )
    await _say_saved(request, sheet.space, record)
    raise see(_after(sheet, record))


async def _new_sheet(request: web.Request, kind: Kind) -> Sheet:
    space = read_space(request.query.get("space", ""))
    titles = dict(await port_of(request).read(_spaces))
    if space not in titles:
        raise NotHere("no such space")
    title = titles[space] if len(titles) > 1 else ""
    return Sheet(kind=kind, space=space, space_title=title, card=None, standing={}, fixed=_fixed(request, kind))


def _kind(request: web.Request) -> Kind:
    kind = port_of(request).registry.get(request.match_info["kind"])
    if kind is None or kind.name == ATTACHMENT:  # that has a form of its own, beside what it is attached to
        raise NotHere("no such kind")
    return kind


def _fixed(request: web.Request, kind: Kind) -> dict[str, Record]:
    refs = [declared.path for declared in kind.fields if isinstance(declared.type, Ref)]
    return {path: read_record(request.query[path]) for path in refs if path in request.query}


def _spaces(node: Node) -> Step[list[tuple[Space, str]]]:
    yield from ()
    return [(space.space, space.title) for space in node.spaces.values()]


def _after(sheet: Sheet, record: Record) -> str:
    """Where to go after a new record was saved: back to the card it was opened from, else to its own."""
    parent = sheet.fixed.get("person") or next(iter(sheet.fixed.values()), None)
    return card_url(sheet.space, parent or record)


# --- a record that stands ---------------------------------------------------------------------------------------------
async def show_edit(request: web.Request) -> web.StreamResponse:
    """Show the form of a record with what stands."""
    return await _show(request, await _standing_sheet(request), {}, None)


async def save(request: web.Request) -> web.StreamResponse:
    """Write what was changed, or show the form again."""
    sheet = await _standing_sheet(request)
    assert sheet.card is not None
    record, form, port = sheet.card.record, form_of(request), port_of(request)
    filled = read_form(port.registry, sheet.kind.name, form, current_language(), sheet.standing)
    if form.get("do", "save") != "save" or filled.errors:
        return await _show(request, sheet, form, filled)
    now, source = port.now(), _source(form, filled)
    await port.write(lambda node: _write(node.space(sheet.space), record, sheet, filled, now=now, source=source))
    if filled.puts or filled.deletes:
        await _say_saved(request, sheet.space, record)
    else:
        session_of(request).notice(_("Nothing was different, so nothing was written."))
    raise see(sheet.card.url)


def _write(
    space: SpaceState, record: Record, sheet: Sheet, filled: Filled, *, now: int, source: Record | None
) -> Step[None]:
    if filled.puts:
        yield from set_values(space, record, filled.puts, now=now, source=source, seen=sheet.seen)
    if filled.deletes:
        yield from delete_values(space, record, filled.deletes, now=now, seen=sheet.seen)


async def _standing_sheet(request: web.Request) -> Sheet:
    port, language = port_of(request), current_language()
    space, record = place_of(request)

    def step(node: Node) -> Step[Sheet]:
        card = yield from read_card(node, space, record, language, with_related=False)
        projection = yield from read_projection(node.space(space), record)
        return Sheet(
            kind=node.registry.kind(card.kind),
            space=space,
            space_title=card.space_title,
            card=card,
            standing={path: claims for path, claims in projection.fields.items() if path != KIND_PATH},
            fixed={},
            seen=projection.heads,
        )

    return await port.read(step)


# --- both -------------------------------------------------------------------------------------------------------------
async def _show(request: web.Request, sheet: Sheet, form: Form, filled: Filled | None) -> web.Response:
    language = current_language()
    do = form.get("do", "") if filled is not None else ""
    asked = Asked(fixed=sheet.fixed, chosen=_chosen(sheet, filled), queries=_queries(form))
    offers, sources = await port_of(request).read(lambda node: _read_offers(node, sheet, asked, language))
    view = _maker(request, sheet, filled, offers, do).form()
    context = {
        "title": _("Form"),
        "view": view,
        "sheet": sheet,
        "heading": sheet.kind.labels.in_language(language),
        "cancel": _cancel(sheet),
        "sources": sources.records if "source" not in sheet.kind.by_path else [],
        "source": form.get("source", ""),
    }
    return await render(request, "form.html", context, status=422 if view.errors else 200)


def _maker(request: web.Request, sheet: Sheet, filled: Filled | None, offers: dict[str, Offer], do: str) -> Maker:
    typed = filled.typed if filled is not None else None
    if typed is None and sheet.fixed:
        typed = {**_PRESET.get(sheet.kind.name, {}), **{path: one.hex() for path, one in sheet.fixed.items()}}
    shows_errors = filled is not None and do in ("", "save")
    return Maker(
        registry=port_of(request).registry,
        kind=sheet.kind.name,
        language=current_language(),
        standing=sheet.standing,
        typed=typed,
        errors=filled.errors if filled is not None and shows_errors else {},
        removed=filled.removed if filled is not None else frozenset(),
        offers=offers,
        blank=_blank_items(request, sheet, typed or {}, do),
    )


def _blank_items(request: web.Request, sheet: Sheet, typed: Mapping[str, str], do: str) -> dict[str, list[str]]:
    """An empty item for each list that has none, and one more where that was asked for."""
    random = site_of(request).random
    lists = [group.name for group in sheet.kind.groups]
    empty = [name for name in lists if not any(item_ids((*sheet.standing, *typed), name))]
    wanted = dict.fromkeys([*empty, *(name for name in lists if do == f"add:{name}")])
    return {name: [random(ITEM_ID_BYTES).hex()] for name in wanted}


def _read_offers(node: Node, sheet: Sheet, asked: Asked, language: str) -> Step[tuple[dict[str, Offer], Offer]]:
    offers = yield from read_offers(node, sheet.space, sheet.kind.name, asked, language)
    sources = yield from read_sources(node, sheet.space, language)
    return offers, sources


def _chosen(sheet: Sheet, filled: Filled | None) -> dict[str, list[str]]:
    current = {path: current_claim(claims) for path, claims in sheet.standing.items()}
    texts = {path: claim.value.hex() for path, claim in current.items() if claim and isinstance(claim.value, bytes)}
    return _by_pattern(texts if filled is None else filled.typed)


def _queries(form: Form) -> dict[str, str]:
    typed = {name.removeprefix(FIND): text[:SEARCH_CHARS_MAX] for name, text in form.items() if name.startswith(FIND)}
    return {path: texts[0] for path, texts in _by_pattern(typed).items()}


def _by_pattern(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Texts that say something, by the declared form of their path."""
    found: dict[str, list[str]] = {}
    for path, text in texts.items():
        if text:
            found.setdefault(pattern_of(path) or path, []).append(text)
    return found


def _source(form: Form, filled: Filled) -> Record | None:
    own = filled.puts.get("source")
    if isinstance(own, bytes):
        return Record(own) if len(own) == 16 else None
    text = form.get("source", "")
    return read_record(text) if text else None


def _cancel(sheet: Sheet) -> str:
    if sheet.card is not None:
        return sheet.card.url
    parent = next(iter(sheet.fixed.values()), None)
    if parent is not None:
        return card_url(sheet.space, parent)
    return "/people" if sheet.kind.name == "person" else f"/list/{sheet.kind.name}"


async def _say_saved(request: web.Request, space: Space, record: Record) -> None:
    proposed = await port_of(request).read(lambda node: _has_proposals(node, space, record))
    text = _("Saved.")
    if proposed:
        text = _("Saved. Part of it counts only after a second person confirms it.")
    session_of(request).notice(text)


def _has_proposals(node: Node, space: Space, record: Record) -> Step[bool]:
    projection = yield from read_projection(node.space(space), record)
    return any(claim.is_proposed for claims in projection.fields.values() for claim in claims)


ROUTES = [
    web.get("/add/{kind}", show_new),
    web.post("/add/{kind}", add),
    web.get("/card/{space}/{record}/edit", show_edit),
    web.post("/card/{space}/{record}/edit", save),
]
