"""The pages of a large ledger over HTTP: how long the server takes for the list, a filter, a search, a card, Today.

The persons and what refers to them are synthetic; most are in prison, so that the filters are dense.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import aiohttp

from bench.one_node import PASSPHRASE, Draft
from bench.report import Figure, at_most, peak_memory_mib, percentile, timed
from keys.keyfile import CHEAP
from keys.randomness import system_random
from node.api.serving import PageServer
from node.crdt.ids import Record
from node.runtime.home import Home
from node.service.limits import RECORDS_PER_COMMIT
from node.service.marking import MARK_PIECES, mark
from node.service.records import add_records
from node.service.spaces import create_space
from tests.api.fake_port import FakeNetwork, FakeSafety

PERSONS: Final = 100_000
ROUNDS: Final = 40
GOAL_MS: Final = 100
MEMORY_MIB: Final = 150
_SURNAMES: Final = ("Узораў", "Тэставіч", "Прыкладаў", "Невядомы", "Выдуманы", "Пробны", "Спробін", "Макетаў")
_GIVEN: Final = ("Алесь", "Ганна", "Сяргей", "Марыя", "Уладзімір", "Кацярына", "Мікіта", "Наста", "Аляксандр", "Вольга")
_STATUSES: Final = (
    "remand",
    "serving_imprisonment",
    "serving_imprisonment",
    "serving_open_facility",
    "released_served",
)
_ARTICLES: Final = ("342", "368", "361-1", "130", "293", "364")
_PLACES: Final = 40


def drafts(persons: int) -> Iterator[Draft]:
    """Yield places, then each person with a status, a stay, a judgment and every second one with a need."""
    number = 0

    def new(kind: str, **fields: bytes | str | int | bool | None) -> Draft:
        nonlocal number
        number += 1
        return Record(number.to_bytes(16, "big")), kind, {path.replace("__", "/"): one for path, one in fields.items()}

    places = [new("place", category="penal_colony", names__a__text=f"TEST-{n}") for n in range(_PLACES)]
    yield from places
    for at in range(persons):
        name = f"{_GIVEN[at % 10]} TEST-{_SURNAMES[at * 7 % 8]}-{at}"
        born = date(1950 + at % 55, 1 + at % 12, 1 + at % 28).isoformat()
        groups = {"groups__student": True} if at % 5 == 0 else {}
        person = new("person", names__a__text=name, names__a__language="be", birth_date=born, **groups)
        yield person
        since = (date(2021, 1, 1) + timedelta(days=at % 1800)).isoformat()
        yield new("status_event", person=person[0], status=_STATUSES[at % 5], effective_on=since)
        yield new("placement", person=person[0], place=places[at % _PLACES][0], began_on=since)
        yield new("judgment", person=person[0], decided_on=since, articles__a__text=_ARTICLES[at % 6],
                  penalty="imprisonment", term="P5Y")  # fmt: skip
        if at % 2:
            yield new("need", person=person[0], category="medicine", urgency=("urgent", "normal")[at % 4 == 1])


def measure(persons: int = PERSONS) -> Iterator[Figure]:
    """Yield the figures of the pages with this many people."""
    with tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(_gathered(Path(folder) / "home", persons))


async def _gathered(folder: Path, persons: int) -> list[Figure]:
    return [figure async for figure in _figures(folder, persons)]


async def _figures(folder: Path, persons: int) -> AsyncIterator[Figure]:
    home = Home(folder, cost=CHEAP)
    await home.create(name="alice", passphrase=PASSPHRASE)
    await home.write(lambda node: create_space(node, title="TEST space"))
    part: list[Draft] = []
    with timed() as span:
        for draft in drafts(persons):
            part.append(draft)
            if len(part) == RECORDS_PER_COMMIT:
                await home.write(lambda node, some=tuple(part): add_records(node.only_space(), some, now=1))
                part.clear()
        await home.write(lambda node: add_records(node.only_space(), part, now=1))
    yield Figure(work=f"writing {persons:,} people and what refers to them", figure=f"{span.seconds:,.0f} s")
    with timed() as span:
        while await home.write(lambda _node: mark(home.today(), MARK_PIECES)):
            pass
    yield Figure(work="working out all marks, beside the pages", figure=f"{span.seconds:,.0f} s")
    await home.lock()
    await home.unlock(PASSPHRASE)
    async for figure in _served(home):
        yield figure
    await home.lock()
    yield Figure(work="memory of the whole run (writing included)", figure=f"{peak_memory_mib():,.0f} MiB")


async def _served(home: Home) -> AsyncIterator[Figure]:
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
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            base = server.first_link.partition("/open/")[0]
            async with browser.get(server.first_link) as answer:
                token = (await answer.text()).partition('name="token" value="')[2][:32]
            async for figure in _measured(_Browser(browser, base, token)):
                yield figure
    finally:
        await server.stop()


class _Browser:
    """A browser that was let in."""

    def __init__(self, session: aiohttp.ClientSession, base: str, token: str) -> None:
        self._session, self._base, self._token = session, base, token

    async def get(self, path: str) -> str:
        """Ask for a page."""
        async with self._session.get(self._base + path) as answer:
            answer.raise_for_status()
            return await answer.text()

    async def find(self, **fields: str) -> str:
        """Send the form of the list; return the address it leads to."""
        form = {"token": self._token, **fields}
        sent = self._session.post(
            self._base + "/search", data=form, headers={"Origin": self._base}, allow_redirects=False
        )
        async with sent as answer:
            return answer.headers["Location"]


async def _measured(browser: _Browser) -> AsyncIterator[Figure]:
    first = await browser.get("/people")
    card = first.partition('href="/card/')[2].partition('"')[0]
    dense = await browser.find(status="liberty=imprisoned", gap="gap=guardian")
    sparse = await browser.find(status="status=released_served", article="article=368")
    place = first.partition('value="place=')[2].partition('"')[0]
    held = await browser.find(place=f"place={place}")
    paths = {
        "the list, first page": "/people",
        "the list, page 900": "/people?page=900",
        "a filter that most people fit": dense,
        "a filter that few people fit": sparse,
        "a filter by place": held,
        "a search by a common name": await browser.find(search="Узораў"),
        "a search by a rare name": await browser.find(search="Алесь 4210"),
        "a search within a filter": await browser.find(search="Ганна", status="liberty=imprisoned"),
        "a card": f"/card/{card}",
        "Today": "/",
    }
    for work, path in paths.items():
        await browser.get(path)
        times, busy = [], []
        for _ in range(ROUNDS):
            begin, worked = time.perf_counter(), time.process_time()
            await browser.get(path)
            times.append((time.perf_counter() - begin) * 1000)
            busy.append((time.process_time() - worked) * 1000)
        figure = f"{percentile(times, 0.5):,.1f} ms"
        yield Figure(work=f"{work}, median", figure=figure, goal=f"{percentile(busy, 0.99):,.1f} ms of processor, p99")
        yield at_most(f"{work}, p99", percentile(times, 0.99), GOAL_MS, "ms")


if __name__ == "__main__":
    for shown in measure():
        print(shown.line(), flush=True)
