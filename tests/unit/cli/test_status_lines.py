"""What `status` says in the terminal of ends of logs that are known and not here."""

from __future__ import annotations

import pytest

from node.api.answers.members import withheld_json
from node.cli.check_commands import tell_withheld
from node.crdt.ids import Log
from node.service.dates import today_of
from node.service.withheld import Withheld
from tests.sim.nodes import NOW
from tests.sim.stewards import found_with


def test_a11_status_says_whose_entries_are_missing_who_had_them_and_since_when(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, (alice, bob, carol) = found_with("alice", guests=("bob", "carol"))
    held, told = alice.space(), (bob.node.device,)
    known = Withheld(log=Log(b"k" * 16), device=carol.node.device, entries=3, told_by=told, heard=today_of(NOW))
    unknown = Withheld(log=Log(b"u" * 16), device=None, entries=7, told_by=told, heard=None)
    names = {node: held.view.membership.members[node.node.device].name for node in (bob, carol)}
    tell_withheld({"title": "TEST-space", "withheld": [withheld_json(held, end) for end in (known, unknown)]})
    lines = " ".join(capsys.readouterr().err.split())
    assert (
        f"entries of {names[carol]} that {names[bob]} had and that are not here: 3, last heard of on 2027-01-15"
        in lines
    )
    assert f"entries of a device not known here that {names[bob]} had and that are not here: 7" in lines
