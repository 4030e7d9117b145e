"""How the spaces of a node stand, as JSON."""

from node.api.answers.members import carrier_json, member_json, withheld_json
from node.crdt.passes import passes_kept
from node.ledger.types import Json
from node.service.effects import FindRows, FoundRows, Step
from node.service.lookup import read_state_hash
from node.service.node import Node
from node.service.space import SpaceState
from node.service.spaces import SpaceSummary, list_spaces
from node.service.upkeep import Upkeep, read_upkeep
from node.service.withheld import withheld


def summary_json(item: SpaceSummary) -> dict[str, Json]:
    """Return one line of a list of spaces."""
    return {
        "space": item.space.hex(),
        "title": item.title,
        "group": item.group,
        "role": item.role.name.lower() if item.role else "none",
        "members": item.members,
        "recovery_key_here": item.has_recovery_here,
    }


def members_json(space: SpaceState) -> list[Json]:
    """Return the members of a space, then its carriers."""
    found = space.view.membership.members
    kept = passes_kept(space.view.roster, space.holdings.passes.values())
    shown: list[Json] = [member_json(space, member) for _, member in sorted(found.items())]
    return shown + [carrier_json(space, device) for device in sorted(kept.keys() - found.keys())]


def spaces_json(now: int, node: Node) -> Step[list[Json]]:
    """Return how each space of a node stands."""
    shown: list[Json] = []
    for item in (yield from list_spaces(node)):
        found: FoundRows = yield FindRows(space=item.space, limit=0, with_hidden=True)
        state = yield from read_state_hash(node.space(item.space))
        keys = yield from read_upkeep(node.space(item.space), now)
        shown.append(
            {
                "space": item.space.hex(),
                "title": item.title,
                "role": item.role.name.lower() if item.role else "none",
                "members": item.members,
                "records": found.total,
                "state_hash": state.hash.hex(),
                "partial": state.is_partial,
                "withheld": [withheld_json(node.space(item.space), end) for end in withheld(node.space(item.space))],
                **_keys_json(keys),
            }
        )
    return shown


def _keys_json(keys: Upkeep) -> dict[str, Json]:
    state = keys.erasing
    waits: dict[str, Json] = {
        "waits_for": list(keys.waits_for),
        "needs_key": state.needs_epoch,
        "unwitnessed": state.is_unwitnessed,
    }
    return {
        "waiting": len(keys.waiting),
        "erasing": None if state.is_done else waits,
        "rotation_suggested": keys.is_rotation_suggested,
        "bad_keys_from": list(keys.bad_givers),
    }
