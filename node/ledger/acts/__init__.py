"""Acts: one form that writes several records at once, such as a ruling that becomes judgment and status.

The forms are declared like kinds, so that checks, labels and pages follow; no record is ever of such a kind.
"""

from node.ledger.acts.court import CHARGED, HEARD_AGAIN, RULED, charge, hear_again, rule
from node.ledger.acts.deed import Addition, Change, Deed
from node.ledger.acts.forms import ACTS
from node.ledger.acts.moving import MOVED, move

__all__ = [
    "ACTS",
    "CHARGED",
    "HEARD_AGAIN",
    "MOVED",
    "RULED",
    "Addition",
    "Change",
    "Deed",
    "charge",
    "hear_again",
    "move",
    "rule",
]
