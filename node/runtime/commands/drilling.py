"""`drill`: the rehearsal, and whether the disk of this home tells anything while it is locked."""

import asyncio
import shutil
import tempfile
from math import ceil
from pathlib import Path

from node.api.port import Condition
from node.runtime.commands.call import Answer, Call, Command, Needs
from node.runtime.commands.opening import unlocked
from node.runtime.drill.disk import readable_on_disk
from node.runtime.drill.numbers import NODES, NODES_MAX, NODES_MIN
from node.runtime.limits import DRILL_TEXT_CHARS_MIN, DRILL_TEXTS
from node.service.effects import Step
from node.service.lookup import find_records
from node.service.node import Node


async def drill(call: Call) -> Answer:
    """Rehearse a seizure on throwaway nodes; where this home is open, search a copy of its disk for its own texts."""
    from node.runtime.drill.script import rehearse  # it gives commands itself

    nodes = call.args.integer("nodes", default=NODES, least=NODES_MIN, most=NODES_MAX)
    own = await _own_disk(call) if _can_open(call) else None
    report = await rehearse(nodes, call.tell)
    return {
        "ok": report.ok and not own,
        "lost": list(report.lost),
        "readable_on_disk": [*report.readable_on_disk, *(own or [])],
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


async def _own_disk(call: Call) -> list[str]:
    """Return how many titles of this home's records stand in clear in a copy of its folder; never the titles."""
    async with unlocked(call.home, call.passphrase):
        found = await call.read(lambda _: find_records(limit=DRILL_TEXTS))
        texts = {await call.read(_name), *(row.title for row in found.rows)}

    def search() -> int:
        with tempfile.TemporaryDirectory(prefix="drill-") as folder:
            copy = Path(folder) / "copy"
            shutil.copytree(call.home.folder, copy, ignore=shutil.ignore_patterns("control", "running", "lock"))
            return len(readable_on_disk(copy, {text for text in texts if len(text) >= DRILL_TEXT_CHARS_MIN}))

    count = await asyncio.to_thread(search)
    return [f"{count} texts of this home"] if count else []


def _name(node: Node) -> Step[str]:
    yield from ()
    return node.name


COMMANDS = (Command(name="drill", run=drill, needs=Needs.ANYTHING),)
