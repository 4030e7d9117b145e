"""What a space has decided for itself: the numbers a certificate states in full (docs/FORMATS, "Certificate").

Refused: a number out of its bounds, an unknown choice.
"""

from dataclasses import dataclass
from enum import IntEnum

from node.crdt import shape
from node.crdt.errors import Malformed
from node.crdt.limits import ATTACHMENT_KIB_MAX, ROTATION_DAYS_MAX, VOTES_VERIFIED_MAX


class Newcomers(IntEnum):
    """Which keys of past epochs a new member is given."""

    ALL = 0  # every key: they read the whole ledger
    LIVE = 1  # the record keys of live records only: nothing erased or replaced


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The numbers of one space.

    `votes_verified`: groups (1-16) beside the author's own that attest a value before it is called verified.
    `rotation_days` (1-365) only suggests a new epoch. `attachment_kib` (0-65536): the largest attachment, 0 for none.
    """

    votes_verified: int = 1
    newcomers: Newcomers = Newcomers.ALL
    rotation_days: int = 30
    attachment_kib: int = 4096


def policy_array(policy: Policy) -> list[object]:
    """Return a policy as it stands in a certificate."""
    return [policy.votes_verified, int(policy.newcomers), policy.rotation_days, policy.attachment_kib]


def read_policy(value: object) -> Policy:
    """Read a policy. Raises: Malformed."""
    votes, newcomers, days, kib = shape.array(value, 4)
    try:
        choice = Newcomers(shape.integer(newcomers, 0, 255))
    except ValueError as error:
        raise Malformed("an unknown choice for newcomers") from error
    return Policy(
        votes_verified=shape.integer(votes, 1, VOTES_VERIFIED_MAX),
        newcomers=choice,
        rotation_days=shape.integer(days, 1, ROTATION_DAYS_MAX),
        attachment_kib=shape.integer(kib, 0, ATTACHMENT_KIB_MAX),
    )
