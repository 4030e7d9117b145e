"""How many are in prison on a day, against trying out every day that partial dates leave."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.ledger.derived.view import RecordView
from node.ledger.statistics import Material, Span, daily_heads, moves_between
from node.ledger.statistics.heads import count_on, moments_of, presence_at
from node.ledger.types import Scalar
from tests.support.recount import outcome, turns_of

TODAY = date(2024, 3, 1)
PERSON = b"p" * 16
EXACT = ("2023-05-03", "2023-05-10", "2023-06-01", "2024-01-15")
VAGUE = ("2023-05", "2023-06", "2023", "2023-05-03~", "2023-05~", "2023-05-01/2023-05-20", "2023-06/..", "../2023-05")
DATES = st.sampled_from((*EXACT, *VAGUE, "unknown", ""))
STATUSES = st.sampled_from(["remand", "serving_imprisonment", "released_served", "fine_only", "unknown"])
DAYS = st.dates(date(2023, 4, 20), date(2024, 2, 20))
DETENTIONS = st.fixed_dictionaries({"arrested_on": DATES}, optional={"ended_on": DATES})
STATED = st.fixed_dictionaries({"status": STATUSES, "effective_on": DATES})


def material(*records: tuple[str, dict[str, Scalar]], conflicts: tuple[str, ...] = ()) -> Material:
    """One person and records about that person; empty values are left out."""
    made = Material(today=TODAY)
    made.add(RecordView(id=PERSON, kind="person", fields={}))
    for number, (kind, fields) in enumerate(records):
        said = {path: value for path, value in fields.items() if value != ""}
        view = RecordView(id=bytes([number]) * 16, kind=kind, fields={"person": PERSON, **said})
        made.add(view, conflicts)
    return made


def held(arrested: str, ended: str = "") -> tuple[str, dict[str, Scalar]]:
    """A detention."""
    return "detention", {"arrested_on": arrested, "ended_on": ended}


def stated(status: str, since: str) -> tuple[str, dict[str, Scalar]]:
    """A status."""
    return "status_event", {"status": status, "effective_on": since}


@given(st.lists(DETENTIONS, max_size=2), st.lists(STATED, max_size=2), DAYS)
def test_presence_is_what_trying_out_every_possible_day_gives(
    detentions: list[dict[str, str]], statuses: list[dict[str, str]], day: date
) -> None:
    records = [("detention", dict(one)) for one in detentions] + [("status_event", dict(one)) for one in statuses]
    told = presence_at(moments_of(material(*records), PERSON), day)  # type: ignore[arg-type]
    kept = [{path: value for path, value in one.items() if value} for one in detentions]
    said = [{path: value for path, value in one.items() if value} for one in statuses]
    assert (told.is_sure, told.is_possible) == outcome(
        turns_of([(one, ()) for one in kept], [(one, ()) for one in said], TODAY), day
    )


@given(st.lists(DETENTIONS, max_size=2), st.lists(STATED, max_size=2), DAYS)
def test_time_line_is_the_count_of_each_of_its_days(
    detentions: list[dict[str, str]], statuses: list[dict[str, str]], first: date
) -> None:
    records = [("detention", dict(one)) for one in detentions] + [("status_event", dict(one)) for one in statuses]
    made = material(*records)  # type: ignore[arg-type]
    last = first + timedelta(days=40)
    line = daily_heads(made, first, last)
    assert [day for day, _ in line] == [first + timedelta(days=number) for number in range(41)]
    assert [span for _, span in line] == [count_on(made, day) for day, _ in line]


@pytest.mark.parametrize(
    ("records", "day", "least", "most"),
    [
        ([held("2023-05-03")], date(2023, 5, 2), 0, 0),
        ([held("2023-05-03")], date(2023, 5, 3), 1, 1),
        ([held("2023-05")], date(2023, 5, 30), 0, 1),
        ([held("2023-05")], date(2023, 5, 31), 1, 1),
        ([held("2023-05-03", "2023-05-03")], date(2023, 5, 4), 0, 0),
        ([held("2022", "2023")], date(2023, 6, 1), 0, 1),
        ([held("unknown")], TODAY, 1, 1),
        ([held("unknown")], date(2023, 1, 1), 0, 1),
        ([held("2023-05-03"), stated("released_served", "2023-06")], date(2023, 6, 15), 0, 1),
        ([stated("unknown", "2023-05-03")], date(2023, 6, 1), 0, 1),
        ([], TODAY, 0, 0),
    ],
)
def test_partial_dates_give_at_least_and_at_most(
    records: list[tuple[str, dict[str, Scalar]]], day: date, least: int, most: int
) -> None:
    span = count_on(material(*records), day)
    assert (span.least, span.most) == (least, most)


def test_statements_of_one_day_that_contradict_one_another_are_counted_as_such() -> None:
    both = [stated("remand", "2023-05-03"), stated("released_served", "2023-05-03")]
    assert count_on(material(*both), TODAY) == Span(least=0, most=1, contradicted=1)
    assert count_on(material(held("2023-05-03"), conflicts=("arrested_on",)), TODAY) == Span(
        least=1, most=1, contradicted=1
    )


def test_attested_statement_settles_a_contradiction_that_stays_counted() -> None:
    made = Material(today=TODAY)
    made.add(RecordView(id=PERSON, kind="person", fields={}))
    for number, status in enumerate(("remand", "released_served")):
        fields = {"person": PERSON, "status": status, "effective_on": "2023-05-03"}
        attested = frozenset({"status"} if status == "remand" else ())
        made.add(RecordView(id=bytes([number]) * 16, kind="status_event", fields=fields, attested=attested))
    assert count_on(made, TODAY) == Span(least=1, most=1, contradicted=1)


def test_moves_between_two_days_are_those_who_came_and_those_who_left() -> None:
    came, left = moves_between(material(held("2023-05", "2023-07-01")), date(2023, 5, 15), date(2023, 8, 1))
    assert (came, left) == (Span(), Span(least=0, most=1))
    came, left = moves_between(material(held("2023-05-20")), date(2023, 5, 15), date(2023, 8, 1))
    assert (came, left) == (Span(least=1, most=1), Span())


def test_person_written_down_twice_counts_once() -> None:
    made = material(held("2023-05-03"))
    other = b"q" * 16
    made.add(RecordView(id=other, kind="person", fields={}))
    made.add(RecordView(id=b"9" * 16, kind="detention", fields={"person": other, "arrested_on": "2023-05-03"}))
    assert count_on(made, TODAY).most == 2
    made.leaders = {other: PERSON}
    made._by_person.clear()
    assert count_on(made, TODAY).most == 1


def test_time_line_longer_than_its_bound_is_refused() -> None:
    with pytest.raises(ValueError, match="more than"):
        daily_heads(material(), date(1, 1, 1), date(2026, 1, 1))
