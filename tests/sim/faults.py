"""What goes wrong with lines, disks, machines, clocks and versions of honest people."""

from __future__ import annotations

from functools import partial
from random import Random as Dice

from node.crdt.bodies import Put, RecordChange
from node.crdt.codec import pack
from node.crdt.ids import NO_RECORD
from node.ledger.schema import LEDGER
from node.service.calling import Reception
from node.service.rebuilding import rebuild
from node.service.space import write
from node.store.errors import IoFailed, NoSpace
from node.sync.errors import ProtocolError
from tests.sim.network import Deed, Network
from tests.sim.nodes import SimNode
from tests.sim.traitors import write_packed

YEAR_S = 365 * 24 * 3600
NEWER_BODY = [9, "TEST-of a newer program"]  # a type of payload that this program does not know
NEWER_CONTROL = [40, b"newer"]


# --- lines ------------------------------------------------------------------------------------------------------------
def _spoil(kind: str, network: Network, dice: Dice) -> str | None:
    count = dice.randint(1, 4)
    network.spoils += [kind if dice.random() < 0.5 else "" for _ in range(3 * count)]
    network.spoils.append(kind)
    return "among the next frames"


def lossy_line(network: Network, dice: Dice) -> str | None:
    """Three frames of ten are lost for a while."""
    network.spoils += ["lost frame" if dice.random() < 0.3 else "" for _ in range(40)]
    return "12 of the next 40 frames"


def latency(network: Network, dice: Dice) -> str | None:
    """A line takes ten seconds for every frame."""
    alive = [link for link in network.links if link.is_alive]
    if not alive:
        return None
    link = dice.choice(alive)
    link.delay_s = 10.0
    return "between " + " and ".join(sorted(link.names))


def line_cut(network: Network, dice: Dice) -> str | None:
    """A line ends without a word."""
    alive = [link for link in network.links if link.is_alive]
    if not alive:
        return None
    link = dice.choice(alive)
    link.is_alive = False
    return "between " + " and ".join(sorted(link.names))


def partition(network: Network, dice: Dice) -> str | None:
    """No line between two parts of the network, for five to thirty seconds."""
    side = {node.name for node in network.nodes if dice.random() < 0.5}
    names = [node.name for node in network.nodes]
    cut = {frozenset((a, b)) for a in names for b in names if (a in side) != (b in side)}
    network.cut |= cut
    for link in network.links:
        if link.names in cut:
            link.is_alive = False
    network.at(network.time + dice.uniform(5, 30), partial(network.cut.difference_update, cut))
    return f"{sorted(side)} from the rest"


def replayed_hello(network: Network, dice: Dice) -> str | None:
    """Somebody plays the first frame of a captured call again: nothing opens and nothing changes."""
    if not network.hellos:
        return None
    name, frame = dice.choice(network.hellos)
    node = next(node for node in network.nodes if node.name == name)
    before = node.store.snapshot()
    reception = Reception(node.node, node.now)
    try:
        events = reception.channel.receive_frame(frame)
        reception.channel.frames_to_send()
        events += reception.channel.receive_frame(dice.randbytes(dice.choice((18, 64, 200))))
    except ProtocolError:
        events = []
    assert not events, "a replayed call opened"
    assert node.store.snapshot() == before, "a replayed call changed something"
    return f"to {name}"


# --- disks and machines -----------------------------------------------------------------------------------------------
def crash(network: Network, dice: Dice) -> str | None:
    """The power of a node fails: what was not synced is gone."""
    node = dice.choice(network.machines)
    network.drop_links_of(node)
    node.refuses.clear()
    node.crash()
    return node.name


def disk_error(network: Network, dice: Dice) -> str | None:
    """The disk of a node refuses one of the next writes."""
    node = dice.choice(network.machines)
    node.refuses += [*([None] * dice.randint(0, 3)), IoFailed()]
    return node.name


def disk_full(network: Network, dice: Dice) -> str | None:
    """The disk of a node is full for the next writes."""
    node = dice.choice(network.machines)
    node.refuses += [NoSpace()] * dice.randint(2, 8)
    return node.name


def mark(network: Network, dice: Dice) -> str | None:
    """A backup of a disk is made."""
    node = dice.choice(network.inside)
    network.marks[node.name] = node.store.snapshot()
    return node.name


