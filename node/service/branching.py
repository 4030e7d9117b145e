"""How the branches of a forked log are stored: what a batch of entries adds to them, what leaves, what comes back.

Which entries are kept is `crdt/forks.py`. What leaves is destroyed, unless it was accepted before the lower ids came:
of the stretch that bears the log's id it is put aside, outside all that is shown and exchanged, until a certificate
names it. Nothing is stored here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from node.crdt.entry import Entry, Opening
from node.crdt.forks import Line, Tree, Twig, line_of
from node.crdt.ids import Device, EntryId, Log, Space
from node.crdt.limits import FORK_BRANCHES_MAX, SEQ_MAX
from node.service.effects import Cut, EntryIds, Loaded, LoadEntries, Step, StoredBranch, StoredPayload
from node.service.limits import ENTRIES_PER_READ
from node.sync.runs import Foreign

_NEW = Log(b"")  # the stretch of an entry that is not stored yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What becomes of a forked log: `stored` new entries with their stretches, in order; `left` are not kept."""

    tree: Tree
    stored: tuple[tuple[Foreign, Log], ...]
    left: tuple[Foreign, ...]
    cuts: tuple[Cut, ...]
    back: tuple[Log, ...]

    @property
    def is_changed(self) -> bool:
        """Tell whether anything is to be stored."""
        return bool(self.stored or self.cuts or self.back)


class Growth:
    """A forked log while entries are added to it."""

    __slots__ = ("_grown", "_tree", "_twigs", "fresh")

    def __init__(self, tree: Tree) -> None:
        self.fresh: dict[EntryId, Foreign] = {}
        self._tree = tree
        self._twigs = dict(tree.twigs)
        self._grown: Tree | None = None

    @property
    def tree(self) -> Tree:
        """Return the log as it has grown."""
        if self._grown is None:
            self._grown = _with(self._tree, self._twigs)
        return self._grown

    @property
    def base(self) -> int:
        """Return the number from which on entries are known by id."""
        return self._tree.base

    def knows(self, id: EntryId | None, seq: int) -> bool:
        """Tell whether an entry of that number is known by its id, or is the fork point before all others."""
        if id is None or id not in self._twigs:
            return seq == self.base - 1 and id == self._tree.root
        return self._twigs[id].seq == seq

    def add(self, item: Foreign) -> None:
        """Add an entry that follows a known one."""
        entry = item.entry
        self._twigs[entry.id] = Twig(entry.header.seq, parent_of(entry), _NEW)
        self.fresh[entry.id] = item
        self._grown = None

    def reach(self, base: int, root: EntryId | None, ids: Iterable[EntryId]) -> None:
        """Take in the entries of the trunk from number `base` on, in order: there is a fork before them."""
        self._twigs = {**dict(_chain(self._tree.log, base, root, ids)), **self._twigs}
        self._tree = Tree(self._tree.log, self._tree.device, base, root, {}, self._tree.aside)
        self._grown = None

    def sibling(self, id: EntryId) -> EntryId | None:
        """Return another known entry at the place of one, None where there is none."""
        parent = self._twigs[id].parent
        return next((other for other in self.tree.children(parent) if other != id), None)

    def settle(self, named: Collection[EntryId]) -> Settled:
        """Decide what is kept, where certificates name some entries."""
        kept = self.tree.kept(named)
        cuts = self._cuts(kept)
        back = tuple(sorted(line for line in self._tree.aside if self._first_of(line) in kept))
        twigs = dict(self._twigs)
        for cut in cuts:
            for id, twig in self._twigs.items():
                if twig.line == cut.line and twig.seq >= cut.first:
                    if cut.to is None:
                        del twigs[id]
                    else:
                        twigs[id] = replace(twig, line=cut.to)
        stored = self._placed(kept, twigs, frozenset(cut.line for cut in cuts))
        for id in self.fresh.keys() - kept:
            del twigs[id]
        aside = (self._tree.aside - set(back)) | {cut.to for cut in cuts if cut.to is not None}
        left = tuple(item for id, item in self.fresh.items() if id not in kept)
        live = {twig.line for twig in twigs.values()}
        tree = _with(replace(self._tree, aside=frozenset(aside & live)), twigs)
        return Settled(tree=_raised(tree), stored=stored, left=left, cuts=cuts, back=back)

    def _cuts(self, kept: Collection[EntryId]) -> tuple[Cut, ...]:
        """Return what leaves the stretches it is stored on."""
        leaving: dict[Log, tuple[int, EntryId]] = {}
        for id, twig in self._twigs.items():
            if twig.line != _NEW and id not in kept and twig.seq <= leaving.get(twig.line, (twig.seq, id))[0]:
                leaving[twig.line] = twig.seq, id
        room = FORK_BRANCHES_MAX - len(self._tree.aside)
        cuts: list[Cut] = []
        for line, (seq, id) in sorted(leaving.items()):
            is_whole = line != self._tree.log and self._first_of(line) == id
            if line in self._tree.aside and is_whole:
                continue
            keeps = (line == self._tree.log or line in self._tree.aside) and room > 0
            cuts.append(Cut(line=line, first=seq, to=line_of(id) if keeps else None))
            room -= keeps
        return tuple(cuts)

    def _first_of(self, line: Log) -> EntryId:
        return min((twig.seq, id) for id, twig in self._twigs.items() if twig.line == line)[1]

    def _placed(
        self, kept: Collection[EntryId], twigs: dict[EntryId, Twig], cut: Collection[Log]
    ) -> tuple[tuple[Foreign, Log], ...]:
        """Give each new entry that is kept its stretch: its parent's where it alone goes on from the end of that.

        Where something leaves that stretch in the same commit it gets one of its own: what is cut is stored before.
        """
        placed: list[tuple[Foreign, Log]] = []
        for id in sorted(self.fresh.keys() & kept, key=lambda id: twigs[id].seq):
            parent = twigs[id].parent
            following = [other for other in self.tree.children(parent) if other in twigs]
            is_alone = parent is not None and parent in twigs and following == [id]
            goes_on = is_alone and parent is not None and twigs[parent].line not in cut
            line = twigs[parent].line if goes_on and parent is not None else line_of(id)
            twigs[id] = replace(twigs[id], line=line)
            placed.append((self.fresh[id], line))
        return tuple(placed)


