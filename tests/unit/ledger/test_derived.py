"""What follows from records on a given day: status, places, recognitions, guardians."""

from datetime import date

import pytest

from node.ledger.derived import (
    Liberty,
    RecordView,
    by_reference,
    current_placements,
    current_recognitions,
    current_status,
    is_caring,
    liberty_of,
    people_without_guardian,
)
from node.ledger.types import Scalar
from node.ledger.vocabulary.status import PERSON_STATUS

TODAY = date(2026, 6, 1)
ALICE = b"\xa1" * 16


def view(number: int, kind: str, *, attested: str = "", proposed: str = "", **fields: Scalar) -> RecordView:
    return RecordView(
        id=bytes([number]) * 16,
        kind=kind,
        fields=fields,
        attested=frozenset(attested.split()),
        proposed=frozenset(proposed.split()),
    )


def event(number: int, status: str, since: str, **more: str) -> RecordView:
    return view(number, "status_event", status=status, effective_on=since, **more)


def test_the_latest_event_that_has_begun_is_the_status() -> None:
    events = [
        event(1, "remand", "2021-05-01"),
        event(2, "serving_imprisonment", "2021-12-03"),
        event(3, "released_served", "2027-01-01"),
    ]
    found = current_status(events, TODAY)
    assert found is not None
    assert (found.code, found.since.edtf, found.is_conflict) == ("serving_imprisonment", "2021-12-03", False)
    later = current_status(events, date(2027, 1, 1))
    assert later is not None
    assert later.code == "released_served"


@pytest.mark.parametrize("state", ["corrected", "retracted", "superseded"])
def test_an_event_taken_back_does_not_count(state: str) -> None:
    found = current_status([event(1, "remand", "2021"), event(2, "fled_abroad", "2022", state=state)], TODAY)
    assert found is not None
    assert found.code == "remand"


def test_a_disputed_event_still_counts_and_no_event_is_none() -> None:
    found = current_status([event(1, "remand", "2021", state="disputed")], TODAY)
    assert found is not None
    assert current_status([], TODAY) is None
    assert current_status([event(1, "remand", "2030")], TODAY) is None
    assert current_status([view(1, "status_event", effective_on="2021")], TODAY) is None


def test_two_statements_of_one_day_are_a_conflict_until_one_is_attested() -> None:
    remand, free = event(1, "remand", "2021-05-01"), event(2, "released_served", "2021-05-01")
    found = current_status([free, remand], TODAY)
    assert found is not None
    assert found.is_conflict
    assert {found.event.id, *(other.id for other in found.others)} == {remand.id, free.id}
    attested = event(2, "released_served", "2021-05-01", attested="status")
    settled = current_status([attested, remand], TODAY)
    assert settled is not None
    assert (settled.code, settled.is_conflict) == ("released_served", False)


def test_dates_that_cannot_be_told_apart_are_a_conflict_and_agreeing_ones_are_not() -> None:
    wide, narrow = event(1, "remand", "2021"), event(2, "house_arrest", "2021-05")
    found = current_status([wide, narrow], TODAY)
    assert found is not None
    assert (found.code, found.is_conflict) == ("house_arrest", True)
    agreeing = current_status([wide, event(2, "remand", "2021-05")], TODAY)
    assert agreeing is not None
    assert not agreeing.is_conflict


def test_an_undated_event_gives_way_to_any_dated_one() -> None:
    undated, dated = event(1, "remand", "unknown"), event(2, "house_arrest", "1999")
    found = current_status([undated, dated], TODAY)
    assert found is not None
    assert (found.code, found.is_conflict) == ("house_arrest", False)
    alone = current_status([undated], TODAY)
    assert alone is not None
    assert alone.code == "remand"


def test_a_death_waiting_for_a_second_person_does_not_count() -> None:
    death = event(2, "died_in_custody", "2022", proposed="status")
    found = current_status([event(1, "remand", "2021"), death], TODAY)
    assert found is not None
    assert found.code == "remand"


def test_the_order_of_events_never_matters() -> None:
    told = [("remand", "2021"), ("house_arrest", "2021-05"), ("fine_only", "2021~"), ("remand", "unknown")]
    events = [event(number, code, since) for number, (code, since) in enumerate(told)]
    forward, backward = current_status(events, TODAY), current_status(events[::-1], TODAY)
    assert forward == backward