def restored_disk(network: Network, dice: Dice) -> str | None:
    """A disk goes back to an earlier state; what only that node had since then is gone."""
    known = [node for node in network.inside if node.name in network.marks]
    if not known:
        return mark(network, dice) and None
    node = dice.choice(known)
    earlier = node.store.restored(min(network.marks.pop(node.name), node.store.snapshot()))
    if network.space not in {item.space for item in earlier.objects()}:
        return None  # a backup from before it joined
    network.drop_links_of(node)
    before, node.store = node.store.entries(), earlier
    node.refuses.clear()
    node.reopen()
    after = node.store.entries()
    others = set().union(*(other.store.entries() for other in network.honest if other is not node))
    network.gone |= before.keys() - after.keys() - others
    network.set_back |= {(node.name, id) for id in others & before.keys() - after.keys()}
    return f"{node.name}, {len(before) - len(after)} entries back"


def cloned_node(network: Network, dice: Dice) -> str | None:
    """The home of an honest node is copied and the copy goes on in its place: it notices and opens a new log."""
    node = network.an_honest(dice)
    if node is None:
        return None
    network.drop_links_of(node)
    node.store = node.store.copy()
    node.refuses.clear()
    node.reopen()
    assert network.held(node).own is None, "a copy goes on in the log it found"
    return node.name


# --- clocks and versions ----------------------------------------------------------------------------------------------
def wrong_clock(network: Network, dice: Dice) -> str | None:
    """A clock is up to ten years off."""
    node = dice.choice(network.machines)
    node.offset_s = dice.randint(-10, 10) * YEAR_S
    return f"{node.name}, {node.offset_s // YEAR_S} years"


def jumping_clock(network: Network, dice: Dice) -> str | None:
    """A clock jumps, and jumps again."""
    node = dice.choice(network.machines)
    for _ in range(3):
        when, offset = network.time + dice.uniform(0, 20), dice.randint(-YEAR_S, YEAR_S)
        network.at(when, partial(setattr, node, "offset_s", offset))
    return node.name


def newer_program(network: Network, dice: Dice) -> str | None:
    """A node of a newer program writes payloads of types that the others do not know."""
    node = network.an_honest(dice)
    if node is None or not network.records:
        return None
    record = dice.choice(network.records)
    write_packed(network, node, [(record, pack(NEWER_BODY)), (NO_RECORD, pack(NEWER_CONTROL))])
    return f"{node.name} in {record.hex()[:8]}"


def newer_field(network: Network, dice: Dice) -> str | None:
    """A node of a newer program writes a field of a known kind that the others do not know."""
    node = network.an_honest(dice)
    if node is None or not network.records:
        return None
    record = dice.choice(network.records)
    change = RecordChange(deps=(), time=node.now, source=None, ops=(Put("field_of_tomorrow", "TEST-new"),))
    node.run(write(network.held(node), [(record, change)]))
    return f"{node.name} in {record.hex()[:8]}"


def older_program(network: Network, dice: Dice) -> str | None:
    """A node runs an older program that knows half the kinds, and is updated later."""
    node = network.an_honest(dice)
    if node is None or node.registry is not LEDGER:
        return None
    network.drop_links_of(node)
    node.registry = OLDER
    node.refuses.clear()
    node.reopen()
    network.quietly(node, lambda: node.run(rebuild(network.held(node), lambda _: None)))
    network.at(network.time + dice.uniform(5, 30), partial(update, network, node))
    return node.name


def update(network: Network, node: SimNode) -> None:
    """Install the newest program on a node."""
    if node.registry is not LEDGER:
        network.drop_links_of(node)
        node.registry = LEDGER
        node.refuses.clear()
        node.reopen()
        node.run(rebuild(network.held(node), lambda _: None))


OLDER = type(LEDGER)(kind for kind in LEDGER if kind.name != "guide")
FAULTS: dict[str, Deed] = {
    **{
        kind: partial(_spoil, kind)
        for kind in (
            "lost frame", "doubled frame", "overtaking frame", "flipped bit", "frame cut short", "foreign frame",
        )
    },
    "lossy line": lossy_line,
    "latency of ten seconds": latency,
    "line cut": line_cut,
    "partition": partition,
    "replayed first frame": replayed_hello,
    "crash": crash,
    "disk error": disk_error,
    "full disk": disk_full,
    "restored disk": restored_disk,
    "copied home": cloned_node,
    "wrong clock": wrong_clock,
    "jumping clock": jumping_clock,
    "newer program": newer_program,
    "newer field": newer_field,
    "older program": older_program,
}  # fmt: skip
