"""The page "Asked to be removed": who asked and for what, withhold at once everywhere, ask the others to erase."""

from typing import Final

from aiohttp import web

from node.api.errors import BadRequest
from node.api.i18n import N_, current_language, ngettext
from node.api.i18n import gettext as _
from node.api.pages.card import place_of
from node.api.reading.removal import Removal, part_about, places_of, read_removal
from node.api.site import form_of, port_of, render, see, session_of
from node.crdt.codec import Scalar
from node.crdt.grants import Role
from node.crdt.ids import Record, Space
from node.ledger.vocabulary.care import CONSENT_GIVER
from node.service.deciding import propose
from node.service.effects import Step
from node.service.errors import NotFound, Refused
from node.service.node import Node
from node.service.records import add_record, delete_values, read_projection, set_values, withhold
from node.service.sources import sources_of
from node.service.space import SpaceState
from node.service.wishes import Erase

_WHAT: Final = {  # what is asked for, and what consent is withdrawn by it
    "public": (N_("Nothing in public; the members may keep it"), ("name", "photo", "story")),
    "name": (N_("The name"), ("name",)),
    "photo": (N_("The photograph"), ("photo",)),
    "everything": (N_("Everything"), ("name", "photo", "story", "statistics")),
}
_REASONS: Final = {"self": "person_request"}  # for a withholding; the family's otherwise


async def show_removal(request: web.Request) -> web.StreamResponse:
    """Show where the record stands and what was done."""
    space, record = place_of(request)
    port, language = port_of(request), current_language()
    now = port.now()
    page: Removal = await port.read(lambda node: read_removal(node, space, record, now))
    context = {
        "title": _("Removal"),
        "page": page,
        "url": f"/card/{space.hex()}/{record.hex()}",
        "askers": [(word.code, word.labels.in_language(language)) for word in CONSENT_GIVER],
        "what": [(code, _(words)) for code, (words, _purposes) in _WHAT.items()],
    }
    return await render(request, "removal.html", context)


async def withhold_now(request: web.Request) -> web.StreamResponse:
    """Note who asked for what, and withhold the record at once in every ledger where this node may."""
    space, record = place_of(request)
    port, form = port_of(request), form_of(request)
    asker, what = form.get("asker", ""), form.get("what", "")
    if asker not in CONSENT_GIVER or what not in _WHAT:
        raise BadRequest("nobody asked for that")
    now, day = port.now(), port.today().isoformat()
    done: int = await port.write(lambda node: _withhold_all(node, space, record, asker, what, day, now))
    session_of(request).notice(
        _("Withheld in %(num)d ledgers: nobody publishes it. It can be lifted at any time.") % {"num": done}
    )
    raise see(request.path)


def _withhold_all(node: Node, space: Space, record: Record, asker: str, what: str, day: str, now: int) -> Step[int]:
    done = 0
    for held, one in (yield from places_of(node, space, record)):
        if (held.role or 0) < Role.CONTRIBUTOR or held.view.membership.is_erased(one):
            continue
        yield from _note_request(held, one, asker, what, day, now)
        yield from withhold(held, one, reason=_REASONS.get(asker, "family_request"))
        yield from _take_away(held, one, what, now)
        done += 1
    if not done:
        raise Refused("this node may not withhold it in any ledger; nothing was changed")
    return done


def _note_request(space: SpaceState, person: Record, asker: str, what: str, day: str, now: int) -> Step[None]:
    """Write down that consent is withdrawn, so that every group sees who asked and for what."""
    values: dict[str, Scalar] = {"person": bytes(person), "given_by": asker, "withdrawn_on": day}
    yield from add_record(
        space, "consent", {**values, **{f"purposes/{code}": True for code in _WHAT[what][1]}}, now=now
    )


def _take_away(space: SpaceState, person: Record, what: str, now: int) -> Step[None]:
    projection = yield from read_projection(space, person)
    if what in ("name", "everything") and not projection.values().get("identity_withheld"):
        yield from set_values(space, person, {"identity_withheld": True}, now=now)
    if what in ("photo", "everything") and "photo" in projection.fields:
        yield from delete_values(space, person, ["photo"], now=now)


async def ask_to_erase(request: web.Request) -> web.StreamResponse:
    """Propose to erase the record, with all that refers to it, in every ledger where this node may propose."""
    space, record = place_of(request)
    form_of(request)
    decided, proposed, left = await port_of(request).write(lambda node: _propose_all(node, space, record))
    if decided:
        session_of(request).notice(_("Erased for good in %(num)d ledgers.") % {"num": decided})
    if proposed:
        session_of(request).notice(_("Proposed in %(num)d ledgers: the other stewards are asked.") % {"num": proposed})
    if left:
        session_of(request).notice(
            ngettext(
                "%(num)d record more than one proposal names: once it is decided, propose to erase the rest.",
                "%(num)d records more than one proposal names: once it is decided, propose to erase the rest.",
                left,
            )
            % {"num": left}
        )
    raise see(request.path.removesuffix("/erase"))


def _propose_all(node: Node, space: Space, record: Record) -> Step[tuple[int, int, int]]:
    """Return in how many ledgers it was erased and in how many proposed, and how many records no proposal names yet."""
    decided = proposed = lacking = 0
    refused: Refused | None = None
    for held, one in (yield from places_of(node, space, record)):
        if held.view.membership.is_erased(one):
            continue
        try:
            is_decided, left = yield from _propose_parts(held, one)
        except Refused as error:
            refused = error
            continue
        decided, proposed, lacking = decided + is_decided, proposed + (not is_decided), lacking + left
    if refused is not None and not decided + proposed:
        raise refused
    if not decided + proposed:
        raise NotFound("there is nothing left of it to erase")
    return decided, proposed, lacking


def _propose_parts(space: SpaceState, record: Record) -> Step[tuple[bool, int]]:
    """Propose a record's erasure, the next part where one is decided at once; tell whether, and what is left."""
    part, left = yield from part_about(space, record)
    while True:
        named = {}
        for each in part:
            named[each] = yield from sources_of(space, each)
        is_decided, before = (yield from propose(space, Erase(named))).is_certificate, left
        if not before or not is_decided:
            return is_decided, before
        part, left = yield from part_about(space, record)
        assert left < before, "what is erased refers to nothing any more"


ROUTES = [
    web.get("/card/{space}/{record}/removal", show_removal),
    web.post("/card/{space}/{record}/removal", withhold_now),
    web.post("/card/{space}/{record}/removal/erase", ask_to_erase),
]
