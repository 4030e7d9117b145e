"""Offers that may meet a need, told without whoever made them."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from node.ledger.derived.view import RecordView
from node.ledger.vocabulary.work import OFFER_MEETS

_OPEN: Final = ("", "open")


def is_open_offer(offer: RecordView, today: date) -> bool:
    """Whether an offer holds today: open, of no need yet, not past its last day."""
    return offer.text("status") in _OPEN and offer.ref("need") is None and not offer.day("valid_to").has_ended(today)


def fitting_offers(category: str, offers: Iterable[RecordView], today: date) -> list[RecordView]:
    """The open offers whose kind meets a kind of need; those that end first come first."""
    fitting = [
        offer
        for offer in offers
        if is_open_offer(offer, today) and category in OFFER_MEETS.get(offer.text("category"), ())
    ]
    return sorted(fitting, key=lambda offer: (offer.day("valid_to").latest or date.max, offer.id))
