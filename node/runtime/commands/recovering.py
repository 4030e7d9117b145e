"""Commands for the worst day: shares of what a node is recovered with, and destroying this home on purpose."""

import asyncio

from keys.limits import SHARES_MAX, SHARES_NEEDED_MIN
from keys.shares import join_shares, split_secret
from node.runtime.commands.call import Answer, Call, Command, Needs
from node.runtime.commands.errors import BadArguments
from node.runtime.commands.homes import identity, require_empty
from node.service.recovery import gather_recovery, read_recovered


async def split(call: Call) -> Answer:
    """Cut the backup secret and the recovery keys here into shares for paper. Nothing leaves this node."""
    shares = call.args.integer("shares", default=5, least=SHARES_NEEDED_MIN, most=SHARES_MAX)
    needed = call.args.integer("needed", default=3, least=SHARES_NEEDED_MIN, most=SHARES_MAX)
    if needed > shares:
        raise BadArguments("more shares would be needed than are made; nothing was made")
    secret = await call.write(gather_recovery)
    made = await asyncio.to_thread(split_secret, secret, shares=shares, needed=needed)
    return {"shares": list(made), "needed": needed, "keys": len(secret) // 32 - 1}


async def join(call: Call) -> Answer:
    """Put shares together again; with a backup, make its node anew in an empty home."""
    recovered = read_recovered(await asyncio.to_thread(join_shares, call.args.texts("shares")))
    told: Answer = {"backup": recovered.backup, "keys": list(recovered.keys)}
    if call.args.optional_text("restore") is None:
        return told
    require_empty(call)
    file, tell = call.args.file("restore"), call.tell
    entries = await call.home.restore(file, recovered.backup, call.secret(), lambda done: tell(done, None))
    return {**told, **await identity(call), "entries": entries}


async def panic(call: Call) -> Answer:
    """Destroy the keys of this home and then the rest of it, at once, whether it is locked or not."""
    await call.home.panic()
    return {"destroyed": True}


async def choose_second(call: Call) -> Answer:
    """Choose the second passphrase, whose only effect is panic, or take it back."""
    second = call.args.optional_text("second")
    await call.home.choose_second(call.secret(), second)
    return {"second": second is not None}


COMMANDS = (
    Command(name="recover.split", run=split),
    Command(name="recover.join", run=join, needs=Needs.ANYTHING, takes_passphrase=True),
    Command(name="panic", run=panic, needs=Needs.ANYTHING),
    Command(name="panic.second", run=choose_second, takes_passphrase=True),
)
