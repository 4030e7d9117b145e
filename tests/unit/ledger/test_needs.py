"""The state of a need: coverage that may exceed the need, deliveries, dates, order."""

from datetime import date

import pytest

from node.ledger.derived import RecordView, by_reference, open_needs, state_of_need
from node.ledger.types import Scalar

TODAY = date(2026, 6, 1)
NEED = b"\x01" * 16


def need(id: bytes = NEED, /, **fields: Scalar) -> RecordView:
    return RecordView(id=id, kind="need", fields={"category": "medicine", **fields})


def given(kind: str, number: int, /, **fields: Scalar) -> RecordView:
    return RecordView(id=bytes([number]) * 16, kind=kind, fields={"need": NEED, **fields})


def pledge(number: int = 20, /, **fields: Scalar) -> RecordView:
    return given("pledge", number, **fields)


def delivery(number: int = 30, /, **fields: Scalar) -> RecordView:
    return given("delivery", number, **fields)


@pytest.mark.parametrize(
    ("wanted", "pledges", "deliveries", "status", "pledged", "arrived"),
    [
        ({}, [], [], "open", 0, 0),
        ({}, [{}], [], "covered", 100, 0),
        ({}, [{}, {}], [], "covered", 200, 0),
        ({}, [{"status": "withdrawn"}], [], "open", 0, 0),
        ({}, [{"status": "broken"}], [], "open", 0, 0),
        ({}, [{"status": "kept"}], [{"status": "sent"}], "in_delivery", 100, 0),
        ({}, [], [{"status": "prepared"}], "in_delivery", 0, 0),
        ({}, [], [{"status": "accepted"}], "delivered", 0, 100),
        ({}, [{}], [{"status": "refused"}], "refused_by_facility", 100, 0),
        ({}, [], [{"status": "refused"}, {"status": "sent"}], "in_delivery", 0, 0),
        ({}, [], [{"status": "refused"}, {"status": "delivered_confirmed"}], "delivered", 0, 100),
        ({}, [{}], [{"status": "lost"}], "covered", 100, 0),
        ({}, [], [{"status": "unknown"}], "open", 0, 0),
        ({"amount": "BYN:1000"}, [{"amount": "BYN:400"}], [], "partly_covered", 40, 0),
        ({"amount": "BYN:1000"}, [{"amount": "BYN:400"}, {"amount": "BYN:1000"}], [], "covered", 140, 0),
        ({"amount": "BYN:1000"}, [{"amount": "BYN:999"}], [], "partly_covered", 99, 0),
        ({"amount": "BYN:1000"}, [], [{"status": "accepted", "amount": "BYN:500"}], "partly_covered", 0, 50),
        ({"quantity": 3}, [{"quantity": 1}, {"quantity": 1}], [], "partly_covered", 66, 0),
        ({"quantity": 3}, [{"quantity": 3}], [{"status": "accepted", "quantity": 3}], "delivered", 100, 100),
        ({"due_on": "2026-05-31"}, [], [], "expired", 0, 0),
        ({"due_on": "2026-05"}, [{}], [], "expired", 100, 0),
        ({"due_on": "2026-06-01"}, [], [], "open", 0, 0),
        ({"due_on": "2026-05-31"}, [], [{"status": "accepted"}], "delivered", 0, 100),
        ({"due_on": "2026-05-31", "repeat": "monthly"}, [], [], "open", 0, 0),
        ({"status": "not_needed"}, [], [], "not_needed", 0, 0),
        ({"status": "cannot"}, [{}], [], "cannot", 100, 0),
        ({"status": "open"}, [{}], [], "covered", 100, 0),
        ({"repeat": "monthly"}, [], [{"status": "accepted", "sent_on": "2026-05-20"}], "delivered", 0, 100),
        ({"repeat": "monthly"}, [], [{"status": "accepted", "sent_on": "2026-04-20"}], "open", 0, 0),
        ({"repeat": "quarterly"}, [], [{"status": "accepted", "sent_on": "2026-04-20"}], "delivered", 0, 100),
        ({"repeat": "yearly"}, [], [{"status": "refused", "sent_on": "2024"}], "open", 0, 0),
    ],
)
def test_the_state_follows_from_pledges_and_deliveries(
    wanted: dict[str, Scalar],
    pledges: list[dict[str, Scalar]],
    deliveries: list[dict[str, Scalar]],
    status: str,
    pledged: int,
    arrived: int,
) -> None:
    state = state_of_need(
        need(**wanted),
        [pledge(20 + number, **fields) for number, fields in enumerate(pledges)],
        [delivery(40 + number, **fields) for number, fields in enumerate(deliveries)],
        TODAY,
    )
    assert (state.status, state.pledged_percent, state.arrived_percent) == (status, pledged, arrived)
    assert state.is_over_pledged is (pledged > 100)
    assert state.is_open is (status in {"open", "partly_covered", "refused_by_facility"})


def test_another_currency_or_no_measure_is_not_added_but_said() -> None:
    wanted = need(amount="BYN:1000")
    foreign = state_of_need(wanted, [pledge(amount="USD:1000")], [], TODAY)
    assert (foreign.pledged_percent, foreign.is_incomparable) == (0, True)
    unmeasured = state_of_need(wanted, [pledge(what="TEST")], [], TODAY)
    assert (unmeasured.pledged_percent, unmeasured.is_incomparable) == (0, True)
    assert not state_of_need(wanted, [pledge(amount="BYN:1")], [], TODAY).is_incomparable


def test_open_needs_come_most_urgent_first_then_by_date_then_least_covered() -> None:
    needs = [
        need(bytes([1]) * 16, urgency="low", due_on="2026-06-02"),
        need(bytes([2]) * 16, urgency="urgent"),
        need(bytes([3]) * 16, due_on="2026-09-01"),
        need(bytes([4]) * 16, urgency="normal", due_on="2026-07-01", amount="BYN:100"),
        need(bytes([5]) * 16, urgency="normal", due_on="2026-07-01", amount="BYN:100"),
        need(bytes([6]) * 16, urgency="urgent", status="not_needed"),
        need(bytes([7]) * 16, urgency="a_later_word"),
    ]
    half = RecordView(id=b"\x70" * 16, kind="pledge", fields={"need": needs[3].id, "amount": "BYN:50"})
    ordered = open_needs(needs, by_reference([half], "need"), {}, TODAY)
    assert [state.need.id[0] for state in ordered] == [2, 5, 4, 3, 7, 1]
