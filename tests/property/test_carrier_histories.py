"""Random histories of members who mostly meet at a carrier: cut lines, restarts, suspensions, expulsions, newcomers."""

from __future__ import annotations

from random import Random

import pytest

from node.crdt.ids import Record
from node.ledger.errors import LedgerError
from node.service.deciding import propose, suspend
from node.service.errors import ServiceError
from node.service.frontier import digest_of
from node.service.records import add_record, set_values
from node.service.spaces import create_space
from node.service.wishes import Expel
from node.sync.errors import ProtocolError
from tests.sim.nodes import NOW, SimNode, connect, join, new_carrier, new_node

NAME = "names/n1/text"
STEPS = 40
ROUNDS_MAX = 8
SEEDS = 20


def talk(one: SimNode, other: SimNode, cut: int | None) -> None:
    """Let one call the other; carry at most `cut` messages. Whom the other does not let in hears nothing."""
    space = one.space().space
    try:
        a, b = connect(one, other, space)
        queue = [(b, other, body) for body in one.run(a.start())] + [(a, one, body) for body in other.run(b.start())]
        count = 0
        while queue and count != cut:
            side, end, body = queue.pop(0)
            count += 1
            back = (a, one) if side is b else (b, other)
            queue += [(*back, answer) for answer in end.run(side.receive(body))]
    except (ProtocolError, KeyError):  # let go, or one does not know the other yet
        return


class History:
    """One random run."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.carrier = new_carrier(f"carrier {seed}")
        self.alice = new_node(f"alice {seed}")
        self.members = [self.alice]
        self.out: list[SimNode] = []
        self.guests = [new_node(f"{name} {seed}") for name in ("bob", "carol", "dave", "mallory")]
        self.space = self.alice.run(create_space(self.alice.node, title="TEST-space")).space
        self.records: list[Record] = []
        join(self.carrier, self.alice, self.space, None)
        self._join()

    def step(self) -> None:
        """Do one random thing."""
        action = self.dice.choices(
            (self._edit, self._meet, self._join, self._restart, self._suspend, self._expel), (8, 12, 2, 2, 1, 1)
        )[0]
        action()

    def _edit(self) -> None:
        author = self.dice.choice(self.members)
        values = {NAME: f"TEST-{self.dice.randrange(9)}"}
        try:
            if self.records and self.dice.random() < 0.5:
                author.run(set_values(author.space(), self.dice.choice(self.records), values, now=NOW))
            else:
                self.records.append(author.run(add_record(author.space(), "person", values, now=NOW)))
        except (ServiceError, LedgerError):  # no key that covers yet, or the record is not here
            return

    def _meet(self) -> None:
        cut = self.dice.choice((None, None, self.dice.randrange(1, 12)))
        talk(self.dice.choice([*self.members, *self.out]), self.carrier, cut)

    def _join(self) -> None:
        if self.guests:
            guest = self.guests.pop(0)
            join(guest, self.alice, self.space)
            self.members.append(guest)

    def _restart(self) -> None:
        self.dice.choice([self.carrier, *self.members]).reopen()

    def _suspend(self) -> None:
        if len(self.members) > 3:
            gone = self.members.pop()
            self.alice.run(suspend(self.alice.space(), gone.node.device))
            self.out.append(gone)

    def _expel(self) -> None:
        expelled = self.alice.space().view.roster.head.expelled
        for gone in self.out:
            if gone.node.device not in expelled:
                self.alice.run(propose(self.alice.space(), Expel((gone.node.device,))))
                return

    def settle(self) -> bool:
        """Let the members meet at the carrier until all hold the same; tell whether they do."""
        for _ in range(ROUNDS_MAX):
            for member in self.members:
                talk(member, self.carrier, None)
            held = {digest_of(node.space()) for node in (*self.members, self.carrier)}
            if len(held) == 1 and len({node.state(self.space) for node in self.members}) == 1:
                return True
        return False


@pytest.mark.parametrize("seed", range(SEEDS))
def test_e15_members_who_meet_at_a_carrier_come_to_hold_the_same_and_it_reads_nothing(seed: int) -> None:
    history = History(seed)
    for _ in range(STEPS):
        history.step()
    assert history.settle()
    held = history.carrier.store.everything()
    assert b"TEST-" not in held
    assert not history.carrier.space().keys.epochs
    for member in history.members:
        assert not any(key.reveal() in held for key in member.space().keys.epochs.values())
        assert member.space().view.writing_kid() in member.space().keys.epochs
