"""Private notes: kept here, expired on their day, in nothing that leaves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from node.ledger.exports import Audience, Format
from node.service.archive import ArchiveKey
from node.service.backup import write_backup
from node.service.effects import Emit, LoadAll
from node.service.errors import NotFound, Refused
from node.service.exporting import Wanted, collect, write_export
from node.service.keeping_up import keep_up_all
from node.service.limits import GUARDED_NAMES_MAX, NOTE_BYTES_MAX, NOTES_MAX
from node.service.node import GUARDED, NOTE
from node.service.private import guard_names, keep_note, notes_of, throw_note
from node.service.records import add_record, read_projection
from node.service.spaces import create_space
from tests.sim.nodes import NOW, SimNode, join, new_node, sync
from tests.support.bundles import bundle_of, read_bundle

TODAY = date(1970, 1, 1) + timedelta(seconds=NOW)
SECRET = "TEST-таямніца +375 29 123-45-67"


@pytest.fixture
def alice() -> SimNode:
    node = new_node("alice")
    node.run(create_space(node.node, title="TEST-space"))
    return node


def keep(node: SimNode, text: str = SECRET, days: int = 30) -> bytes:
    return node.run(keep_note(node.node, text, TODAY + timedelta(days=days), today=TODAY))


def test_note_is_there_after_a_restart_and_gone_after_its_day(alice: SimNode) -> None:
    keep(alice, days=1)
    later = keep(alice, "TEST-other", days=2)
    alice.reopen()
    assert [note.text for note in notes_of(alice.node, TODAY)] == [SECRET, "TEST-other"]
    assert [note.id for note in notes_of(alice.node, TODAY + timedelta(days=2))] == [later]
    alice.run(keep_up_all(alice.node, NOW + 2 * 86_400))
    settings = alice.store.perform(LoadAll()).settings
    assert [name for name in settings if name.startswith(NOTE)] == [NOTE + later.hex()]


def test_note_thrown_away_is_gone_from_the_store(alice: SimNode) -> None:
    id = keep(alice)
    alice.run(throw_note(alice.node, id, TODAY))
    alice.reopen()
    assert notes_of(alice.node, TODAY) == []
    with pytest.raises(NotFound):
        alice.run(throw_note(alice.node, id, TODAY))


def test_nothing_that_other_nodes_get_or_hash_holds_a_note(alice: SimNode) -> None:
    space = alice.space().space
    bob = new_node("bob")
    join(bob, alice, space)
    sync(bob, alice, space)
    before, tips = alice.state(space), dict(alice.space().tips)
    record = alice.run(add_record(alice.space(), "person", {"names/a/text": "TEST-"}, now=NOW))
    with_record = alice.state(space)
    alice.run(keep_note(alice.node, SECRET, TODAY, today=TODAY, about=(space, record)))
    alice.run(guard_names(alice.node, ["TEST-Каралёва Ганна"]))
    assert alice.state(space) == with_record != before
    assert alice.space().tips.keys() == tips.keys()
    _, _, moved = sync(bob, alice, space)
    assert moved > 0
    assert bob.state(space) == with_record
    held = bob.store.perform(LoadAll())
    assert not any(name.startswith((NOTE, GUARDED)) for name in held.settings)
    assert not any("TEST-таямніца".encode() in value for value in (*held.settings.values(), *held.secrets.values()))


def test_tables_and_bundles_hold_no_note(alice: SimNode) -> None:
    space = alice.space().space
    bob = new_node("bob")
    join(bob, alice, space)
    record = alice.run(add_record(alice.space(), "person", {"names/a/text": "TEST-Адам"}, now=NOW))
    alice.run(keep_note(alice.node, SECRET, TODAY, today=TODAY, about=(space, record)))
    alice.run(guard_names(alice.node, ["TEST-Каралёва Ганна"]))
    wanted = Wanted(audience=Audience.MEMBERS, with_provenance=True)
    for form in (Format.JSON, Format.CSV):
        table, _ = alice.run(collect(write_export(alice.node, wanted, form, lambda _done, _total: None)))
        told = table.decode()
        assert "TEST-Адам" in told
        assert "TEST-таямніца" not in told
        assert "Каралёва" not in told
    read_bundle(bob, bundle_of(alice, space, bob))
    assert bob.run(read_projection(bob.space(), record)).values()["names/a/text"] == "TEST-Адам"
    held = bob.store.perform(LoadAll())
    assert not any(name.startswith((NOTE, GUARDED)) for name in held.settings)
    assert not any("TEST-таямніца".encode() in value for value in (*held.settings.values(), *held.secrets.values()))


def test_backup_holds_neither_notes_nor_guarded_names(alice: SimNode, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(alice)
    alice.run(guard_names(alice.node, ["TEST-Каралёва Ганна"]))
    written: list[object] = []
    monkeypatch.setattr("node.service.backup.ArchiveWriter.add", _adding(written))
    step = write_backup(alice.node, ArchiveKey.new(alice.random), lambda _: None)
    alice_effects(alice, step)
    told = repr(written)
    assert "'name'" in told or "name" in told
    for secret in (NOTE, GUARDED, "TEST-таямніца".encode().__repr__()[2:-1], "Каралёва".encode().__repr__()[2:-1]):
        assert secret not in told


def _adding(written: list[object]):  # type: ignore[no-untyped-def]
    def add(_self: object, frame: object):  # type: ignore[no-untyped-def]
        written.append(frame)
        yield from ()

    return add


def alice_effects(node: SimNode, step: object) -> None:
    """Run a step that emits a file into nowhere."""
    answer = None
    try:
        effect = next(step)  # type: ignore[call-overload]
        while True:
            answer = None if isinstance(effect, Emit) else node.store.perform(effect)
            effect = step.send(answer)  # type: ignore[attr-defined]
    except StopIteration:
        return


@pytest.mark.parametrize("text", ["", "   ", "x" * (NOTE_BYTES_MAX + 1)])
def test_empty_and_long_notes_are_refused(alice: SimNode, text: str) -> None:
    with pytest.raises(Refused):
        keep(alice, text)
    with pytest.raises(Refused):
        keep(alice, days=-1)
    assert notes_of(alice.node, TODAY) == []


def test_notes_are_bounded_and_expired_ones_make_room(alice: SimNode) -> None:
    for number in range(NOTES_MAX):
        keep(alice, f"TEST-{number}", days=0)
    with pytest.raises(Refused):
        keep(alice)
    tomorrow = TODAY + timedelta(days=1)
    alice.run(keep_note(alice.node, SECRET, tomorrow, today=tomorrow))
    assert len(alice.node.notes) == 1


def test_guarded_names_are_kept_tidied_and_bounded(alice: SimNode) -> None:
    names = [" TEST-Каралёва   Ганна ", "carol", "", "TEST-Каралёва Ганна"]
    assert alice.run(guard_names(alice.node, names)) == ("TEST-Каралёва Ганна",)
    alice.reopen()
    assert alice.node.guarded == ("TEST-Каралёва Ганна",)
    with pytest.raises(Refused):
        alice.run(guard_names(alice.node, [f"TEST- a{number}" for number in range(GUARDED_NAMES_MAX + 1)]))
    alice.run(guard_names(alice.node, []))
    alice.reopen()
    assert alice.node.guarded == ()
