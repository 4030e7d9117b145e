"""Steps of the inviting side: make an invitation, answer the guest who uses it, confirm the words, revoke.

I1  An invitation admits one device, once; that it is used is on disk before the guest is answered. The same device may
    ask again, if the answer was lost, and gets the same.
I2  Until its inviter has compared the words, the guest reads at most.
I3  Beside each grant the steward signs a pass, and seals to the guest the epoch keys it may have.
I4  A carrier gets a pass and the routing key: no grant, no role, no other key; nothing is to be confirmed.
"""

from collections.abc import Iterable, Sequence

from keys.errors import BadPoint
from keys.secret import Secret
from keys.signing import check_public
from node.crdt.bodies import Grant
from node.crdt.codec import pack, unpack
from node.crdt.errors import CrdtError
from node.crdt.grants import GRANTED_MAX, Role
from node.crdt.ids import NO_RECORD, Device, Group
from node.crdt.limits import NUMBER_MAX
from node.crdt.membership import Action
from node.crdt.packet import PacketType
from node.crdt.passes import Pass, sign_pass
from node.crdt.routing import seal_routing
from node.service.affected import records_of
from node.service.effects import Commit, LoadAll, Step
from node.service.enrolling import Packed
from node.service.errors import NotAllowed, NotFound, Refused
from node.service.holdings import Member, encode_object, stored, type_of
from node.service.invitations import (
    SECRET_BYTES,
    Invitation,
    KeptInvitation,
    Request,
    invitation_secret,
    pack_kept,
    read_request,
)
from node.service.limits import ADDRESS_CHARS_MAX, ADDRESSES_MAX, INVITATIONS_MAX
from node.service.node import Node
from node.service.space import SpaceState, write
from node.service.unsealing import packets_for


def invite(
    node: Node,
    space: SpaceState,
    *,
    role: Role | None,
    group: Group | None,
    addresses: Sequence[str],
    expires: int,
    needs_words: bool = True,
) -> Step[Invitation]:
    """Make a single-use invitation and store it; without a role for a carrier. Raises: NotAllowed, Refused."""
    _require_may_grant(space, role, group)
    if sum(kept.used_by is None for kept in node.invitations.values()) >= INVITATIONS_MAX:
        raise Refused(f"{INVITATIONS_MAX} invitations are open: revoke one first; nothing was made")
    if len(addresses) > ADDRESSES_MAX or any(len(address) > ADDRESS_CHARS_MAX for address in addresses):
        raise Refused(f"an invitation holds at most {ADDRESSES_MAX} addresses of {ADDRESS_CHARS_MAX} characters")
    invitation = Invitation(
        space=space.space,
        head=space.view.head,
        inviter=space.device,
        secret=Secret(node.random(SECRET_BYTES)),
        role=role,
        group=group,
        expires=expires,
        addresses=tuple(addresses),
    )
    kept = KeptInvitation(invitation=invitation, needs_words=needs_words and role is not None)
    yield Commit(secrets=((invitation_secret(invitation.id), pack_kept(kept)),))
    node.invitations[invitation.id] = kept
    return invitation


def revoke_invitation(node: Node, id: bytes) -> Step[None]:
    """Forget an invitation: it admits nobody any more. Raises: NotFound."""
    if id not in node.invitations:
        raise NotFound("there is no open invitation of that id")
    yield Commit(secrets=((invitation_secret(id), None),))
    del node.invitations[id]


def open_invitations(node: Node, now: int) -> tuple[KeptInvitation, ...]:
    """Return the invitations a call is tried under now, in order; expired ones are not among them."""
    return tuple(kept for _, kept in sorted(node.invitations.items()) if now < kept.invitation.expires)


def request_of(node: Node, kept: KeptInvitation, payload: bytes, channel_key: bytes) -> Request | None:
    """Return what a guest asks for, None where it may not be let in. Nothing changes."""
    space = node.spaces.get(kept.invitation.space)
    try:
        request = read_request(payload, kept.invitation, channel_key)
        check_public(request.device)
    except (CrdtError, BadPoint):
        return None
    is_other = kept.used_by not in (None, request.device)
    if space is None or is_other or request.device == space.device:
        return None
    return None if request.device in space.view.roster.head.expelled else request


# --- the answer -------------------------------------------------------------------------------------------------------
def answer_guest(node: Node, kept: KeptInvitation, request: Request, channel_key: bytes) -> Step[list[Packed]]:
    """Admit a guest and return the objects it needs, in order. Raises: NotAllowed where the inviter no longer may."""
    space = node.space(kept.invitation.space)
    if kept.used_by is None:
        yield from _admit_guest(node, space, kept, request, channel_key)
    space.holdings.add(request.prekey)
    shared = pack_objects(space.holdings.shared(space.view.roster).values())
    if kept.invitation.role is None:
        return [*shared, _routing_for(space, request.device)]
    packets = yield from packets_for(space, request.device, sorted(space.keys.epochs), prekey=request.prekey)
    return [*shared, *pack_objects(item for item in packets if item.type is PacketType.EPOCH)]


