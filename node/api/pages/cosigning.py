"""A statement to be signed by several groups: its texts, who has signed, and the button for one's own group."""

from collections.abc import Iterable
from dataclasses import dataclass

from aiohttp import web

from node.api.i18n import claimed_time, current_language
from node.api.i18n import gettext as _
from node.api.links import read_change
from node.api.naming import group_name, member_name
from node.api.pages.card import place_of
from node.api.reading.card import Card, read_card
from node.api.site import form_of, port_of, render, see, session_of
from node.crdt.claims import Projection
from node.crdt.grants import Role
from node.crdt.ids import Device, Record, Space
from node.ledger.text import inert
from node.service.effects import Step
from node.service.errors import NotFound
from node.service.node import Node
from node.service.records import read_projection
from node.service.space import SpaceState
from node.service.statements import cosign, signatures, statement_texts, take_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A statement as its page shows it. `shown` names in the form what was read."""

    card: Card
    texts: tuple[tuple[str, str, str], ...]  # (language, title, text)
    signed: tuple[tuple[str, str, str], ...]  # (group, members, day)
    told: tuple[str, ...]  # groups without a node, by somebody's word
    shown: str
    own_group: str
    has_signed: bool
    may_sign: bool


async def show_statement(request: web.Request) -> web.StreamResponse:
    """Show a statement and its signatures."""
    space, record = place_of(request)
    language = current_language()
    read = await port_of(request).read(lambda node: _read(node, space, record, language))
    return await render(request, "statement.html", {"title": _("Statement"), "read": read})


async def sign(request: web.Request) -> web.StreamResponse:
    """Sign a statement for the own group, or take that back."""
    space, record = place_of(request)
    form, port = form_of(request), port_of(request)
    shown, now = [read_change(key) for key in form.get("shown", "").split()], port.now()
    if form.get("do") == "back":
        await port.write(lambda node: take_back(node.space(space), record, now=now, shown=shown))
        session_of(request).notice(_("The signature of your group is taken back."))
    else:
        await port.write(lambda node: cosign(node.space(space), record, now=now, shown=shown))
        session_of(request).notice(_("Signed for your group."))
    raise see(request.path)


def _read(node: Node, space_id: Space, record: Record, language: str) -> Step[Read]:
    card = yield from read_card(node, space_id, record, language, with_related=False)
    if card.kind != "statement":
        raise NotFound("this record is no statement")
    space = node.space(space_id)
    projection = yield from read_projection(space, record)
    own = space.view.group_of(space.device)
    signed = signatures(projection)
    return Read(
        card=card,
        texts=tuple(_texts(projection)),
        signed=tuple(
            (group_name(space, one.group), _names(space, one.devices), claimed_time(one.time)) for one in signed
        ),
        told=tuple(_told(projection)),
        shown=" ".join(
            f"{claim.id[0].hex()}.{claim.id[1]}" for claims in statement_texts(projection).values() for claim in claims
        ),
        own_group=group_name(space, own),
        has_signed=any(one.group == own for one in signed),
        may_sign=own is not None and (space.role or 0) >= Role.VERIFIER,
    )


def _names(space: SpaceState, devices: Iterable[bytes]) -> str:
    return ", ".join(member_name(space, Device(device)) for device in devices)


def _texts(projection: Projection) -> Iterable[tuple[str, str, str]]:
    values = projection.values()
    for item in dict.fromkeys(path.split("/")[1] for path in statement_texts(projection)):
        told = [values.get(f"texts/{item}/{name}") for name in ("language", "title", "text")]
        language, title, text = (inert(one) if isinstance(one, str) else "" for one in told)
        yield language if len(language) == 2 else "", title, text


def _told(projection: Projection) -> Iterable[str]:
    values = projection.values()
    for path, value in values.items():
        is_signer = path.startswith("signed/") and path.endswith("/group")
        if is_signer and isinstance(value, str) and not values.get(path.replace("/group", "/withdrawn_on")):
            yield inert(value)


ROUTES = [
    web.get("/statement/{space}/{record}", show_statement),
    web.post("/statement/{space}/{record}", sign),
]
