"""Every statistic counted again in another way: by trying out all days that partial dates leave, one person at a time.

It knows records as plain dictionaries of path and value, reads dates by itself and shares no code with what it checks.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product

Fields = Mapping[str, object]
Interval = tuple[date, date]
IN_PRISON = {"detained_administrative", "remand", "serving_imprisonment", "arrest_penalty", "forced_treatment"}
NOT_TOLD = {"suspected_missing", "unknown"}
VOID = {"corrected", "retracted", "superseded"}
CHOICES_MAX = 200_000


def interval(text: object, today: date) -> Interval:
    """The first and last day a date can mean; without any date the time until today."""
    whole = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(~?)\??", str(text or ""))
    if whole is None and "/" in str(text):
        begin, _, end = str(text).partition("/")
        first = interval(begin, today)[0] if begin != ".." else date.min
        return first, interval(end, today)[1] if end != ".." else max(first, today)
    if whole is None:
        return date.min, today
    year, month, day, about = int(whole[1]), whole[2], whole[3], bool(whole[4])
    if day:
        exact, slack = date(year, int(month), int(day)), timedelta(days=3 if about else 0)
        return exact - slack, exact + slack
    if month:
        around = [(year * 12 + int(month) - 1 + shift) for shift in ((-1, 0, 1) if about else (0,))]
        first, last = around[0], around[-1]
        return date(first // 12, first % 12 + 1, 1), _end(last // 12, last % 12 + 1)
    return date(year - about, 1, 1), date(year + about, 12, 31)


def _end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def is_dated(text: object) -> bool:
    """Whether a date says anything of a year."""
    return bool(re.search(r"\d{4}", str(text or "")))


class Turn:
    """From some day within an interval on something holds; `group` ties the beginning of a stay to its end."""

    def __init__(
        self, when: Interval, holds: bool | None, *, ends: Turn | None = None, is_doubted: bool = False
    ) -> None:
        self.when, self.holds, self.ends, self.is_doubted = when, holds, ends, is_doubted


def outcome(turns: Sequence[Turn], day: date) -> tuple[bool, bool]:
    """Whether it surely and whether it possibly holds on a day: over all days the turns can have been on."""
    sure, possible = bool(turns), False
    for latest in _latest(turns, day):
        told = {turn.holds for turn in latest}
        possible = possible or any(holds is not False for holds in told)
        sure = sure and told == {True}
    return sure, possible


def can_be_latest(turns: Sequence[Turn], day: date) -> list[Turn]:
    """The turns that hold on a day for some of the days they can have been on."""
    found = {id(turn) for latest in _latest(turns, day) for turn in latest}
    return [turn for turn in turns if id(turn) in found]


def _latest(turns: Sequence[Turn], day: date) -> Iterator[list[Turn]]:
    """For each choice of days the turns that are the latest on a day: several of one day stand together."""
    borders = {day, day + timedelta(days=1)} | {border for turn in turns for border in turn.when}
    choices = [sorted({b for b in borders if turn.when[0] <= b <= turn.when[1]}) for turn in turns]
    count = 1
    for choice in choices:
        count *= len(choice)
    assert count <= CHOICES_MAX, "too many ways to try out"
    for days in product(*choices):
        on = {id(turn): when for turn, when in zip(turns, days, strict=True)}
        begun = [turn for turn in turns if on[id(turn)] <= day]
        begun = [turn for turn in begun if not any(end.ends is turn for end in begun)]
        last = max((on[id(turn)] for turn in begun), default=None)
        yield [turn for turn in begun if on[id(turn)] == last]


def turns_of(
    detentions: Iterable[tuple[Fields, Collection[str]]],
    statuses: Iterable[tuple[Fields, Collection[str]]],
    today: date,
) -> list[Turn]:
    """What detentions and statuses tell of being in prison; each comes with the paths where several values stand."""
    turns: list[tuple[Turn, bool]] = []
    for one, conflicts in detentions:
        begin = Turn(interval(one.get("arrested_on"), today), True, is_doubted="arrested_on" in conflicts)
        turns.append((begin, is_dated(one.get("arrested_on"))))
        if one.get("ended_on"):
            end = Turn(interval(one["ended_on"], today), False, ends=begin, is_doubted="ended_on" in conflicts)
            turns.append((end, is_dated(one["ended_on"])))
    for one, conflicts in statuses:
        if one.get("status") and one.get("state") not in VOID:
            holds = None if one["status"] in NOT_TOLD else one["status"] in IN_PRISON
            is_doubted = bool({"status", "effective_on"} & set(conflicts))
            when = interval(one.get("effective_on"), today)
            turns.append((Turn(when, holds, is_doubted=is_doubted), is_dated(one.get("effective_on"))))
    dated = [turn for turn, has_date in turns if has_date]
    return dated or [turn for turn, _ in turns]