def _routing_for(space: SpaceState, device: Device) -> Packed:
    """Return the routing key sealed to the pass this steward gave a device (I4)."""
    assert space.routing is not None, "whoever invites holds it"
    given = space.holdings.passes[device, space.device]
    return pack_objects([seal_routing(given, space.routing, space.routes.number, space.key, space.random)])[0]


def _admit_guest(
    node: Node, space: SpaceState, kept: KeptInvitation, request: Request, channel_key: bytes
) -> Step[None]:
    invitation = kept.invitation
    _require_may_grant(space, invitation.role, invitation.group)
    let_in = sign_pass(_pass(space, request, channel_key), space.key)
    used = kept.used(request.device)
    settings = ((_to_confirm(space, request.device), pack([invitation.id, request.name])),) if kept.needs_words else ()
    also = Commit(
        objects=(stored(space.space, let_in), stored(space.space, request.prekey)),
        secrets=((invitation_secret(invitation.id), pack_kept(used)),),
        settings=settings,
    )
    if invitation.role is None:
        yield also
    else:
        role = Role.READER if kept.needs_words else invitation.role
        yield from write(space, [(NO_RECORD, _grant(request.device, request.name, invitation, role))], also=also)
    space.holdings.add(let_in)
    space.holdings.add(request.prekey)
    node.invitations[invitation.id] = used


def confirm(node: Node, space: SpaceState, device: Device) -> Step[Role]:
    """Give a guest whose words were compared the role it was invited to. Raises: NotFound, NotAllowed."""
    loaded = yield LoadAll()
    name = _to_confirm(space, device)
    if name not in loaded.settings:
        raise NotFound("no device of that id waits for its words to be compared")
    id, pseudonym = unpack(loaded.settings[name], bytes_max=1024)
    kept = node.invitations.get(bytes(id))  # type: ignore[arg-type]
    if kept is None:
        raise NotFound("the invitation was revoked; invite again")
    invitation = kept.invitation
    assert invitation.role is not None, "only members are confirmed"
    _require_may_grant(space, invitation.role, invitation.group)
    records = yield from records_of(space, {device})
    also = Commit(
        settings=((name, None),),
        secrets=((invitation_secret(invitation.id), None),),
        dirty=tuple((space.space, record) for record in sorted(records)),
    )
    grant = _grant(device, str(pseudonym), invitation, invitation.role)
    yield from write(space, [(NO_RECORD, grant)], also=also)
    space.forget(records)
    del node.invitations[invitation.id]
    return invitation.role


def pack_objects(items: Iterable[Member]) -> list[Packed]:
    """Return objects as they travel: (type, bytes)."""
    return [(type_of(item).value, encode_object(item)) for item in items]


def waits_for_words(space: SpaceState, device: Device) -> Step[bool]:
    """Tell whether the words of a guest whom this node let in are still to be compared."""
    loaded = yield LoadAll()
    return _to_confirm(space, device) in loaded.settings


# --- inside -----------------------------------------------------------------------------------------------------------
def _to_confirm(space: SpaceState, device: Device) -> str:
    return f"confirm/{space.space.hex()}/{device.hex()}"


def _grant(device: Device, name: str, invitation: Invitation, role: Role) -> Grant:
    return Grant(
        device=device, role=int(role), group=invitation.group, pseudonym=name, invitation=invitation.id, scope=()
    )


def _pass(space: SpaceState, request: Request, channel_key: bytes) -> Pass:
    return Pass(
        space=space.space,
        head=space.view.roster.head.id,
        device=request.device,
        channel_key=channel_key,
        bundle_key=request.bundle_key,
        number=next_pass_number(space, request.device),
        steward=space.device,
    )


def next_pass_number(space: SpaceState, device: Device) -> int:
    """Return the number of the next pass of a device: above all that are held, as far as numbers go.

    Somebody may have signed the highest number there is; passes of who was expelled or dropped give way to any.
    """
    numbers = (item.number + 1 for item in space.holdings.passes.values() if item.device == device)
    return min(max(numbers, default=0), NUMBER_MAX)


def own_pass(space: SpaceState, channel_key: bytes, bundle_key: bytes) -> Pass:
    """Return the pass a steward signs for its own device."""
    unsigned = Pass(
        space=space.space,
        head=space.view.roster.head.id,
        device=space.device,
        channel_key=channel_key,
        bundle_key=bundle_key,
        number=next_pass_number(space, space.device),
        steward=space.device,
    )
    return sign_pass(unsigned, space.key)


def _require_may_grant(space: SpaceState, role: Role | None, group: Group | None) -> None:
    membership = space.view.membership
    if not membership.may(space.device, Action.GRANT):
        raise NotAllowed("only a steward who is not suspended lets others in; nothing was changed")
    if role is None:
        return
    if not Role.READER <= role <= GRANTED_MAX:
        raise NotAllowed("an invitation gives the role of reader, contributor or verifier; nothing was changed")
    if not membership.roster.head.may_speak_for(space.device, group):
        raise NotAllowed("only a steward of that group lets others into it; nothing was changed")
