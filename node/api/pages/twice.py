"""People written down twice: pairs side by side, and what people decided about them. Nothing is merged."""

import asyncio
from dataclasses import dataclass

from aiohttp import web

from node.api.errors import BadRequest
from node.api.i18n import current_language
from node.api.i18n import gettext as _
from node.api.limits import PAIRS_SHOWN, SURVEY_AT_ONCE_ROWS
from node.api.links import read_record, read_space
from node.api.pages.people import page_number
from node.api.reading.twice import read_pairs
from node.api.reading.whole import begin_whole
from node.api.site import form_of, port_of, render, see, session_of, site_of
from node.crdt.grants import Role
from node.crdt.ids import Space
from node.ledger.duplicates import Candidate, Decision, Found, find_duplicates
from node.service.duplicates import KINDS, Material, decide, gather_people
from node.service.effects import Step
from node.service.node import Node

_VERDICTS = {"same": "same", "not_same": "not_same", "later": "later", "undecided": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice:
    """What the finder found in a space and what was decided; ids alone."""

    found: Found
    decisions: tuple[Decision, ...]

    def open_pairs(self) -> list[tuple[Candidate | None, Decision | None]]:
        """Return candidates nobody decided about, then those put off."""
        decided = {(one.one, one.other): one for one in self.decisions}
        pairs = [(one, decided.get((one.one, one.other))) for one in self.found.candidates]
        open_: list[tuple[Candidate | None, Decision | None]] = [pair for pair in pairs if pair[1] is None]
        return open_ + [pair for pair in pairs if pair[1] is not None and pair[1].verdict == "later"]

    def decided_pairs(self) -> list[tuple[Candidate | None, Decision | None]]:
        """Return what was decided for good."""
        known = {(one.one, one.other): one for one in self.found.candidates}
        return [(known.get((one.one, one.other)), one) for one in self.decisions if one.verdict != "later"]


async def show_twice(request: web.Request) -> web.StreamResponse:
    """Show one page of pairs in one ledger."""
    port, site, language = port_of(request), site_of(request), current_language()
    space, spaces, total, key = await port.read(lambda node: begin_whole(node, request.query.get("space", ""), KINDS))

    async def work() -> Twice:
        material: Material = await port.read(lambda node: gather_people(node.space(space)))
        found = await asyncio.to_thread(lambda: find_duplicates(material.traits()))
        return Twice(found=found, decisions=tuple(material.verdicts().values()))

    twice, is_fresh = await site.twice.look((space, key), work, is_small=total <= SURVEY_AT_ONCE_ROWS)
    is_decided = request.query.get("show") == "decided"
    number = page_number(request)
    listed = (twice.decided_pairs() if is_decided else twice.open_pairs()) if twice is not None else []
    part = listed[(number - 1) * PAIRS_SHOWN : number * PAIRS_SHOWN]
    pairs = await port.read(lambda node: read_pairs(node.registry, space, part, language))
    context = {
        "title": _("Compare"),
        "nav": "people",
        "space": space.hex(),
        "spaces": spaces if len(spaces) > 1 else [],
        "pairs": pairs,
        "total": len(listed),
        "number": number,
        "last": max(1, -(-len(listed) // PAIRS_SHOWN)),
        "pages": f"/twice?space={space.hex()}&show={'decided' if is_decided else ''}&page=",
        "is_decided": is_decided,
        "is_known": twice is not None,
        "is_fresh": is_fresh,
        "crowded": twice.found.crowded if twice is not None else 0,
        "may_write": await port.read(lambda node: _may_write(node, space)),
    }
    return await render(request, "twice.html", context)


async def decide_pair(request: web.Request) -> web.StreamResponse:
    """Write down what two records are to one another, or take it back."""
    form, port = form_of(request), port_of(request)
    space = read_space(form.get("space", ""))
    one, other = read_record(form.get("one", "")), read_record(form.get("other", ""))
    if form.get("do") not in _VERDICTS:
        raise BadRequest("no such decision")
    verdict, now = _VERDICTS[form["do"]], port.now()
    await port.write(lambda node: decide(node.space(space), one, other, verdict, now=now))
    session_of(request).notice(_("Written down. It can be taken back under “Decided”."))
    raise see(f"/twice?space={space.hex()}" + ("&show=decided" if verdict is None else ""))


def _may_write(node: Node, space: Space) -> Step[bool]:
    yield from ()
    return (node.space(space).role or 0) >= Role.CONTRIBUTOR


ROUTES = [web.get("/twice", show_twice), web.post("/twice", decide_pair)]
