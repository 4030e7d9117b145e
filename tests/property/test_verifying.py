"""Signing many values at once while others change them: all of it in one entry, or nothing at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from node.crdt.ids import Record
from node.service.errors import Refused
from node.service.records import add_record, read_projection, set_values
from node.service.spaces import create_space
from node.service.verifying import Eyes, Seen, attest_many, read_waiting
from tests.sim.nodes import NOW, SimNode, join, new_node, sync

PATHS = ("names/n/text", "birth_date")


@settings(max_examples=25, deadline=None)
@given(
    count=st.integers(1, 6),
    ticked=st.sets(st.tuples(st.integers(0, 5), st.sampled_from(PATHS)), min_size=1),
    changed=st.sets(st.tuples(st.integers(0, 5), st.sampled_from(PATHS)), max_size=3),
)
def test_many_values_are_signed_in_one_entry_or_none_is(
    count: int, ticked: set[tuple[int, str]], changed: set[tuple[int, str]]
) -> None:
    alice, bob = new_node("alice"), new_node("bob")
    alice.run(create_space(alice.node, title="TEST-space"))
    space = alice.space().space
    join(bob, alice, space)
    records = [_person(alice, number) for number in range(count)]
    sync(bob, alice, space)
    shown = {(record, one.path): one for record in records for one in _waiting(bob, record)}
    assert {one.eyes for one in shown.values()} == {Eyes.SAME_GROUP}
    chosen = {(records[number % count], path) for number, path in ticked}
    touched = {(records[number % count], path) for number, path in changed}
    for record, path in sorted(touched):
        alice.run(set_values(alice.space(), record, {path: "1999" if path == "birth_date" else "TEST-новы"}, now=NOW))
    sync(bob, alice, space)
    seen = [Seen(record, path, shown[record, path].change) for record, path in sorted(chosen)]
    if chosen & touched:
        with pytest.raises(Refused, match="nothing was signed"):
            bob.run(attest_many(bob.space(), seen, now=NOW, step="two_sources"))
        entries = set()
    else:
        entries = {bob.run(attest_many(bob.space(), seen, now=NOW, step="two_sources"))}
    sync(bob, alice, space)
    for node in (alice, bob):
        assert _signed(node, records) == ({(*one, *entries) for one in chosen} if entries else set())


def _person(node: SimNode, number: int) -> Record:
    values = {"names/n/text": f"TEST-Імя {number}", "birth_date": "1990"}
    return node.run(add_record(node.space(), "person", values, now=NOW))


def _waiting(node: SimNode, record: Record):  # type: ignore[no-untyped-def]
    return list(read_waiting(node.space(), node.run(read_projection(node.space(), record))))


def _signed(node: SimNode, records: list[Record]) -> set[tuple[Record, str, bytes]]:
    return {
        (record, path, badge.voice.id[0])
        for record in records
        for path, claims in node.run(read_projection(node.space(), record)).fields.items()
        for claim in claims
        for badge in claim.attested_by
    }
