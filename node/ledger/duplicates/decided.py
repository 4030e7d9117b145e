"""What people decided about pairs: the same, not the same, later. Together the pairs that are the same make one person.

`same` is carried on from pair to pair, the smallest id stands for all; taking one decision back undoes its part alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from node.ledger.derived.view import RecordView

SAME, NOT_SAME, LATER = "same", "not_same", "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision about two people; `one` has the smaller id."""

    record: bytes
    one: bytes
    other: bytes
    verdict: str


def read_decision(view: RecordView) -> Decision | None:
    """The decision a record holds; None where it was taken back or names no two people."""
    one, other, verdict = view.ref("one"), view.ref("other"), view.text("decision")
    if one is None or other is None or one == other or verdict not in (SAME, NOT_SAME, LATER):
        return None
    first, second = sorted((one, other))
    return Decision(record=view.id, one=first, other=second, verdict=verdict)


def by_pair(decisions: Iterable[Decision]) -> dict[tuple[bytes, bytes], Decision]:
    """Decisions by pair. Of several, "not the same" holds before "the same", and that before "later"."""
    order = {NOT_SAME: 0, SAME: 1, LATER: 2}
    found: dict[tuple[bytes, bytes], Decision] = {}
    for one in sorted(decisions, key=lambda each: (order[each.verdict], each.record)):
        found.setdefault((one.one, one.other), one)
    return found


def same_people(decisions: Iterable[Decision]) -> Mapping[bytes, bytes]:
    """For each record that is the same person as another, the record that stands for all of them."""
    leaders: dict[bytes, bytes] = {}

    def leader(record: bytes) -> bytes:
        while leaders.get(record, record) != record:
            record = leaders[record]
        return record

    for one in by_pair(decisions).values():
        if one.verdict == SAME:
            first, second = sorted((leader(one.one), leader(one.other)))
            leaders[first], leaders[second] = first, first
    return {record: leader(record) for record in leaders}
