"""One space in memory: it follows the store, never the other way round."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import automerge.core as automerge
import pytest

from node.crdt.bodies import GroupName
from node.crdt.ids import NO_RECORD, Group, Record
from node.ledger.schema import LEDGER
from node.service.effects import Commit, DropRows, Effect, FindRows, LoadAll, LoadRecords, RecordHashes
from node.service.errors import NoKey, NotFound, Refused
from node.service.history import Deed, Event, read_history
from node.service.keyring import KeyRing
from node.service.limits import OPEN_RECORDS_MAX
from node.service.lookup import export_document, find_records, read_state_hash
from node.service.node import open_node
from node.service.rebuilding import rebuild, refresh
from node.service.records import (
    add_record,
    add_records,
    attest,
    delete_values,
    dispute,
    read_projection,
    set_values,
)
from node.service.space import SpaceState, load_records, write
from node.service.spaces import (
    check_name,
    create_space,
    list_spaces,
    read_recovery_key,
    recovery_secret,
    remove_recovery_key,
)
from tests.sim.memory_store import MemoryStore
from tests.sim.nodes import NOW, SimNode, new_node

PERSON = {"names/n1/text": "TEST-Тэстовіч"}


@pytest.fixture
def alice(request: pytest.FixtureRequest) -> SimNode:
    node = new_node(f"alice {request.node.name}")
    node.run(create_space(node.node, title="TEST-space", group="TEST-group"))
    return node


@pytest.fixture
def space(alice: SimNode) -> SpaceState:
    return alice.space()


def added(alice: SimNode, name: str = "TEST-Тэстовіч") -> Record:
    return alice.run(add_record(alice.space(), "person", {"names/n1/text": name}, now=NOW))


class Full(Exception):
    """A disk that takes nothing more."""


def failing(node: SimNode, monkeypatch: pytest.MonkeyPatch, fails: Callable[[Effect], bool]) -> None:
    """Lets effects of a node's store fail."""
    perform = node.store.perform

    def tried(effect: Effect) -> Any:
        if fails(effect):
            raise Full
        return perform(effect)

    monkeypatch.setattr(node.store, "perform", tried)


# --- memory follows the commit ----------------------------------------------------------------------------------------
def test_write_that_is_not_stored_leaves_memory_as_it_was(alice: SimNode, monkeypatch: pytest.MonkeyPatch) -> None:
    space, record = alice.space(), added(alice)
    shown, tips, view, state = (
        alice.run(read_projection(space, record)), dict(space.tips), space.view, alice.run(read_state_hash(space)),
    )  # fmt: skip
    with monkeypatch.context() as patch:
        failing(alice, patch, lambda effect: isinstance(effect, Commit))
        for step in (
            set_values(space, record, {"sex": "female"}, now=NOW),
            add_record(space, "person", PERSON, now=NOW),
            attest(space, record, ["names/n1/text"], now=NOW, step="document"),
        ):
            with pytest.raises(Full):
                alice.run(step)
    assert (space.tips, space.view) == (tips, view)
    assert alice.run(read_projection(space, record)) == shown
    assert alice.run(read_state_hash(space)) == state
    alice.run(set_values(space, record, {"sex": "female"}, now=NOW))
    assert alice.run(read_projection(space, record)).values()["sex"] == "female"


def test_read_that_fails_leaves_memory_as_it_was(alice: SimNode, monkeypatch: pytest.MonkeyPatch) -> None:
    space, record = alice.space(), added(alice)
    space.opened.clear()
    with monkeypatch.context() as patch:
        failing(alice, patch, lambda effect: isinstance(effect, LoadRecords))
        with pytest.raises(Full):
            alice.run(set_values(space, record, {"sex": "female"}, now=NOW))
    assert "sex" not in alice.run(read_projection(space, record)).values()


def test_step_given_up_before_its_commit_changes_nothing(alice: SimNode, space: SpaceState) -> None:
    record = added(alice)
    step = set_values(space, record, {"sex": "female"}, now=NOW)
    effect = next(step)
    while not isinstance(effect, Commit):
        effect = step.send(alice.store.perform(effect))
    step.close()
    assert "sex" not in alice.run(read_projection(space, record)).values()


def test_opened_records_are_bounded_and_the_oldest_dropped(alice: SimNode, space: SpaceState) -> None:
    records = [Record(number.to_bytes(16, "big")) for number in range(OPEN_RECORDS_MAX + 10)]
    alice.run(load_records(space, records))
    assert list(space.opened) == records[10:]


def test_without_a_key_nothing_is_written(alice: SimNode, space: SpaceState) -> None:
    space.keys = KeyRing()
    with pytest.raises(NoKey):
        alice.run(add_record(space, "person", PERSON, now=NOW))


