"""Who may be the same person twice: candidates with reasons in words, for people to decide.

Nothing is ever merged here, and nothing is decided: a pair above the threshold is shown, a decision is a record.
"""

from node.ledger.duplicates.decided import Decision, same_people
from node.ledger.duplicates.finder import Candidate, Found, find_duplicates
from node.ledger.duplicates.reasons import REASON_LABELS, STRENGTH_LABELS, Reason, Strength
from node.ledger.duplicates.traits import Traits, traits_of

__all__ = [
    "REASON_LABELS",
    "STRENGTH_LABELS",
    "Candidate",
    "Decision",
    "Found",
    "Reason",
    "Strength",
    "Traits",
    "find_duplicates",
    "same_people",
    "traits_of",
]
