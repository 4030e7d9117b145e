"""The tables of statistics counted again by plain loops over what each record shows, contradictions included.

A ledger is plain dictionaries here; a count is a list of who is counted, whether surely, whether on values that
contradict one another. It shares no code with what it checks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from tests.support.recount import Turn, can_be_latest, interval, outcome, turns_of

Fields = dict[str, object]
Told = tuple[bytes, Fields]  # a record with what it shows
Tally = tuple[int, int, int, int, int]  # people at least, at most, contradicted; records at least, at most


@dataclass
class Plain:
    """A ledger as plain dictionaries, with the paths that have several values."""

    records: dict[bytes, dict[str, object]] = field(default_factory=dict)
    conflicts: dict[bytes, set[str]] = field(default_factory=dict)
    leaders: dict[bytes, bytes] = field(default_factory=dict)

    def about(self, kind: str) -> dict[bytes, list[tuple[bytes, dict[str, object]]]]:
        """The records of a kind by person."""
        found: dict[bytes, list[tuple[bytes, dict[str, object]]]] = defaultdict(list)
        for record, fields in sorted(self.records.items()):
            if fields["kind"] == kind:
                person = bytes(fields["person"])  # type: ignore[call-overload]
                found[self.leaders.get(person, person)].append((record, fields))
        return found

    @property
    def people(self) -> list[bytes]:
        """The people, each once."""
        return sorted({self.leaders.get(one, one) for one, f in self.records.items() if f["kind"] == "person"})


@dataclass(frozen=True)
class Count:
    """One record of a person in one line of a table."""

    table: str
    key: str
    person: bytes
    is_sure: bool
    is_doubted: bool
    kind: str = ""


def tables(ledger: Plain, day: date, today: date, courts: dict[str, str]) -> dict[tuple[str, str], Tally]:
    """Every line of every table. `courts` folds spellings, by a piece of them."""
    lines: dict[tuple[str, str], list[Count]] = defaultdict(list)
    for person in ledger.people:
        for count in (*_judged(ledger, person, day, today, courts), *_terms(ledger, person, day, today),
                      *_stays(ledger, person, day, today), *_arrests(ledger, person, day, today)):  # fmt: skip
            lines[count.table, count.key].append(count)
    return {line: _tally(counts) for line, counts in lines.items()}


def _tally(counts: list[Count]) -> Tally:
    people = {count.person for count in counts}
    sure = {count.person for count in counts if count.is_sure}
    doubted = {count.person for count in counts if count.is_doubted}
    records = [0, 0]
    for person in people:  # of the charges and the judgments on one article the more numerous count
        of_kinds = [[count for count in counts if (count.person, count.kind) == (person, kind)]
                    for kind in {count.kind for count in counts}]  # fmt: skip
        most, least = max((len(some), sum(count.is_sure for count in some)) for some in of_kinds)
        records[0] += least
        records[1] += most
    return len(sure), len(people), len(doubted), records[0], records[1]


def _judged(ledger: Plain, person: bytes, day: date, today: date, courts: dict[str, str]) -> Iterator[Count]:
    for record, fields in ledger.about("charge")[person]:
        first, last = interval(fields["brought_on"], today)
        if first <= day:
            doubted = bool(ledger.conflicts[record] & {"brought_on", "article_text", "article"})
            yield Count("article", str(fields["article_text"]), person, last <= day, doubted, "charge")
    for record, fields in ledger.about("judgment")[person]:
        first, last = interval(fields.get("decided_on"), today)
        if first > day:
            continue
        court = str(fields["court"])
        keys = {("court", next((key for piece, key in courts.items() if piece in court), court))}
        keys |= {("article", str(text)) for path, text in fields.items() if re.fullmatch(r"articles/\w+/text", path)}
        keys |= {("judge", str(text)) for path, text in fields.items() if re.fullmatch(r"judges/\w+/text", path)}
        for table, key in keys:
            rests_on = {"court": "court$", "article": "articles/", "judge": "judges/"}[table]
            doubted = any(re.match(f"decided_on$|{rests_on}", path) for path in ledger.conflicts[record])
            yield Count(table, key, person, last <= day, doubted, "judgment" if table == "article" else "")


def _terms(ledger: Plain, person: bytes, day: date, today: date) -> Iterator[Count]:
    judged = [(*interval(fields.get("decided_on"), today), record, fields)
              for record, fields in ledger.about("judgment")[person] if fields.get("term")]  # fmt: skip
    judged = [one for one in judged if one[0] <= day]
    dated = [first for first, _, _, fields in judged if re.search(r"\d{4}", str(fields.get("decided_on")))]
    newest = max(dated, default=date.min)
    left = [one for one in judged if one[1] >= newest and (one[0] > date.min or not dated)]
    classes = {_class(str(fields["term"])) for _, _, _, fields in left}
    for kind in classes:
        doubted = any(ledger.conflicts[record] & {"term", "decided_on"} for _, _, record, fields in left
                      if _class(str(fields["term"])) == kind)  # fmt: skip
        is_sure = len(classes) == 1 and any(last <= day for _, last, _, _ in left)
        yield Count("term", kind, person, is_sure, doubted or len(classes) > 1)


def _class(term: str) -> str:
    if not term.startswith("P"):
        return term
    size = {unit: int(count) for count, unit in re.findall(r"(\d+)([YMD])", term)}
    years = size.get("Y", 0) + size.get("M", 0) / 12 + size.get("D", 0) / 360
    return next(key for key, most in (("1y", 1), ("3y", 3), ("5y", 5), ("10y", 10), ("over", 10**4)) if years <= most)


def _stays(ledger: Plain, person: bytes, day: date, today: date) -> Iterator[Count]:
    stays = []
    for record, fields in ledger.about("placement")[person]:
        first, last = interval(fields.get("began_on"), today)
        over = interval(fields["ended_on"], today) if fields.get("ended_on") else (date.max, date.max)
        if first <= day <= over[1]:
            place = ledger.records[bytes(fields["place"])]  # type: ignore[call-overload]
            doubted = bool(ledger.conflicts[record] & {"began_on", "ended_on", "place"})
            stays.append((f"{place['category']} {place['number']}", last <= day < over[0], doubted))
    sure = {key for key, is_sure, _ in stays if is_sure}
    for key, is_sure, doubted in stays:
        yield Count("place", key, person, is_sure and len(sure) == 1, doubted or (len(sure) > 1 and key in sure))


def _arrests(ledger: Plain, person: bytes, day: date, today: date) -> Iterator[Count]:
    for record, fields in ledger.about("detention")[person]:
        first, last = interval(fields.get("arrested_on"), today)
        months = _months(first, min(last, day)) if first <= day else []
        doubted = "arrested_on" in ledger.conflicts[record]
        for month in months:
            yield Count("month", month, person, len(months) == 1 and last <= day, doubted)


def _months(first: date, last: date) -> list[str]:
    if first == date.min:
        return ["unknown"]
    return [f"{year:04d}-{month:02d}" for year in range(first.year, last.year + 1) for month in range(1, 13)
            if (first.year, first.month) <= (year, month) <= (last.year, last.month)]  # fmt: skip


# --- who is in prison, whom groups recognise --------------------------------------------------------------------------
@dataclass(frozen=True)
class Side:
    """Whether something surely and possibly holds on a day, and whether that rests on a contradiction."""

    is_sure: bool
    is_possible: bool
    is_doubted: bool


def side(turns: list[Turn], day: date) -> Side:
    """What turns tell of a day: several that surely began and can be the latest, of which one says yes and one no,
    contradict one another."""
    is_sure, is_possible = outcome(turns, day)
    latest = can_be_latest(turns, day)
    begun = {turn.holds for turn in latest if turn.when[1] <= day}
    return Side(is_sure, is_possible, len(begun) > 1 or any(turn.is_doubted for turn in latest))


def in_prison(ledger: Plain, person: bytes, day: date, today: date) -> Side:
    """Where one person is on a day."""
    detentions = [(f, ledger.conflicts[record]) for record, f in ledger.about("detention")[person]]
    statuses = [(f, ledger.conflicts[record]) for record, f in ledger.about("status_event")[person]]
    return side(turns_of(detentions, statuses, today), day)


def recognised(ledger: Plain, person: bytes, day: date, today: date) -> dict[str, Side]:
    """Whether each group that ever decided recognises a person on a day."""
    decided = sorted(ledger.about("recognition")[person], key=lambda told: str(told[1]["group"]))
    sides: dict[str, Side] = {}
    for group, told in groupby(decided, key=lambda told: str(told[1]["group"])):
        turns = [
            Turn(interval(f.get("decided_on"), today), str(f["decision"]).startswith("recognised"),
                 is_doubted=bool(ledger.conflicts[record] & {"decided_on", "decision"}))
            for record, f in told
        ]  # fmt: skip
        sides[group] = side(turns, day)
    return sides
