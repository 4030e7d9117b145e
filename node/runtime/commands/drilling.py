"""`drill`: the rehearsal, and whether the disk of this home tells anything while it is locked."""

from math import ceil

from node.api.port import Condition
from node.runtime.commands.call import Answer, Call, Command, Needs
from node.runtime.commands.opening import unlocked
from node.runtime.drill.numbers import NODES, NODES_MAX, NODES_MIN
from node.runtime.drill.own import own_disk


async def drill(call: Call) -> Answer:
    """Rehearse a seizure on throwaway nodes; where this home is open, search a copy of its disk for its own texts."""
    from node.runtime.drill.script import rehearse  # it gives commands itself

    nodes = call.args.integer("nodes", default=NODES, least=NODES_MIN, most=NODES_MAX)
    own = None
    if _can_open(call):
        async with unlocked(call.home, call.passphrase):
            own = await own_disk(call.home)
    report = await rehearse(nodes, call.tell)
    return {
        "ok": report.ok and not own,
        "lost": list(report.lost),
        "readable_on_disk": [*report.readable_on_disk, *([f"{own} texts of this home"] if own else [])],
        "read_after_cut": list(report.read_after_cut),
        "actions": len(report.actions),
        "minutes": ceil(report.seconds / 60),
        "nodes": report.nodes,
        "own_disk_searched": own is not None,
        "accepted_after_cut": report.accepted_after_cut,
        "read_before_cut": report.read_before_cut,
        "states": report.states,
        "steps": list(report.actions),
    }


def _can_open(call: Call) -> bool:
    condition = call.home.condition
    return condition is Condition.OPEN or (condition is Condition.LOCKED and call.passphrase is not None)


COMMANDS = (Command(name="drill", run=drill, needs=Needs.ANYTHING),)
