"""Steps on whole spaces: make one, its recovery keys, what is known of it."""

from dataclasses import dataclass

from keys.epoch import kid, new_epoch_key
from keys.secret import RoutingKey
from keys.signing import SigningKey
from keys.text import decode_text, encode_text
from node.crdt.bodies import Announcement, Grant, GroupName
from node.crdt.certificate import (
    CertificateBody,
    certify,
    encode_certificate_body,
    endorse,
    sign_body,
    space_of,
)
from node.crdt.grants import Role
from node.crdt.ids import NO_RECORD, Group, Kid, Space
from node.crdt.policy import Policy
from node.service.effects import Commit, LoadAll, Step
from node.service.errors import NotFound, Refused
from node.service.holdings import stored
from node.service.inviting import own_pass
from node.service.keyring import KeyRing, epoch_secret, prekey_secret
from node.service.node import Node
from node.service.routes import Routes, routing_secret
from node.service.space import SpaceState, anchor_setting, write
from node.service.unsealing import new_prekey
from node.service.view import build_view

RECOVERY_PREFIX = "recovery"  # of the text form of a recovery key
NAME_CHARS_MAX = 80  # of a pseudonym, a group or a space; what fits a line of a small screen


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceSummary:
    """What a list of spaces shows."""

    space: Space
    title: str
    group: str
    role: Role | None
    members: int
    has_recovery_here: bool


def create_space(node: Node, *, title: str, group: str = "") -> Step[SpaceState]:
    """Found a space with this device as its steward, a group, a recovery key and a first epoch. Raises: Refused."""
    if node.is_carrier:
        raise Refused("a carrier reads nothing, so it founds no space; nothing was made")
    for text in (title, group or title):
        check_name(text)
    group_id, recovery = Group(node.random(16)), SigningKey.new(node.random)
    epoch, routing = new_epoch_key(node.random), RoutingKey.new(node.random)
    packed = encode_certificate_body(
        CertificateBody(
            version=0,
            parent=node.random(16),
            groups=(group_id,),
            stewards=((node.device, group_id),),
            recovery=(recovery.public,),
            policy=Policy(),
        )
    )
    certificate = certify(packed, (sign_body(packed, node.key),))
    keys = KeyRing()
    keys.add_epoch(Kid(kid(epoch)), epoch)
    space = SpaceState(
        space=space_of(packed),
        key=node.key,
        registry=node.registry,
        random=node.random,
        keys=keys,
        view=build_view(space=space_of(packed), certificates=(endorse(certificate),)),
    )
    space.routes = Routes(((0, routing),))
    prekey, private = new_prekey(space, (Kid(kid(epoch)),))
    let_in = own_pass(space, node.channel.public, node.bundle.public)
    drafts = (
        Announcement(kid=Kid(kid(epoch)), replaced=(), head=certificate.id, suspensions=()),
        Grant(device=node.device, role=Role.VERIFIER, group=group_id, pseudonym=node.name, invitation=None, scope=()),
        GroupName(group_id, group or title),
        GroupName(Group(space.space), title),
    )
    founding = Commit(
        objects=tuple(stored(space.space, item) for item in (certificate, let_in, prekey)),
        secrets=(
            (epoch_secret(space.space, Kid(kid(epoch))), epoch.reveal()),
            (routing_secret(space.space, 0, routing), routing.reveal()),
            (recovery_secret(space.space), recovery.reveal()),
            (prekey_secret(space.space, prekey.id), private.reveal()),
        ),
        settings=((anchor_setting(space.space), bytes(certificate.id)),),
    )
    yield from write(space, [(NO_RECORD, draft) for draft in drafts], kid=Kid(kid(epoch)), also=founding)
    for item in (certificate, let_in, prekey):
        space.holdings.add(item)
    space.prekeys[prekey.id] = private
    node.spaces[space.space] = space
    return space


def list_spaces(node: Node) -> Step[list[SpaceSummary]]:
    """Return the spaces of a node, by title."""
    loaded = yield LoadAll()
    found = [
        SpaceSummary(
            space=space.space,
            title=space.title,
            group=space.view.name_of(space.view.group_of(space.device)),
            role=space.role,
            members=len(space.view.membership.members),
            has_recovery_here=recovery_secret(space.space) in loaded.secrets,
        )
        for space in node.spaces.values()
    ]
    return sorted(found, key=lambda item: (item.title, item.space))


def read_recovery_key(space: SpaceState) -> Step[str]:
    """Return the text form of the space's recovery key. Raises: NotFound once it has left this node."""
    loaded = yield LoadAll()
    seed = loaded.secrets.get(recovery_secret(space.space))
    if seed is None:
        raise NotFound("the recovery key of this space is not on this node any more")
    return encode_text(RECOVERY_PREFIX, seed)


def remove_recovery_key(space: SpaceState, typed: str) -> Step[None]:
    """Remove the recovery key from this node once it was copied: the copy is typed back. Raises: BadText, Refused."""
    text = yield from read_recovery_key(space)
    if decode_text(RECOVERY_PREFIX, typed) != decode_text(RECOVERY_PREFIX, text):
        raise Refused("this is a recovery key, but not the one of this space; nothing was removed")
    yield Commit(secrets=((recovery_secret(space.space), None),))


def recovery_secret(space: Space) -> str:
    """Return the name under which the store holds the recovery key made with a space."""
    return f"recovery/{space.hex()}"


def check_name(text: str) -> None:
    """Check a pseudonym, a group's or a space's name. Raises: Refused."""
    if not text.strip() or len(text) > NAME_CHARS_MAX or not text.isprintable():
        raise Refused(f"a name has 1 to {NAME_CHARS_MAX} visible characters; nothing was made")
