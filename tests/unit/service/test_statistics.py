"""Every statistic counted again by plain loops over what each record shows, before and after two nodes sync."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

import pytest

from examples.synthetic import REFERENCES, generate
from node.crdt.ids import Record, Space
from node.ledger.schema import LEDGER
from node.ledger.statistics import TABLES, Material, Span, build_table, headlines, overlaps
from node.ledger.statistics.heads import count_on
from node.service.duplicates import decide
from node.service.effects import RecordHashes, Step
from node.service.records import add_records, read_projection, set_values
from node.service.space import SpaceState
from node.service.spaces import create_space
from node.service.statistics import gather_statistics
from tests.sim.nodes import NOW, SimNode, join, new_node, sync
from tests.support.recount import Turn, interval, outcome, turns_of

TODAY = date(2026, 3, 14)
DAYS = (date(2022, 3, 1), date(2024, 7, 15), TODAY)
PERSONS = 40
GRODNO = "by-court-hrodna-leninski"
COUNTED = ("person", "detention", "status_event", "judgment", "placement", "recognition", "place", "charge")


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


@pytest.fixture(scope="module")
def nodes() -> tuple[SimNode, SimNode, Space]:
    """Alice and bob with one ledger, before they sync what each of them changed."""
    alice, bob = new_node("alice"), new_node("bob")
    space = alice.run(create_space(alice.node, title="TEST-space", group="TEST-group")).space
    ids: dict[str, Record] = {}
    drafts = []
    for number, (key, kind, fields) in enumerate(generate(PERSONS)):
        ids[key] = Record(number.to_bytes(16, "big"))
        values = {path: ids[str(value)] if path in REFERENCES else value for path, value in fields.items()}
        drafts.append((ids[key], kind, {**values, **_partial(number, kind)}))
    drafts += _charges([record for record, kind, _ in drafts if kind == "person"])
    alice.run(add_records(alice.space(), drafts, now=NOW))
    join(bob, alice, space)
    sync(alice, bob, space)
    _edit(alice, drafts, "2024-02-03", "TEST Суд Ленінскага раёна г. Гродна", "P3Y")
    _edit(bob, drafts, "2023-11", "TEST суд Ленинского района г. Гродно", "P7Y")
    people = [record for record, kind, _ in drafts if kind == "person"]
    alice.run(decide(alice.space(), people[0], people[3], "same", now=NOW))
    return alice, bob, space


def _charges(people: list[Record]) -> list[tuple[Record, str, dict[str, object]]]:
    """One charge or two for every second person; some have a judgment on the same article, some have not."""
    made: list[tuple[Record, str, dict[str, object]]] = []
    for number, person in enumerate(people[::2]):
        for article in ("342", "342") if number % 3 == 0 else ("368", "411")[: 1 + number % 2]:
            values = {"person": person, "article_text": article, "brought_on": ("2023", "2024-05-06")[number % 2]}
            made.append((Record((100_000 + len(made)).to_bytes(16, "big")), "charge", values))
    return made


def _partial(number: int, kind: str) -> dict[str, str]:
    """Dates known in part, for some of the records."""
    vague = ("2023", "2024-05", "unknown", "2022-08~", "2023-01/2023-06", "2024?")[number % 6]
    path = {"detention": "arrested_on", "status_event": "effective_on", "judgment": "decided_on",
            "placement": "began_on", "recognition": "decided_on"}.get(kind)  # fmt: skip
    return {path: vague} if path is not None and number % 5 == 0 else {}


def _edit(node: SimNode, drafts: list[tuple[Record, str, dict[str, object]]], when: str, court: str, term: str) -> None:
    """Change what the other changes too, otherwise."""
    values = {"detention": {"arrested_on": when}, "judgment": {"court": court, "term": term},
              "status_event": {"effective_on": when}, "charge": {"brought_on": when}}  # fmt: skip
    for number, (record, kind, _) in enumerate(drafts):
        if kind in values and number % 7 == 0:
            node.run(set_values(node.space(), record, values[kind], now=NOW))


def plain(node: SimNode, leaders: dict[bytes, bytes]) -> Plain:
    """Read every record of a node one by one, as a card shows it."""
    made, space = Plain(leaders=leaders), node.space()
    hashes = node.run(_listed(space))
    for record in hashes:
        projection = node.run(read_projection(space, record))
        if projection.kind in COUNTED:
            shown = {p: c.value for p in projection.fields if (c := projection.current(p)) and not c.is_proposed}
            made.records[record] = {**shown, "kind": projection.kind}
            made.conflicts[record] = set(projection.conflicts())
    return made


def _listed(space: SpaceState) -> Step[list[Record]]:
    hashes: list[tuple[Record, bytes]] = yield RecordHashes(space.space)
    return [record for record, _ in hashes]


def counted(material: Material, day: date) -> dict[str, dict[str, tuple[int, int]]]:
    """What the statistics say: by table and line, people at least and at most. Courts not known and judges by name."""
    told: dict[str, dict[str, tuple[int, int]]] = {}
    for name in TABLES:
        lines = build_table(name, material, LEDGER, day).lines
        keys = [one.label.en if name in ("court", "judge") and one.key != GRODNO else one.key for one in lines]
        told[name] = {key: (one.people.least, one.people.most) for key, one in zip(keys, lines, strict=True)}
    return told


def recounted(ledger: Plain, day: date) -> dict[str, dict[str, tuple[int, int]]]:
    """The same, counted again."""
    told: dict[str, dict[str, dict[bytes, bool]]] = {name: defaultdict(dict) for name in TABLES}

    def note(table: str, key: str, person: bytes, *, is_sure: bool) -> None:
        told[table][key][person] = told[table][key].get(person, False) or is_sure

    for person in ledger.people:
        judgments = [fields for _, fields in ledger.about("judgment")[person]]
        _recount_courts(judgments, day, person, note)
        _recount_terms(judgments, day, person, note)
        _recount_stays(ledger, [fields for _, fields in ledger.about("placement")[person]], day, person, note)
        for _, fields in ledger.about("charge")[person]:
            first, last = interval(fields["brought_on"], TODAY)
            if first <= day:
                note("article", str(fields["article_text"]), person, is_sure=last <= day)
        for _, fields in ledger.about("detention")[person]:
            first, last = interval(fields.get("arrested_on"), TODAY)
            months = _months(first, min(last, day)) if first <= day else []
            for month in months:
                note("month", month, person, is_sure=len(months) == 1 and last <= day)
    return {table: {key: (sum(people.values()), len(people)) for key, people in lines.items()}
            for table, lines in told.items()}  # fmt: skip


Records = dict[tuple[str, str], tuple[int, int, int]]


def records_counted(material: Material, day: date) -> Records:
    """Records at least and at most, and people of whom sources contradict one another, by table and line."""
    told: Records = {}
    for name in ("article", "court"):
        for line in build_table(name, material, LEDGER, day).lines:
            key = line.label.en if name == "court" and line.key != GRODNO else line.key
            told[name, key] = (line.records.least, line.records.most, line.people.contradicted)
    return told


def records_recounted(ledger: Plain, day: date) -> Records:
    """The same, counted again: of the charges and the judgments on one article the more numerous count."""
    counts: dict[tuple[str, str], dict[tuple[bytes, str], list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    doubted: dict[tuple[str, str], set[bytes]] = defaultdict(set)

    def note(line: tuple[str, str], person: bytes, kind: str, when: tuple[date, date], *, is_doubted: bool) -> None:
        if when[0] <= day:
            counts[line][person, kind][0] += 1
            counts[line][person, kind][1] += when[1] <= day
            doubted[line] |= {person} if is_doubted else set()

    for person in ledger.people:
        for record, fields in ledger.about("charge")[person]:
            when, line = interval(fields["brought_on"], TODAY), ("article", str(fields["article_text"]))
            note(line, person, "charge", when, is_doubted=bool(ledger.conflicts[record]))
        for record, fields in ledger.about("judgment")[person]:
            when, conflicts = interval(fields.get("decided_on"), TODAY), ledger.conflicts[record]
            court = GRODNO if "Гродн" in str(fields["court"]) else str(fields["court"])
            note(("court", court), person, "judgment", when, is_doubted=bool(conflicts & {"court", "decided_on"}))
            for text in {str(text) for path, text in fields.items() if re.fullmatch(r"articles/\w+/text", path)}:
                is_doubted = any(path == "decided_on" or path.startswith("articles/") for path in conflicts)
                note(("article", text), person, "judgment", when, is_doubted=is_doubted)
    told: Records = {}
    for line, by_person in counts.items():
        most = [
            max(by_person.get((person, kind), [0, 0]) for kind in ("charge", "judgment")) for person in ledger.people
        ]
        told[line] = (sum(least for _, least in most), sum(all_ for all_, _ in most), len(doubted[line]))
    return told


def _recount_courts(judgments: list[dict[str, object]], day: date, person: bytes, note: Callable[..., None]) -> None:
    for fields in judgments:
        first, last = interval(fields.get("decided_on"), TODAY)
        if first > day:
            continue
        court = GRODNO if "Гродн" in str(fields["court"]) else str(fields["court"])
        listed = {("court", court)}
        listed |= {("article", str(text)) for path, text in fields.items() if re.fullmatch(r"articles/\w+/text", path)}
        listed |= {("judge", str(text)) for path, text in fields.items() if re.fullmatch(r"judges/\w+/text", path)}
        for table, key in listed:
            note(table, key, person, is_sure=last <= day)


def _recount_stays(
    ledger: Plain, placements: list[dict[str, object]], day: date, person: bytes, note: Callable[..., None]
) -> None:
    stays = []
    for fields in placements:
        first, last = interval(fields.get("began_on"), TODAY)
        over = interval(fields["ended_on"], TODAY) if fields.get("ended_on") else (date.max, date.max)
        if first <= day <= over[1]:
            stays.append((_place(ledger.records[bytes(fields["place"])]), last <= day < over[0]))  # type: ignore[call-overload]
    sure = {key for key, is_sure in stays if is_sure}
    for key, is_sure in stays:
        note("place", key, person, is_sure=is_sure and len(sure) == 1)


def _recount_terms(judgments: list[dict[str, object]], day: date, person: bytes, note: Callable[..., None]) -> None:
    when = [(*interval(one.get("decided_on"), TODAY), one) for one in judgments if one.get("term")]
    when = [(first, last, one) for first, last, one in when if first <= day]
    dated = [first for first, _, one in when if re.search(r"\d{4}", str(one.get("decided_on")))]
    newest = max(dated, default=date.min)
    left = [(last, one) for first, last, one in when if last >= newest and (first > date.min or not dated)]
    classes = {_class(str(one["term"])) for _, one in left}
    for kind in classes:
        note("term", kind, person, is_sure=len(classes) == 1 and any(last <= day for last, _ in left))


def _class(term: str) -> str:
    if not term.startswith("P"):
        return term
    size = {unit: int(count) for count, unit in re.findall(r"(\d+)([YMD])", term)}
    years = size.get("Y", 0) + size.get("M", 0) / 12 + size.get("D", 0) / 360
    return next(key for key, most in (("1y", 1), ("3y", 3), ("5y", 5), ("10y", 10), ("over", 10**4)) if years <= most)


def _place(fields: dict[str, object]) -> str:
    return f"{fields['category']} {fields['number']}"


def _months(first: date, last: date) -> list[str]:
    if first == date.min:
        return ["unknown"]
    return [f"{year:04d}-{month:02d}" for year in range(first.year, last.year + 1) for month in range(1, 13)
            if (first.year, first.month) <= (year, month) <= (last.year, last.month)]  # fmt: skip


def check(node: SimNode, *, has_conflicts: bool) -> tuple[object, ...]:
    """Compare every statistic of a node with its recount; return the statistics."""
    material = node.run(gather_statistics(node.space(), TODAY))
    ledger = plain(node, dict(material.leaders))
    assert any(ledger.conflicts.values()) is has_conflicts
    assert material.people == ledger.people
    everything: list[object] = []
    for day in DAYS:
        assert counted(material, day) == recounted(ledger, day)
        assert records_counted(material, day) == records_recounted(ledger, day)
        heads, by_group, sets = _recount_people(ledger, day)
        span = count_on(material, day)
        assert (span.least, span.most) == heads
        assert {line.group: (line.recognised.least, line.recognised.most, line.imprisoned.least, line.imprisoned.most)
                for line in headlines(material, day)} == by_group  # fmt: skip
        assert {groups: (one.least, one.most) for groups, one in overlaps(material, day)} == sets
        everything += [counted(material, day), span, headlines(material, day), overlaps(material, day)]
    return tuple(everything)


def _recount_people(
    ledger: Plain, day: date
) -> tuple[tuple[int, int], dict[str, tuple[int, ...]], dict[object, object]]:
    heads: Counter[str] = Counter()
    groups: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    sets: list[tuple[frozenset[str], frozenset[str]]] = []
    for person in ledger.people:
        detentions = [fields for _, fields in ledger.about("detention")[person]]
        statuses = [fields for _, fields in ledger.about("status_event")[person]]
        is_sure, is_possible = outcome(turns_of(detentions, statuses, TODAY), day)
        heads.update({"least": is_sure, "most": is_possible})
        decided = sorted((str(f["group"]), n, f) for n, (_, f) in enumerate(ledger.about("recognition")[person]))
        least, most = set(), set()
        for group, told in groupby(decided, key=lambda one: one[0]):
            turns = [Turn(interval(f.get("decided_on"), TODAY), str(f["decision"]).startswith("recognised"))
                     for _, _, f in told]  # fmt: skip
            surely, possibly = outcome(turns, day)
            if possibly:
                most.add(group)
                for place, yes in enumerate((surely, True, surely and is_sure, is_possible)):
                    groups[group][place] += yes
            if surely:
                least.add(group)
        sets.append((frozenset(least), frozenset(most)))
    keys = {one for pair in sets for one in pair}
    overlap: dict[object, object] = {
        tuple(sorted(key)): (sum(a == b == key for a, b in sets), sum(a <= key <= b for a, b in sets)) for key in keys
    }
    return (heads["least"], heads["most"]), {group: tuple(counts) for group, counts in groups.items()}, overlap


def test_every_statistic_equals_its_recount_before_and_after_sync(nodes: tuple[SimNode, SimNode, Space]) -> None:
    alice, bob, space = nodes
    before = check(alice, has_conflicts=False), check(bob, has_conflicts=False)
    assert before[0] != before[1]
    sync(alice, bob, space)
    sync(alice, bob, space)
    assert alice.state(space) == bob.state(space)
    after = check(alice, has_conflicts=True)
    assert after == check(bob, has_conflicts=True)
    assert after not in before
    material = alice.run(gather_statistics(alice.space(), TODAY))
    doubts = {name for (name, _), (_, _, doubted) in records_counted(material, TODAY).items() if doubted}
    assert doubts == {"article", "court"}
    spans = [one for one in after if isinstance(one, Span)]
    assert any(span.contradicted for span in spans)
    assert any(span.least < span.most for span in spans)
