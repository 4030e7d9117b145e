"""What one form makes of a hearing, a charge, an appeal, a move."""

from collections.abc import Callable
from itertools import count

import pytest

from node.ledger.acts import ACTS, Deed, charge, hear_again, move, rule
from node.ledger.acts.court import STATUS_AFTER
from node.ledger.derived import RecordView
from node.ledger.schema import LEDGER
from node.ledger.types import Scalar
from node.ledger.vocabulary.judgment import PENALTY_KIND
from node.ledger.vocabulary.status import PERSON_STATUS

PERSON, HEARING = b"p" * 16, b"h" * 16


@pytest.fixture
def new_id() -> Callable[[], bytes]:
    numbers = count(1)
    return lambda: next(numbers).to_bytes(16, "big")


def hearing(**values: Scalar) -> RecordView:
    fields: dict[str, Scalar] = {
        "person": PERSON,
        "held_on": "2026-03-10",
        "category": "verdict",
        "court_text": "TEST-суд",
    }
    fields |= {path.replace("__", "/"): value for path, value in values.items()}
    return RecordView(id=HEARING, kind="hearing", fields=fields)


def added(deed: Deed) -> dict[str, dict[str, Scalar]]:
    return {one.kind: dict(one.values) for one in deed.additions}


def changed(deed: Deed) -> dict[bytes, dict[str, Scalar]]:
    return {one.record: dict(one.values) for one in deed.changes}


def test_everything_an_act_writes_is_declared(new_id: Callable[[], bytes]) -> None:
    said: dict[str, Scalar] = {"penalty": "imprisonment", "term": "P3Y", "next_on": "2026-05", "next_at": "10:00",
            "watched": "came", "articles": "342 TEST-; 130", "regime": "general", "supporters": 4}  # fmt: skip
    deeds = [
        rule(hearing(observers__a__who="carol", judges__b__text="TEST-"), said, new_id),
        charge(PERSON, {"article_text": "342", "replaces": b"c" * 16, "case": b"k" * 16}, new_id),
        hear_again(PERSON, {"held_on": "2026-05", "case": b"k" * 16}, new_id),
        move(PERSON, [], {"place": b"o" * 16, "moved_on": "2026-02", "may_write": False}, new_id),
    ]
    kinds = {b"c" * 16: "charge", b"k" * 16: "criminal_case", HEARING: "hearing"}
    for deed in deeds:
        for one in deed.additions:
            assert not LEDGER.missing(one.kind, one.values)
            for path, value in one.values.items():
                LEDGER.check_put(one.kind, path, value)
        for change in deed.changes:
            for path, value in change.values.items():
                LEDGER.check_put(kinds[change.record], path, value)


def test_penalty_becomes_judgment_status_and_outcome(new_id: Callable[[], bytes]) -> None:
    deed = rule(hearing(), {"penalty": "imprisonment", "term": "P3Y"}, new_id)
    assert added(deed) == {
        "judgment": {
            "person": PERSON, "decided_on": "2026-03-10", "instance": "first", "court": "TEST-суд",
            "penalty": "imprisonment", "term": "P3Y",
        },
        "status_event": {"person": PERSON, "status": "serving_imprisonment", "effective_on": "2026-03-10"},
    }  # fmt: skip
    assert changed(deed) == {HEARING: {"outcome": "judgment", "judgment": deed.additions[0].record}}


def test_judgment_of_an_appeal_is_a_changed_one(new_id: Callable[[], bytes]) -> None:
    deed = rule(hearing(category="appeal"), {"penalty": "imprisonment", "term": "P2Y"}, new_id)
    assert added(deed)["judgment"]["instance"] == "appeal"
    assert changed(deed)[HEARING]["outcome"] == "changed"


def test_adjournment_writes_the_next_sitting_and_nobodys_status(new_id: Callable[[], bytes]) -> None:
    said: dict[str, Scalar] = {"outcome": "adjourned", "next_on": "2026-04-01", "next_at": "14:30"}
    deed = rule(hearing(judges__j__text="TEST-суддзя", starts_at="10:00", outcome="unknown"), said, new_id)
    assert added(deed) == {
        "hearing": {
            "person": PERSON, "category": "verdict", "court_text": "TEST-суд", "judges/j/text": "TEST-суддзя",
            "held_on": "2026-04-01", "starts_at": "14:30",
        }
    }  # fmt: skip
    assert changed(deed) == {HEARING: {"outcome": "adjourned", "next_on": "2026-04-01"}}


@pytest.mark.parametrize("outcome", ["upheld", "refused", "adjourned", "cancelled"])
def test_penalty_beside_no_new_ruling_changes_no_status(outcome: str, new_id: Callable[[], bytes]) -> None:
    deed = rule(hearing(category="appeal"), {"outcome": outcome, "penalty": "imprisonment"}, new_id)
    assert "status_event" not in added(deed)
    assert changed(deed)[HEARING]["outcome"] == outcome


def test_status_that_is_named_goes_before_what_follows(new_id: Callable[[], bytes]) -> None:
    deed = rule(hearing(), {"penalty": "imprisonment", "status": "released_served"}, new_id)
    assert added(deed)["status_event"]["status"] == "released_served"


def test_only_observers_who_planned_to_come_are_said_to_have_come(new_id: Callable[[], bytes]) -> None:
    view = hearing(observers__a__who="carol", observers__a__state="planned", observers__b__who="TEST-embassy",
                   observers__b__state="not_let_in", observers__c__who="bob")  # fmt: skip
    deed = rule(view, {"watched": "came"}, new_id)
    assert changed(deed) == {HEARING: {"observers/a/state": "came", "observers/c/state": "came"}}
    assert not deed.additions


def test_nothing_said_writes_nothing(new_id: Callable[[], bytes]) -> None:
    assert rule(hearing(), {}, new_id) == Deed()


def test_statuses_after_a_penalty_are_words_of_the_lists() -> None:
    assert set(STATUS_AFTER) <= set(PENALTY_KIND.codes)
    assert set(STATUS_AFTER.values()) <= set(PERSON_STATUS.codes)


def test_charge_that_replaces_another_is_named_by_it(new_id: Callable[[], bytes]) -> None:
    deed = charge(PERSON, {"article_text": "342", "replaces": b"c" * 16}, new_id)
    (one,) = deed.additions
    assert changed(deed) == {b"c" * 16: {"state": "requalified", "requalified_to": one.record}}
    assert charge(PERSON, {"article_text": "342"}, new_id).changes == ()


def test_move_ends_every_stay_that_was_open(new_id: Callable[[], bytes]) -> None:
    open_, over = b"o" * 16, b"v" * 16
    stays = [
        RecordView(id=open_, kind="placement", fields={"began_on": "2025"}),
        RecordView(id=over, kind="placement", fields={"began_on": "2024", "ended_on": "2025"}),
    ]
    deed = move(PERSON, stays, {"place": b"n" * 16, "moved_on": "2026-02-03"}, new_id)
    assert changed(deed) == {open_: {"ended_on": "2026-02-03"}}
    assert added(deed) == {"placement": {"person": PERSON, "began_on": "2026-02-03", "place": b"n" * 16}}


def test_forms_of_acts_are_no_kinds_of_records() -> None:
    extra = {kind.name for kind in ACTS} - {kind.name for kind in LEDGER}
    assert extra == {"ruled", "charged", "heard_again", "moved"}
