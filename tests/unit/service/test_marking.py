"""Marks over a store: worked out after changes around a record and when its day comes, in any order the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from node.service.effects import FindRows, FoundRows, Step
from node.service.errors import NotFound, Refused
from node.service.filters import drop_filter, keep_filter
from node.service.following import FindDue, ListMarks
from node.service.limits import FILTERS_MAX
from node.service.marking import count_unmarked, mark
from node.service.rebuilding import rebuild
from node.service.records import add_record, hide, set_values
from tests.api.fake_port import FakePort
from tests.api.sample import Sample, filled

TODAY = date(2026, 3, 14)
Random = Callable[[int], bytes]


@pytest.fixture
async def sample(random_from: Callable[[str], Random]) -> Sample:
    return await filled(FakePort(random_from("node")))


def settle(sample: Sample, today: date = TODAY, *, at_once: int = 3) -> int:
    """Look at everything there is to look at; return in how many goes."""
    goes = 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("node.service.marking.MARK_ROWS", 1)
        while sample.port.run(mark(today, at_once)):
            goes += 1
    return goes


def names(sample: Sample, *marks: str, kind: str = "person") -> set[str]:
    """Give the short names of the records with these marks."""

    def step() -> Step[FoundRows]:
        found = yield FindRows(kind=kind, marks=marks)
        assert isinstance(found, FoundRows)
        return found

    by_id = {record: name for name, record in sample.records.items()}
    return {by_id[row.record] for row in sample.port.run(step()).rows}


def test_everything_new_is_looked_at_some_at_a_time(sample: Sample) -> None:
    assert sample.port.run(count_unmarked(TODAY)) > 3
    assert settle(sample) > 1
    assert sample.port.run(count_unmarked(TODAY)) == 0
    assert names(sample, "liberty=imprisoned") == {"anna"}
    assert names(sample, "gap=guardian") == {"ivan", "withheld", "hostile"}
    assert names(sample, "need=open") == {"anna", "ivan"}
    assert names(sample, "need=urgent") == {"anna"}
    assert names(sample, "open", kind="need") == {"need", "socks"}


def test_a_status_that_waits_for_a_second_person_does_not_count(sample: Sample) -> None:
    settle(sample)
    assert "ivan" in names(sample, "gap=status")
    assert names(sample, "proposed", kind="status_event") == {"dead"}


def test_delivery_changes_its_need_and_then_the_person(sample: Sample) -> None:
    settle(sample)
    sample.add("sent", "delivery", person=sample.records["ivan"], need=sample.records["socks"], category="parcel",
               status="delivered_confirmed")  # fmt: skip
    settle(sample, at_once=1)
    assert names(sample, "need=open") == {"anna"}


def test_reference_that_moves_changes_both_ends(sample: Sample) -> None:
    settle(sample)
    moved = {"person": sample.records["ivan"]}
    sample.port.run(set_values(sample.space, sample.records["care"], moved, now=sample.port.time))
    settle(sample)
    assert names(sample, "gap=guardian") == {"anna", "withheld", "hostile"}


def test_day_that_comes_changes_what_follows(sample: Sample) -> None:
    settle(sample)
    assert sample.port.run(count_unmarked(date(2026, 3, 31))) > 0
    settle(sample, date(2026, 4, 1))
    assert names(sample, "need=urgent") == set()


def test_hidden_record_is_found_by_no_mark_and_in_no_list(sample: Sample) -> None:
    settle(sample)
    sample.port.run(hide(sample.space, sample.records["need"]))
    settle(sample)
    assert names(sample, "open", kind="need") == {"socks"}
    assert names(sample, "need=urgent") == set()

    def step() -> Step[FoundRows]:
        found = yield FindDue(list="need")
        assert isinstance(found, FoundRows)
        return found

    assert [row.record for row in sample.port.run(step()).rows] == [sample.records["socks"]]


def test_place_that_gets_an_address_and_is_hidden_changes_who_may_be_written_to(sample: Sample) -> None:
    settle(sample)
    assert names(sample, "unwritten=no_address") == {"anna"}
    sample.port.run(set_values(sample.space, sample.records["colony"], {"addresses/a/text": "TEST-street"}, now=1))
    settle(sample)
    assert names(sample, "unwritten=no_address") == set()
    sample.port.run(hide(sample.space, sample.records["colony"]))
    settle(sample)
    assert names(sample, "unwritten=no_address") == {"anna"}


def test_guardianship_is_listed_with_its_person_and_doubled_by_another(sample: Sample) -> None:
    settle(sample)
    assert names(sample, "care=silent", kind="guardianship") == {"care"}
    sample.add("second", "guardianship", person=sample.records["anna"], guardian="bob", state="active")
    settle(sample)
    assert names(sample, "double", kind="guardianship") == {"care", "second"}
    sample.port.run(hide(sample.space, sample.records["second"]))
    settle(sample)
    assert names(sample, "double", kind="guardianship") == set()
    sample.port.run(hide(sample.space, sample.records["anna"]))
    settle(sample)
    assert names(sample, "live", kind="guardianship") == set()


def test_rebuilt_rows_get_the_same_marks(sample: Sample) -> None:
    settle(sample)

    def step() -> Step[tuple[tuple[str, int], ...]]:
        found: tuple[tuple[str, int], ...] = yield ListMarks(prefix="")
        return found

    before = sample.port.run(step())
    sample.port.run(rebuild(sample.space, lambda _done: None))
    settle(sample, at_once=2)
    assert sample.port.run(step()) == before
    assert before


def test_person_written_after_what_refers_to_it_is_marked(sample: Sample) -> None:
    record = sample.records["anna"][::-1]
    values = {"person": record, "status": "remand", "effective_on": "2026-01"}
    sample.port.run(add_record(sample.space, "status_event", values, now=1))
    settle(sample)
    new = sample.port.run(add_record(sample.space, "person", {"names/a/text": "TEST-New"}, now=1, record=record))  # type: ignore[arg-type]
    sample.records["new"] = new
    settle(sample)
    assert names(sample, "status=remand") == {"new"}


# --- filters under a name ---------------------------------------------------------------------------------------------
def test_kept_filter_survives_a_lock_and_a_name_stands_once(sample: Sample) -> None:
    first = sample.port.run(keep_filter(sample.port.node, "TEST-mine", "gap=gap%3Dguardian"))
    assert sample.port.run(keep_filter(sample.port.node, "TEST-mine", "search=a")) == first
    sample.port.reopen()
    assert {id: (kept.name, kept.asks) for id, kept in sample.port.node.filters.items()} == {
        first: ("TEST-mine", "search=a")
    }
    sample.port.run(drop_filter(sample.port.node, first))
    sample.port.reopen()
    assert sample.port.node.filters == {}
    with pytest.raises(NotFound):
        sample.port.run(drop_filter(sample.port.node, first))


def test_more_filters_than_a_list_shows_are_refused(sample: Sample) -> None:
    for number in range(FILTERS_MAX):
        sample.port.run(keep_filter(sample.port.node, f"TEST-{number}", "search=a"))
    with pytest.raises(Refused):
        sample.port.run(keep_filter(sample.port.node, "TEST-one more", "search=a"))
    with pytest.raises(Refused):
        sample.port.run(keep_filter(sample.port.node, "", "search=a"))
