"""Looking through the records of some kinds for a page, piece by piece; work beside the pages gives way to requests."""

import asyncio
from collections.abc import Callable, Iterable

from node.api.limits import PIECE_ROWS
from node.api.port import NodePort
from node.api.survey import Visits
from node.crdt.ids import Space
from node.service.effects import FindRows, FoundRows, RecordRow, Step
from node.service.node import Node

Take = Callable[[RecordRow], None]


async def sweep(port: NodePort, visits: Visits, space: Space, kinds: Iterable[str], take: Take, *, waits: bool) -> None:
    """Hand every row of these kinds to `take`, hidden ones left out; `waits`: only while no request is answered."""
    for kind in kinds:
        offset = 0
        while True:
            if waits:
                await visits.quiet()
            seen = await port.read(_piece(space, kind, offset, take))
            offset += seen
            if seen < PIECE_ROWS:
                break
            await asyncio.sleep(0)  # a request that arrived meanwhile goes first


def _piece(space: Space, kind: str, offset: int, take: Take) -> Callable[[Node], Step[int]]:
    def step(_node: Node) -> Step[int]:
        found = yield FindRows(space=space, kind=kind, limit=PIECE_ROWS, offset=offset)
        assert isinstance(found, FoundRows)
        for row in found.rows:
            take(row)
        return len(found.rows)

    return step
