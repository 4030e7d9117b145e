"""Commands on the home itself: init, passphrase, backup, restore. Each answers with the device and its six words."""

import asyncio

from node.api.port import Condition
from node.runtime.commands.call import Answer, Call, Command, Needs
from node.runtime.errors import NotReady
from node.service.effects import Step
from node.service.node import Node
from node.service.spaces import check_name
from node.service.wording import device_text


async def init(call: Call) -> Answer:
    """Make a node in an empty home and leave it open."""
    name = call.args.text("name")
    check_name(name)
    if call.home.condition is not Condition.EMPTY:
        raise NotReady("this folder holds a node already; it was not changed")
    await call.home.create(name=name, passphrase=call.secret())
    return await identity(call)


async def passphrase(call: Call) -> Answer:
    """Wrap the home's key under another passphrase."""
    await call.home.change_passphrase(call.secret(), call.args.text("new"))
    return await identity(call)


async def backup(call: Call) -> Answer:
    """Write a backup into a new file."""
    file = call.args.file("file")
    entries = await call.home.backup(file, call.secret(), lambda done: call.tell(done, None))
    return {**await identity(call), "entries": entries}


async def restore(call: Call) -> Answer:
    """Make the node of a backup anew in an empty home and leave it open."""
    file = call.args.file("file")
    require_empty(call)
    secret = call.args.optional_text("secret") or call.secret()
    entries = await call.home.restore(file, secret, call.secret(), lambda done: call.tell(done, None))
    return {**await identity(call), "entries": entries}


def require_empty(call: Call) -> None:
    """Refuse a home with a node in it before anything else is asked for. Raises: NotReady."""
    if call.home.condition is not Condition.EMPTY:
        raise NotReady("this folder holds a node already; it was not changed; name an empty one with --home")


async def identity(call: Call) -> Answer:
    """Return the device of an open node and its words."""
    node = await call.read(_node)
    words = await asyncio.to_thread(lambda: node.words)  # slow on purpose: a tenth of a second
    return {"device": device_text(node.device), "words": list(words), "name": node.name}


def _node(node: Node) -> Step[Node]:
    yield from ()
    return node


COMMANDS = (
    Command(name="init", run=init, needs=Needs.ANYTHING, takes_passphrase=True),
    Command(name="passphrase", run=passphrase, takes_passphrase=True),
    Command(name="backup", run=backup, takes_passphrase=True),
    Command(name="restore", run=restore, needs=Needs.ANYTHING, takes_passphrase=True),
)
