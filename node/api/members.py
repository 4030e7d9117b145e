"""Roles and states of members in plain words, and the six words of a device.

The words of a device are hashed slowly on purpose: they are worked out off the event loop and kept.
"""

import asyncio
from functools import lru_cache
from typing import Final

from keys.words import words_of_device
from node.api.i18n import N_
from node.api.i18n import gettext as _
from node.api.limits import WORDS_KEPT
from node.crdt.grants import Role
from node.crdt.ids import Device
from node.crdt.members import State

ROLES: Final = {
    Role.READER: N_("reader"),
    Role.CONTRIBUTOR: N_("contributor"),
    Role.VERIFIER: N_("verifier"),
    Role.STEWARD: N_("steward"),
}
ROLES_EXPLAINED: Final = {
    Role.READER: N_("reads everything in this ledger and writes nothing"),
    Role.CONTRIBUTOR: N_("reads and writes, and can withhold a record"),
    Role.VERIFIER: N_("also confirms or doubts what others wrote"),
    Role.STEWARD: N_("also lets people in, suspends computers and decides with the other stewards"),
}
STATES: Final = {
    State.ACTIVE: N_("active"),
    State.SUSPENDED: N_("suspended"),
    State.EXPELLED: N_("expelled"),
}


def role_name(role: Role | None) -> str:
    """Return a role in a word, a dash for none."""
    return _(ROLES[role]) if role in ROLES else "—"


def invited_as(role: Role | None) -> str:
    """Return what an invitation makes of whoever uses it."""
    return role_name(role) if role is not None else _("carrier")


async def six_words(device: Device) -> str:
    """Return the six words of a device."""
    return await asyncio.to_thread(_six_words, device)


@lru_cache(maxsize=WORDS_KEPT)
def _six_words(device: Device) -> str:
    return " ".join(words_of_device(device))
