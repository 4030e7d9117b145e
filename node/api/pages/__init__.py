"""The pages by area. Each module lists its routes; `routes` gathers them."""

from aiohttp import web

from node.api.pages import (
    beginning,
    card,
    counts,
    deciding,
    hiding,
    joining,
    judging,
    live,
    members,
    network,
    opening,
    people,
    settings,
    suspending,
    tables,
    today,
    twice,
    writing,
)


def routes() -> list[web.RouteDef]:
    """Return every route of the pages."""
    daily = (opening, beginning, today, people, card, writing, judging, hiding)
    whole = (tables, twice, counts)
    areas = (*daily, *whole, network, joining, members, deciding, suspending, settings, live)
    return [route for area in areas for route in area.ROUTES]
