"""Where a person is held, and what each group has decided about the person, today."""

from collections.abc import Iterable
from datetime import date

from node.ledger.derived.latest import begun, undominated
from node.ledger.derived.view import RecordView
from node.ledger.vocabulary.status import STATUS_STATES_NOT_COUNTED


def current_placements(placements: Iterable[RecordView], today: date) -> list[RecordView]:
    """The stays of one person that may hold today, the latest first; more than one is a conflict to show."""
    open_ = [stay for stay in placements if not stay.day("ended_on").has_ended(today)]
    return undominated(begun(open_, "began_on", today), "began_on")


def current_recognitions(recognitions: Iterable[RecordView], today: date) -> dict[str, list[RecordView]]:
    """For each deciding group the decisions on one person that hold today; more than one is a conflict to show."""
    by_group: dict[str, list[RecordView]] = {}
    for decision in recognitions:
        if decision.text("decision") and decision.text("state") not in STATUS_STATES_NOT_COUNTED:
            by_group.setdefault(decision.text("group"), []).append(decision)
    current = {
        group: undominated(begun(decisions, "decided_on", today), "decided_on")
        for group, decisions in sorted(by_group.items())
    }
    return {group: decisions for group, decisions in current.items() if decisions}
