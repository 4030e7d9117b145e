"""The command that lets another browser in: a new one-time link to the pages of a running node."""

from node.runtime.commands.call import Answer, Call, Command, Needs
from node.runtime.commands.errors import Unusable


async def link(call: Call) -> Answer:
    """Return a one-time link to the pages."""
    if call.new_link is None:
        raise Unusable("no node of this home is running: start it with `up`")
    return {"page": call.new_link()}


COMMANDS = (Command(name="page", run=link, needs=Needs.ANYTHING),)