def _with(tree: Tree, twigs: Mapping[EntryId, Twig]) -> Tree:
    return Tree(tree.log, tree.device, tree.base, tree.root, dict(twigs), tree.aside)


def _raised(tree: Tree) -> Tree:
    """Return a tree from its lowest fork on: one below may have gone with its branches."""
    firsts = [line.first for line in tree.lines() if line.key != tree.log]
    base = min(firsts, default=tree.base)
    if base <= tree.base:
        return tree
    root = next(id for id, twig in tree.twigs.items() if twig.line == tree.log and twig.seq == base - 1)
    twigs = {id: twig for id, twig in tree.twigs.items() if twig.seq >= base}
    return Tree(tree.log, tree.device, base, root, twigs, tree.aside)


def new_growth(log: Log, device: Device) -> Growth:
    """Return a log without forks; `reach` tells it where it forks."""
    return Growth(Tree(log, device, SEQ_MAX, None, {}))


# --- loading ----------------------------------------------------------------------------------------------------------
def load_forks(space: Space, loaded: Loaded) -> Step[dict[Log, Tree]]:
    """Return the forked logs of a space as they are stored."""
    branches: dict[Log, list[StoredBranch]] = {}
    for item in loaded.branches:
        if item.tip.space == space:
            branches.setdefault(item.tip.log, []).append(item)
    found: dict[Log, Tree] = {}
    for log, items in sorted(branches.items()):
        base = min(item.first for item in items)
        trunk: tuple[EntryId, ...] = yield EntryIds(log, max(base - 1, 0))
        root = trunk[0] if base else None
        twigs = dict(_chain(log, base, root, trunk[1:] if base else trunk))
        for item in items:
            twigs |= _chain(item.line, item.first, item.parent, (yield EntryIds(item.line, item.first)))
        aside = frozenset(item.line for item in items if item.is_aside)
        found[log] = Tree(log, items[0].tip.device, base, root, twigs, aside)
    return found


def _chain(line: Log, first: int, parent: EntryId | None, ids: Iterable[EntryId]) -> Iterator[tuple[EntryId, Twig]]:
    for seq, id in enumerate(ids, first):
        yield id, Twig(seq, parent, line)
        parent = id


def control_of_line(line: Line) -> Step[list[StoredPayload]]:
    """Return the control payloads of one stretch."""
    found: list[StoredPayload] = []
    for first in range(line.first, line.last + 1, ENTRIES_PER_READ):
        for entry in (yield LoadEntries(log=line.key, first=first, count=ENTRIES_PER_READ)):
            found += [
                StoredPayload(entry=entry.id, device=entry.device, packed=entry.packed, index=index, payload=payload)
                for index, payload in enumerate(entry.payloads)
                if not payload.record
            ]
    return found


def parent_of(entry: Entry) -> EntryId | None:
    """Return what an entry follows, None where it opens its log."""
    prev = entry.header.prev
    return None if isinstance(prev, Opening) else prev
