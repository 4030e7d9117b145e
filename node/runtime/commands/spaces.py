"""Commands on whole spaces: create, list, members."""

from node.api.answers.spaces import members_json, summary_json
from node.runtime.commands.call import Answer, Call, Command
from node.runtime.commands.finding import find_space
from node.service.effects import Step
from node.service.node import Node
from node.service.spaces import create_space, list_spaces


async def create(call: Call) -> Answer:
    """Found a space with this device as its steward."""
    title, group = call.args.text("title"), call.args.optional_text("group") or ""

    def step(node: Node) -> Step[Answer]:
        space = yield from create_space(node, title=title, group=group)
        return {"space": space.space.hex(), "title": space.title, "group": group or title}

    return await call.write(step)


async def list_all(call: Call) -> Answer:
    """List the spaces of this node."""

    def step(node: Node) -> Step[Answer]:
        spaces = yield from list_spaces(node)
        return {"spaces": [summary_json(item) for item in spaces]}

    return await call.read(step)


async def members(call: Call) -> Answer:
    """List the members of a space."""

    def step(node: Node) -> Step[Answer]:
        space = find_space(node, call.args.optional_text("space"))
        yield from ()
        return {"space": space.space.hex(), "members": members_json(space)}

    return await call.read(step)


COMMANDS = (
    Command(name="space.create", run=create),
    Command(name="space.list", run=list_all),
    Command(name="space.members", run=members),
)
