"""Judging values: confirm or doubt them; of several that contradict one another keep one, or write one for all."""

from collections.abc import Sequence
from typing import Final

from aiohttp import web

from node.api.errors import BadRequest
from node.api.filling import VALUE
from node.api.forms import fault_words, tidied
from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.links import change_key, read_change
from node.api.pages.card import place_of
from node.api.reading.card import Card, read_card
from node.api.reading.facts import claim_key
from node.api.reading.merging import Merge, read_merges
from node.api.site import Form, form_of, port_of, render, see, session_of
from node.crdt.claims import Claim
from node.crdt.ids import ChangeId, Record, Space
from node.ledger.errors import ValueRefused
from node.ledger.vocabulary.source import VERIFICATION_STEP
from node.service.effects import Step
from node.service.errors import Refused
from node.service.node import Node
from node.service.records import attest, dispute, read_projection, set_values

CONFIRMING: Final = (
    "two_sources",
    "confirmed_by_family_or_lawyer",
    "confirmed_by_document",
    "own_observation",
    "single_source",
)
DOUBTING: Final = ("disputed", "refuted")


async def show_check(request: web.Request) -> web.StreamResponse:
    """Show what stands, to be confirmed or doubted."""
    return await _page(request, frozenset(request.query.getall("path", [])), "")


async def check(request: web.Request) -> web.StreamResponse:
    """Sign that values were checked or are doubted."""
    space, record = place_of(request)
    form = form_of(request)
    paths = [name.removeprefix("path:") for name in form if name.startswith("path:")]
    if not paths:
        return await _page(request, frozenset(), _("Choose at least one value."))
    port = port_of(request)
    now, step = port.now(), form.get("step", "")
    seen = [read_change(key) for key in form.get("heads", "").split()]
    if form.get("do") == "attest" and step in CONFIRMING:
        await port.write(lambda node: attest(node.space(space), record, paths, now=now, step=step, seen=seen))
        session_of(request).notice(_("Confirmed. It shows beside the values with your name and group."))
    elif form.get("do") == "dispute" and form.get("doubt", "") in DOUBTING:
        doubt = form["doubt"]
        await port.write(lambda node: dispute(node.space(space), record, paths, now=now, step=doubt, seen=seen))
        session_of(request).notice(_("Your doubt stands beside the values with your name and group."))
    else:
        raise BadRequest("no such step")
    raise see(request.path.removesuffix("/check"))


async def _page(request: web.Request, chosen: frozenset[str], error: str) -> web.Response:
    space, record = place_of(request)
    language = current_language()

    def step(node: Node) -> Step[tuple[Sequence[ChangeId], Card]]:
        heads = (yield from read_projection(node.space(space), record)).heads  # first: what comes in between is unseen
        return heads, (yield from read_card(node, space, record, language, with_related=False))

    heads, card = await port_of(request).read(step)
    context = {
        "title": _("Check"),
        "card": card,
        "heads": " ".join(map(change_key, heads)),
        "chosen": chosen,
        "error": error,
        "confirming": [(code, VERIFICATION_STEP.label(code, language)) for code in CONFIRMING],
        "doubting": [(code, VERIFICATION_STEP.label(code, language)) for code in DOUBTING],
    }
    return await render(request, "check.html", context, status=422 if error else 200)


async def keep(request: web.Request) -> web.StreamResponse:
    """Keep one of several values, by an ordinary edit; the others stay in the history."""
    space, record = place_of(request)
    port, form = port_of(request), form_of(request)
    now = port.now()
    await port.write(lambda node: _keep(node, space, record, form, now))
    session_of(request).notice(_("Kept. The other value stays in the history."))
    raise see(request.path.removesuffix("/keep"))


def _keep(node: Node, space: Space, record: Record, form: Form, now: int) -> Step[None]:
    path = form.get("path", "")
    projection = yield from read_projection(node.space(space), record)
    claims = projection.fields.get(path, ())
    if [claim_key(claim) for claim in claims] != form.get("stood", "").split():
        raise Refused("the values have changed meanwhile; nothing was changed")
    claim: Claim | None = next((one for one in claims if claim_key(one) == form.get("keep")), None)
    if claim is None:
        raise BadRequest("no such value")
    yield from set_values(node.space(space), record, {path: claim.value}, now=now)


async def merge(request: web.Request) -> web.StreamResponse:
    """Write one value in place of several, by one change that comes after all of them, or show what is wrong."""
    space, record = place_of(request)
    port, form = port_of(request), form_of(request)
    now, path = port.now(), form.get("path", "")
    typed = tidied(form.get(VALUE + path, ""))
    try:
        is_written = await port.write(lambda node: _merge(node, space, record, form, typed, now))
    except ValueRefused as refused:
        return await _show_merge(request, path, typed, fault_words(refused, current_language()))
    if not is_written:
        error = _("Somebody wrote here meanwhile. Look at the values again, then save.")
        return await _show_merge(request, path, typed, error)
    session_of(request).notice(_("Saved. The other values stay in the history."))
    raise see(request.path.removesuffix("/merge"))


def _merge(node: Node, space: Space, record: Record, form: Form, typed: str, now: int) -> Step[bool]:
    path, held = form.get("path", ""), node.space(space)
    projection = yield from read_projection(held, record)
    claims = projection.fields.get(path, ())
    if [claim_key(claim) for claim in claims] != form.get("stood", "").split():
        return False
    value = node.registry.parse_input(projection.kind or "", path, typed)
    yield from set_values(held, record, {path: value}, now=now, seen=projection.heads)
    return True


async def _show_merge(request: web.Request, path: str, typed: str, error: str) -> web.Response:
    space, record = place_of(request)
    language = current_language()

    def step(node: Node) -> Step[tuple[Card, Merge | None]]:
        card = yield from read_card(node, space, record, language, with_related=False)
        held, kind = node.space(space), node.registry.kind(card.kind)
        projection = yield from read_projection(held, record)
        merges = yield from read_merges(
            held, node.registry, kind, projection, language, typed={path: typed}, errors={path: error}
        )
        return card, merges.get(path)

    card, found = await port_of(request).read(step)
    fact = next((fact for section in card.sections for fact in section.facts if fact.path == path), None)
    if found is None or fact is None:
        raise Refused("these values contradict one another no more; nothing was changed")
    context = {"title": _("Form"), "card": card, "fact": fact, "merge": found}
    return await render(request, "merge.html", context, status=422)


ROUTES = [
    web.get("/card/{space}/{record}/check", show_check),
    web.post("/card/{space}/{record}/check", check),
    web.post("/card/{space}/{record}/keep", keep),
    web.post("/card/{space}/{record}/merge", merge),
]
