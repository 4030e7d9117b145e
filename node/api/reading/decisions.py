"""Proposals in plain words: what each would change, how many stewards agree, who is still asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from node.api.i18n import gettext as _
from node.api.i18n import ngettext
from node.api.naming import member_name
from node.api.reading.network import group_text
from node.crdt.changes import Changes
from node.crdt.ids import Device, Head
from node.crdt.policy import Newcomers, Policy
from node.crdt.stage import does_more_than_expel_a_third, signers_of
from node.ledger.text import inert
from node.service.deciding import Decision, find_proposal, name_groups, proposals
from node.service.effects import Step
from node.service.knowing import is_out
from node.service.node import Node
from node.service.roles import give_awaited_roles
from node.service.space import SpaceState


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """One proposal. `agreed` and `waiting` name stewards; `may_sign`: this device is asked and has not signed.

    `suspended` names those of the agreed who are suspended now: it may be their captor who signed.
    """

    id: str
    space: str
    title: str
    changes: tuple[str, ...]
    is_final: bool
    signed: int
    needed: int
    stewards: int
    recovery: int
    recovery_needed: int
    agreed: tuple[str, ...]
    waiting: tuple[str, ...]
    suspended: tuple[str, ...]
    may_sign: bool
    is_signed_here: bool
    asks_a_third_too_much: bool  # two of three could expel the third alone, but not with what stands beside it

    @property
    def count(self) -> str:
        """Return how far it is, in words."""
        return ngettext(
            "%(needed)d of %(stewards)d steward must agree; %(signed)d have.",
            "%(needed)d of %(stewards)d stewards must agree; %(signed)d have.",
            self.stewards,
        ) % {"needed": self.needed, "stewards": self.stewards, "signed": self.signed}


def read_decisions(node: Node) -> Step[tuple[DecisionLine, ...]]:
    """Return the open proposals of every ledger: those that wait for this device first, of suspended stewards last."""
    found: list[DecisionLine] = []
    for space in node.spaces.values():
        yield from ()
        found += [decision_line(space, item) for item in proposals(space)]
    return tuple(sorted(found, key=lambda item: (bool(item.suspended), not item.may_sign, item.title, item.id)))


def decision_line(space: SpaceState, item: Decision) -> DecisionLine:
    """Return a proposal as it is shown."""
    stage = space.view.roster.head
    signers: frozenset[bytes] = frozenset()
    asked: frozenset[bytes] = frozenset()
    is_too_much = False
    if not item.is_certificate:
        proposal = find_proposal(space, item.id)
        is_too_much = proposal.body.parent == stage.id and does_more_than_expel_a_third(stage, proposal.body)
        signers = frozenset(signer for signer, _signature in proposal.certificate.signatures) - set(stage.body.recovery)
        asked = (
            signers_of(stage, proposal.body) - set(stage.body.recovery)
            if proposal.body.parent == stage.id
            else frozenset()
        )
    return DecisionLine(
        id=item.id.hex(),
        space=space.space.hex(),
        title=inert(space.title),
        changes=tuple(change_words(space, item.changes)),
        is_final=bool(item.changes.erasures),
        signed=item.signed,
        needed=item.needed,
        stewards=len(stage.stewards),
        recovery=item.recovery,
        recovery_needed=item.recovery_needed,
        agreed=_names(space, signers),
        waiting=_names(space, asked - signers),
        suspended=_names(space, (signer for signer in signers if is_out(space, Device(signer)))),
        may_sign=space.device in asked and not item.is_signed_here,
        is_signed_here=item.is_signed_here,
        asks_a_third_too_much=is_too_much,
    )


def find_decision(node: Node, id: Head) -> SpaceState | None:
    """Return the ledger in which a proposal is open."""
    return next((space for space in node.spaces.values() if any(item.id == id for item in proposals(space))), None)


def finish_decided(node: Node) -> Step[None]:
    """Do what follows from a proposal made here once it is in force: groups get names, lowered members a role."""
    for space in node.spaces.values():
        yield from name_groups(space)
        yield from give_awaited_roles(space)


def change_words(space: SpaceState, changes: Changes) -> Iterator[str]:
    """Yield what changes, a sentence each, in the language of the request."""
    yield from _of_devices(space, changes)
    for group in changes.added_groups:
        yield _("The group %(group)s is listed.") % {"group": group_text(space, group)}
    for group in changes.dropped_groups:
        yield _("The group %(group)s is listed no longer.") % {"group": group_text(space, group)}
    if changes.erasures:
        count = len(changes.erasures)
        yield ngettext(
            "%(num)d record is erased for good, on every computer. This cannot be undone.",
            "%(num)d records are erased for good, on every computer. This cannot be undone.",
            count,
        ) % {"num": count}
    if changes.policy is not None:
        yield from _policy_words(changes.policy)
    if changes.added_recovery or changes.dropped_recovery:
        yield _("The recovery keys change.")
    if changes.abandons:
        yield _("An earlier decision is given up: this settles two that contradict one another.")


def _of_devices(space: SpaceState, changes: Changes) -> Iterator[str]:
    expelled = {device for device, _cuts in changes.expulsions}
    for device in sorted(expelled):
        yield _("%(name)s is expelled: this computer gets nothing new and what it writes counts no more.") % {
            "name": _name(space, device)
        }
    for device, group in (*changes.added_stewards, *changes.moved_stewards):
        words = _("%(name)s becomes a steward of the group %(group)s.")
        yield words % {"name": _name(space, device), "group": group_text(space, group)}
    unseated = set(changes.dropped_stewards) - expelled
    for device in sorted(unseated):
        yield _("%(name)s is a steward no longer; what was written stays.") % {"name": _name(space, device)}
    for device in sorted({device for device, _cuts in changes.role_cuts} - expelled - unseated):
        yield _("The role of %(name)s ends.") % {"name": _name(space, device)}
    held = space.view.membership.force.held
    for name in sorted({_name(space, held[id].device) for id in changes.settled if id in held}):
        yield _("The suspension of %(name)s is over.") % {"name": name}


def _policy_words(policy: Policy) -> Iterator[str]:
    yield _("A value is verified once this many other groups confirm it: %(num)d.") % {"num": policy.votes_verified}
    if policy.newcomers is Newcomers.ALL:
        yield _("Whoever joins later reads everything, old values too.")
    else:
        yield _("Whoever joins later reads what stands now, nothing older.")
    yield _("A new key is suggested every %(num)d days.") % {"num": policy.rotation_days}
    yield _("Attachments have at most %(num)d KiB.") % {"num": policy.attachment_kib}


def _name(space: SpaceState, device: Device) -> str:
    return member_name(space, device)


def _names(space: SpaceState, devices: Iterable[bytes]) -> tuple[str, ...]:
    return tuple(sorted(_name(space, Device(device)) for device in devices))
