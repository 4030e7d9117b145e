"""Joining by files alone: a request file of the guest, a bundle of the inviter in answer.

The request is sealed under the invitation's secret and has one size; what waits for its answer is kept in the store, so
that the answer may come days later and the request may be written again. Refused, each with its own line: a request
under an invitation that is unknown, expired or used by another device; an answer nobody asked for here.
"""

from dataclasses import dataclass

from keys.box import BoxKey
from keys.errors import CannotOpen
from keys.hashing import digest_array
from keys.labels import Label
from keys.sealing import open_sealed, seal
from keys.secret import Secret
from node.crdt import shape
from node.crdt.codec import pack, unpack
from node.crdt.errors import CrdtError
from node.crdt.ids import Device
from node.crdt.limits import OBJECT_BYTES_MAX
from node.crdt.passes import decode_prekey, encode_prekey
from node.service.bundles import Bundled, answer_bundle
from node.service.effects import Commit, LoadAll, Loaded, Step
from node.service.errors import NotFound, Refused
from node.service.invitations import Invitation, KeptInvitation, Request, invitation_text, read_invitation
from node.service.inviting import answer_guest, request_of
from node.service.joining import Ticket, ask
from node.service.limits import REQUEST_FILE_BYTES, REQUEST_PLAIN_BYTES
from node.service.node import Node

_WAITING = "joining/"
_CONTEXT = b"request"
_LENGTH_BYTES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Whom a request let in, and what the answer holds."""

    device: Device
    name: str
    invitation: Invitation
    needs_words: bool
    bundled: Bundled


# --- the guest --------------------------------------------------------------------------------------------------------
def ask_by_file(node: Node, invitation: Invitation, now: int) -> Step[bytes]:
    """Return the bytes of a request file (always 1 KiB and what sealing adds); the same again until it is answered.

    Raises: Refused for an expired invitation, or a space that is held already.
    """
    fresh = ask(node, invitation, now)
    ticket = (yield from _kept_ticket(invitation)) or fresh
    if ticket is fresh:
        yield Commit(secrets=((_secret(invitation), _pack_ticket(ticket)),))
    content = pack([node.channel.public, ticket.payload])
    plain = len(content).to_bytes(_LENGTH_BYTES, "big") + content
    return seal(_key(invitation), context=_CONTEXT, plaintext=plain.ljust(REQUEST_PLAIN_BYTES, b"\0"))


def ticket_for(node: Node, invitation: Invitation) -> Step[Ticket]:
    """Return what this node kept when it asked under an invitation. Raises: NotFound, Refused."""
    if invitation.space in node.spaces:
        raise Refused("this node is in that space already; read the file as a bundle; nothing was changed")
    ticket = yield from _kept_ticket(invitation)
    if ticket is None:
        raise NotFound("this node asked for nothing under that invitation: write a request first; nothing was changed")
    return ticket


def waiting_requests(node: Node) -> Step[tuple[Invitation, ...]]:
    """Return the invitations this node asked under by files and waits for an answer to, by when they expire."""
    loaded: Loaded = yield LoadAll()
    kept = (_read_ticket(packed).invitation for name, packed in loaded.secrets.items() if name.startswith(_WAITING))
    open_ones = (item for item in kept if item.space not in node.spaces)
    return tuple(sorted(open_ones, key=lambda item: (item.expires, item.id)))


def forget_ticket(invitation: Invitation) -> Step[None]:
    """Forget what was kept for an answer."""
    yield Commit(secrets=((_secret(invitation), None),))


def _kept_ticket(invitation: Invitation) -> Step[Ticket | None]:
    loaded: Loaded = yield LoadAll()
    kept = loaded.secrets.get(_secret(invitation))
    return _read_ticket(kept) if kept is not None else None


def _pack_ticket(ticket: Ticket) -> bytes:
    prekey = encode_prekey(ticket.prekey)
    return pack([invitation_text(ticket.invitation), prekey, ticket.private.reveal(), ticket.payload])


def _read_ticket(packed: bytes) -> Ticket:
    text, prekey, private, payload = shape.array(unpack(packed, bytes_max=OBJECT_BYTES_MAX), 4)
    return Ticket(
        invitation=read_invitation(str(text)),
        prekey=decode_prekey(shape.octets(prekey)),
        private=BoxKey(shape.long_id(private)),
        payload=shape.octets(payload),
    )


# --- the inviter ------------------------------------------------------------------------------------------------------
def answer_by_file(node: Node, sealed: bytes, now: int) -> Step[Answered]:
    """Admit the guest of a request file and emit the answer: a bundle with the whole space for that device.

    Raises: Refused, NotAllowed; then nobody was let in.
    """
    kept, request, channel_key = _read_request_file(node, sealed, now)
    items = yield from answer_guest(node, kept, request, channel_key)
    space = node.space(kept.invitation.space)
    bundled = yield from answer_bundle(node, space, request.device, request.bundle_key, items)
    return Answered(
        device=request.device,
        name=request.name,
        invitation=kept.invitation,
        needs_words=kept.needs_words,
        bundled=bundled,
    )


def _read_request_file(node: Node, sealed: bytes, now: int) -> tuple[KeptInvitation, Request, bytes]:
    kept, channel, asked = open_request_file(node, sealed)
    if now >= kept.invitation.expires:
        raise Refused("the invitation of this request has expired: make a new one; nobody was let in")
    request = request_of(node, kept, asked, channel)
    if request is None and kept.used_by is not None:
        raise Refused("the invitation of this request was used by another device: make a new one; nobody was let in")
    if request is None:
        raise Refused("this request is not sound, or its device was expelled or is this one; nobody was let in")
    return kept, request, channel


def open_request_file(node: Node, sealed: bytes) -> tuple[KeptInvitation, bytes, bytes]:
    """Return the invitation a request file was made under, and the channel key and payload in it (FORMATS, "Request
    file"). What the payload says is not judged here. Raises: Refused.
    """
    kept, plain = _opened(node, sealed)
    content, length = plain[_LENGTH_BYTES:], int.from_bytes(plain[:_LENGTH_BYTES], "big")
    try:
        channel_key, payload = shape.array(unpack(content[:length], bytes_max=REQUEST_PLAIN_BYTES), 2)
        channel, asked = shape.long_id(channel_key), shape.octets(payload)
    except CrdtError as error:
        raise Refused("this request is not sound: ask for it again; nobody was let in") from error
    if any(content[length:]):
        raise Refused("this request is not sound: ask for it again; nobody was let in")
    return kept, channel, asked


def _opened(node: Node, sealed: bytes) -> tuple[KeptInvitation, bytes]:
    for kept in node.invitations.values() if len(sealed) == REQUEST_FILE_BYTES else ():
        try:
            return kept, open_sealed(_key(kept.invitation), context=_CONTEXT, ciphertext=sealed)
        except CannotOpen:
            continue
    raise Refused(
        "this is no request under an open invitation of this node: it may be damaged, made under another node's "
        "invitation, or the invitation was revoked; nobody was let in"
    )


def _key(invitation: Invitation) -> Secret:
    return Secret(digest_array(Label.INVITATION, b"request", invitation.secret.reveal()))


def _secret(invitation: Invitation) -> str:
    return _WAITING + invitation.id.hex()
