"""The demonstration: three nodes that go on without one another."""

import asyncio
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from node.cli.screen import print_json, print_line, print_note, print_table
from node.cli.settings import Settings
from node.crdt.ids import Space
from node.ledger.types import Json
from node.runtime.child import own_program

if TYPE_CHECKING:
    from node.runtime.demo import DemoNode

_pass_settings = click.make_pass_decorator(Settings)


@click.command()
@_pass_settings
def demo(settings: Settings) -> None:
    """Run three groups' nodes on this computer, with invented records. Close any one: the others go on."""
    asyncio.run(_demo(settings))


async def _demo(settings: Settings) -> None:
    from node.runtime.demo import run_demo  # lines to other nodes: loaded by no other command

    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl-C ends the loop itself
            loop.add_signal_handler(number, stopping.set)

    def announce(space: Space, nodes: "Sequence[DemoNode]") -> None:
        if settings.is_json:
            print_json({"ready": True, "space": space.hex(), "nodes": [_node_json(node) for node in nodes]})
        else:
            print_table(
                ("who", "group", "link", "process"),
                ((node.home.name, node.home.group, node.page, node.process.pid) for node in nodes),
            )
            print_note("Each link works once, on this computer. End any process for good: the others go on.")
            print_note("Ctrl-C ends all and removes every file of the demonstration.")
        sys.stdout.flush()

    def tell_ended(node: "DemoNode", left: int) -> None:
        print_note(f"The node of {node.home.name} has ended; {left} go on.")

    if not settings.is_json:
        print_line("Making three nodes; this takes a few seconds.")
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        await run_demo(
            Path(folder) / "demo",
            cost=settings.cost,
            program=own_program(),
            announce=announce,
            tell_ended=tell_ended,
            stopping=stopping,
        )


def _node_json(node: "DemoNode") -> dict[str, Json]:
    return {
        "name": node.home.name,
        "group": node.home.group,
        "page": node.page,
        "listen": node.home.listen,
        "home": str(node.home.folder),
        "process": node.process.pid,
    }
