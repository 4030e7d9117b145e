"""How many are in prison on a day: surely, and possibly.

What is told of a person are moments: "from some day in [earliest, latest] on: in prison, or not". Detentions tell two,
statuses one each. On a day the person is where the latest moment that has begun puts them; where the dates leave
several moments to be the latest, all of them are possible.

1. A moment can be the latest only if it can have begun, and if no other that has surely begun is surely after it.
2. Moments without any date began by today at the latest; they count only where there are no dated ones.
3. The beginning of a detention that has surely ended is not the latest.
4. Where moments that have surely begun contradict one another and some are attested, only those of them count.
5. Surely in prison: every possible moment says so and one has surely begun. Possibly: one says so.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from node.ledger.derived import Liberty, RecordView, liberty_of
from node.ledger.limits import STATISTIC_DAYS_MAX
from node.ledger.statistics.material import Material
from node.ledger.statistics.span import Span, one
from node.ledger.vocabulary.status import STATUS_STATES_NOT_COUNTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """From a day between `earliest` and `latest` on. `is_in` is None where it is not known."""

    earliest: date
    latest: date
    is_dated: bool
    is_in: bool | None
    is_attested: bool = False
    is_contradicted: bool = False
    over_on: date = date.max  # the last day on which the detention that begins here can have ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Whether a person is in prison on a day, and whether the sources contradict one another about it."""

    is_sure: bool
    is_possible: bool
    is_contradicted: bool


NOWHERE = Presence(is_sure=False, is_possible=False, is_contradicted=False)


def moments_of(material: Material, person: bytes) -> list[Moment]:
    """What the detentions and statuses of a person tell."""
    told = [moment for view in material.of("detention", person) for moment in _of_detention(material, view)]
    told += [moment for view in material.of("status_event", person) for moment in _of_status(material, view)]
    return dated(told)


def dated(moments: list[Moment]) -> list[Moment]:
    """Those with a date; all where none has one."""
    return [moment for moment in moments if moment.is_dated] or moments


def moment_of(material: Material, view: RecordView, path: str, *, says: str, is_in: bool | None) -> Moment:
    """The moment that the date at `path` of a record and the value at `says` tell."""
    earliest, latest = material.bounds(view, path)
    day = view.day(path)
    return Moment(
        earliest=earliest,
        latest=latest,
        is_dated=day.earliest is not None or day.latest is not None,
        is_in=is_in,
        is_attested=says in view.attested,
        is_contradicted=material.is_contradicted(view, path, says),
    )


def presence_at(moments: Iterable[Moment], day: date) -> Presence:
    """Where moments put a person on a day."""
    known = list(moments)
    begun = [moment for moment in known if moment.latest <= day < moment.over_on]
    last = max((moment.earliest for moment in begun), default=date.min)
    possible = [
        moment
        for moment in known
        if moment.earliest <= day and min(moment.latest, day) >= last and moment.over_on > day
    ]
    told = [moment for moment in possible if moment.latest <= day]
    is_contradicted = len({moment.is_in for moment in told}) > 1
    settled = [moment for moment in told if moment.is_attested] if is_contradicted else []
    counted = [moment for moment in possible if not settled or moment in settled or moment.latest > day]
    return Presence(
        is_sure=bool(begun) and bool(counted) and all(moment.is_in is True for moment in counted),
        is_possible=any(moment.is_in is not False for moment in counted),
        is_contradicted=is_contradicted or any(moment.is_contradicted for moment in possible),
    )


def presence_on(material: Material, day: date) -> dict[bytes, Presence]:
    """Where each person is on a day."""
    return {person: presence_at(moments_of(material, person), day) for person in material.people}


def count_on(material: Material, day: date) -> Span:
    """How many are in prison on a day."""
    return sum((_span(presence) for presence in presence_on(material, day).values()), Span())


def daily_heads(material: Material, first: date, last: date) -> list[tuple[date, Span]]:
    """How many are in prison on each day from `first` to `last`, at most STATISTIC_DAYS_MAX days.

    Raises: ValueError for more days.
    """
    return heads_of([changes_of_heads(material, first, last)], first, last)


