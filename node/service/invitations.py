"""Invitations: what the inviter keeps, what the guest pastes, what the guest asks for in the handshake.

An invitation is a 16-byte secret bound to a space, a group, a role and a time. Its text form pins the roster and the
inviter's device. Refused: text of another form or version, a request whose signature or prekey does not verify.
"""

from dataclasses import dataclass, replace

from keys.hashing import digest_array
from keys.labels import Label
from keys.secret import Secret
from keys.signing import SigningKey
from keys.text import decode_text, encode_text
from node.crdt import shape
from node.crdt.bodies import NAME_BYTES_MAX
from node.crdt.codec import pack, unpack
from node.crdt.errors import CrdtError, Malformed
from node.crdt.grants import GRANTED_MAX, Role
from node.crdt.ids import Device, Group, Head, Space
from node.crdt.limits import INT_MAX, OBJECT_BYTES_MAX
from node.crdt.passes import Prekey, decode_prekey, encode_prekey, verify_prekey
from node.crdt.signed import check_signature, read_signature
from node.service.errors import Refused
from node.service.limits import ADDRESS_CHARS_MAX, ADDRESSES_MAX

FORMAT = 1
PREFIX = "invite"
SECRET_BYTES = 16
_KEPT = "invitation/"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Invitation:
    """What both sides know: `secret` lets one device in, until `expires` (seconds since 1970 UTC).

    Without a role it lets in a carrier.
    """

    space: Space
    head: Head
    inviter: Device
    secret: Secret
    role: Role | None
    group: Group | None
    expires: int
    addresses: tuple[str, ...]

    @property
    def id(self) -> bytes:
        """The 16-byte name of the invitation, which the grant carries."""
        return digest_array(Label.INVITATION, b"id", self.secret.reveal(), size=16)

    @property
    def channel_secret(self) -> Secret:
        """The 32-byte secret the channel is opened under."""
        return Secret(digest_array(Label.INVITATION, b"channel", self.secret.reveal()))

    def __repr__(self) -> str:
        return f"Invitation({self.id.hex()})"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptInvitation:
    """An invitation as its inviter keeps it: who used it, and whether the six words are to be compared first."""

    invitation: Invitation
    needs_words: bool
    used_by: Device | None = None

    def used(self, device: Device) -> "KeptInvitation":
        """Return it as used by a device."""
        return replace(self, used_by=device)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a guest asks with: its device, pseudonym, the keys for its pass and a first prekey."""

    device: Device
    name: str
    bundle_key: bytes
    prekey: Prekey


# --- text -------------------------------------------------------------------------------------------------------------
def invitation_text(item: Invitation) -> str:
    """Return the text a guest pastes."""
    return encode_text(PREFIX, pack([FORMAT, *_array(item)]))


def read_invitation(text: str) -> Invitation:
    """Read an invitation. Raises: BadText for slips, Refused for another version."""
    raw = decode_text(PREFIX, text)
    try:
        version, *items = shape.array(unpack(raw, bytes_max=len(raw)))
        if type(version) is not int or version != FORMAT:  # `true` equals 1
            raise Refused("this invitation was made by a newer program; install that version first")
        return _invitation(items)
    except CrdtError as error:
        raise Refused("this text is no invitation; ask for it again") from error


def _array(item: Invitation) -> list[object]:
    role = int(item.role) if item.role else None
    fixed = [item.space, item.head, item.inviter, item.secret.reveal(), role, item.group, item.expires]
    return [*fixed, list(item.addresses)]


def _invitation(items: object) -> Invitation:
    space, head, inviter, secret, role, group, expires, addresses = shape.array(items, 8)
    listed = shape.array(addresses)
    if len(listed) > ADDRESSES_MAX:
        raise Malformed("an invitation with too many addresses")
    return Invitation(
        space=Space(shape.short_id(space)),
        head=Head(shape.long_id(head)),
        inviter=Device(shape.long_id(inviter)),
        secret=Secret(shape.octets(secret, SECRET_BYTES)),
        role=shape.optional(role, lambda item: Role(shape.integer(item, Role.READER, GRANTED_MAX))),
        group=shape.optional(group, lambda item: Group(shape.short_id(item))),
        expires=shape.integer(expires, 0, INT_MAX),
        addresses=tuple(shape.text(address, ADDRESS_CHARS_MAX) for address in listed),
    )


# --- kept by the inviter ----------------------------------------------------------------------------------------------
def invitation_secret(id: bytes) -> str:
    """Return the name under which the store holds an invitation."""
    return _KEPT + id.hex()


def pack_kept(item: KeptInvitation) -> bytes:
    """Pack an invitation as the store holds it."""
    return pack([*_array(item.invitation), item.needs_words, item.used_by])


def open_kept(secrets: dict[str, bytes]) -> dict[bytes, KeptInvitation]:
    """Return the invitations the store holds, by id. Raises: Malformed where one is damaged."""
    found: dict[bytes, KeptInvitation] = {}
    for name, value in sorted(secrets.items()):
        if name.startswith(_KEPT):
            *items, needs_words, used_by = unpack(value, bytes_max=OBJECT_BYTES_MAX)
            invitation = _invitation(items)
            found[invitation.id] = KeptInvitation(
                invitation=invitation,
                needs_words=bool(needs_words),
                used_by=shape.optional(used_by, lambda item: Device(shape.long_id(item))),
            )
    return found


# --- the request ------------------------------------------------------------------------------------------------------
def sign_request(item: Request, invitation: Invitation, channel_key: bytes, key: SigningKey) -> bytes:
    """Return the payload a guest sends in the handshake, bound to this invitation and channel key."""
    signature = key.sign(Label.INVITATION, pack(_bound(item, invitation, channel_key)))
    return pack([item.name, item.device, item.bundle_key, encode_prekey(item.prekey), signature])


def read_request(payload: bytes, invitation: Invitation, channel_key: bytes) -> Request:
    """Read and verify such a payload. Raises: CrdtError."""
    name, device, bundle_key, prekey, signature = shape.array(unpack(payload, bytes_max=OBJECT_BYTES_MAX), 5)
    item = Request(
        device=Device(shape.long_id(device)),
        name=shape.text(name, NAME_BYTES_MAX),
        bundle_key=shape.long_id(bundle_key),
        prekey=decode_prekey(shape.octets(prekey)),
    )
    if item.prekey.device != item.device or item.prekey.space != invitation.space:
        raise Malformed("a request with somebody else's prekey")
    verify_prekey(item.prekey)
    bound = _bound(item, invitation, channel_key)
    check_signature(item.device, Label.INVITATION, bound, read_signature(signature))
    return item


def _bound(item: Request, invitation: Invitation, channel_key: bytes) -> list[object]:
    return [invitation.space, invitation.id, channel_key, item.name, item.device, item.bundle_key, item.prekey.id]
