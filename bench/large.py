"""A large ledger of synthetic people and what refers to them, for the figures of the pages.

Most are in prison, so that the filters are dense; a few stand in every way of being rare.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from bench.one_node import PASSPHRASE, Draft
from bench.report import Figure, timed
from keys.keyfile import CHEAP
from node.crdt.ids import Record
from node.runtime.home import Home
from node.service.limits import RECORDS_PER_COMMIT
from node.service.marking import MARK_PIECES, mark
from node.service.records import add_records
from node.service.spaces import create_space

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
_DECIDED_EVERY: Final = 10  # of them a group has recognised
_COURTS: Final = 12
_OFFERS: Final = 100
_EVENTS: Final = 300  # days of solidarity of ten years
_HELPERS: Final = 60


def drafts(persons: int) -> Iterator[Draft]:
    """Yield what there is a fixed number of, then each person with a status, a stay and a judgment, many of them with a
    need, letters, a guardian, parcels and hearings.
    """
    number = 0

    def new(kind: str, **fields: bytes | str | int | bool | None) -> Draft:
        nonlocal number
        number += 1
        return Record(number.to_bytes(16, "big")), kind, {path.replace("__", "/"): one for path, one in fields.items()}

    places = [
        new("place", category="penal_colony", names__a__text=f"TEST-{n}", addresses__a__text=f"TEST-вул. {n}",
            parcel_every_months=3)
        for n in range(_PLACES)
    ]  # fmt: skip
    courts = [new("court", names__a__text=f"TEST-суд {n}", names__a__language="be") for n in range(_COURTS)]
    yield from (*places, *courts)
    for at in range(_OFFERS):
        yield new("offer", category=("job", "housing")[at % 2], what=f"TEST-{at}", valid_to="2099")
    for at in range(_EVENTS):
        day = (date(2021, 1, 1) + timedelta(days=at * 9)).isoformat()
        yield new("solidarity_event", title=f"TEST-вечар {at}", category="letter_evening", held_on=day)
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
                  court=f"TEST-суд {at % 12}", penalty="imprisonment", term="P5Y")  # fmt: skip
        if at % 2:
            yield new("need", person=person[0], category="medicine", urgency=("urgent", "normal")[at % 4 == 1])
        if at % 2 == 0:
            yield new("letter", person=person[0], direction="to_prisoner", status="sent", sent_on=_day_of(at * 3),
                      written_by=f"TEST-{at % _HELPERS}")  # fmt: skip
            yield new("hearing", person=person[0], held_on=_day_of(at * 7), starts_at=f"{9 + at % 8:02}:30",
                      court=courts[at % _COURTS][0], category="main")  # fmt: skip
        if at % 3 == 0:
            yield new("guardianship", person=person[0], guardian=f"TEST-{at % _HELPERS}", state="active",
                      began_on=since, last_contact_on=_day_of(at * 5))  # fmt: skip
        if at % 4 == 0:
            yield new("delivery", person=person[0], category="parcel", status="delivered_confirmed",
                      sent_on=_day_of(at))  # fmt: skip
        if at % _DECIDED_EVERY == 0:
            yield new("recognition", person=person[0], group=f"TEST-група {at % 3}", decision="recognised",
                      decided_on=since)  # fmt: skip


def _day_of(at: int) -> str:
    """Return one of two thousand days that end in the summer of 2026."""
    return (date(2021, 1, 1) + timedelta(days=at % 2_000)).isoformat()


async def make(folder: Path, persons: int) -> tuple[Figure, Figure]:
    """Make a home with such a ledger; return how long writing and working out what follows took."""
    home = Home(folder, cost=CHEAP)
    await home.create(name="alice", passphrase=PASSPHRASE)
    await home.write(lambda node: create_space(node, title="TEST space"))
    part: list[Draft] = []
    records = 0
    with timed() as writing:
        for draft in drafts(persons):
            part.append(draft)
            if len(part) == RECORDS_PER_COMMIT:
                records += await _write(home, part)
        records += await _write(home, part)
    with timed() as marking:
        while await home.write(lambda _node: mark(home.today(), MARK_PIECES)):
            pass
    await home.lock()
    return (
        Figure(
            work=f"writing {persons:,} people and what refers to them",
            figure=f"{writing.seconds:,.0f} s",
            goal=f"{records / writing.seconds:,.0f} records a second",
        ),
        Figure(work="working out all marks, beside the pages", figure=f"{marking.seconds:,.0f} s"),
    )


async def _write(home: Home, part: list[Draft]) -> int:
    """Write records and forget them; return how many."""
    some = tuple(part)
    await home.write(lambda node: add_records(node.only_space(), some, now=1))
    part.clear()
    return len(some)
