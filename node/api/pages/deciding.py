"""Deciding together: the open proposals, signing one, proposing. Each page says first what would change for good."""

from collections.abc import Callable
from typing import Final

from aiohttp import web

from keys.signing import SigningKey
from keys.text import decode_text
from node.api.errors import BadRequest, NotHere
from node.api.i18n import gettext as _
from node.api.links import read_device, read_space
from node.api.pages.members import read_role
from node.api.reading.decisions import decision_line, find_decision, finish_decided, read_decisions
from node.api.reading.members import read_members
from node.api.site import Form, form_of, port_of, render, see, session_of
from node.crdt.ids import ID_BYTES, SHORT_ID_BYTES, Device, Group, Head, Space
from node.crdt.policy import Newcomers
from node.service import deciding
from node.service.deciding import Decision
from node.service.effects import Step
from node.service.node import Node
from node.service.roles import propose_role
from node.service.spaces import RECOVERY_PREFIX
from node.service.wishes import Decide, DropGroup, Expel, Seat, Settle, Unseat, Wish


async def show_proposals(request: web.Request) -> web.StreamResponse:
    """Show what is proposed, in plain words."""
    decisions = await port_of(request).read(read_decisions)
    return await render(request, "proposals.html", {"title": _("Proposals"), "nav": "network", "decisions": decisions})


async def show_proposal(request: web.Request) -> web.StreamResponse:
    """Show one proposal, to be signed."""
    id = _id_of(request)
    line = await port_of(request).read(lambda node: _line(node, id))
    return await render(request, "proposal.html", {"title": _("Proposals"), "nav": "network", "item": line})


def _line(node: Node, id: Head) -> Step[object]:
    yield from ()
    space = find_decision(node, id)
    if space is None:
        raise NotHere("no open proposal of that id")
    return next(decision_line(space, item) for item in deciding.proposals(space) if item.id == id)


async def sign(request: web.Request) -> web.StreamResponse:
    """Sign a proposal as this device."""
    form_of(request)
    id = _id_of(request)
    done: Decision = await port_of(request).write(lambda node: _sign(node, id))
    await port_of(request).write(finish_decided)
    session_of(request).notice(done_words(done))
    raise see("/proposals")


async def sign_to_recover(request: web.Request) -> web.StreamResponse:
    """Sign a proposal with a recovery key typed from paper; the key is not kept."""
    key = SigningKey(decode_text(RECOVERY_PREFIX, form_of(request).get("typed", "")))
    id = _id_of(request)
    done: Decision = await port_of(request).write(lambda node: _recover(node, id, key))
    session_of(request).notice(done_words(done))
    raise see("/proposals")


def _recover(node: Node, id: Head, key: SigningKey) -> Step[Decision]:
    space = find_decision(node, id)
    if space is None:
        raise NotHere("no open proposal of that id")
    return (yield from deciding.sign_to_recover(space, id, key))


def _sign(node: Node, id: Head) -> Step[Decision]:
    space = find_decision(node, id)
    if space is None:
        raise NotHere("no open proposal of that id")
    return (yield from deciding.sign_proposal(space, id))


def _id_of(request: web.Request) -> Head:
    text = request.match_info["id"]
    if len(text) != 2 * ID_BYTES or not all(digit in "0123456789abcdef" for digit in text):
        raise NotHere("not an id")
    return Head(bytes.fromhex(text))


def done_words(done: Decision) -> str:
    """Return what a signature came to."""
    if done.is_certificate:
        return _("Decided: enough have signed, it is in force now.")
    return _("Signed. It waits for the others; they see it on their page “Proposals”.")


# --- proposing --------------------------------------------------------------------------------------------------------
async def propose(request: web.Request) -> web.StreamResponse:
    """Propose what a form of the pages asks for; this node signs it first."""
    space, form = read_space(request.match_info["space"]), form_of(request)
    port = port_of(request)
    if form.get("what") == "group":
        name = form.get("name", "").strip()
        done, _group_id = await port.write(lambda node: deciding.propose_group(node.space(space), name))
    elif form.get("what") == "lower":
        device, role = _device(form), read_role(form)
        done = await port.write(lambda node: propose_role(node.space(space), device, role))
    else:
        wish = _wish(form)
        done = await port.write(lambda node: deciding.propose(node.space(space), wish))
    await port.write(finish_decided)
    session_of(request).notice(done_words(done))
    raise see("/proposals" if not done.is_certificate else f"/members/{space.hex()}")


async def propose_to_recover(request: web.Request) -> web.StreamResponse:
    """Propose with a recovery key typed from paper, where no steward is left; the key is not kept."""
    space, form = read_space(request.match_info["space"]), form_of(request)
    key, wish = SigningKey(decode_text(RECOVERY_PREFIX, form.get("typed", ""))), _wish(form)
    done: Decision = await port_of(request).write(
        lambda node: deciding.propose_to_recover(node.space(space), wish, key)
    )
    session_of(request).notice(done_words(done))
    raise see("/proposals" if not done.is_certificate else f"/members/{space.hex()}")


def _wish(form: Form) -> Wish:
    make = _WISHES.get(form.get("what", ""))
    if make is None:
        raise BadRequest("nothing of that name can be proposed")
    return make(form)


def _device(form: Form) -> Device:
    return read_device(form.get("device", ""))


def _group(form: Form) -> Group:
    text = form.get("group", "")
    if len(text) != 2 * SHORT_ID_BYTES:
        raise BadRequest("no group")
    return Group(bytes.fromhex(text))


def _policy(form: Form) -> Decide:
    return Decide(
        votes_verified=_number(form, "votes_verified"),
        newcomers=Newcomers.LIVE if form.get("newcomers") == "live" else Newcomers.ALL,
        rotation_days=_number(form, "rotation_days"),
        attachment_kib=_number(form, "attachment_kib"),
    )


def _number(form: Form, name: str) -> int:
    text = form.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= len("65536")):
        raise BadRequest("not a number")
    return int(text)


_WISHES: Final[dict[str, Callable[[Form], Wish]]] = {
    "expel": lambda form: Expel((_device(form),)),
    "settle": lambda form: Settle(_device(form)),
    "seat": lambda form: Seat(_device(form), _group(form)),
    "unseat": lambda form: Unseat(_device(form)),
    "drop": lambda form: DropGroup(_group(form)),
    "policy": _policy,
}


async def show_rules(request: web.Request) -> web.StreamResponse:
    """Show the rules of a ledger, to be proposed anew."""
    space: Space = read_space(request.match_info["space"])
    page = await port_of(request).read(lambda node: read_members(node, space))
    return await render(request, "rules.html", {"title": _("Members"), "nav": "network", "page": page})


ROUTES = [
    web.get("/proposals", show_proposals),
    web.get("/proposal/{id}", show_proposal),
    web.post("/proposal/{id}", sign),
    web.post("/proposal/{id}/recover", sign_to_recover),
    web.get("/rules/{space}", show_rules),
    web.post("/propose/{space}", propose),
    web.post("/propose/{space}/recover", propose_to_recover),
]
