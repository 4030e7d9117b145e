"""Files on demand in a run: attached, opened, kept, erased; large changes; and who lies about the bytes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random as Dice

from node.crdt.bodies import Put, RecordChange
from node.crdt.entry import Pruned
from node.crdt.ids import EntryId, Record
from node.service.attachments import NewFile, attach, open_file
from node.service.deferring import keep_files
from node.service.space import write
from node.service.wishes import Erase
from node.sync.limits import DEFER_BYTES_MIN
from node.sync.messages import Lack, Message, Run
from node.sync.runs import defer, read_run
from tests.sim.deeds import propose_to_all
from tests.sim.network import REFUSALS, Deed, End, Network
from tests.sim.nodes import SimNode
from tests.sim.traitors import _each, _twist

FILE_BYTES = DEFER_BYTES_MIN + 500  # one chunk that may stay behind


def attached(network: Network, dice: Dice) -> str | None:
    """Somebody attaches a picture to a record; perhaps somebody opens one later."""
    author = network.an_honest(dice)
    if author is None or not network.records:
        return None
    about = dice.choice(network.records)
    new = NewFile(
        content=dice.randbytes(FILE_BYTES), type="jpeg", category="photo", caption="TEST-picture", is_stripped=True
    )
    record = author.run(attach(network.held(author), about, new, now=author.now))
    network.files.append(record)
    network.push(author)
    if dice.random() < 0.5:
        network.at(network.time + dice.uniform(5, 30), partial(_open_one, network, dice))
    return f"{author.name}, {record.hex()[:8]} to {about.hex()[:8]}"


def opened(network: Network, dice: Dice) -> str | None:
    """Somebody looks now and again for a picture that is not on that computer, and opens it."""
    if not network.honest:
        return None
    for wait in (0.0, 5.0, 12.0, 25.0):
        network.at(network.time + wait, partial(_open_one, network, dice))
    return "somebody looks"


def _open_one(network: Network, dice: Dice) -> None:
    missing = [(node, network.held(node).files.missing) for node in network.honest]
    found = [(node, record) for node, lacks in missing for record in network.files if record in lacks]
    if not found:
        return
    node, record = dice.choice(found)
    try:
        node.run(open_file(network.held(node), record))
    except REFUSALS as error:
        network.note("picture opened", f"{node.name} refused: {type(error).__name__}")
        return
    network.counts["picture fetched"] += 1
    network.note("picture opened", f"{node.name}, {record.hex()[:8]}")
    network.push(node)


def kept(network: Network, dice: Dice) -> str | None:
    """Somebody chooses what files that computer keeps."""
    node = network.an_honest(dice)
    assert node is not None
    keeps = dice.random() < 0.5
    node.run(keep_files(network.held(node), keeps=keeps))
    network.push(node)
    return f"{node.name} keeps {'all' if keeps else 'those opened'}"


def erased(network: Network, dice: Dice) -> str | None:
    """A steward proposes to erase a picture for good, perhaps while somebody asks for it."""
    steward = network.an_honest(dice, steward=True)
    if steward is None or not network.files:
        return None
    record = dice.choice(network.files)
    told, _ = propose_to_all(network, steward, Erase({record: ()}))
    return f"{record.hex()[:8]} by {told}"


def large_change(network: Network, dice: Dice) -> str | None:
    """Somebody, perhaps a traitor, writes a change so large that its bytes may be left out."""
    author = network.one_of(dice, network.inside)
    if author is None or not network.records:
        return None
    record = dice.choice([*network.records, *network.files])
    texts = [dice.randbytes(30_000).hex() for _ in range(3)]
    ops = (Put("names/n1/text", f"TEST-{dice.randint(0, 3)}"), *(Put(f"tail{n}", text) for n, text in enumerate(texts)))
    change = RecordChange(deps=(), time=author.now, source=None, ops=ops)
    author.run(write(network.held(author), [(record, change)]))
    network.push(author)
    return f"{author.name} in {record.hex()[:8]}"


# --- lies -------------------------------------------------------------------------------------------------------------
def _left_out(network: Network, dice: Dice, end: End, said: list[bytes]) -> list[bytes]:
    """Send without their bytes all that can be sent so, wanted or not."""

    def change(message: Message) -> Message:
        if not isinstance(message, Run):
            return message
        read = zip(message.items, read_run(message, network.space), strict=True)
        return replace(message, items=tuple(replace(item, payloads=defer(of.entry, of.payloads)) for item, of in read))

    return _each(change, said)


def _denied(network: Network, dice: Dice, end: End, said: list[bytes]) -> list[bytes]:
    """Say of all that could be sent that it is not there."""

    def change(message: Message) -> Message:
        if not isinstance(message, Run):
            return message
        ids = sorted(item.entry.id for item in read_run(message, network.space)[:8])
        return Lack(message.space, tuple(ids))

    return _each(change, said)


LIES: dict[str, Callable[[Network, Dice, End, list[bytes]], list[bytes]]] = {
    "bytes left out": _left_out,
    "wants denied": _denied,
}


def _lie(kind: str, network: Network, dice: Dice) -> str | None:
    node = network.one_of(dice, [node for node in network.inside if node.name in network.traitors] + network.carriers)
    if node is None:
        return None
    for _ in range(dice.randint(1, 6)):
        _twist(network, node, partial(LIES[kind], network, dice))
    return node.name


FILES: dict[str, Deed] = {
    "picture attached": attached,
    "picture opened": opened,
    "pictures kept": kept,
    "picture erased": erased,
    "large change": large_change,
    **{kind: partial(_lie, kind) for kind in LIES},
}


# --- what must hold ---------------------------------------------------------------------------------------------------
def behind(network: Network, node: SimNode) -> dict[Record, set[EntryId]]:
    """Return what is missing on a node by what its store holds alone: counted a second time."""
    gone = network.held(node).view.roster.head.erased
    found: dict[Record, set[EntryId]] = {}
    for id, entry in node.store.entries().items():
        [payload, *more] = entry.payloads
        if isinstance(payload, Pruned) and not more and payload.record and payload.record not in gone:
            assert payload.length >= DEFER_BYTES_MIN, "S9: a small payload was left out"
            found.setdefault(payload.record, set()).add(id)
    return found


def check_behind(network: Network, node: SimNode) -> None:
    """Check that a node knows what it lacks, and doubts all that is no file. Raises: AssertionError."""
    files, lacks = network.held(node).files, behind(network, node)
    assert {record: set(found) for record, found in files.missing.items()} == lacks, f"S9: {node.name} lost count"
    assert files.asked.keys() | files.doubtful <= lacks.keys(), f"S9: {node.name} asks for what it has"
    rows = node.store.rows()
    for record in lacks if not node.is_carrier else ():
        row = rows.get((network.space, record))
        is_file = row is not None and row.kind == "attachment"
        assert is_file or record in files.doubtful, f"S9: {node.name} takes a value for a file"


def open_all(network: Network, nodes: list[SimNode]) -> None:
    """Let every node keep every file."""
    for node in nodes:
        if not node.is_carrier:
            node.run(keep_files(network.held(node), keeps=True))
