"""What the pages should say, counted from the book alone: plain loops over dictionaries, nothing of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from node.crdt.ids import Record
from tests.year.script import Line, Year

HELD = {"remand", "serving_imprisonment"}
GONE = {"died_in_custody"}


def about(year: Year, kind: str, record: Record, path: str = "person") -> list[Line]:
    """Return the lines of a kind that name a record."""
    return [line for line in year.of(kind) if line.ref(path) == record]


def status_of(year: Year, person: Record) -> str:
    """Return the latest status. Fails where the book says two things of one day."""
    told = statuses(year, person)
    assert len(told) == 1, "the book says two things of one day"
    return next(iter(told))


def statuses(year: Year, person: Record) -> set[str]:
    """Return what is stated of the latest day. A death outweighs: those in the book were checked."""
    lines = about(year, "status_event", person)
    latest = max(line.text("effective_on") for line in lines)
    found = {line.text("status") for line in lines if line.text("effective_on") == latest}
    return found & GONE or found


# --- needs ------------------------------------------------------------------------------------------------------------
def need_counts(year: Year) -> dict[str, int]:
    """Return how many needs are of each state, and how many are given more than they ask (`over`)."""
    counts: dict[str, int] = {}
    for need in year.of("need"):
        for state in states_of(year, need):
            counts[state] = counts.get(state, 0) + 1
    return counts


def states_of(year: Year, need: Line) -> Iterable[str]:
    """Yield the state of a need, and `over` where more was promised or sent than it asks."""
    wanted = amount(need)
    deliveries = about(year, "delivery", need.record, "need")
    pledged = sum(amount(one) for one in about(year, "pledge", need.record, "need") if one.text("status") == "promised")
    arrived = sum(amount(one) for one in deliveries if one.text("status") in {"accepted", "delivered_confirmed"})
    sent = sum(amount(one) for one in deliveries if one.text("status") != "refused")
    how = {one.text("status") for one in deliveries}
    if arrived >= wanted:
        yield "delivered"
    elif "sent" in how:
        yield "in_delivery"
    elif "refused" in how and not arrived:
        yield "refused_by_facility"
    elif pledged >= wanted:
        yield "covered"
    else:
        yield "partly_covered" if pledged or arrived else "open"
    if max(pledged, sent) > wanted:
        yield "over"


def amount(line: Line) -> int:
    """Return how many."""
    value = line.values["quantity"]
    assert isinstance(value, int)
    return value


# --- letters ----------------------------------------------------------------------------------------------------------
def writable(year: Year) -> list[Record]:
    """Return who may be written to: everybody known to be alive and not free."""
    return [line.record for line in year.of("person") if status_of(year, line.record) in HELD]


def unwritten(year: Year, months: int) -> list[Record]:
    """Return who may be written to and got no letter that passed for so many months."""
    found = []
    for person in writable(year):
        days = [line.text("sent_on") for line in passed(year, person)]
        if not days or whole_months(date.fromisoformat(max(days)), year.today) >= months:
            found.append(person)
    return found


def passed(year: Year, person: Record) -> list[Line]:
    """Return the letters to a person that were not blocked."""
    return [line for line in to_prison(year, person) if line.text("status") != "blocked"]


def to_prison(year: Year, person: Record) -> list[Line]:
    """Return the letters to a person."""
    return [line for line in about(year, "letter", person) if line.text("direction") == "to_prisoner"]


def double_writing(year: Year) -> list[Record]:
    """Return to whom two people wrote within a week, or anybody twice on one day."""
    found = []
    for person in year.of("person"):
        lines = to_prison(year, person.record)
        pairs = [(one, other) for place, one in enumerate(lines) for other in lines[place + 1 :]]
        if any(_is_double(*pair) for pair in pairs):
            found.append(person.record)
    return found


def _is_double(one: Line, other: Line) -> bool:
    first, second = sorted(date.fromisoformat(line.text("sent_on")) for line in (one, other))
    return first == second or ((second - first).days < 7 and one.text("written_by") != other.text("written_by"))


def whole_months(first: date, last: date) -> int:
    """Return how many whole months lie between two days."""
    months = 0
    while True:
        year, month = divmod(first.year * 12 + first.month - 1 + months + 1, 12)
        if (year, month + 1, first.day) > (last.year, last.month, last.day):
            return months
        months += 1


# --- guardians and courts ---------------------------------------------------------------------------------------------
def guarded(year: Year) -> set[Record]:
    """Return who has a guardian today."""
    active = [line for line in year.of("guardianship") if line.text("state") == "active"]
    return {person for line in active if (person := line.ref("person")) is not None}


def alone(year: Year) -> list[Record]:
    """Return who is alive and has no guardian."""
    cared = guarded(year)
    return [
        line.record
        for line in year.of("person")
        if line.record not in cared and status_of(year, line.record) not in GONE
    ]


def doubly_guarded(year: Year) -> list[Record]:
    """Return who has two guardians today."""
    people = [line.ref("person") for line in year.of("guardianship") if line.text("state") == "active"]
    return [line.record for line in year.of("person") if people.count(line.record) > 1]


def silent(year: Year, days: int) -> list[Record]:
    """Return who has guardians, none of whom told of a contact for so many days."""
    last: dict[Record, str] = {}
    for line in year.of("guardianship"):
        person = line.ref("person")
        if person is not None and line.text("state") == "active":
            last[person] = max(last.get(person, ""), line.text("last_contact_on"))
    return [
        person
        for person, day in last.items()
        if (year.today - date.fromisoformat(day)).days > days and status_of(year, person) not in GONE
    ]


def per_month(lines: Iterable[Line], path: str) -> dict[str, int]:
    """Return how many lines fall into each month."""
    return tally(lines, lambda line: line.text(path)[:7])


def tally(lines: Iterable[Line], key: Callable[[Line], str]) -> dict[str, int]:
    """Return how many lines have each key."""
    counts: dict[str, int] = {}
    for line in lines:
        counts[key(line)] = counts.get(key(line), 0) + 1
    return counts


def check_ins(year: Year) -> list[date]:
    """Return when each guardian of somebody who is held is to be asked: six weeks after the last contact."""
    held = set(writable(year))
    lasts = [
        date.fromisoformat(line.text("last_contact_on"))
        for line in year.of("guardianship")
        if line.text("state") == "active" and line.ref("person") in held
    ]
    return sorted(max(year.today, last + timedelta(days=42)) for last in lasts)


# --- parcels ----------------------------------------------------------------------------------------------------------
def parcel_days(year: Year, person: Record) -> list[date]:
    """Return when parcels went to a person that were not refused."""
    lines = about(year, "delivery", person)
    return sorted(date.fromisoformat(line.text("sent_on")) for line in lines if line.text("status") != "refused")


def next_parcels(year: Year) -> list[date]:
    """Return when the next parcel may go to whoever is held and got one: three months after the last."""
    days = [sent[-1] for person in writable(year) if (sent := parcel_days(year, person))]
    return sorted(max(year.today, months_later(day, 3)) for day in days)


def without_parcel(year: Year) -> list[Record]:
    """Return who is held and got no parcel in the last three months."""
    held = writable(year)
    return [one for one in held if not any(months_later(day, 3) > year.today for day in parcel_days(year, one))]


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError


def birthdays(year: Year) -> list[tuple[int, int]]:
    """Return month and day of the birthdays of everybody alive."""
    alive = [line for line in year.of("person") if status_of(year, line.record) not in GONE]
    born = [date.fromisoformat(line.text("birth_date")) for line in alive]
    return sorted((day.month, day.day) for day in born)


def born_in(year: Year, month: int) -> list[Record]:
    """Return who may be written to and has a birthday in a month."""
    held = set(writable(year))
    people = [line for line in year.of("person") if line.record in held]
    return [line.record for line in people if date.fromisoformat(line.text("birth_date")).month == month]


# --- more of the same, by place and person ----------------------------------------------------------------------------
def held_at(year: Year, place: Record) -> list[Record]:
    """Return who is held at a place."""
    held = writable(year)
    return [one for one in held if [line.ref("place") for line in about(year, "placement", one)] == [place]]


def by_month(year: Year, people: Iterable[Record], months: Iterable[str]) -> list[tuple[int, int]]:
    """Return for each month, such as 2031-12, how many of some people got a letter that passed, and a parcel."""
    letters = {one: {line.text("sent_on")[:7] for line in passed(year, one)} for one in people}
    parcels = {one: {day.isoformat()[:7] for day in parcel_days(year, one)} for one in letters}
    return [tuple(sum(month in days for days in told.values()) for told in (letters, parcels)) for month in months]  # type: ignore[misc]


def double_parcels(year: Year) -> dict[Record, int]:
    """Return who got several parcels in the last three months, and how many."""
    counts = {
        line.record: sum(months_later(day, 3) > year.today for day in parcel_days(year, line.record))
        for line in year.of("person")
    }
    return {person: count for person, count in counts.items() if count > 1}


def releases(year: Year) -> list[date]:
    """Return when those who are held may be free: so many years after the arrest as the last judgment says."""
    found = []
    for person in writable(year):
        judged = sorted(about(year, "judgment", person), key=lambda line: line.text("decided_on"))
        if judged:
            (arrest,) = about(year, "detention", person)
            years = int(judged[-1].text("term")[1:-1])
            found.append(months_later(date.fromisoformat(arrest.text("arrested_on")), 12 * years))
    return sorted(found)


def wanted_by_helpers(year: Year, person: Record) -> list[Line]:
    """Return the needs of a person that nobody sent anything for, or that were refused."""
    needs = about(year, "need", person)
    return [need for need in needs if not {"delivered", "in_delivery"} & set(states_of(year, need))]


_CHECKED_TWICE = {  # what a second pair of eyes should see
    "status_event": ("status", "effective_on"),
    "place": ("addresses/a/text", "addresses/a/postcode"),
    "detention": ("arrested_on",),
    "placement": ("place", "began_on"),
    "judgment": ("penalty", "term", "decided_on", "court", "articles/a/text"),
    "hearing": ("held_on", "starts_at", "court_text", "outcome"),
    "recognition": ("decision", "decided_on"),
    "person": ("names/a/text", "birth_date"),
}


def unseen(year: Year) -> int:
    """Return how many records hold a value nobody checked: of a death the day alone."""
    return sum(
        any(path in line.values and (line.text(path), path) != ("died_in_custody", "status") for path in paths)
        for kind, paths in _CHECKED_TWICE.items()
        for line in year.of(kind)
    )
