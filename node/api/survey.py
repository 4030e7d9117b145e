"""Looking through the ledger for the first page: a small one at once, a large one beside the pages, piece by piece.

    moment unchanged ─▶ what was found before
    few records      ─▶ looked through now
    many records     ─▶ what was found before, while a task looks through; none yet: how far it is

The task gives way to every request. Refuses to look through a large ledger again before ten times as long has passed as
the last time took.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from node.api.limits import SURVEY_AT_ONCE_ROWS, SURVEY_REST
from node.api.port import NodePort
from node.api.reading.board import Board
from node.api.reading.fresh import Touched, read_board
from node.api.reading.gaps import Counts, Findings, Gaps, Moment, conclude, count_rows, moment_of, read_piece
from node.api.task import OneTask
from node.crdt.ids import Space
from node.service.effects import RecordRow, Step
from node.service.node import Node


class Visits:
    """Requests being answered. Work beside the pages waits until there is none."""

    def __init__(self) -> None:
        self._count = 0
        self._none = asyncio.Event()
        self._none.set()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count a request while the block runs."""
        self._count += 1
        self._none.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._none.set()

    async def quiet(self) -> None:
        """Wait until no request is being answered."""
        await self._none.wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is known of the gaps now. `percent` of the ledger is looked through, 100 where nothing is under way."""

    gaps: Gaps | None
    people: int
    percent: int


class Survey:
    """The gaps of one node's ledger, and the task that looks for them."""

    def __init__(self, port: NodePort, clock: Callable[[], float], visits: Visits) -> None:
        self._port = port
        self._clock = clock
        self._visits = visits
        self._counted: tuple[Moment, Counts] | None = None
        self._gaps: Gaps | None = None
        self._task = OneTask()
        self._seen = 0
        self._rest_until = 0.0
        self.touched = Touched()  # since the last look that ended began
        self._meanwhile = Touched()  # since the present look began
        self._patched: tuple[object, Board] | None = None

    async def look(self) -> Found:
        """Return what is known, looking through the ledger where it changed. Raises: Locked."""
        moment = await self._port.read(self._moment)
        counts = await self._count(moment)
        total = sum(counts.values())
        if self._gaps is None or self._gaps.moment != moment:
            if total <= SURVEY_AT_ONCE_ROWS:
                self._gaps = await self._look_through(counts, moment, waits=False)
            else:
                self._begin(counts, moment)
        percent = min(99, self._seen * 100 // max(1, total)) if self._task.is_running else 100
        return Found(
            gaps=self._gaps,
            people=sum(count for (_, kind), count in counts.items() if kind == "person"),
            percent=percent,
        )

    async def settle(self) -> None:
        """Wait for the task that looks through the ledger, if there is one."""
        await self._task.settle()

    def forget(self) -> None:
        """Stop looking and forget what was found. Idempotent."""
        self._task.forget()
        self._gaps, self._counted, self._seen, self._rest_until = None, None, 0, 0.0
        self.touched, self._meanwhile, self._patched = Touched(), Touched(), None

    async def board(self, gaps: Gaps) -> Board:
        """Return what lists show, with what was written here since the ledger was looked through. Raises: Locked."""
        moment = await self._port.read(self._moment)
        key = (gaps.moment, moment, tuple(self.touched.needs), tuple(self.touched.people))
        if self._patched is None or self._patched[0] != key:
            touched, today = self.touched, gaps.moment[0]
            self._patched = key, await self._port.read(lambda _node: read_board(gaps.board, touched, today))
        return self._patched[1]

    def touch(self, rows: Iterable[RecordRow]) -> None:
        """Note rows that were written here, so that lists show them before the ledger is looked through again."""
        noted = list(rows)
        self.touched.add(noted)
        self._meanwhile.add(noted)

    def _begin(self, counts: Counts, moment: Moment) -> None:
        if self._task.is_running or self._clock() < self._rest_until:
            return
        self._seen, begun = 0, self._clock()

        async def look() -> None:
            gaps = await self._look_through(counts, moment, waits=True)
            now = self._clock()
            self._gaps, self._rest_until = gaps, now + SURVEY_REST * (now - begun)

        self._task.begin(look)

    async def _look_through(self, counts: Counts, moment: Moment, *, waits: bool) -> Gaps:
        findings, self._meanwhile = Findings(), Touched()
        for (space, kind), count in counts.items():
            offset = 0
            while offset < count:
                if waits:
                    await self._visits.quiet()
                seen = await self._port.read(_piece(space, kind, offset, findings))
                if not seen:
                    break
                offset += seen
                self._seen += seen
                await asyncio.sleep(0)  # a request that arrived meanwhile goes first
        gaps = await asyncio.to_thread(conclude, findings, moment)
        self.touched = self._meanwhile
        return gaps

    async def _count(self, moment: Moment) -> Counts:
        if self._counted is None or self._counted[0] != moment:
            counts = await self._port.read(count_rows)
            self._counted = moment, counts
        return self._counted[1]

    def _moment(self, node: Node) -> Step[Moment]:
        yield from ()
        return moment_of(node, self._port.today())


def _piece(space: Space, kind: str, offset: int, findings: Findings) -> Callable[[Node], Step[int]]:
    return lambda _node: read_piece(space, kind, offset, findings)