def changes_of_heads(material: Material, first: date, last: date) -> "array[int]":
    """How the heads change within these days: for each such day its number from `first` and the changes of a span."""
    changes: dict[int, list[int]] = {}
    for person in material.people:
        for begin, end, presence in _stretches(moments_of(material, person), first, last):
            span = _span(presence)
            for day, sign in ((begin, 1), (end, -1)):
                change = changes.setdefault((day - first).days, [0, 0, 0])
                for place, count in enumerate((span.least, span.most, span.contradicted)):
                    change[place] += sign * count
    return array("q", [number for day, change in sorted(changes.items()) for number in (day, *change)])


def join_changes(parts: Iterable["array[int]"]) -> "array[int]":
    """The changes of heads, counted from different people, as one."""
    least, most, contradicted = Counter[int](), Counter[int](), Counter[int]()
    for changes in parts:
        for day, *change in zip(*[iter(changes)] * 4, strict=True):
            least[day] += change[0]
            most[day] += change[1]
            contradicted[day] += change[2]
    return array("q", [number for day in sorted(most) for number in (day, least[day], most[day], contradicted[day])])


def heads_of(parts: Iterable["array[int]"], first: date, last: date) -> list[tuple[date, Span]]:
    """The heads of each day from their changes. Raises: ValueError for more than STATISTIC_DAYS_MAX days."""
    days = (last - first).days + 1
    if days > STATISTIC_DAYS_MAX:
        raise ValueError(f"more than {STATISTIC_DAYS_MAX} days")
    changed = join_changes(parts)
    changes = {day: change for day, *change in zip(*[iter(changed)] * 4, strict=True)}
    heads: list[tuple[date, Span]] = []
    span = Span()
    for number in range(max(0, days)):
        least, most, contradicted = changes.get(number, (0, 0, 0))
        span = span + Span(least=least, most=most, contradicted=contradicted)
        heads.append((first + timedelta(days=number), span))
    return heads


def moves_between(material: Material, first: date, last: date) -> tuple[Span, Span]:
    """How many who were not in prison on `first` are on `last`, and how many who were no longer are."""
    before, after = presence_on(material, first), presence_on(material, last)
    came = sum((_moved(before[person], after[person]) for person in before), Span())
    left = sum((_moved(after[person], before[person]) for person in before), Span())
    return came, left


# --- inside -----------------------------------------------------------------------------------------------------------
def _moved(out: Presence, inside: Presence) -> Span:
    """Whether one was out of prison at one time and in it at the other."""
    return one(
        is_sure=not out.is_possible and inside.is_sure,
        is_possible=not out.is_sure and inside.is_possible,
        is_contradicted=out.is_contradicted or inside.is_contradicted,
    )


def _span(presence: Presence) -> Span:
    return one(
        is_sure=presence.is_sure,
        is_possible=presence.is_possible,
        is_contradicted=presence.is_contradicted and presence.is_possible,
    )


def _stretches(moments: list[Moment], first: date, last: date) -> Iterator[tuple[date, date, Presence]]:
    """Yield (first day, day after the last, presence): within a stretch nothing changes."""
    turns = {day for moment in moments for day in (moment.earliest, moment.latest, moment.over_on)}
    borders = sorted({first, last + timedelta(days=1)} | {day for day in turns if first < day <= last})
    for begin, end in pairwise(borders):
        presence = presence_at(moments, begin)
        if presence.is_possible:
            yield begin, end, presence


def _of_detention(material: Material, view: RecordView) -> Iterator[Moment]:
    begin = moment_of(material, view, "arrested_on", says="arrested_on", is_in=True)
    if not view.text("ended_on"):
        yield begin
        return
    end = moment_of(material, view, "ended_on", says="ended_on", is_in=False)
    yield replace(begin, over_on=end.latest)
    yield end


def _of_status(material: Material, view: RecordView) -> Iterator[Moment]:
    code = view.text("status")
    if code and view.text("state") not in STATUS_STATES_NOT_COUNTED:
        liberty = liberty_of(code)
        is_in = None if liberty is Liberty.UNKNOWN else liberty is Liberty.IMPRISONED
        yield moment_of(material, view, "effective_on", says="status", is_in=is_in)