# --- spaces -----------------------------------------------------------------------------------------------------------
def test_space_founded_has_a_title_a_group_a_member_and_a_recovery_key(alice: SimNode, space: SpaceState) -> None:
    (summary,) = alice.run(list_spaces(alice.node))
    assert (summary.title, summary.group, summary.members) == ("TEST-space", "TEST-group", 1)
    assert summary.has_recovery_here
    assert (space.title, space.device, space.role) == ("TEST-space", alice.node.device, summary.role)


def test_space_opened_again_is_the_same(alice: SimNode, space: SpaceState) -> None:
    added(alice)
    state = alice.run(read_state_hash(space))
    again = alice.run(open_node(LEDGER, alice.random))
    assert list(again.spaces) == [space.space]
    reopened = again.spaces[space.space]
    assert alice.run(read_state_hash(reopened)) == state
    assert (reopened.title, reopened.own, reopened.tips) == (space.title, space.own, space.tips)
    assert again.words == alice.node.words
    assert again.name == alice.node.name


@pytest.mark.parametrize("name", ["", " ", "\n", "a\nb", "x" * 81, "a\u202eb", "a\0b", "\ud800"])
def test_name_that_nobody_can_read_is_refused(alice: SimNode, name: str) -> None:
    with pytest.raises(Refused):
        check_name(name)
    with pytest.raises(Refused):
        alice.run(create_space(alice.node, title=name))
    with pytest.raises(Refused):
        alice.run(create_space(alice.node, title="TEST-title", group=name or " "))
    assert len(alice.node.spaces) == 1


def test_recovery_key_leaves_only_when_the_copy_is_typed_back(alice: SimNode, space: SpaceState) -> None:
    text = alice.run(read_recovery_key(space))
    other = new_node("bob")
    theirs = other.run(create_space(other.node, title="TEST-other"))
    with pytest.raises(Refused):
        alice.run(remove_recovery_key(space, other.run(read_recovery_key(theirs))))
    assert alice.run(read_recovery_key(space)) == text
    alice.run(remove_recovery_key(space, text))
    with pytest.raises(NotFound):
        alice.run(read_recovery_key(space))
    assert recovery_secret(space.space) not in alice.store.perform(LoadAll()).secrets
    assert not alice.run(list_spaces(alice.node))[0].has_recovery_here


def test_home_without_an_identity_does_not_open(alice: SimNode) -> None:
    alice.store = MemoryStore()
    with pytest.raises(NotFound):
        alice.run(open_node(LEDGER, alice.random))


def test_node_without_the_space_asked_for_says_so(alice: SimNode) -> None:
    empty = new_node("nobody")
    with pytest.raises(NotFound):
        empty.node.space(alice.space().space)
    with pytest.raises(Refused):
        empty.node.only_space()


def test_name_given_anew_is_the_one_shown(alice: SimNode, space: SpaceState) -> None:
    alice.run(write(space, [(NO_RECORD, GroupName(Group(space.space), "TEST-renamed"))]))
    assert space.title == "TEST-renamed"
    alice.reopen()
    assert alice.space().title == "TEST-renamed"


# --- copies -----------------------------------------------------------------------------------------------------------
def test_copied_home_opens_a_new_log_that_names_the_old_one(alice: SimNode) -> None:
    record = added(alice)
    space = alice.space()
    old, state = space.own, alice.state(space.space)
    alice.store = alice.store.copy()
    alice.reopen()
    space = alice.space()
    assert (space.own, space.previous) == (None, old)
    assert alice.state(space.space) == state
    alice.run(set_values(space, record, {"sex": "female"}, now=NOW))
    assert space.own not in (None, old)
    assert alice.run(read_projection(space, record)).values() == {"kind": "person", "sex": "female", **PERSON}
    alice.reopen()
    assert alice.space().own == space.own


# --- rebuild, state hash ----------------------------------------------------------------------------------------------
def told_story(alice: SimNode) -> list[Record]:
    """Writes records with edits, conflicts, verdicts and deletions."""
    space = alice.space()
    records = [added(alice, f"TEST-{number}") for number in range(5)]
    for record in records[:3]:
        seen = alice.run(read_projection(space, record)).heads
        alice.run(set_values(space, record, {"sex": "female", "code": "TEST-1"}, now=NOW))
        alice.run(set_values(space, record, {"sex": "male"}, now=NOW, seen=seen))
    alice.run(delete_values(space, records[0], ["code"], now=NOW))
    alice.run(attest(space, records[1], ["code"], now=NOW, step="document"))
    alice.run(dispute(space, records[2], ["code"], now=NOW, step="refuted"))
    alice.run(add_records(space, [(Record(bytes([n]) * 16), "person", PERSON) for n in range(70)], now=NOW))
    return records


