"""Commands that look a node over: verify, state-hash, status, doctor, rebuild; and rotate."""

from functools import partial

from node.api.answers.members import peer_json
from node.api.answers.spaces import spaces_json
from node.api.port import Condition
from node.crdt.ids import Space
from node.crdt.membership import Action
from node.runtime.commands.arguments import Json
from node.runtime.commands.call import Answer, Call, Command, Needs
from node.runtime.commands.diagnosis import Finding, look_inside, look_outside
from node.runtime.commands.finding import find_space
from node.runtime.commands.homes import identity
from node.runtime.commands.opening import unlocked
from node.runtime.commands.reports import CheckReport, check_backup_file, check_home
from node.service.clones import clone_questions
from node.service.effects import FindRows, FoundRows, Step
from node.service.errors import NotAllowed
from node.service.lookup import StateHash, read_state_hash
from node.service.node import Node
from node.service.rebuilding import rebuild as rebuild_rows
from node.service.tending import announce_epoch


async def verify(call: Call) -> Answer:
    """Check every entry, payload, object and page of this node, or every part of a backup file."""
    file = call.args.optional_text("file")
    report = await (check_home(call) if file is None else check_backup_file(call, call.args.file("file")))
    return _report_json(report)


async def state_hash(call: Call) -> Answer:
    """Return the state hash of a space."""

    def step(node: Node) -> Step[tuple[Space, StateHash]]:
        space = find_space(node, call.args.optional_text("space"))
        return space.space, (yield from read_state_hash(space))

    space, state = await call.read(step)
    return {"space": space.hex(), "state_hash": state.hash.hex(), "partial": state.is_partial}


async def status(call: Call) -> Answer:
    """Tell how a node stands; of a locked one without a passphrase only that it is locked."""
    is_served = call.new_link is not None
    condition = call.home.condition
    outside: Answer = {"condition": condition.value, "running": is_served, "spaces": [], "peers": []}
    is_closed = condition is Condition.LOCKED and call.passphrase is None and not call.home.is_carrier
    if condition is Condition.EMPTY or is_closed:
        return outside
    async with unlocked(call.home, call.passphrase):
        spaces = await call.read(partial(spaces_json, call.home.now()))
        node = call.home.node
        peers: list[Json] = [peer_json(node.space(peer.space), peer) for peer in call.home.peers()]
        kind: Answer = {"carrier": node.is_carrier}
        clones: list[Json] = [
            {"space": item.space.hex(), "log": item.log.hex(), "number": item.seq} for item in clone_questions(node)
        ]
        return {**outside, **await identity(call), **kind, "spaces": spaces, "peers": peers, "clones": clones}


async def doctor(call: Call) -> Answer:
    """Tell what is wrong with a home and how to mend each thing."""
    findings = [*look_outside(call.home), *await look_inside(call)]
    return {
        "problems": [_finding_json(item) for item in findings if not item.is_advice],
        "advice": [_finding_json(item) for item in findings if item.is_advice],
    }


async def rebuild(call: Call) -> Answer:
    """Make every list, title and search word anew from the entries, and compare the state hashes before and after."""
    problems: list[Json] = []
    records = 0
    for id in await call.read(_space_ids):
        before, made, after = await call.write(partial(_rebuild_one, id, call))
        records += made
        if before != after:
            what = "the state hash was another before: what was stored about records did not fit their entries"
            problems.append({"what": what, "where": f"space {id.hex()}", "mend": "nothing: it is mended now"})
    return {"records": records, "problems": problems}


def _rebuild_one(id: Space, call: Call, node: Node) -> Step[tuple[StateHash, int, StateHash]]:
    space = node.space(id)
    before = yield from read_state_hash(space)
    found: FoundRows = yield FindRows(space=space.space, limit=0, with_hidden=True)
    made = yield from rebuild_rows(space, lambda done: call.tell(done, found.total))
    return before, made, (yield from read_state_hash(space))


def _space_ids(node: Node) -> Step[list[Space]]:
    yield from ()
    return list(node.spaces)


async def rotate(call: Call) -> Answer:
    """Announce a new epoch in a space."""

    def step(node: Node) -> Step[Answer]:
        space = find_space(node, call.args.optional_text("space"))
        if not space.view.membership.may(space.device, Action.ANNOUNCE):
            raise NotAllowed("only a steward who is not suspended makes a new key; nothing was changed")
        kid = yield from announce_epoch(space)
        return {"space": space.space.hex(), "kid": kid.hex()}

    return await call.write(step)


def _report_json(report: CheckReport) -> Answer:
    problems: list[Json] = [{"where": item.where, "what": item.what} for item in report.problems]
    return {"ok": not problems, "entries": report.entries, "problems": problems}


def _finding_json(finding: Finding) -> Json:
    return {"what": finding.what, "where": finding.where, "mend": finding.mend}


COMMANDS = (
    Command(name="verify", run=verify, needs=Needs.ANYTHING),
    Command(name="state-hash", run=state_hash),
    Command(name="status", run=status, needs=Needs.ANYTHING),
    Command(name="doctor", run=doctor, needs=Needs.ANYTHING),
    Command(name="rebuild", run=rebuild),
    Command(name="rotate", run=rotate),
)
