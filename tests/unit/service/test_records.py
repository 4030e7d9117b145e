"""Steps on single records, over a store in memory: what they write, refuse and leave as it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from node.crdt.bodies import HIDE, RecordChange
from node.crdt.claims import Projection
from node.crdt.grants import Role
from node.crdt.ids import EntryId, Head, Log, Record
from node.crdt.logs import Turn
from node.ledger.errors import LedgerError
from node.service.effects import Commit, Effect, FindRows
from node.service.errors import NotAllowed, NotFound, Refused
from node.service.records import (
    add_record,
    add_records,
    attest,
    delete_values,
    dispute,
    hide,
    read_projection,
    set_values,
    unhide,
    withhold,
)
from node.service.space import SpaceState, graph_of_record
from node.service.spaces import create_space
from tests.sim.nodes import NOW, SimNode, join, new_node, sync

PERSON = {"names/n1/text": "TEST-Тэстовіч", "birth_date": "1982-04-24"}


@pytest.fixture
def alice(request: pytest.FixtureRequest) -> SimNode:
    node = new_node(f"alice {request.node.name}")
    node.run(create_space(node.node, title="TEST-space"))
    return node


@pytest.fixture
def space(alice: SimNode) -> SpaceState:
    return alice.space()


def added(alice: SimNode, **values: Any) -> Record:
    """Adds a person."""
    return alice.run(add_record(alice.space(), "person", {**PERSON, **values}, now=NOW))


def shown(node: SimNode, record: Record) -> Projection:
    return node.run(read_projection(node.space(), record))


def test_record_added_shows_its_values_author_and_time(alice: SimNode, space: SpaceState) -> None:
    record = added(alice)
    projection = shown(alice, record)
    assert projection.kind == "person"
    assert projection.values() == {"kind": "person", **PERSON}
    voice = projection.fields["birth_date"][0].voice
    assert (voice.device, voice.group, voice.time) == (alice.node.device, space.view.group_of(alice.node.device), NOW)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("nothing", {"a": 1}),
        ("person", {"nothing": 1}),
        ("person", {"kind": "place"}),
        ("person", {"birth_date": "yesterday"}),
        ("person", {"birth_date": 1982}),
        ("person", {"names/n1/text": "x" * 1_000_000}),
        ("person", {"": "x"}),
        ("person", {"names/n1/text/deeper/still": "x"}),
    ],
)
def test_record_with_a_bad_value_is_refused_and_nothing_written(
    alice: SimNode, space: SpaceState, kind: str, values: dict[str, Any]
) -> None:
    before = space.tips
    with pytest.raises(LedgerError):
        alice.run(add_record(space, kind, values, now=NOW))
    assert space.tips == before
    assert alice.store.perform(FindRows()).total == 0


def test_record_set_replaces_and_history_stays_in_the_log(alice: SimNode, space: SpaceState) -> None:
    record = added(alice)
    alice.run(set_values(space, record, {"birth_date": "1982-04"}, now=NOW + 1))
    assert shown(alice, record).values()["birth_date"] == "1982-04"
    assert len(shown(alice, record).heads) == 1


def test_record_set_with_an_unknown_state_is_refused(alice: SimNode, space: SpaceState) -> None:
    record = added(alice)
    for seen in ((), ((b"x" * 32, 0),)):
        with pytest.raises(Refused):
            alice.run(set_values(space, record, {"birth_date": "1982"}, now=NOW, seen=seen))  # type: ignore[arg-type]


def test_edit_made_on_an_older_state_stands_beside_what_came_after_it(alice: SimNode, space: SpaceState) -> None:
    record = added(alice)
    seen = shown(alice, record).heads
    alice.run(set_values(space, record, {"birth_date": "1983"}, now=NOW))
    alice.run(set_values(space, record, {"birth_date": "1984"}, now=NOW, seen=seen))
    assert {claim.value for claim in shown(alice, record).fields["birth_date"]} == {"1983", "1984"}
    assert list(shown(alice, record).conflicts()) == ["birth_date"]
    alice.run(set_values(space, record, {"birth_date": "1983"}, now=NOW))
    assert list(shown(alice, record).conflicts()) == []
    assert shown(alice, record).values()["birth_date"] == "1983"


def test_item_deleted_loses_all_its_fields(alice: SimNode, space: SpaceState) -> None:
    record = added(alice, **{"names/n1/language": "be", "names/n2/text": "TEST-other", "names/n10/text": "TEST-ten"})
    alice.run(delete_values(space, record, ["names/n1"], now=NOW))
    assert {path for path in shown(alice, record).fields if path.startswith("names")} == {
        "names/n2/text", "names/n10/text",
    }  # fmt: skip


def test_nothing_to_delete_is_refused_and_the_kind_cannot_be(alice: SimNode, space: SpaceState) -> None:
    record = added(alice)
    for paths in (["names/n9"], [], ["kind"], ["birth"]):
        with pytest.raises(Refused):
            alice.run(delete_values(space, record, paths, now=NOW))


def test_unknown_record_is_not_found(alice: SimNode, space: SpaceState) -> None:
    record = Record(b"?" * 16)
    steps: Sequence[Any] = (
        read_projection(space, record),
        set_values(space, record, {"birth_date": "1982"}, now=NOW),
        delete_values(space, record, ["birth_date"], now=NOW),
        attest(space, record, ["birth_date"], now=NOW, step="document"),
        withhold(space, record, reason=""),
        hide(space, record),
    )
    for step in steps:
        with pytest.raises(NotFound):
            alice.run(step)


# --- verdicts ---------------------------------------------------------------------------------------------------------
def test_attestation_and_dispute_stand_under_the_value(alice: SimNode, space: SpaceState) -> None:
    record = added(alice)
    alice.run(attest(space, record, ["birth_date"], now=NOW, step="document", evidence=[b"e" * 32]))
    alice.run(dispute(space, record, ["birth_date"], now=NOW, step="refuted"))
    claim = shown(alice, record).fields["birth_date"][0]
    assert [(badge.step, badge.evidence) for badge in claim.attested_by] == [("document", (b"e" * 32,))]
    assert [badge.step for badge in claim.disputed_by] == ["refuted"]
    assert not claim.is_verified


@pytest.mark.parametrize("paths", [[], ["sex"], ["birth_date", "sex"]])
def test_attestation_of_nothing_is_refused(alice: SimNode, space: SpaceState, paths: list[str]) -> None:
    record = added(alice)
    before = space.tips
    with pytest.raises(Refused):
        alice.run(attest(space, record, paths, now=NOW, step="document"))
    assert space.tips == before


def test_attestation_of_one_of_two_values_is_refused_until_one_is_chosen(alice: SimNode, space: SpaceState) -> None:
    record = added(alice)
    seen = shown(alice, record).heads
    alice.run(set_values(space, record, {"birth_date": "1983"}, now=NOW))
    alice.run(set_values(space, record, {"birth_date": "1984"}, now=NOW, seen=seen))
    with pytest.raises(Refused):
        alice.run(attest(space, record, ["birth_date"], now=NOW, step="document"))


def test_attestation_of_a_value_said_twice_stands_under_both(alice: SimNode, space: SpaceState) -> None:
    record = added(alice)
    seen = shown(alice, record).heads
    for _ in range(2):
        alice.run(set_values(space, record, {"birth_date": "1983"}, now=NOW, seen=seen))
    alice.run(attest(space, record, ["birth_date"], now=NOW, step="document"))
    assert [len(claim.attested_by) for claim in shown(alice, record).fields["birth_date"]] == [1, 1]


def test_second_person_confirms_a_value_and_a_deletion(alice: SimNode, space: SpaceState) -> None:
    bob = new_node("bob second person")
    join(bob, alice, space.space)
    place = alice.run(add_record(space, "place", {"money_details": "TEST-account 1"}, now=NOW))
    assert "money_details" not in shown(alice, place).values()
    sync(bob, alice, space.space)
    bob.state(space.space)
    bob.run(attest(bob.space(), place, ["money_details"], now=NOW, step="document"))
    assert shown(bob, place).values()["money_details"] == "TEST-account 1"
    bob.run(delete_values(bob.space(), place, ["money_details"], now=NOW))
    assert shown(bob, place).values()["money_details"] == "TEST-account 1"
    sync(bob, alice, space.space)
    alice.state(space.space)
    alice.run(attest(space, place, ["money_details"], now=NOW, step="document"))
    assert "money_details" not in shown(alice, place).fields


# --- hiding -----------------------------------------------------------------------------------------------------------
def test_hidden_record_leaves_lists_and_comes_back(alice: SimNode, space: SpaceState) -> None:
    record = added(alice)
    alice.run(hide(space, record, reason="risk_in_custody"))
    assert [item.mode for item in shown(alice, record).hidings] == [HIDE]
    assert alice.store.perform(FindRows()).total == 0
    alice.run(unhide(space, record))
    assert shown(alice, record).hidings == ()
    assert alice.store.perform(FindRows()).total == 1
    with pytest.raises(Refused):
        alice.run(unhide(space, record))


def test_withheld_record_stays_in_lists(alice: SimNode, space: SpaceState) -> None:
    record = added(alice)
    alice.run(withhold(space, record, reason="family_request"))
    assert [item.reason for item in shown(alice, record).hidings] == ["family_request"]
    assert alice.store.perform(FindRows()).total == 1


# --- roles ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.READER, set()),
        (Role.CONTRIBUTOR, {"add", "add many", "set", "delete", "dispute", "withhold"}),
        (Role.VERIFIER, {"add", "add many", "set", "delete", "dispute", "withhold", "attest"}),
    ],
)
def test_role_decides_what_is_refused_before_anything_is_signed(alice: SimNode, role: Role, may: set[str]) -> None:
    record = added(alice)
    bob = new_node(f"bob {role.name} of {alice.name}")
    space = join(bob, alice, alice.space().space, role)
    sync(bob, alice, space.space)
    bob.state(space.space)
    steps: dict[str, Any] = {
        "add": lambda: add_record(space, "person", PERSON, now=NOW),
        "add many": lambda: add_records(space, [(Record(b"n" * 16), "person", PERSON)], now=NOW),
        "set": lambda: set_values(space, record, {"birth_date": "1983"}, now=NOW),
        "attest": lambda: attest(space, record, ["birth_date"], now=NOW, step="document"),
        "dispute": lambda: dispute(space, record, ["birth_date"], now=NOW, step="refuted"),
        "withhold": lambda: withhold(space, record, reason=""),
        "hide": lambda: hide(space, record),
        "delete": lambda: delete_values(space, record, ["birth_date"], now=NOW),
    }
    for name, step in steps.items():
        before = dict(space.tips)
        if name in may:
            bob.run(step())
            assert space.tips != before
        else:
            with pytest.raises(NotAllowed):
                bob.run(step())
            assert space.tips == before


# --- bulk -------------------------------------------------------------------------------------------------------------
def test_many_records_are_one_commit_of_few_entries(
    alice: SimNode, space: SpaceState, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = [(Record(n.to_bytes(16, "big")), "person", {"names/n1/text": f"TEST-{n}"}) for n in range(200)]
    performed: list[Effect] = []
    perform = alice.store.perform
    monkeypatch.setattr(alice.store, "perform", lambda effect: (performed.append(effect), perform(effect))[1])
    assert alice.run(add_records(space, drafts, now=NOW)) == 200
    assert [len(effect.entries) for effect in performed if isinstance(effect, Commit)] == [4]
    assert alice.store.perform(FindRows(kind="person")).total == 200


def test_same_values_typed_in_another_order_are_the_same_in_memory_and_after_a_restart(alice: SimNode) -> None:
    """Operations count in the order of their paths, however they were typed."""
    space = alice.space()
    record = alice.run(add_record(space, "person", {"sex": "female", "birth_date": "1982", "code": "TEST-1"}, now=NOW))
    graph = graph_of_record(space, space.opened[record])
    counted = {path: [op.counter for op in ops] for path, ops in graph.by_path.items()}
    body = space.opened[record].changes[graph.nodes[0].id]
    assert isinstance(body, RecordChange)
    assert [op.path for op in body.ops] == ["birth_date", "code", "kind", "sex"]
    before = shown(alice, record)
    alice.reopen()
    assert shown(alice, record) == before
    again = alice.space().opened[record].graph
    assert again is not None
    assert {path: [op.counter for op in ops] for path, ops in again.by_path.items()} == counted


def test_hiding_that_comes_a_second_time_counts_once(alice: SimNode, space: SpaceState) -> None:
    record = alice.run(add_record(space, "person", PERSON, now=NOW))
    alice.run(hide(space, record, reason="TEST"))
    again = space.view.with_payloads(space.view.placed)
    assert len(again.placed) == len(space.view.placed) > 0
    assert len(again.hidings_of(record)) == 1
    twice = space.view.with_payloads((*space.view.placed[:-1], *space.view.placed))
    assert twice.hidings == space.view.hidings


def test_turn_that_comes_a_second_time_counts_once(alice: SimNode, space: SpaceState) -> None:
    turn = Turn(space.device, Log(bytes(16)), 1, EntryId(bytes(32)), Head(bytes([1]) * 32), Head(bytes([2]) * 32))
    once = space.view.with_turns([turn, turn])
    assert once.turns == (turn,)
    assert once.with_turns([turn]) is once