def test_rebuild_gives_the_same_rows_and_state_hash(alice: SimNode, space: SpaceState) -> None:
    told_story(alice)
    before = alice.store.perform(FindRows(with_hidden=True, limit=1_000)), alice.run(read_state_hash(space))
    told: list[int] = []
    assert alice.run(rebuild(space, told.append)) == 75
    assert told[-1] == 75
    assert (alice.store.perform(FindRows(with_hidden=True, limit=1_000)), alice.run(read_state_hash(space))) == before


def test_refresh_replays_only_what_is_out_of_date(alice: SimNode, space: SpaceState) -> None:
    told_story(alice)
    assert alice.run(refresh(space, lambda _: None)) == 0
    alice.store.perform(Commit(dirty=((space.space, Record(bytes(16))),)))
    assert alice.run(refresh(space, lambda _: None)) == 1


def test_rebuild_broken_off_is_finished_by_a_refresh(alice: SimNode, space: SpaceState) -> None:
    told_story(alice)
    state = alice.run(read_state_hash(space))
    alice.store.perform(DropRows(space.space))
    assert alice.store.perform(RecordHashes(space.space)) == []
    alice.reopen()
    assert alice.run(read_state_hash(alice.space())) == state


def test_state_hash_changes_with_every_write(alice: SimNode, space: SpaceState) -> None:
    seen = {alice.run(read_state_hash(space)).hash}
    record = added(alice)
    seen.add(alice.run(read_state_hash(space)).hash)
    alice.run(attest(space, record, ["names/n1/text"], now=NOW, step="document"))
    seen.add(alice.run(read_state_hash(space)).hash)
    assert len(seen) == 3


# --- history, lists, export -------------------------------------------------------------------------------------------
def test_history_tells_every_deed(alice: SimNode, space: SpaceState) -> None:
    record = added(alice)
    alice.run(set_values(space, record, {"sex": "female"}, now=NOW + 1))
    alice.run(set_values(space, record, {"sex": "female"}, now=NOW + 2))
    alice.run(attest(space, record, ["sex"], now=NOW + 3, step="document"))
    alice.run(dispute(space, record, ["sex"], now=NOW + 4, step="refuted"))
    alice.run(delete_values(space, record, ["sex"], now=NOW + 5))
    events = alice.run(read_history(space, record))
    told = {(event.deed, event.voice.time - NOW): event for event in events if event.path == "sex"}
    assert set(told) == {
        (Deed.PUT, 1), (Deed.RESTATED, 2), (Deed.ATTESTED, 3), (Deed.DISPUTED, 4), (Deed.DELETE, 5),
    }  # fmt: skip
    assert (told[Deed.ATTESTED, 3].value, told[Deed.ATTESTED, 3].note) == ("female", "document")
    assert [event.deed for event in events if event.path == "names/n1/text"] == [Deed.PUT]


def test_history_of_an_unknown_record_is_not_found(alice: SimNode, space: SpaceState) -> None:
    for step in (read_history(space, Record(b"?" * 16)), export_document(space, Record(b"?" * 16))):
        with pytest.raises(NotFound):
            alice.run(step)


def test_history_event_holds_nothing_but_what_is_said(alice: SimNode, space: SpaceState) -> None:
    record = added(alice)
    event = alice.run(read_history(space, record))[-1]
    assert isinstance(event, Event)
    assert event.voice.device == alice.node.device


def test_find_by_words_kind_and_reference(alice: SimNode, space: SpaceState) -> None:
    record = added(alice, "TEST-Янкоўская")
    other = added(alice, "TEST-Smith")
    need = alice.run(add_record(space, "need", {"person": record, "category": "rent"}, now=NOW))
    found = alice.run(find_records(search="yankouskaya"))
    assert [row.record for row in found.rows] == [record]
    assert {row.record for row in alice.run(find_records(kind="person")).rows} == {record, other}
    assert [row.record for row in alice.run(find_records(refs_to=record)).rows] == [need]
    assert alice.run(find_records(refs_to=record, path="other")).total == 0
    assert alice.run(find_records(search="—")).total == 0


def test_export_of_a_record_is_an_automerge_document_of_its_winning_values(alice: SimNode, space: SpaceState) -> None:
    record = told_story(alice)[1]
    loaded = automerge.Document.load(alice.run(export_document(space, record)))
    fields = {path: loaded.get(automerge.ROOT, path)[0][1] for path in loaded.keys(automerge.ROOT)}
    projection = alice.run(read_projection(space, record))
    assert fields == {path: claims[0].value for path, claims in projection.fields.items()}
