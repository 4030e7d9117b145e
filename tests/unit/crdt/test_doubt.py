"""What is in doubt: entries behind a step back in the roster, on a plain log and on the branches of a forked one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from node.crdt.cuts import Place
from node.crdt.doubt import Doubts, doubts_after_witnesses, first_doubts
from node.crdt.forks import Tree, Twig
from node.crdt.ids import Device, EntryId, Head, Log
from node.crdt.logs import Turn
from node.crdt.membership import Membership
from node.crdt.roster import Roster

LOG, DEVICE = Log(b"l" * 16), Device(b"d" * 32)
OLD, NEW = Head(b"o" * 32), Head(b"n" * 32)
FORWARD = cast(Roster, SimpleNamespace(descends=lambda after, before: after >= before or None))
ROOT, LEFT, RIGHT, AFTER_LEFT = (EntryId(letter * 32) for letter in (b"1", b"2", b"3", b"4"))


def place(seq: int, id: EntryId) -> Place:
    return Place(LOG, seq, id)


def turn(seq: int, id: EntryId, *, before: Head, after: Head) -> Turn:
    return Turn(DEVICE, LOG, seq, id, before, after)


def roster(answer: bool | None) -> Roster:
    """A roster that says of every two certificates whether one descends from the other."""
    head = SimpleNamespace(role_cuts={}, expelled={})
    return cast(Roster, SimpleNamespace(descends=lambda _after, _before: answer, head=head))


def forked() -> Tree:
    """A log that forks behind its first entry, one branch of which goes on."""
    twigs = {
        LEFT: Twig(1, ROOT, LOG),
        RIGHT: Twig(1, ROOT, Log(RIGHT[:16])),
        AFTER_LEFT: Twig(2, LEFT, LOG),
    }
    return Tree(LOG, DEVICE, 1, ROOT, twigs)


def test_step_back_in_the_roster_puts_it_and_what_follows_in_doubt() -> None:
    doubts = first_doubts(roster(False), {}, [turn(5, LEFT, before=NEW, after=OLD)])
    assert [doubts.is_astray(place(seq, RIGHT)) for seq in (4, 5, 6)] == [False, True, True]
    assert not doubts.is_astray(Place(Log(b"m" * 16), 9, RIGHT))


def test_step_forward_and_one_between_certificates_that_are_not_held_say_nothing() -> None:
    for answer in (True, None):
        doubts = first_doubts(roster(answer), {}, [turn(5, LEFT, before=OLD, after=NEW)])
        assert not doubts.is_astray(place(6, RIGHT))


def test_step_back_on_one_branch_says_nothing_of_the_other() -> None:
    doubts = first_doubts(roster(False), {LOG: forked()}, [turn(1, LEFT, before=NEW, after=OLD)])
    assert doubts.is_astray(place(1, LEFT))
    assert doubts.is_astray(place(2, AFTER_LEFT))
    assert not doubts.is_astray(place(1, RIGHT))
    assert not doubts.is_astray(place(0, ROOT))


def test_step_back_before_the_fork_puts_every_branch_in_doubt() -> None:
    doubts = first_doubts(roster(False), {LOG: forked()}, [turn(0, ROOT, before=NEW, after=OLD)])
    assert all(doubts.is_astray(item) for item in (place(0, ROOT), place(1, RIGHT), place(2, AFTER_LEFT)))


def test_without_a_fork_no_witness_changes_anything() -> None:
    before = Doubts(steps={LOG: (place(5, LEFT),)})
    assert doubts_after_witnesses(before, cast(Membership, None), []) is before


def test_log_that_forks_at_its_first_entry_has_a_stretch_for_each_branch() -> None:
    twigs = {LEFT: Twig(0, None, LOG), RIGHT: Twig(0, None, Log(RIGHT[:16]))}
    tree = Tree(LOG, DEVICE, 0, None, twigs)
    assert [(line.key, line.first, line.last, line.tip) for line in tree.lines()] == [
        (LOG, 0, 0, LEFT),
        (Log(RIGHT[:16]), 0, 0, RIGHT),
    ]
    assert tree.leaves() == [(0, LEFT), (0, RIGHT)]
