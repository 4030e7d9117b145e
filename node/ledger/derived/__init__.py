"""What follows from records on a given day: never stored, computed at reading, `today` passed in."""

from node.ledger.derived.aid import NeedState, open_needs, state_of_need
from node.ledger.derived.guardians import is_caring, people_without_guardian
from node.ledger.derived.release import Release, expected_release
from node.ledger.derived.standing import current_placements, current_recognitions
from node.ledger.derived.status import Liberty, Status, current_status, liberty_of
from node.ledger.derived.view import RecordView, by_reference

__all__ = [
    "Liberty",
    "NeedState",
    "RecordView",
    "Release",
    "Status",
    "by_reference",
    "current_placements",
    "current_recognitions",
    "current_status",
    "expected_release",
    "is_caring",
    "liberty_of",
    "open_needs",
    "people_without_guardian",
    "state_of_need",
]
