"""An entry that names an older certificate than the one before it, and all that follows, is quarantined."""

from __future__ import annotations

from dataclasses import replace

import pytest

from node.crdt.graph import Verdict
from node.crdt.ids import Head
from node.service.admitting import admit_packed
from node.service.records import read_projection
from node.service.space import SpaceState
from node.service.wishes import Decide
from tests.sim.nodes import sync
from tests.sim.stewards import decide, found_with, sync_all
from tests.sim.twins import NAME, entries_from, write_on


def test_b11_entry_that_steps_back_in_the_roster_is_quarantined_with_what_follows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    space, (alice, bob, mallory) = found_with("alice", guests=("bob", "mallory"))
    old = Head(alice.space().view.head)
    assert decide([alice], space, Decide(votes_verified=2)).is_certificate
    sync_all([alice, bob, mallory], space)
    forward = write_on(mallory, 1, "forward")
    pen = SpaceState.pen
    with monkeypatch.context() as altered:
        altered.setattr(SpaceState, "pen", lambda space, kid=None: replace(pen(space, kid), head=old))
        back = write_on(mallory, 1, "back")
    after = write_on(mallory, 1, "after")
    entries = entries_from(mallory, forward[0].log, 0)
    alice.run(admit_packed(alice.space(), [(i.packed, i.payloads, i.device) for i in entries]))
    sync(alice, bob, space)
    for _ in range(2):
        for node in (alice, bob):
            good = node.run(read_projection(node.space(), forward[0].payloads[0].record))
            assert good.values()[NAME] == "TEST-forward0"
            for item in (*back, *after):
                left = node.run(read_projection(node.space(), item.payloads[0].record))
                assert not left.fields
                assert {refusal.verdict for refusal in left.refused} == {Verdict.QUARANTINED}
            assert node.state(space) == alice.state(space)
            node.reopen()
