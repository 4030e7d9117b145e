"""What follows from records on a given day: never stored, computed at reading, `today` passed in."""

from node.ledger.derived.aid import NeedState, open_needs, state_of_need
from node.ledger.derived.guardians import (
    double_guardians,
    is_caring,
    last_contact,
    people_without_guardian,
    state_of_care,
)
from node.ledger.derived.letters import (
    Address,
    Around,
    Writing,
    address_on,
    answered,
    double_letters,
    is_reserved,
    is_sent,
    is_unwritten,
    last_letter_on,
    may_write,
    months_since,
    postal_name,
)
from node.ledger.derived.offers import fitting_offers, is_open_offer
from node.ledger.derived.parcels import next_parcel_on, parcels_in_period
from node.ledger.derived.release import Release, expected_release
from node.ledger.derived.standing import current_placements, current_recognitions
from node.ledger.derived.status import Liberty, Status, current_status, liberty_of
from node.ledger.derived.stock import Shelf, count_stock
from node.ledger.derived.support import Given, Support, given_of, support_of
from node.ledger.derived.view import RecordView, by_reference

__all__ = [
    "Address",
    "Around",
    "Given",
    "Liberty",
    "NeedState",
    "RecordView",
    "Release",
    "Shelf",
    "Status",
    "Support",
    "Writing",
    "address_on",
    "answered",
    "by_reference",
    "count_stock",
    "current_placements",
    "current_recognitions",
    "current_status",
    "double_guardians",
    "double_letters",
    "expected_release",
    "fitting_offers",
    "given_of",
    "is_caring",
    "is_open_offer",
    "is_reserved",
    "is_sent",
    "is_unwritten",
    "last_contact",
    "last_letter_on",
    "liberty_of",
    "may_write",
    "months_since",
    "next_parcel_on",
    "open_needs",
    "parcels_in_period",
    "people_without_guardian",
    "postal_name",
    "state_of_care",
    "state_of_need",
    "support_of",
]
