"""Commands that concern other nodes: invite, revoke, join, confirm, sync.

A space that was joined or a sync that ran while the node is running reaches its open pages and lines at once.
"""

from datetime import UTC, datetime

from keys.words import words_of_device
from node.api.port import Condition
from node.crdt.grants import Role
from node.crdt.ids import SHORT_ID_BYTES, Group
from node.runtime.commands.arguments import Json
from node.runtime.commands.call import Answer, Call, Command, Needs
from node.runtime.commands.errors import Unusable
from node.runtime.commands.finding import find_space, parse_device
from node.runtime.commands.opening import unlocked
from node.runtime.lan import look_round
from node.runtime.limits import LAN_MINUTES, LAN_MINUTES_MAX
from node.runtime.peers import Peers, Synced
from node.service.addressing import tell_addresses
from node.service.effects import Step
from node.service.errors import NotFound
from node.service.invitations import read_invitation
from node.service.inviting import confirm as confirm_guest
from node.service.inviting import revoke_invitation
from node.service.node import Node
from node.service.space import SpaceState
from node.service.wording import device_text
from node.transport.address import url_of

CARRIER = "carrier"  # no role: it stores and forwards, and reads nothing
_ROLES = {role.name.lower(): role for role in (Role.READER, Role.CONTRIBUTOR, Role.VERIFIER)}


async def invite(call: Call) -> Answer:
    """Make a single-use invitation into a space."""
    role = _ROLES.get(call.args.text("role"))
    if role is None and call.args.text("role") != CARRIER:
        raise Unusable(f"a role to invite to is one of {', '.join(_ROLES)}, {CARRIER}; stewards are made by proposal")
    node = call.home.node
    space = find_space(node, call.args.optional_text("space"))
    peers = Peers(call.home)
    invitation, text = await peers.invite(
        space.space,
        role=role,
        group=_group(space, call.args.optional_text("group")),
        addresses=call.args.optional_texts("addresses") or call.listening,
        needs_words=call.args.optional_text("no_confirm") is None,
    )
    expires = datetime.fromtimestamp(invitation.expires, UTC).isoformat()
    words: list[Json] = [*node.words]
    return {"invitation": text, "expires": expires, "id": invitation.id.hex(), "words": words}


async def revoke(call: Call) -> Answer:
    """Take an invitation back."""
    given = call.args.text("invitation")

    def step(node: Node) -> Step[Answer]:
        found = [id for id in node.invitations if given and id.hex().startswith(given.lower())]
        if len(found) != 1:
            raise NotFound("there is no open invitation of that id; nothing was changed")
        yield from revoke_invitation(node, found[0])
        return {"invitation": found[0].hex()}

    return await call.write(step)


async def join(call: Call) -> Answer:
    """Join a space by the text of an invitation; a carrier's makes a carrier in an empty home."""
    if call.home.condition is not Condition.EMPTY or read_invitation(call.args.text("invitation")).role is not None:
        async with unlocked(call.home, call.passphrase):
            return await _join(call)
    await call.home.create_carrier()
    try:
        return await _join(call)
    finally:
        await call.home.discard_carrier()


async def _join(call: Call) -> Answer:
    peers = Peers(call.home, tell=call.tell)
    joined = await peers.join(call.args.text("invitation"), address=call.args.optional_text("address"))
    words: list[Json] = [*words_of_device(joined.inviter)]
    own: list[Json] = [*call.home.node.words]
    title = call.home.node.space(joined.space).title
    return {"space": joined.space.hex(), "title": title, "words": words, "own_words": own, **_counts(joined.synced)}


async def confirm(call: Call) -> Answer:
    """Give a guest whose six words were compared the role it was invited to."""
    device = parse_device(call.args.text("device"))

    def step(node: Node) -> Step[Answer]:
        space = find_space(node, call.args.optional_text("space"))
        role = yield from confirm_guest(node, space, device)
        return {"space": space.space.hex(), "role": role.name.lower()}

    return await call.write(step)


async def address(call: Call) -> Answer:
    """Tell the members of a space where this node, or a carrier, can be called."""
    given = call.args.optional_text("device")
    places = call.args.optional_texts("addresses") or ()
    for place in places:
        url_of(place)

    def step(node: Node) -> Step[Answer]:
        space = find_space(node, call.args.optional_text("space"))
        device = parse_device(given) if given else node.device
        is_news = yield from tell_addresses(space, device, places)
        told: list[Json] = [*places]
        return {"space": space.space.hex(), "device": device_text(device), "addresses": told, "changed": is_news}

    return await call.write(step)


async def sync(call: Call) -> Answer:
    """Call another node and exchange what either lacks."""
    peers = Peers(call.home, tell=call.tell)
    return _counts(await peers.sync_once(call.args.text("address")))


async def lan(call: Call) -> Answer:
    """Meet nodes of the local network: remembered addresses first, then a beacon for some minutes."""
    minutes = call.args.integer("minutes", default=LAN_MINUTES, least=1, most=LAN_MINUTES_MAX)
    meeting = await look_round(
        call.home,
        seconds=60.0 * minutes,
        is_once=call.args.optional_text("once") is not None,
        progress=call.tell,
        stopping=call.stopping,
    )
    return {
        "met": [{"address": item.address, **_counts(item.synced)} for item in meeting.met],
        "called_by": meeting.called_by,
    }


def _counts(synced: Synced) -> Answer:
    return {
        "sent": synced.sent,
        "received": synced.received,
        "bytes_in": synced.bytes_in,
        "bytes_out": synced.bytes_out,
        "equal": synced.equal,
    }


def _group(space: SpaceState, text: str | None) -> Group | None:
    """Return the group meant by its name or id. Raises: NotFound."""
    if text is None:
        return None
    for group in space.view.roster.head.body.groups:
        if text in (space.view.name_of(group), group.hex()):
            assert len(group) == SHORT_ID_BYTES
            return group
    raise NotFound("the roster of this space lists no such group; groups are added by proposal; nothing was changed")


COMMANDS = (
    Command(name="lan", run=lan),
    Command(name="invite", run=invite),
    Command(name="invite.revoke", run=revoke),
    Command(name="join", run=join, needs=Needs.ANYTHING),
    Command(name="confirm", run=confirm),
    Command(name="address", run=address),
    Command(name="sync", run=sync),
)