def test_every_status_says_what_it_means_for_being_free() -> None:
    meant = {code: liberty_of(code) for code in PERSON_STATUS.codes}
    assert meant["remand"] is Liberty.IMPRISONED
    assert meant["serving_open_facility"] is Liberty.RESTRICTED
    assert meant["released_amnesty"] is Liberty.FREE
    assert meant["died_in_custody"] is Liberty.DEAD
    assert meant["suspected_missing"] is Liberty.UNKNOWN
    assert liberty_of("a_later_word") is Liberty.UNKNOWN
    assert set(meant.values()) == set(Liberty)


def test_the_current_place_is_the_latest_stay_that_is_not_over() -> None:
    stays = [
        view(1, "placement", began_on="2021-05-01", ended_on="2021-12-01"),
        view(2, "placement", began_on="2021-12-01"),
        view(3, "placement", began_on="2026-07"),
    ]
    assert [stay.id for stay in current_placements(stays, TODAY)] == [stays[1].id]
    doubled = [*stays, view(4, "placement", began_on="2021-12-01")]
    assert [stay.id for stay in current_placements(doubled, TODAY)] == [doubled[1].id, doubled[3].id]
    assert current_placements(stays[:1], TODAY) == []


def test_each_group_has_its_own_current_decision() -> None:
    decisions = [
        view(1, "recognition", group="TEST-A", decision="under_review", decided_on="2021"),
        view(2, "recognition", group="TEST-A", decision="recognised", decided_on="2022"),
        view(3, "recognition", group="TEST-B", decision="not_recognised", decided_on="2020"),
        view(4, "recognition", group="TEST-C", decision="recognised", decided_on="2021", state="retracted"),
        view(5, "recognition", group="TEST-D", decided_on="2021"),
    ]
    current = current_recognitions(decisions, TODAY)
    assert {group: [one.text("decision") for one in standing] for group, standing in current.items()} == {
        "TEST-A": ["recognised"],
        "TEST-B": ["not_recognised"],
    }


@pytest.mark.parametrize(
    ("fields", "is_cared"),
    [
        ({"state": "active", "began_on": "2021"}, True),
        ({"began_on": "2021"}, True),
        ({"state": "active"}, True),
        ({"state": "active", "ended_on": "2026-06-01"}, True),
        ({"state": "active", "ended_on": "2026-05-31"}, False),
        ({"state": "active", "ended_on": "2026"}, True),
        ({"state": "active", "began_on": "2026-06-02"}, False),
        ({"state": "offered"}, False),
        ({"state": "paused"}, False),
        ({"state": "ended"}, False),
        ({"state": "lost_contact"}, False),
    ],
)
def test_somebody_cares_while_active_begun_and_not_ended(fields: dict[str, Scalar], is_cared: bool) -> None:
    guardianship = RecordView(id=b"\x01" * 16, kind="guardianship", fields={"person": ALICE, **fields})
    assert is_caring(guardianship, TODAY) is is_cared
    alice = RecordView(id=ALICE, kind="person", fields={})
    assert people_without_guardian([alice], [guardianship], TODAY) == ([] if is_cared else [alice])


def test_a_guardianship_of_another_does_not_help_and_a_remote_reference_does() -> None:
    alice, bob = RecordView(id=ALICE, kind="person", fields={}), view(9, "person")
    remote = view(1, "guardianship", person=b"\x05" * 16 + ALICE, state="active")
    assert people_without_guardian([alice, bob], [remote], TODAY) == [bob]


def test_views_are_grouped_by_what_they_refer_to() -> None:
    needs = [
        view(1, "need", person=ALICE),
        view(2, "need", person=b"\x05" * 16 + ALICE),
        view(3, "need", person="no id"),
    ]
    assert by_reference(needs, "person") == {ALICE: needs[:2]}


def test_a_value_of_the_wrong_type_reads_as_absent() -> None:
    odd = view(1, "need", amount=5, due_on="soon", quantity=True, person=b"x", term="long", proposed_on="2021")
    assert (odd.money("amount"), odd.number("quantity"), odd.ref("person"), odd.term("term")) == (
        None,
        None,
        None,
        None,
    )
    assert odd.day("due_on").is_unknown
    assert odd.text("amount") == ""
