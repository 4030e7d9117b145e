"""Which entries go into the next run, in which order logs are sent and from where, to a peer or into a bundle."""

from collections.abc import Iterator, Sequence

from node.crdt.entry import Payload
from node.crdt.forks import Tree
from node.crdt.ids import Device, EntryId, Log
from node.crdt.logs import LogTip
from node.service.effects import EntryAt, Step, StoredEntry
from node.service.holdings import KEY_BYTES
from node.service.space import SpaceState, stretches
from node.service.talk import Shown, Talk
from node.sync.limits import RUN_BYTES


def fitting(stored: Sequence[StoredEntry], bytes_max: int = RUN_BYTES) -> Sequence[StoredEntry]:
    """Return the first entries, at least one, as far as their payloads can go into one run."""
    size = 0
    for number, item in enumerate(stored):
        size += sum(len(payload.ciphertext) for payload in item.payloads if isinstance(payload, Payload))
        if size > bytes_max and number:
            return stored[:number]
    return stored


def in_order(space: SpaceState) -> Sequence[tuple[Log, Device, int, int]]:
    """Return the stretches of logs, those of stewards first: what they grant and announce decides how others are read.

    Each as `space.stretches` gives it, behind the one it grows from.
    """
    stewards = space.view.roster.stewards
    return sorted(stretches(space), key=lambda item: (item[1] not in stewards, item[2], item[0]))


def ends(space: SpaceState) -> Iterator[tuple[Log, int, EntryId]]:
    """Yield the ends of all logs and of all their branches."""
    for tip in space.tips.values():
        if tip.log not in space.view.forks:
            yield tip.log, tip.seq, tip.id
    for log, tree in space.view.forks.items():
        yield from ((log, seq, id) for seq, id in tree.leaves())


# --- what a peer has --------------------------------------------------------------------------------------------------
def compare_log(talk: Talk, tip: LogTip, shown: set[Shown]) -> Step[bool]:
    """Note what the peer has of a log without branches here; tell whether all it showed was looked up."""
    known, had = talk.logs.get(tip.log, -1), -1
    for seq, id in shown:
        ours = tip.id if seq == tip.seq else (yield EntryAt(tip.log, seq)) if seq < tip.seq else None
        if ours is not None and ours[:KEY_BYTES] == id:
            had = max(had, seq)
    is_ahead = [seq > tip.seq for seq, _ in shown]
    had = tip.seq if all(is_ahead) else had  # where it is ahead, what it sends will show whose branch it is
    talk.logs[tip.log] = max(known, had)
    return not any(is_ahead)


def compare_branches(talk: Talk, tree: Tree, shown: set[Shown]) -> Step[None]:
    """Note what the peer has of each stretch of a forked log; what is not found may still come."""
    if talk.compared.get(tree.log) is tree:
        return
    talk.compared[tree.log] = tree
    had: set[EntryId] = set()
    trunk = -1
    for seq, short in shown:
        found = [id for id, twig in tree.twigs.items() if twig.seq == seq and id[:KEY_BYTES] == short]
        if found:
            had |= tree.path(found[0])
            trunk = tree.base - 1
        elif seq < tree.base and ((yield EntryAt(tree.log, seq)) or b"")[:KEY_BYTES] == short:
            trunk = max(trunk, seq)
    if tree.log not in talk.branched:  # what was noted of it before was without regard to branches
        talk.branched.add(tree.log)
        talk.logs.pop(tree.log, None)
    for line in tree.lines():
        of_line = [tree.twigs[id].seq for id in had if tree.twigs[id].line == line.key]
        least = trunk if line.key == tree.log else line.first - 1
        talk.logs[line.key] = max([talk.logs.get(line.key, -1), least, *of_line])
