"""The estimated release: which judgment, from when, by which rule."""

from datetime import date

import pytest

from node.ledger.derived import RecordView, expected_release
from node.ledger.derived.release import RULE_LABELS, Rule
from node.ledger.types import Scalar

TODAY = date(2026, 6, 1)


def judgment(number: int = 1, /, **fields: Scalar) -> RecordView:
    given: dict[str, Scalar] = {"decided_on": "2021-12-01", "penalty": "imprisonment", "term": "P3Y"}
    return RecordView(id=bytes([number]) * 16, kind="judgment", fields=given | fields)


def detention(number: int = 1, /, **fields: Scalar) -> RecordView:
    return RecordView(id=bytes([number]) * 16, kind="detention", fields={"arrested_on": "2021-05-10"} | fields)


@pytest.mark.parametrize(
    ("fields", "arrested", "rule", "when"),
    [
        ({}, "2021-05-10", Rule.FROM_ARREST, "2024-05-10"),
        ({"term": "P2Y6M15D"}, "2021-05-10", Rule.FROM_ARREST, "2023-11-25"),
        ({"counted_from": "2021-11-20"}, "2021-05-10", Rule.COUNTED_FROM, "2024-11-20"),
        ({"served_credit_days": 10}, "2021-05-10", Rule.FROM_ARREST, "2024-04-30"),
        ({}, "2021-05", Rule.FROM_ARREST, "2024-05-01/2024-05-31"),
        ({}, "unknown", Rule.FROM_VERDICT, "2024-12-01"),
        ({"penalty": "open_facility"}, "2021-11-01", Rule.FROM_VERDICT, "2024-10-02"),
        ({"penalty": "home_confinement", "served_credit_days": 0}, "2021-11-01", Rule.FROM_VERDICT, "2024-12-01"),
        ({"penalty": "open_facility"}, "unknown", Rule.FROM_VERDICT, "2024-12-01"),
        ({"term": "life"}, "2021-05-10", Rule.NO_END, "unknown"),
        ({"decided_on": "unknown"}, "2021-05-10", Rule.FROM_ARREST, "2024-05-10"),
    ],
)
def test_the_estimate_follows_its_rule(fields: dict[str, Scalar], arrested: str, rule: Rule, when: str) -> None:
    release = expected_release([judgment(**fields)], [detention(arrested_on=arrested)], TODAY)
    assert release is not None
    assert (release.rule, release.when.edtf) == (rule, when)
    assert "estimate" in RULE_LABELS[release.rule].en or release.rule is Rule.NO_END


@pytest.mark.parametrize(
    "fields",
    [
        {"term": None},
        {"penalty": "fine"},
        {"penalty": None},
        {"decided_on": "2030"},
        {"decided_on": "unknown", "penalty": "open_facility"},
        {"term": "P999Y", "counted_from": "9990"},
    ],
)
def test_nothing_is_estimated_without_a_term_a_start_or_a_verdict(fields: dict[str, Scalar]) -> None:
    assert expected_release([judgment(**fields)], [detention(arrested_on="unknown")], TODAY) is None
    assert expected_release([], [detention()], TODAY) is None


def test_the_latest_judgment_counts_and_a_fine_does_not_replace_a_term() -> None:
    judgments = [
        judgment(1, decided_on="2021-12-01", term="P3Y"),
        judgment(2, decided_on="2022-03-01", instance="appeal", term="P2Y"),
        judgment(3, decided_on="2022-04-01", penalty="fine", term=None),
    ]
    release = expected_release(judgments, [detention()], TODAY)
    assert release is not None
    assert (release.judgment.id, release.when.edtf) == (judgments[1].id, "2023-05-10")


def test_the_arrest_of_an_earlier_finished_detention_is_not_used() -> None:
    detentions = [
        detention(1, arrested_on="2019-01-01", ended_on="2019-02-01"),
        detention(2, arrested_on="2021-05-10"),
        detention(3, arrested_on="2025-01-01"),
    ]
    release = expected_release([judgment()], detentions, TODAY)
    assert release is not None
    assert release.when.edtf == "2024-05-10"


def test_of_two_judgments_of_one_day_the_attested_counts() -> None:
    plain = judgment(1, term="P3Y")
    attested = RecordView(
        id=b"\x02" * 16, kind="judgment", fields=judgment(term="P5Y").fields, attested=frozenset({"term"})
    )
    release = expected_release([plain, attested], [detention()], TODAY)
    assert release is not None
    assert release.when.edtf == "2026-05-10"
