"""What a proposal changes, in words: a line for each change, for people to read before they sign."""

from collections.abc import Iterable

from keys.text import encode_text
from node.crdt.changes import Changes
from node.crdt.ids import Device, Group
from node.crdt.policy import Newcomers, Policy
from node.service.space import SpaceState

DEVICE_PREFIX = "device"  # of the text form of a device key
_SHORT_CHARS = 16  # of a device's text form: enough to tell two of one name apart


def words_of(space: SpaceState, changes: Changes) -> tuple[str, ...]:
    """Return what changes, a line each, in English."""
    return (
        *(f"expel {device_name(space, device)}" for device, _ in changes.expulsions),
        *_of_stewards(space, changes),
        *_of_groups(space, changes),
        *(f"settle the suspension of {_suspended(space, id)}" for id in changes.settled),
        *(f"erase the record {record.hex()} for good" for record, _ in changes.erasures),
        *(_of_policy(changes.policy) if changes.policy is not None else ()),
        *(f"add the recovery key {key.hex()[:16]}" for key in changes.added_recovery),
        *(f"remove the recovery key {key.hex()[:16]}" for key in changes.dropped_recovery),
        *(f"abandon the roster {head.hex()[:16]}" for head in changes.abandons),
    )


def device_text(device: Device) -> str:
    """Return the text form of a device key."""
    return encode_text(DEVICE_PREFIX, device)


def device_name(space: SpaceState, device: Device) -> str:
    """Return how a device is named to people: the pseudonym, and the beginning of its key."""
    member = space.view.membership.members.get(device)
    short = device_text(device)[:_SHORT_CHARS]
    return f"{member.name} ({short})" if member and member.name else short


def group_name(space: SpaceState, group: Group) -> str:
    """Return the name of a group, else the beginning of its id."""
    return space.view.name_of(group) or group.hex()[:8]


def _of_stewards(space: SpaceState, changes: Changes) -> Iterable[str]:
    expelled = {device for device, _ in changes.expulsions}
    for device, group in changes.added_stewards:
        yield f"make {device_name(space, device)} a steward of {group_name(space, group)}"
    for device, group in changes.moved_stewards:
        yield f"move the steward {device_name(space, device)} to {group_name(space, group)}"
    for device in changes.dropped_stewards:
        if device not in expelled:
            yield f"{device_name(space, device)} is a steward no longer"
    for device, _ in changes.role_cuts:
        if device not in expelled and device not in changes.dropped_stewards:
            yield f"take the role of {device_name(space, device)}"


def _of_groups(space: SpaceState, changes: Changes) -> Iterable[str]:
    yield from (f"list the group {group_name(space, group)}" for group in changes.added_groups)
    yield from (f"list the group {group_name(space, group)} no longer" for group in changes.dropped_groups)


def _of_policy(policy: Policy) -> Iterable[str]:
    yield f"groups that must attest a value: {policy.votes_verified}"
    kept = "everything" if policy.newcomers is Newcomers.ALL else "live records only"
    yield f"newcomers read: {kept}"
    yield f"a new key is suggested every {policy.rotation_days} days"
    yield f"attachments up to {policy.attachment_kib} KiB"


def _suspended(space: SpaceState, id: bytes) -> str:
    found = space.view.membership.force.held.get(id)
    return device_name(space, found.device) if found else id.hex()[:16]
