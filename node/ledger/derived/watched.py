"""Which facts a second pair of eyes should see, by kind, the weightiest kinds first.

Data alone: a fact left out here may be confirmed all the same, but nobody is asked to.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WATCHED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "status_event": frozenset(("status", "effective_on")),
        "guide": frozenset(("money_details",)),
        "place": frozenset(("addresses/*/text", "addresses/*/postcode", "money_details", "rules_parcels")),
        "detention": frozenset(("arrested_on", "ended_on", "agency")),
        "placement": frozenset(("place", "began_on", "ended_on")),
        "judgment": frozenset(("penalty", "term", "decided_on", "court", "articles/*/text")),
        "charge": frozenset(("article", "article_text", "brought_on", "dropped_on", "state")),
        "hearing": frozenset(("held_on", "starts_at", "court", "court_text", "outcome")),
        "regime_event": frozenset(("category", "began_on", "ended_on")),
        "recognition": frozenset(("decision", "decided_on")),
        "person": frozenset(("names/*/text", "birth_date")),
    }
)
