"""The roster: which certificates form the chain, as a function of the set of them and of the node's anchor.

Below the anchor nothing moves. From the anchor on, where certificates share a parent, one rule decides (`_choose`):

 C1  A sibling that a recovery certificate beside it abandons is out.
 C2  The anchor, once it has a valid child, makes its siblings evidence only.
 C3  Of those left, the one signed by recovery keys wins.
 C4  Else membership freezes at the parent: what the siblings take away is taken away, what they add is not added.
 C5  A recovery certificate anywhere that abandons the head itself becomes the anchor, unless it grows from an
     abandoned head.

No clock and no hash decides. Refused: a set without the founding certificate.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from keys.hashing import digest
from keys.labels import Label
from node.crdt.certificate import Endorsed
from node.crdt.codec import pack
from node.crdt.errors import BrokenChain
from node.crdt.ids import Device, Group, Head, Space
from node.crdt.limits import ABANDONS_MAX
from node.crdt.stage import Refusal, Stage, dropped, follow, found, refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """The chain of certificates a node accepts, and what stands beside it.

    `stages` holds every valid certificate by id, `chain` the accepted ones from the founding on, `siblings` those
    between which membership is frozen, `anchor` the certificate to store durably and to name in entries. `refused`
    says why others may not follow their parents, `missing` which parents are not held. `is_behind`: the anchor given
    is not held.
    """

    space: Space
    stages: Mapping[Head, Stage]
    chain: tuple[Stage, ...]
    siblings: tuple[Stage, ...]
    anchor: Head
    refused: Mapping[Head, Refusal]
    missing: frozenset[Head]
    is_behind: bool

    @property
    def head(self) -> Stage:
        """The newest accepted certificate; of a frozen roster, the parent of the siblings."""
        return self.chain[-1]

    @property
    def is_frozen(self) -> bool:
        """Tell whether membership is frozen between siblings (C4)."""
        return bool(self.siblings)

    @property
    def stewards(self) -> Mapping[Device, Group]:
        """The stewards of the head, without those a sibling drops."""
        out = frozenset().union(*(dropped(self.head, sibling.body) for sibling in self.siblings))
        return {device: group for device, group in self.head.stewards.items() if device not in out}

    @property
    def evidence(self) -> frozenset[Head]:
        """Valid certificates beside the chain: somebody signed twice."""
        accepted = {stage.id for stage in (*self.chain, *self.siblings)}
        return frozenset(stage.id for stage in self.stages.values() if stage.id not in accepted)

    @property
    def fingerprint(self) -> bytes:
        """The hash (32 bytes) of all valid certificates with who signed them: equal where two nodes hold the same."""
        stages = sorted(self.stages.values(), key=lambda stage: stage.id)
        return digest(Label.FRONTIER_DIGEST, pack([[stage.id, sorted(stage.signed)] for stage in stages]))

    def holds(self, head: Head) -> bool:
        """Tell whether a certificate is on the accepted chain."""
        stage = self.stages.get(head)
        return stage is not None and stage.version < len(self.chain) and self.chain[stage.version].id == head

    def judge_of(self, head: Head) -> Stage | None:
        """Return the newest accepted stage at or before a certificate, None while that is not held."""
        stage = self.stages.get(head)
        while stage is not None and not self.holds(stage.id):
            stage = self.stages.get(stage.parent) if stage.parent is not None else None
        return stage

    def descends(self, head: Head, ancestor: Head) -> bool | None:
        """Tell whether a certificate equals or descends from another, None while either is not held."""
        stage, before = self.stages.get(head), self.stages.get(ancestor)
        if stage is None or before is None:
            return None
        while stage.version > before.version:
            assert stage.parent is not None
            stage = self.stages[stage.parent]
        return stage.id == before.id

    def rivals(self, parent: Head) -> frozenset[Head]:
        """Return what a recovery certificate after `parent` must abandon to move every node to itself.

        These are the ends of all branches after it, and those of its children that recovery keys signed. More than
        ABANDONS_MAX take several certificates.
        """
        inner = {stage.parent for stage in self.stages.values()}
        after = [stage for stage in self.stages.values() if stage.id != parent and self.descends(stage.id, parent)]
        rescues = {stage.id for stage in after if stage.parent == parent and stage.is_recovered}
        return frozenset(stage.id for stage in after if stage.id not in inner or stage.id in rescues)

    def rivals_of_head(self) -> tuple[Head, ...]:
        """Return the ends that a recovery certificate after the head must abandon to move every node to itself.

        Those beside the chain too, unless they were abandoned before; the newest ABANDONS_MAX.
        """
        done = {head for stage in self.chain for head in stage.body.abandons}
        inner = {stage.parent for stage in self.stages.values()}
        ends = self.rivals(self.head.id) | {head for head in self.evidence if head not in inner}
        return tuple(sorted(ends - done, key=lambda head: (-self.stages[head].version, head))[:ABANDONS_MAX])


def build_roster(space: Space, certificates: Iterable[Endorsed], anchor: Head | None = None) -> Roster:
    """Build the roster of a space.

    `anchor` is what the node stored last (`Roster.anchor`), or the head an invitation pinned. Raises: BrokenChain
    while the founding certificate is not among them.
    """
    tree = _Tree(space, certificates)
    held_anchor = anchor if anchor in tree.stages else None
    chain, siblings = _settle(tree, held_anchor or tree.root)
    head = chain[-1].id
    keeps = held_anchor is not None and held_anchor in {stage.id for stage in siblings}
    return Roster(
        space=space,
        stages=tree.stages,
        chain=chain,
        siblings=siblings,
        anchor=held_anchor if keeps and held_anchor is not None else head,
        refused=tree.refused,
        missing=tree.missing if anchor is None or held_anchor else tree.missing | {anchor},
        is_behind=anchor is not None and held_anchor is None,
    )


class _Tree:
    """Every certificate that validly descends from the founding one."""

    def __init__(self, space: Space, certificates: Iterable[Endorsed]) -> None:
        by_id = _joined(certificates)
        waiting: dict[bytes, list[Endorsed]] = {}
        for endorsed in by_id.values():
            if endorsed.body.version:
                waiting.setdefault(endorsed.body.parent, []).append(endorsed)
        roots = [found(e) for e in by_id.values() if e.space == space and e.body.version == 0]
        root = min((stage for stage in roots if stage is not None), key=lambda stage: stage.id, default=None)
        if root is None:
            raise BrokenChain("the founding certificate of the space is not held")
        self.root = root.id
        self.stages: dict[Head, Stage] = {root.id: root}
        self.children: dict[Head, list[Stage]] = {}
        self.refused: dict[Head, Refusal] = {}
        self._grow(root, waiting)
        self.missing = frozenset(Head(parent) for parent in waiting if parent not in by_id)

    def _grow(self, root: Stage, waiting: Mapping[bytes, list[Endorsed]]) -> None:
        frontier = [root]
        for parent in frontier:  # grows by the valid children: each certificate has one parent, so each comes once
            for endorsed in sorted(waiting.get(parent.id, ()), key=lambda e: e.id):
                why = refusal(parent, endorsed)
                if why is not None:
                    self.refused[endorsed.id] = why
                    continue
                stage = follow(parent, endorsed)
                self.stages[stage.id] = stage
                self.children.setdefault(parent.id, []).append(stage)
                frontier.append(stage)

    def path(self, head: Head) -> list[Stage]:
        """Return the stages from the founding one to this."""
        stages = [self.stages[head]]
        while (parent := stages[-1].parent) is not None:
            stages.append(self.stages[parent])
        return stages[::-1]


def _joined(certificates: Iterable[Endorsed]) -> dict[Head, Endorsed]:
    """Join copies of one certificate that came with different signatures."""
    by_id: dict[Head, Endorsed] = {}
    for endorsed in certificates:
        known = by_id.setdefault(endorsed.id, endorsed)
        if known is not endorsed:
            stewards, recovery = known.stewards | endorsed.stewards, known.recovery | endorsed.recovery
            by_id[endorsed.id] = replace(known, stewards=stewards, recovery=recovery)
    return by_id


# --- C1 to C5 ---------------------------------------------------------------------------------------------------------
def _settle(tree: _Tree, anchor: Head) -> tuple[tuple[Stage, ...], tuple[Stage, ...]]:
    """Return the accepted chain and the siblings it is frozen between."""
    chain, siblings = _walk(tree, anchor)
    moved: set[Head] = set()
    while (rescue := _rescue(tree, chain, moved)) is not None:  # C5; ends because each moves there once
        moved.add(rescue)
        chain, siblings = _walk(tree, rescue)
    return chain, siblings


def _walk(tree: _Tree, anchor: Head) -> tuple[tuple[Stage, ...], tuple[Stage, ...]]:
    """Follow the anchor's path, then the rules, until there is no child or no decision."""
    path = tree.path(anchor)
    chain = path[:-1] or path
    while children := tree.children.get(chain[-1].id):
        left = _choose(tree, children, anchor)
        if len(left) > 1:
            return tuple(chain), tuple(left)
        chain.append(left[0])
    return tuple(chain), ()


def _choose(tree: _Tree, children: list[Stage], anchor: Head) -> list[Stage]:
    """Return the child that follows, or the siblings between which nothing decides."""
    abandoned = {head for child in children for head in child.body.abandons}
    left = [child for child in children if child.id not in abandoned]  # C1; no two can abandon one another
    left = [child for child in left if child.id == anchor and tree.children.get(anchor)] or left  # C2
    return [child for child in left if child.is_recovered] or left  # C3, C4


def _rescue(tree: _Tree, chain: tuple[Stage, ...], moved: set[Head]) -> Head | None:
    """Return the recovery certificate that abandons the head: the highest version, of these the lowest id (C5)."""
    head = chain[-1].id
    dead = {abandoned for stage in chain for abandoned in stage.body.abandons}
    found = [
        stage
        for stage in tree.stages.values()
        if head in stage.body.abandons
        and stage.id not in moved
        and not dead.intersection(before.id for before in tree.path(stage.id))
    ]
    return min(found, key=lambda stage: (-stage.version, stage.id)).id if found else None
