"""The roster written a second time, to be compared with `node.crdt`: slow, recursive, without folded state.

Everything about a certificate is worked out anew by walking from the founding one; nothing is shared with the code
under test but the input types. Places and prefixes are left to the caller.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from node.crdt.certificate import Endorsed
from node.crdt.suspension import Suspension

Id = bytes


@dataclass(frozen=True)
class Answer:
    """What both sides must agree on."""

    chain: tuple[Id, ...]
    siblings: frozenset[Id]
    stewards: frozenset[bytes]
    expelled: dict[bytes, frozenset[Id]]
    role_cut: dict[bytes, frozenset[Id]]
    erased: dict[bytes, frozenset[bytes]]
    settled: frozenset[Id]
    in_force: frozenset[Id]
    resting: dict[bytes, Id]


class RosterModel:
    """Certificates and suspensions of one space, signatures taken for granted."""

    def __init__(self, certificates: Iterable[Endorsed], suspensions: Iterable[Suspension] = ()) -> None:
        self.all: dict[Id, Endorsed] = {}
        self.signers: dict[Id, tuple[set[bytes], set[bytes]]] = {}
        for item in certificates:
            self.all[item.id] = item
            stewards, recovery = self.signers.setdefault(item.id, (set(), set()))
            stewards.update(item.stewards)
            recovery.update(item.recovery)
        self.suspensions = {item.id: item for item in suspensions}
        self._valid: dict[Id, bool] = {}

    # --- one certificate ----------------------------------------------------------------------------------------------
    def line(self, id_: Id) -> list[Endorsed]:
        """The certificates from the founding one to this."""
        item = self.all[id_]
        return [item] if item.body.version == 0 else [*self.line(item.body.parent), item]

    def is_valid(self, id_: Id) -> bool:
        """Whether the line to a certificate is held and every step of it was allowed."""
        if id_ not in self._valid:
            self._valid[id_] = self._judge(id_)
        return self._valid[id_]

    def _judge(self, id_: Id) -> bool:
        item = self.all.get(id_)
        if item is None:
            return False
        own, old = {d for d, _ in item.body.stewards}, self.all.get(item.body.parent)
        if item.body.version == 0:
            return own <= self.signers[id_][0]
        if old is None or not self.is_valid(old.id) or item.body.version != old.body.version + 1:
            return False
        before = {d for d, _ in old.body.stewards}
        ever_expelled = {d for step in self.line(old.id) for d, _ in step.body.expulsions}
        named = {d for d, _ in item.body.expulsions} | {d for d, _ in item.body.role_cuts}
        if own & ever_expelled or not before - own <= named:
            return False
        if self.by_recovery(id_):
            return True
        if item.body.abandons:
            return False
        counted = self.counted(id_)
        return (len(counted) >= self.majority(id_)) and own - before <= self.signers[id_][0]

    def by_recovery(self, id_: Id) -> bool:
        """Whether enough recovery keys of the parent signed."""
        item = self.all[id_]
        if item.body.version == 0:
            return False
        keys = set(self.all[item.body.parent].body.recovery)
        return 3 * len(keys & self.signers[id_][1]) > 2 * len(keys)

    def counted(self, id_: Id) -> set[bytes]:
        """The parent's stewards that signed, but not in their own case."""
        item = self.all[id_]
        before = {d for d, _ in self.all[item.body.parent].body.stewards}
        return (before & self.signers[id_][0]) - {d for d, _ in item.body.expulsions}

    def majority(self, id_: Id) -> int:
        """How many signatures of stewards are enough: more than two thirds, or two against a third."""
        new = self.all[id_].body
        old = self.all[new.parent].body
        n = len(old.stewards)
        out = {d for d, _ in new.expulsions}
        rest = {pair for pair in old.stewards if pair[0] not in out}
        against_third = (
            n == 3
            and len(out) == 1
            and set(new.stewards) == rest
            and len(rest) == 2
            and {d for d, _ in new.role_cuts} <= out
            and (old.groups, old.recovery, old.policy, old.profile)
            == (new.groups, new.recovery, new.policy, new.profile)
            and (new.abandons, new.settled, new.erasures) == ((), (), ())
        )
        return 2 if against_third else next(k for k in range(n + 1) if 3 * k > 2 * n)

    # --- the chain ----------------------------------------------------------------------------------------------------
    def children(self, id_: Id) -> list[Id]:
        """The valid certificates that follow one."""
        return [i for i, c in self.all.items() if c.body.version > 0 and c.body.parent == id_ and self.is_valid(i)]

    def extend(self, line: list[Id], anchor: Id) -> tuple[list[Id], set[Id]]:
        """Go on from a line as far as something decides; the second part is what nothing decides between."""
        after = set(self.children(line[-1]))
        if not after:
            return line, set()
        named = {head for i in after for head in self.all[i].body.abandons}
        after = after - named
        if anchor in after and self.children(anchor):
            after = {anchor}
        after = {i for i in after if self.by_recovery(i)} or after
        return self.extend([*line, *after], anchor) if len(after) == 1 else (line, after)

    def accepted(self, anchor: Id) -> tuple[list[Id], set[Id]]:
        """The accepted chain of a node with this anchor, and the siblings it is frozen between."""
        used: set[Id] = set()
        while True:
            line = [item.id for item in self.line(anchor)]
            chain, siblings = self.extend(line[:-1] if len(line) > 1 else line, anchor)
            lost = {head for i in chain for head in self.all[i].body.abandons}
            rescues = [
                i
                for i, c in self.all.items()
                if self.is_valid(i)
                and chain[-1] in c.body.abandons
                and i not in used
                and not lost & {step.id for step in self.line(i)}
            ]
            if not rescues:
                return chain, siblings
            anchor = min(rescues, key=lambda i: (-self.all[i].body.version, i))
            used.add(anchor)

    # --- what it adds up to -------------------------------------------------------------------------------------------
    def answer(self, anchor: Id) -> Answer:
        """Everything both sides are compared by."""
        chain, siblings = self.accepted(anchor)
        bodies = [self.all[i].body for i in chain]
        stewards = {d for d, _ in bodies[-1].stewards}
        for i in siblings:
            stewards &= {d for d, _ in self.all[i].body.stewards}
        force, resting = self.suspended(chain)
        return Answer(
            chain=tuple(chain),
            siblings=frozenset(siblings),
            stewards=frozenset(stewards),
            expelled={d: ids(cuts) for body in bodies for d, cuts in body.expulsions},
            role_cut={d: ids(cuts) for body in bodies for d, cuts in body.role_cuts},
            erased={
                r: frozenset(s for body in bodies for q, sources in body.erasures if q == r for s in sources)
                for body in bodies
                for r, _ in body.erasures
            },
            settled=frozenset(i for i in self.suspensions if self.is_settled(i, chain)),
            in_force=frozenset(force),
            resting=resting,
        )

    def is_settled(self, suspension: Id, chain: list[Id]) -> bool:
        """Whether a certificate of the chain settles it: more than two thirds of the stewards not concerned."""
        device = self.suspensions[suspension].device
        for i in chain[1:]:
            others = [d for d, _ in self.all[self.all[i].body.parent].body.stewards if d != device]
            is_case = len(others) < len(self.all[self.all[i].body.parent].body.stewards)
            agreed = [d for d in others if d in self.counted(i)]
            if suspension in self.all[i].body.settled and (
                self.by_recovery(i) or not is_case or 3 * len(agreed) > 2 * len(others) > 0
            ):
                return True
        return False

    def suspended(self, chain: list[Id]) -> tuple[set[Id], dict[bytes, Id]]:
        """The suspensions in force, and for each steward that suspended a steward the one that rests its own powers."""
        lines = {i: self.known_line(s.head, chain) for i, s in self.suspensions.items()}
        valid = {
            i: s
            for i, s in self.suspensions.items()
            if lines[i] and s.steward in {d for d, _ in self.all[lines[i][-1]].body.stewards}
        }
        seats: dict[tuple[bytes, int], Id] = {}
        for i in sorted(valid, reverse=True):
            s = valid[i]
            rivals = [j for j, t in valid.items() if (t.steward, t.slot) == (s.steward, s.slot)]
            over = [j for j in rivals if self.is_settled(j, chain)]
            if i not in over and all(self.is_settled(j, lines[i]) for j in over):
                seats[s.steward, s.slot] = i
        force, resting = set(), {}
        for (steward, _), i in sorted(seats.items(), key=lambda item: item[0]):
            if steward in resting:
                continue
            force.add(i)
            rosters = (self.all[lines[i][-1]].body, self.all[chain[-1]].body)
            if any(self.suspensions[i].device == d for body in rosters for d, _ in body.stewards):
                resting[steward] = i
        return force, resting

    def known_line(self, head: Id, chain: list[Id]) -> list[Id]:
        """The part of the chain that the line to a head shares; nothing while the head is not held."""
        if not self.is_valid(head):
            return []
        own = {item.id for item in self.line(head)}
        return [i for i in chain if i in own]


def ids(cuts: Iterable[object]) -> frozenset[Id]:
    """The entry ids that cuts name."""
    return frozenset(cut.id for cut in cuts)  # type: ignore[attr-defined]


def is_prefix(one: tuple[Id, ...], other: tuple[Id, ...]) -> bool:
    """Whether one chain is the beginning of the other."""
    return all(a == b for a, b in zip(one, other, strict=False))


def is_line(model: RosterModel, chain: tuple[Id, ...]) -> bool:
    """Whether each certificate of a chain follows the one before."""
    return all(model.all[child].body.parent == parent for parent, child in pairwise(chain))
