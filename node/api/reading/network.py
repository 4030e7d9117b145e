"""What the page "Network" shows: each ledger with its peers, its guests whose words are to be compared, its open
invitations, and where nodes are reached.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from node.api.i18n import claimed_time, ngettext
from node.api.i18n import gettext as _
from node.api.members import invited_as, role_name
from node.api.naming import member_name
from node.crdt.grants import Role
from node.crdt.ids import Device, Group, Space
from node.crdt.membership import Action
from node.ledger.text import inert
from node.service.addressing import addresses_of
from node.service.deferring import keeps_files
from node.service.effects import Step
from node.service.invitations import KeptInvitation
from node.service.node import Node
from node.service.progress import PeerState
from node.service.space import SpaceState
from node.service.unsealing import missing_kids
from node.service.withheld import Withheld, withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerLine:
    """Another computer of a ledger. `code` is one of here, behind, away; `heard` is empty where nothing was heard."""

    device: Device
    name: str
    group: str
    code: str
    words: str
    heard: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestLine:
    """Somebody let in whose six words were not compared yet; `role` is the one the invitation gives."""

    device: Device
    name: str
    role: str
    six_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationLine:
    """An invitation nobody used yet."""

    id: str
    role: str
    group: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingLine:
    """Entries that others witnessed and that are not here: whose, how many at least, who had them.

    `heard`: the day their author was heard of, in seconds since 1970 UTC, None where unknown.
    """

    name: str
    entries: int
    told_by: tuple[str, ...]
    heard: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One ledger of this node. `lacks_key`: something here waits for a key."""

    id: str
    title: str
    group: str
    role: str
    is_reader: bool
    may_invite: bool
    members: int
    told: str  # where the members were told to call this computer
    lacks_key: bool
    keeps_files: bool
    files_away: int
    files_asked: int
    values_away: int  # of no file, by what is here: asked for of everybody
    is_frozen: bool
    forked: tuple[tuple[str, str], ...]  # devices whose keys are on two computers, with their names
    missing: tuple[MissingLine, ...]
    peers: tuple[PeerLine, ...]
    guests: tuple[GuestLine, ...]
    invitations: tuple[InvitationLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPage:
    """The whole page."""

    device: Device
    name: str
    ledgers: tuple[LedgerLine, ...]


def read_network(node: Node, states: Iterable[PeerState], now: int) -> Step[NetworkPage]:
    """Return what the page shows at `now` (seconds since 1970 UTC)."""
    yield from ()
    listed = tuple(states)
    spaces = sorted(node.spaces.values(), key=lambda space: (space.title, space.space))
    ledgers = tuple(
        _ledger(node, space, [item for item in listed if item.space == space.space], now) for space in spaces
    )
    return NetworkPage(device=node.device, name=inert(node.name), ledgers=ledgers)


def _missing(space: SpaceState, end: Withheld) -> MissingLine:
    return MissingLine(
        name=member_name(space, end.device) if end.device is not None else _("somebody unknown here"),
        entries=end.entries,
        told_by=tuple(sorted(member_name(space, device) for device in end.told_by)),
        heard=end.heard,
    )


def group_text(space: SpaceState, group: Group | None) -> str:
    """Return the name of a group as it is shown, the beginning of its id where nobody named it."""
    return inert(space.view.name_of(group)) or (group.hex()[:8] if group else "")


def guests_of(node: Node, space: Space | None = None) -> tuple[KeptInvitation, ...]:
    """Return the used invitations whose guests' words are still to be compared, of one space or of all."""
    found = [kept for _id, kept in sorted(node.invitations.items()) if kept.used_by is not None and kept.needs_words]
    return tuple(kept for kept in found if space in (None, kept.invitation.space))


def _ledger(node: Node, space: SpaceState, states: Iterable[PeerState], now: int) -> LedgerLine:
    membership = space.view.membership
    peers = tuple(_peer(node, space, item) for item in states)
    unused = [
        kept.invitation
        for _id, kept in sorted(node.invitations.items())
        if kept.used_by is None and kept.invitation.space == space.space and now < kept.invitation.expires
    ]
    return LedgerLine(
        id=space.space.hex(),
        title=inert(space.title),
        group=group_text(space, space.view.group_of(space.device)),
        role=role_name(space.role),
        is_reader=space.role is Role.READER,
        may_invite=membership.may(space.device, Action.GRANT),
        members=len(membership.members),
        told=", ".join(inert(address) for address in space.view.addresses().get(space.device, ())),
        lacks_key=bool(missing_kids(space)),
        keeps_files=keeps_files(space),
        files_away=len(space.files.missing.keys() - space.files.doubtful),
        files_asked=len(space.files.asked),
        values_away=len(space.files.doubtful),
        is_frozen=membership.is_frozen,
        forked=tuple(
            (device.hex(), member_name(space, device))
            for device in sorted({proof.device for proof in space.holdings.proofs.values()})
        ),
        missing=tuple(_missing(space, end) for end in withheld(space)),
        peers=tuple(sorted(peers, key=lambda peer: (peer.code != "here", peer.name, peer.device))),
        guests=tuple(_guest(space, kept) for kept in guests_of(node, space.space)),
        invitations=tuple(
            InvitationLine(
                id=item.id.hex(),
                role=invited_as(item.role),
                group=group_text(space, item.group),
                until=claimed_time(item.expires, with_clock=True),
            )
            for item in unused
        ),
    )


def _guest(space: SpaceState, kept: KeptInvitation) -> GuestLine:
    assert kept.used_by is not None
    return GuestLine(
        device=kept.used_by,
        name=member_name(space, kept.used_by),
        role=invited_as(kept.invitation.role),
    )


def _peer(node: Node, space: SpaceState, state: PeerState) -> PeerLine:
    member = space.view.membership.members.get(state.device)
    code, words = _state(state)
    group = group_text(space, member.group) if member else ""
    if state.is_carrier:
        group = _("a carrier: it passes on what it cannot read")
    return PeerLine(
        device=state.device,
        name=member_name(space, state.device),
        group=group,
        code=code,
        words=words,
        heard=claimed_time(state.heard, with_clock=True) if state.heard is not None else "",
        addresses=tuple(inert(address) for address in addresses_of(node, state.device)),
    )


def _state(item: PeerState) -> tuple[str, str]:
    """Return the code of a state and its words."""
    if item.missing:
        words = ngettext("%(num)d entry is still to come", "%(num)d entries are still to come", item.missing)
        return "behind", "".join((words % {"num": item.missing}, _left(item.left_s)))
    match item.state:
        case "syncing":
            return "behind", _("being compared")
        case "waiting for key":
            return "behind", _("waiting for a key")
        case "done":
            return "here", _("in contact, all is here")
        case "away":
            return "away", _("not in contact now")
        case _:
            return "away", _("never in contact yet")


def _left(left_s: float | None) -> str:
    if left_s is None:
        return ""
    minutes = max(1, round(left_s / 60))
    return ngettext(", about %(num)d minute", ", about %(num)d minutes", minutes) % {"num": minutes}
