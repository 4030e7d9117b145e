"""The pages by area. Each module lists its routes; `routes` gathers them."""

from aiohttp import web

from node.api.pages import (
    acting,
    attaching,
    beginning,
    calendars,
    card,
    carrying,
    cosigning,
    counts,
    deciding,
    evening,
    exposing,
    gaps,
    guardians,
    hearings,
    helping,
    hiding,
    imported,
    importing,
    joining,
    joining_by_files,
    judging,
    letters,
    live,
    members,
    needs,
    network,
    opening,
    people,
    printing,
    private,
    programs,
    recognising,
    redacting,
    removing,
    restoring,
    safety,
    settings,
    sharing,
    solidarity,
    stock,
    suspending,
    tables,
    today,
    twice,
    verifying,
    working,
    writing,
)


def routes() -> list[web.RouteDef]:
    """Return every route of the pages."""
    daily = (
        opening,
        beginning,
        restoring,
        today,
        people,
        card,
        writing,
        judging,
        hiding,
        removing,
        redacting,
        sharing,
        verifying,
        attaching,
    )
    courts = (acting, hearings, recognising, cosigning, calendars, printing, private, solidarity)
    whole = (importing, imported, tables, twice, counts)
    help_ = (needs, gaps, guardians, letters, evening, stock)
    together = (network, carrying, joining, joining_by_files, members, deciding, suspending, working, exposing)
    areas = (*daily, *courts, *help_, *whole, *together, safety, settings, helping, programs, live)
    return [route for area in areas for route in area.ROUTES]
