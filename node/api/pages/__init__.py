"""The pages by area. Each module lists its routes; `routes` gathers them."""

from aiohttp import web

from node.api.pages import (
    beginning,
    card,
    hiding,
    joining,
    judging,
    live,
    network,
    opening,
    people,
    settings,
    today,
    writing,
)


def routes() -> list[web.RouteDef]:
    """Return every route of the pages."""
    areas = (opening, beginning, today, people, card, writing, judging, hiding, network, joining, settings, live)
    return [route for area in areas for route in area.ROUTES]
