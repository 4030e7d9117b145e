"""The branches of a forked log: which of them every node keeps, and how far each counts.

           ┌─ e4' ── e5'          a stretch of its own
 e2 ── e3 ─┼─ e4 ─── e5 ── e6     the stretch that bears the log's id, as far as it goes
           └─ e4''                a stretch of its own

 V1  At a fork point the FORK_CHILDREN_MAX lowest ids are kept, and every child on the way to an entry that a
     certificate names; behind FORK_DEPTH_MAX forks one after another only the lowest, and those on such a way.
 V2  An entry past a fork is in dispute unless it lies on the prefix that the newest certificates cut its author's log
     at, or that another member's witness names: of one member the branch of the lowest place it named.
 V3  Of entries in dispute the first FORK_REPLAY_MAX of a branch are replayed.

What is kept is a function of the set of entries, whatever order they came in. Refused: an entry whose parent is not
known here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from node.crdt.ids import Device, EntryId, Log
from node.crdt.limits import FORK_CHILDREN_MAX, FORK_DEPTH_MAX

Mention = tuple[int, EntryId]  # a place past a fork that a witness names


def line_of(first: EntryId) -> Log:
    """Return what a stretch is stored under that begins with an entry: 16 bytes of its id."""
    return Log(first[:16])


@dataclass(frozen=True, slots=True)
class Twig:
    """One entry past the first fork of its log: what it follows, and the stretch it is stored on."""

    seq: int
    parent: EntryId | None
    line: Log


@dataclass(frozen=True, slots=True)
class Line:
    """One stretch: its first number, its last place, whether it is aside."""

    key: Log
    first: int
    last: int
    tip: EntryId
    is_aside: bool


@dataclass(slots=True, eq=False)
class Tree:
    """A forked log from its lowest fork on. `base` is the number right behind that fork point, `root` the id of it."""

    log: Log
    device: Device
    base: int
    root: EntryId | None
    twigs: Mapping[EntryId, Twig]
    aside: frozenset[Log] = frozenset()
    _children: dict[EntryId | None, list[EntryId]] = field(default_factory=dict)
    _paths: dict[EntryId, frozenset[EntryId]] = field(default_factory=dict)

    # --- what it looks like -------------------------------------------------------------------------------------------
    def children(self, parent: EntryId | None) -> list[EntryId]:
        """Return the known entries that follow one, lowest id first."""
        if not self._children:
            for id in sorted(self.twigs):
                self._children.setdefault(self.twigs[id].parent, []).append(id)
        return self._children.get(parent, [])

    def path(self, id: EntryId) -> frozenset[EntryId]:
        """Return an entry and those before it, down to the lowest fork."""
        found = self._paths.get(id)
        if found is None:
            found = self._paths[id] = frozenset(self._back_from(id))
        return found

    def _back_from(self, id: EntryId | None) -> Iterator[EntryId]:
        while id is not None and id in self.twigs:
            yield id
            id = self.twigs[id].parent

    def holds(self, id: EntryId) -> bool:
        """Tell whether an entry is kept here and not aside."""
        twig = self.twigs.get(id)
        return twig is not None and twig.line not in self.aside

    def is_prefix(self, cut: EntryId, seq: int, id: EntryId) -> bool:
        """Tell whether the entry `id` is `cut` or stands before it; `cut` lies past the lowest fork."""
        return self.holds(cut) and (seq < self.base or id in self.path(cut))

    def leaves(self) -> list[tuple[int, EntryId]]:
        """Return the ends of all kept branches as (number, id), sorted."""
        inner = {twig.parent for id, twig in self.twigs.items() if self.holds(id)}
        return sorted((twig.seq, id) for id, twig in self.twigs.items() if self.holds(id) and id not in inner)

    def lines(self) -> list[Line]:
        """Return every stretch, a parent before what grows from it; the one that bears the log's id is the first."""
        ends: dict[Log, tuple[int, int, EntryId]] = {}
        if self.root is not None:
            ends[self.log] = 0, self.base - 1, self.root
        for id, twig in sorted(self.twigs.items(), key=lambda item: item[1].seq):
            first = ends[twig.line][0] if twig.line in ends else twig.seq
            ends[twig.line] = first, twig.seq, id
        found = [Line(key, first, last, tip, key in self.aside) for key, (first, last, tip) in ends.items()]
        return sorted(found, key=lambda line: (line.first, line.key != self.log, line.key))

    # --- V1 -----------------------------------------------------------------------------------------------------------
    def kept(self, named: Iterable[EntryId]) -> frozenset[EntryId]:
        """Return what every node keeps of these entries, where certificates name some of them."""
        wanted = frozenset[EntryId]().union(*(self.path(id) for id in named))
        kept: set[EntryId] = set()
        found: list[tuple[EntryId | None, int]] = [(self.root, 0)]
        for parent, depth in found:  # grows by what is kept; each entry has one parent, so each comes once
            following = self.children(parent)
            most = FORK_CHILDREN_MAX if depth < FORK_DEPTH_MAX else 1
            deeper = depth + (len(following) > 1)
            chosen = [id for number, id in enumerate(following) if number < most or id in wanted]
            kept.update(chosen)
            found += [(id, deeper) for id in chosen]
        return frozenset(kept)

    # --- V2, V3 -------------------------------------------------------------------------------------------------------
    def witnessed(self, mentions: Iterable[Mention]) -> frozenset[EntryId]:
        """Return what the witnesses of one member take out of dispute: prefixes of the branch it named first."""
        named = sorted((seq, id) for seq, id in mentions if self.holds(id) and self.twigs[id].seq == seq)
        if not named:
            return frozenset()
        first = named[0][1]
        return frozenset().union(*(self.path(id) for _, id in named if first in self.path(id)))

    def doubts(self, clear: Collection[EntryId]) -> dict[EntryId, int]:
        """Return, of each kept entry in dispute, how many of its branch are up to it; `clear` are not."""
        found: dict[EntryId, int] = {}
        for id, twig in sorted(self.twigs.items(), key=lambda item: item[1].seq):
            if id not in clear and self.holds(id):
                found[id] = found.get(twig.parent, 0) + 1 if twig.parent is not None else 1
        return found
