"""The pages of a large ledger over HTTP: how long the server takes for lists, filters, searches, cards, Today, counts.

One process makes the ledger, another opens it and serves and asks for pages: its memory is that of a node with pages
open, and of the browser that asks. A home can be made once and measured again:

    python -m bench.pages make FOLDER 100000
    python -m bench.pages serve FOLDER
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from itertools import cycle
from pathlib import Path
from typing import Final

import aiohttp

from bench.large import make
from bench.one_node import PASSPHRASE
from bench.report import Figure, at_most, peak_memory_mib, percentile, timed
from keys.keyfile import CHEAP
from keys.randomness import system_random
from node.api.limits import PAGE_ROWS
from node.api.serving import PageServer
from node.crdt.ids import Record
from node.ledger.types import Scalar
from node.runtime.home import Home
from node.runtime.process import collect_seldom
from node.service.lookup import find_records
from node.service.records import add_record
from tests.api.fake_port import FakeNetwork, FakeSafety

PERSONS: Final = 100_000
ROUNDS: Final = 40
GOAL_MS: Final = 100
COUNTED_LOOK_S: Final = 0.2  # between two looks at the counts while they are made
COUNTED_LOOKS_MAX: Final = 3_000  # ten minutes
MEMORY_MIB: Final = 150

EDITED: Final = (
    ("the list", "/people"),
    ("Today", "/"),
    ("places", "/list/place"),
    ("statistics", "/counts"),
    ("letters", "/letters"),
    ("who is left alone", "/gaps"),
)
Asked = tuple[str, str | dict[str, str]]  # what is measured, and its address or the form of the list

LISTS: Final[tuple[Asked, ...]] = (
    ("the list, first page", "/people"),
    ("the list, as cards", "/people?view=cards"),
    ("the list, half way", "/people?page={half}"),
    ("the list, last page", "/people?page={last}"),
    ("places", "/list/place"),
    ("judgments, first page", "/list/judgment"),
    ("judgments, last page", "/list/judgment?page={last}"),
    ("needs, half way", "/list/need?page={quarter}"),
)
FILTERS: Final[tuple[Asked, ...]] = (
    ("filter: all in prison", {"status": "liberty=imprisoned"}),
    ("filter: a status", {"status": "status=remand"}),
    ("filter: released", {"status": "status=released_served"}),
    ("filter: a place", {"place": "{place}"}),
    ("filter: an article", {"article": "article=368"}),
    ("filter: a group of people", {"group": "is=student"}),
    ("filter: recognised by a group", {"recognised": "{recognised}"}),
    ("filter: nobody looks after them", {"gap": "gap=guardian"}),
    ("filter: something is needed urgently", {"gap": "need=urgent"}),
    ("filter: no letter for long", {"gap": "gap=letters"}),
    ("filter: two values for one fact", {"rest": "conflict"}),
    ("filters: in prison, nobody looks after", {"status": "liberty=imprisoned", "gap": "gap=guardian"}),
    ("filters: a place and an article", {"place": "{place}", "article": "article=368"}),
    ("filters: released, an article, nobody found", {"status": "status=released_served", "place": "{place}"}),
    (
        "filters: five at once",
        {
            "status": "status=serving_imprisonment",
            "article": "article=342",
            "group": "is=student",
            "gap": "gap=letters",
        },
    ),
)
SEARCHES: Final[tuple[Asked, ...]] = (
    ("search: one letter", {"search": "а"}),
    ("search: three letters", {"search": "Узо"}),
    ("search: a common name", {"search": "Узораў"}),
    ("search: in Latin letters", {"search": "Uzorau"}),
    ("search: in Russian spelling", {"search": "Узоров"}),
    ("search: a common given name", {"search": "Аляксандр"}),
    ("search: a given name and a surname", {"search": "Ганна Тэставіч"}),
    ("search: one person", {"search": "Алесь 4210"}),
    ("search: a word in many records", {"search": "TEST"}),
    ("search: nobody", {"search": "Ніводны"}),
    ("search: a long line", {"search": "Узораў Алесь Сяргеевіч " * 8}),
    ("search in a filter", {"search": "Ганна", "status": "liberty=imprisoned"}),
    ("search in a place", {"search": "Узораў", "place": "{place}"}),
)
HELP: Final[tuple[Asked, ...]] = (
    ("needs: waiting", "/needs"),
    ("needs: urgent ones of a place", "/needs?place={place_id}"),
    ("needs: of a kind, half way", "/needs?kind=medicine&state=all&page={quarter}"),
    ("who is left alone", "/gaps"),
    ("who is left alone, half way", "/gaps?page={half}"),
    ("who is left alone: nobody writes", "/gaps?gap=letters"),
    ("who is left alone, by place", "/gaps?by=place"),
    ("guardians", "/guardians"),
    ("guardians: to look into", "/guardians?state=watched"),
    ("letters: may be written to", "/letters"),
    ("letters: of a place, for half a year", "/letters?state=m6&place={place_id}"),
    ("letters: nobody ever wrote, half way", "/letters?state=never&page={quarter}"),
    ("letters: an evening", "/letters/evening"),
    ("hearings of a month", "/hearings?month=2025-03"),
    ("hearings without an outcome", "/hearings?month=2025-03&late=1"),
    ("waiting for a second pair of eyes", "/verify"),
    ("waiting for them, half way", "/verify?why=unseen&page={half}"),
    ("events", "/events"),
    ("print: letters", "/print/letters?born=3"),
    ("print: labels", "/print/labels?born=3"),
    ("print: courts", "/print/courts?month=2025-03"),
)
LATE: Final[tuple[tuple[str, dict[str, str], str], ...]] = (
    ("filter: all in prison, a late page", {"status": "liberty=imprisoned"}, "&page={quarter}"),
    ("search: a common name, a late page", {"search": "Узораў"}, "&page={tenth}"),
)


def measure(persons: int = PERSONS) -> Iterator[Figure]:
    """Yield the figures of the pages with this many people."""
    with tempfile.TemporaryDirectory() as folder:
        home = str(Path(folder) / "home")
        yield from _child("make", home, str(persons))
        yield from _child("serve", home)


def _child(*arguments: str) -> Iterator[Figure]:
    with subprocess.Popen(
        [sys.executable, "-m", "bench.pages", *arguments], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            yield Figure(**json.loads(line))
    if child.returncode:
        raise SystemExit("the pages could not be measured")


# --- what the children do ---------------------------------------------------------------------------------------------
def _tell(figure: Figure) -> None:
    print(json.dumps(asdict(figure)), flush=True)


async def _make(folder: Path, persons: int) -> None:
    for figure in await make(folder, persons):
        _tell(figure)


async def _serve(folder: Path) -> None:
    home = Home(folder, cost=CHEAP)
    await home.unlock(PASSPHRASE)
    async with _Browser.of(home) as browser:
        async for figure in _measured(home, browser):
            _tell(figure)
    await home.lock()


class _Browser:
    """A browser that was let in."""

    def __init__(self, session: aiohttp.ClientSession, base: str, token: str) -> None:
        self._session, self._base, self._token = session, base, token

    @classmethod
    @asynccontextmanager
    async def of(cls, home: Home) -> AsyncIterator["_Browser"]:
        server = await PageServer.start(
            home,
            FakeNetwork(),
            FakeSafety(),
            host="127.0.0.1",
            number=0,
            random=system_random,
            clock=time.monotonic,
            stop_s=1,
        )
        try:
            async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
                base = server.first_link.partition("/open/")[0]
                async with session.get(server.first_link) as answer:
                    token = (await answer.text()).partition('name="token" value="')[2][:32]
                yield cls(session, base, token)
        finally:
            await server.stop()

    async def get(self, path: str) -> str:
        """Ask for a page."""
        async with self._session.get(self._base + path) as answer:
            answer.raise_for_status()
            return await answer.text()

    async def find(self, fields: dict[str, str]) -> str:
        """Send the form of the list; return the address it leads to."""
        form = {"token": self._token, **fields}
        sent = self._session.post(
            self._base + "/search", data=form, headers={"Origin": self._base}, allow_redirects=False
        )
        async with sent as answer:
            return answer.headers["Location"]


async def _measured(home: Home, browser: _Browser) -> AsyncIterator[Figure]:
    first = await browser.get("/people")
    found = await home.read(lambda _node: find_records(kind="person", limit=ROUNDS))
    names = _named(first, -(-found.total // PAGE_ROWS))
    for work, asked in (*LISTS, *HELP, *FILTERS, *SEARCHES):
        yield await _timed(browser, work, await _address(browser, asked, names))
    for work, fields, page in LATE:
        yield await _timed(browser, work, await _address(browser, fields, names) + page.format(**names))
    card = first.partition('href="/card/')[2].partition('"')[0]
    yield await _timed(browser, "a card", f"/card/{card}")
    yield await _timed(browser, "the history of a record", f"/card/{card}/history")
    yield await _timed(browser, "Today", "/")
    yield at_most("memory until then, of the node and of what asks", peak_memory_mib(), MEMORY_MIB, "MiB")
    with timed() as span:
        await _counted(browser)
    yield Figure(work="counting for the first time, beside the pages", figure=f"{span.seconds:,.1f} s")
    yield await _timed(browser, "statistics", "/counts")
    people = cycle(row.record for row in found.rows)
    for work, path in EDITED:
        yield await _timed(browser, f"{work}, right after an edit", path, before=lambda: _edit(home, next(people)))
    yield Figure(work="memory with all statistics", figure=f"{peak_memory_mib():,.0f} MiB")


async def _counted(browser: _Browser) -> None:
    for _ in range(COUNTED_LOOKS_MAX):
        if "being counted" not in await browser.get("/counts"):
            return
        await asyncio.sleep(COUNTED_LOOK_S)


def _named(page: str, pages: int) -> dict[str, str]:
    """Return what the places in what is asked for stand for."""
    marks = {name: page.partition(f'value="{name}=')[2].partition('"')[0] for name in ("place", "recognised")}
    late = {"last": pages, "half": pages // 2, "quarter": pages // 4, "tenth": pages // 10}
    return {
        **{name: f"{name}={code}" for name, code in marks.items()},
        **{name: str(at) for name, at in late.items()},
        "place_id": marks["place"],
    }


async def _address(browser: _Browser, asked: str | dict[str, str], names: dict[str, str]) -> str:
    if isinstance(asked, str):
        return asked.format(**names)
    return await browser.find({name: text.format(**names) for name, text in asked.items()})


async def _edit(home: Home, person: Record) -> None:
    number = time.monotonic_ns()
    values: dict[str, Scalar] = {"person": person, "status": "remand", "effective_on": "2026"}
    await home.write(lambda node: add_record(node.only_space(), "status_event", values, now=number))


async def _timed(
    browser: _Browser, work: str, path: str, before: Callable[[], Awaitable[None]] | None = None
) -> Figure:
    """Ask for a page again and again; its time is that of the slowest of a hundred."""
    await browser.get(path)
    times, busy = [], []
    for _ in range(ROUNDS):
        if before is not None:
            await before()
        begin, worked = time.perf_counter(), time.process_time()
        await browser.get(path)
        times.append((time.perf_counter() - begin) * 1000)
        busy.append((time.process_time() - worked) * 1000)
    figure = at_most(f"{work}, p99", percentile(times, 0.99), GOAL_MS, "ms")
    told = f"median {percentile(times, 0.5):,.1f} ms, of processor p99 {percentile(busy, 0.99):,.1f} ms"
    return replace(figure, goal=f"{figure.goal}   {told}")


if __name__ == "__main__":
    collect_seldom()
    match sys.argv[1:]:
        case "make", folder, persons:
            asyncio.run(_make(Path(folder), int(persons)))
        case "serve", folder:
            asyncio.run(_serve(Path(folder)))
