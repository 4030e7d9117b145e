"""Decisions about pairs put together, and taken apart again."""

from node.ledger.derived.view import RecordView
from node.ledger.duplicates.decided import Decision, by_pair, read_decision, same_people
from node.ledger.types import Scalar

A, B, C, D = (bytes([number]) * 16 for number in range(1, 5))


def decided(one: bytes, other: bytes, verdict: str, record: bytes = b"r" * 16) -> Decision:
    """A decision about two."""
    first, second = sorted((one, other))
    return Decision(record=record, one=first, other=second, verdict=verdict)


def test_same_people_are_one_through_others_and_the_smallest_id_stands_for_all() -> None:
    decisions = [decided(C, D, "same"), decided(B, C, "same")]
    assert same_people(decisions) == {B: B, C: B, D: B}
    assert same_people(decisions[::-1]) == same_people(decisions)
    assert same_people([*decisions, decided(A, D, "same")]) == {A: A, B: A, C: A, D: A}


def test_decision_taken_back_leaves_the_others_joined() -> None:
    assert same_people([decided(C, D, "same")]) == {C: C, D: C}
    assert same_people([decided(A, B, "later"), decided(A, C, "not_same")]) == {}


def test_two_decisions_about_one_pair_hold_as_the_more_careful_one() -> None:
    pair = [decided(A, B, "same", b"1" * 16), decided(B, A, "not_same", b"2" * 16)]
    assert by_pair(pair)[A, B].verdict == "not_same"
    assert same_people(pair) == {}


def test_record_without_two_people_or_a_verdict_decides_nothing() -> None:
    def read(**fields: Scalar) -> Decision | None:
        return read_decision(RecordView(id=b"r" * 16, kind="same_as", fields=fields))

    assert read(one=B, other=A, decision="same") == decided(A, B, "same")
    assert read(one=A, other=A, decision="same") is None
    assert read(one=A, decision="same") is None
    assert read(one=A, other=B) is None
    assert read(one=A, other=B, decision="merged") is None
