"""Every statistic counted again by plain loops over what each record shows, before and after two nodes sync."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import groupby

import pytest

from examples.synthetic import REFERENCES, generate
from node.crdt.ids import Record, Space
from node.ledger.schema import LEDGER
from node.ledger.statistics import TABLES, Material, Span, build_table, daily_heads, headlines, overlaps
from node.ledger.statistics.figures import Question, conclude, count_part, join_parts
from node.ledger.statistics.heads import count_on
from node.service.duplicates import decide
from node.service.effects import RecordHashes, Step
from node.service.records import add_records, read_projection, set_values
from node.service.space import SpaceState
from node.service.spaces import create_space
from node.service.statistics import count_space, gather_part, list_people, read_shared
from tests.sim.nodes import NOW, SimNode, join, new_node, sync
from tests.support.recounted import Plain, Side, Tally, in_prison, recognised, tables
from tests.support.whole import gather_statistics

TODAY = date(2026, 3, 14)
DAYS = (date(2022, 3, 1), date(2024, 7, 15), TODAY)
PERSONS = 40
GRODNO = "by-court-hrodna-leninski"
COURTS = {"Гродн": GRODNO}
JUDGES = {"P3Y": "TEST Калошын", "P7Y": "TEST Парасон"}
DAILY = tuple(date(2022, 1, 5) + timedelta(days=97 * step) for step in range(16))
COUNTED = ("person", "detention", "status_event", "judgment", "placement", "recognition", "place", "charge")


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
    _edit(alice, drafts, "2024-02-03", "TEST Суд Ленінскага раёна г. Гродна", "P3Y", "recognised")
    _edit(bob, drafts, "2023-11", "TEST суд Ленинского района г. Гродно", "P7Y", "not_recognised")
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


def _edit(
    node: SimNode, drafts: list[tuple[Record, str, dict[str, object]]], when: str, court: str, term: str, decision: str
) -> None:
    """Change what the other changes too, otherwise."""
    values = {"detention": {"arrested_on": when}, "status_event": {"effective_on": when},
              "charge": {"brought_on": when},
              "judgment": {"court": court, "term": term, "judges/x/text": JUDGES[term]},
              "placement": {"began_on": when}, "recognition": {"decision": decision, "decided_on": when}}  # fmt: skip
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


def counted(material: Material, day: date) -> dict[tuple[str, str], Tally]:
    """What the statistics say, by table and line. Courts not known and judges stand by name."""
    told: dict[tuple[str, str], Tally] = {}
    for name in TABLES:
        for line in build_table(name, material, LEDGER, day).lines:
            key = line.label.en if name in ("court", "judge") and line.key != GRODNO else line.key
            people, records = line.people, line.records
            told[name, key] = (people.least, people.most, people.contradicted, records.least, records.most)
    return told


def spans(sides: list[Side]) -> tuple[int, int, int]:
    """Count people by their sides: at least, at most, on a contradiction."""
    return (sum(one.is_sure for one in sides), sum(one.is_possible for one in sides),
            sum(one.is_doubted and one.is_possible for one in sides))  # fmt: skip


def told(span: Span) -> tuple[int, int, int]:
    """Give a span as plain numbers."""
    return span.least, span.most, span.contradicted


def both(one: Side, other: Side) -> Side:
    """What holds where two things have to."""
    is_possible = one.is_possible and other.is_possible
    return Side(one.is_sure and other.is_sure, is_possible, is_possible and (one.is_doubted or other.is_doubted))


def check_parts(node: SimNode, material: Material, asked: Question) -> None:
    """Count the people three at a time, join what that gives in groups, and compare it with all counted at once."""
    shared = node.run(read_shared(node.space()))
    assert shared.leaders == material.leaders
    people = sorted(node.run(list_people(node.space())), key=lambda one: (shared.leaders.get(one, one), one))
    together = [list(some) for _, some in groupby(people, lambda one: shared.leaders.get(one, one))]
    pieces = [[one for some in together[at : at + 3] for one in some] for at in range(0, len(together) or 1, 3)]
    parts = [count_part(node.run(gather_part(node.space(), some, shared, TODAY)), LEDGER, asked) for some in pieces]
    joined = join_parts([join_parts(parts[at : at + 5]) for at in range(0, len(parts), 5)])
    assert len(parts) > 10 or not people
    figures = conclude(joined, asked)
    assert figures == conclude(count_part(material, LEDGER, asked), asked)
    assert figures == node.run(count_space(node.space(), TODAY, asked))
    assert figures.overlaps == overlaps(material, asked.day)
    assert figures.headlines == headlines(material, asked.day)
    assert figures.line == tuple(daily_heads(material, asked.first, asked.day))


def check(node: SimNode, *, has_conflicts: bool) -> tuple[object, ...]:
    """Compare every statistic of a node with its recount; return the statistics."""
    material = node.run(gather_statistics(node.space(), TODAY))
    ledger = plain(node, dict(material.leaders))
    assert any(ledger.conflicts.values()) is has_conflicts
    assert material.people == ledger.people
    everything: list[object] = []
    for day in DAYS:
        assert counted(material, day) == tables(ledger, day, TODAY, COURTS)
        check_recognition(material, ledger, day)
        everything += [counted(material, day), headlines(material, day), overlaps(material, day)]
        check_parts(node, material, Question(day, DAYS[0] if day != DAYS[0] else None))
    heads = dict(daily_heads(material, DAILY[0], TODAY))
    for day in (*DAILY, *DAYS):
        recount = spans([in_prison(ledger, person, day, TODAY) for person in ledger.people])
        assert told(heads[day]) == told(count_on(material, day)) == recount, day
    return (*everything, tuple(heads.items()))


def check_recognition(material: Material, ledger: Plain, day: date) -> None:
    """Compare whom each group recognises, who of them is in prison, and how groups overlap."""
    by_group: dict[str, list[Side]] = defaultdict(list)
    held: dict[str, list[Side]] = defaultdict(list)
    sets: list[tuple[frozenset[str], frozenset[str], bool]] = []
    for person in ledger.people:
        prison = in_prison(ledger, person, day, TODAY)
        sides = recognised(ledger, person, day, TODAY)
        for group, one in sides.items():
            if one.is_possible:
                by_group[group].append(one)
                held[group].append(both(one, prison))
        most = frozenset(group for group, one in sides.items() if one.is_possible)
        least = frozenset(group for group in most if sides[group].is_sure)
        sets.append((least, most, any(sides[group].is_doubted for group in most)))
    lines = {line.group: (told(line.recognised), told(line.imprisoned)) for line in headlines(material, day)}
    assert lines == {group: (spans(by_group[group]), spans(held[group])) for group in by_group}
    exactly = {tuple(sorted(key)): (sum(a == b == key for a, b, _ in sets), sum(a <= key <= b for a, b, _ in sets),
                                    sum(a <= key <= b and doubted for a, b, doubted in sets))
               for key in {one for pair in sets for one in pair[:2]}}  # fmt: skip
    assert {groups: told(one) for groups, one in overlaps(material, day)} == exactly


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
    doubts = {name for (name, _), tally in counted(material, TODAY).items() if tally[2]}
    assert doubts == {*TABLES}  # of every table some line rests on a contradiction
    assert any(line.recognised.contradicted and line.imprisoned.contradicted for line in headlines(material, TODAY))
    assert any(one.contradicted for _, one in overlaps(material, TODAY))
    heads = [span for _, span in daily_heads(material, DAILY[0], TODAY)]
    assert any(span.contradicted for span in heads)
    assert any(span.least < span.most for span in heads)
