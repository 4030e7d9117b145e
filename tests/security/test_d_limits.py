"""Threat D8: a record that has grown to its limit takes no more changes and goes on as a successor."""

from __future__ import annotations

from dataclasses import replace

import pytest

from node.crdt.limits import PROFILE_1
from node.service import records
from node.service.errors import Refused
from node.service.records import add_record, delete_values, read_projection, set_values
from node.service.redacting import redact
from tests.sim.nodes import NOW, sync
from tests.sim.stewards import found_with
from tests.sim.twins import NAME


@pytest.mark.parametrize("limit", [{"record_ops_max": 6}, {"record_bytes_max": 40}])
def test_d08_record_at_its_limit_takes_no_change_and_its_successor_does_with_links_following(
    monkeypatch: pytest.MonkeyPatch, limit: dict[str, int]
) -> None:
    space, (alice, bob) = found_with("alice", guests=("bob",))
    held = alice.space()
    record = alice.run(add_record(held, "person", {NAME: "TEST-name", "note": "TEST-0"}, now=NOW))
    letter = alice.run(add_record(held, "letter", {"person": bytes(record)}, now=NOW))
    monkeypatch.setattr(records, "PROFILE_1", replace(PROFILE_1, **limit))
    for number in range(1, 4):
        alice.run(set_values(held, record, {"note": f"TEST-{number}"}, now=NOW))
    tips = dict(held.tips)
    with pytest.raises(Refused, match="successor"):
        alice.run(set_values(held, record, {"note": "TEST-too much"}, now=NOW))
    assert held.tips == tips, "nothing was signed"
    assert alice.run(read_projection(held, record)).values()["note"] == "TEST-3"
    successor = alice.run(redact(held, record, ["note"], now=NOW)).successor
    alice.run(set_values(held, successor, {"note": "TEST-more"}, now=NOW))
    sync(bob, alice, space)
    for node in (alice, bob):
        shown = node.run(read_projection(node.space(), successor)).values()
        assert (shown[NAME], shown["note"]) == ("TEST-name", "TEST-more")
        assert node.run(read_projection(node.space(), letter)).values()["person"] == bytes(successor)
    assert alice.state(space) == bob.state(space)


def test_d08_deleting_counts_as_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    _, (alice,) = found_with("alice")
    held = alice.space()
    record = alice.run(add_record(held, "person", {NAME: "TEST-name", "note": "TEST-0"}, now=NOW))
    monkeypatch.setattr(records, "PROFILE_1", replace(PROFILE_1, record_ops_max=3))
    with pytest.raises(Refused, match="successor"):
        alice.run(delete_values(held, record, ["note"], now=NOW))
