"""Members and groups of a ledger, one person with all devices, and which of two computers with one key is real."""

from aiohttp import web

from node.api.errors import BadRequest
from node.api.i18n import gettext as _
from node.api.links import read_device, read_space
from node.api.members import role_name, six_words
from node.api.reading.members import GIVEN, MembersPage, PersonPage, read_members, read_person
from node.api.site import Form, form_of, port_of, render, see, session_of
from node.crdt.grants import Role
from node.crdt.ids import Device
from node.service.clones import answer_clone, clone_questions
from node.service.effects import Step
from node.service.errors import NotFound
from node.service.node import Node
from node.service.roles import give_role


async def show_members(request: web.Request) -> web.StreamResponse:
    """Show who belongs to a ledger, in what role, and what is still unsafe about it."""
    space = read_space(request.match_info["space"])
    page: MembersPage = await port_of(request).read(lambda node: read_members(node, space))
    return await render(request, "members.html", {"title": _("Members"), "nav": "network", "page": page})


async def show_person(request: web.Request) -> web.StreamResponse:
    """Show one person with every device, in every ledger of this node."""
    device = read_device(request.match_info["device"])
    page: PersonPage = await port_of(request).read(lambda node: read_person(node, device))
    context = {"title": _("Member"), "nav": "network", "page": page, "six_words": await six_words(device)}
    return await render(request, "member.html", context)


async def give(request: web.Request) -> web.StreamResponse:
    """Give a device a higher role at once."""
    space, form = read_space(request.match_info["space"]), form_of(request)
    device, role = read_device(form.get("device", "")), read_role(form)
    await port_of(request).write(lambda node: give_role(node.space(space), device, role))
    session_of(request).notice(_("Done: %(role)s from now on.") % {"role": role_name(role)})
    raise see(f"/member/{device.hex()}")


def read_role(form: Form) -> Role:
    """Return the role that a form names. Raises: BadRequest."""
    found = {role.name.lower(): role for role in GIVEN}.get(form.get("role", ""))
    if found is None:
        raise BadRequest("no role that is given")
    return found


async def say_which_is_real(request: web.Request) -> web.StreamResponse:
    """Answer in every ledger where it is asked which of two computers with this node's keys is real."""
    told = form_of(request).get("do", "")
    if told not in ("this", "other"):
        raise BadRequest("neither this one nor the other")
    device: Device = await port_of(request).write(lambda node: _answer(node, is_this=told == "this"))
    session_of(request).notice(
        _("Noted: this computer is the real one. It goes on in a new log.")
        if told == "this"
        else _("Noted: this computer writes nothing more. Lock it, and have it suspended.")
    )
    raise see(f"/member/{device.hex()}")


def _answer(node: Node, *, is_this: bool) -> Step[Device]:
    asked = sorted({item.space for item in clone_questions(node)})
    if not asked:
        raise NotFound("no log of this device is forked; nothing was changed")
    for space in asked:
        yield from answer_clone(node.space(space), is_this=is_this)
    return node.device


ROUTES = [
    web.get("/members/{space}", show_members),
    web.get("/member/{device}", show_person),
    web.post("/network/real", say_which_is_real),
    web.post("/role/{space}", give),
]
