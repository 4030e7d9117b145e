"""Steps by which the role of a device changes: a higher one at once, by one steward; a lower one by the stewards.

R1  A higher role is a new grant. It holds for the whole log of the device: what it wrote before counts by it, too.
R2  A lower role is a certificate that ends the role there was, and then a grant: the node that proposed it remembers
    what is to be given and gives it once the role has ended, before anything else is asked of anybody.
R3  Nobody gets a role before the words were compared; a steward's seat is no matter of grants.
"""

from node.crdt.bodies import Grant
from node.crdt.grants import GRANTED_MAX, Role
from node.crdt.ids import NO_RECORD, Device
from node.crdt.members import Member, State
from node.crdt.membership import Action
from node.service.affected import records_of
from node.service.deciding import Decision, propose
from node.service.effects import Commit, LoadAll, Step
from node.service.errors import NotAllowed, NotFound, Refused
from node.service.inviting import waits_for_words
from node.service.space import SpaceState, write
from node.service.wishes import EndRole


def may_give(space: SpaceState, device: Device, role: Role) -> bool:
    """Tell whether this node may give a device a role that it lacks, as a steward of its group."""
    membership = space.view.membership
    member = membership.members.get(device)
    if member is None or member.state is not State.ACTIVE or device in space.view.roster.stewards:
        return False
    speaks = space.view.roster.head.may_speak_for(space.device, member.group)
    return speaks and membership.may(space.device, Action.GRANT) and (member.role or 0) < role <= GRANTED_MAX


def give_role(space: SpaceState, device: Device, role: Role) -> Step[None]:
    """Give a device a higher role at once (R1). Raises: NotFound, NotAllowed, Refused."""
    member = space.view.membership.members.get(device)
    if member is None:
        raise NotFound("no member of this space has that device; nothing was changed")
    if (member.role or 0) >= role:
        raise Refused("this device may do that already; nothing was changed")
    if not may_give(space, device, role):
        raise NotAllowed("only a steward of that group gives a role to an active member; nothing was changed")
    if (yield from waits_for_words(space, device)):
        raise Refused("compare the six words with this guest first; nothing was changed")
    yield from _give(space, member, role, Commit())


def propose_role(space: SpaceState, device: Device, role: Role) -> Step[Decision]:
    """Propose that a device gets a lower role (R2). Raises: Refused, and as `propose`."""
    member = space.view.membership.members.get(device)
    if member is None or member.role is None or not Role.READER <= role < member.role:
        raise Refused("this is no lower role than the device has; nothing was proposed")
    decided = yield from propose(space, EndRole(device))
    yield Commit(settings=((_to_give(space) + device.hex(), bytes((role,))),))
    yield from give_awaited_roles(space)
    return decided


def give_awaited_roles(space: SpaceState) -> Step[int]:
    """Give the lower roles proposed here whose devices have none by now; return how many."""
    membership = space.view.membership
    bare = {device: member for device, member in membership.members.items() if member.role is None}
    if not bare or not membership.may(space.device, Action.GRANT) or space.view.writing_kid() not in space.keys.epochs:
        return 0
    settings, given = (yield LoadAll()).settings, 0
    for device, member in bare.items():
        name = _to_give(space) + device.hex()
        wanted = settings.get(name)
        if wanted and may_give(space, device, Role(wanted[0])):
            yield from _give(space, member, Role(wanted[0]), Commit(settings=((name, None),)))
            given += 1
    return given


def _give(space: SpaceState, member: Member, role: Role, also: Commit) -> Step[None]:
    records = yield from records_of(space, {member.device})
    dirty = tuple((space.space, record) for record in sorted(records))
    grant = Grant(
        device=member.device,
        role=int(role),
        group=member.group,
        pseudonym=member.name,
        invitation=None,
        scope=tuple(sorted(member.scope)),
    )
    yield from write(space, [(NO_RECORD, grant)], also=Commit(settings=also.settings, dirty=dirty))
    space.forget(records)


def _to_give(space: SpaceState) -> str:
    return f"to-give/{space.space.hex()}/"
