"""The exposure report: what a computer could read, printable, and what to do next."""

from aiohttp import web

from node.api.errors import NotHere
from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.links import read_device
from node.api.reading.exposure import Report, read_report
from node.api.reading.members import devices_of_person
from node.api.site import port_of, render
from node.crdt.ids import Device
from node.service.effects import Step
from node.service.node import Node


async def show_exposure(request: web.Request) -> web.StreamResponse:
    """Show what every computer of a person could read."""
    device, language = read_device(request.match_info["device"]), current_language()
    report = await port_of(request).read(lambda node: _report(node, device, language))
    if report is None:
        raise NotHere("no ledger of this node has that device")
    context = {"title": _("Exposure"), "nav": "network", "report": report, "day": port_of(request).today()}
    return await render(request, "exposure.html", context)


def _report(node: Node, device: Device, language: str) -> Step[Report | None]:
    return (yield from read_report(node, devices_of_person(node, device), language))


ROUTES = [web.get("/exposure/{device}", show_exposure)]
