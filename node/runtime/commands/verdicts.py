"""Commands that judge a record: attest, dispute, withhold, hide, unhide."""

from collections.abc import Callable

from node.crdt.ids import EntryId, Record
from node.ledger.vocabulary.person import WITHHOLD_REASON
from node.ledger.vocabulary.source import CHECK_STEPS, DOUBT_STEPS
from node.runtime.commands.call import Answer, Call, Command
from node.runtime.commands.errors import Unusable
from node.runtime.commands.finding import find_record
from node.runtime.commands.records import find_source
from node.service import records
from node.service.effects import Step
from node.service.node import Node
from node.service.space import SpaceState


async def attest(call: Call) -> Answer:
    """Sign that the values at some paths were checked."""
    step_code = _code("step", call.args.optional_text("step"), CHECK_STEPS)
    paths = call.args.texts("paths")

    def step(node: Node) -> Step[Answer]:
        space, record = yield from find_record(node, call.args.text("record"))
        source = yield from find_source(node, call.args)
        entry = yield from records.attest(space, record, paths, now=call.home.now(), step=step_code, source=source)
        return _answer(record, entry)

    return await call.write(step)


async def dispute(call: Call) -> Answer:
    """Sign that the values at some paths are doubted."""
    step_code = _code("step", call.args.optional_text("step"), DOUBT_STEPS) or DOUBT_STEPS[0]
    paths = call.args.texts("paths")

    def step(node: Node) -> Step[Answer]:
        space, record = yield from find_record(node, call.args.text("record"))
        source = yield from find_source(node, call.args)
        entry = yield from records.dispute(space, record, paths, now=call.home.now(), step=step_code, source=source)
        return _answer(record, entry)

    return await call.write(step)


async def withhold(call: Call) -> Answer:
    """Withhold a record, with a reason of the list."""
    reason = _code("reason", call.args.text("reason"), WITHHOLD_REASON.codes)
    return await _on_record(call, lambda space, record: records.withhold(space, record, reason=reason))


async def hide(call: Call) -> Answer:
    """Hide a record."""
    return await _on_record(call, lambda space, record: records.hide(space, record))


async def unhide(call: Call) -> Answer:
    """Lift every hiding and withholding of a record that this device may lift."""
    return await _on_record(call, records.unhide)


async def _on_record(call: Call, act: Callable[[SpaceState, Record], Step[EntryId | None]]) -> Answer:
    def step(node: Node) -> Step[Answer]:
        space, record = yield from find_record(node, call.args.text("record"))
        entry = yield from act(space, record)
        return {**_answer(record, entry), "signed": 1, "needed": 1}

    return await call.write(step)


def _answer(record: Record, entry: EntryId | None) -> Answer:
    return {"record": record.hex(), "entry": entry.hex() if entry else None, "waiting": entry is None}


def _code(name: str, given: str | None, known: tuple[str, ...]) -> str:
    if given is not None and given not in known:
        raise Unusable(f"{name} is one of {', '.join(known)}; nothing was changed")
    return given or ""


COMMANDS = (
    Command(name="attest", run=attest),
    Command(name="dispute", run=dispute),
    Command(name="withhold", run=withhold),
    Command(name="hide", run=hide),
    Command(name="unhide", run=unhide),
)
