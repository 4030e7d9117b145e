"""`verify`: any flipped byte of an entry, payload or object is found and named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from node.crdt.entry import Payload
from node.crdt.ids import EntryId, Record
from node.service.checking import SHOWN_HEX, Check, verify_all
from node.service.effects import Effect, LoadAll, Loaded, LoadEntries, StoredEntry
from node.service.records import add_record, set_values
from node.service.spaces import create_space
from tests.sim.nodes import NOW, SimNode, new_node


@pytest.fixture
def alice(request: pytest.FixtureRequest) -> SimNode:
    node = new_node(f"alice {request.node.name}")
    space = node.run(create_space(node.node, title="TEST-space"))
    record = node.run(add_record(space, "person", {"names/n1/text": "TEST-Тэстовіч"}, now=NOW))
    node.run(set_values(space, record, {"sex": "female"}, now=NOW))
    return node


def check(alice: SimNode, change: Callable[[Effect, Any], Any]) -> Check:
    """Verifies a node whose store answers otherwise than it should."""
    perform = alice.store.perform
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alice.store, "perform", lambda effect: change(effect, perform(effect)))
        return alice.run(verify_all(alice.node, lambda _: None))


def with_entries(change: Callable[[StoredEntry], StoredEntry | None]) -> Callable[[Effect, Any], Any]:
    """Changes every entry as it is read; None leaves it out."""

    def changed(effect: Effect, answer: Any) -> Any:
        if not isinstance(effect, LoadEntries):
            return answer
        return tuple(item for item in map(change, answer) if item is not None)

    return changed


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0x01]) + data[place + 1 :]


def entries(alice: SimNode) -> tuple[StoredEntry, ...]:
    own = alice.space().own
    assert own is not None
    found: tuple[StoredEntry, ...] = alice.store.perform(LoadEntries(log=own, first=0, count=100))
    return found


def test_verify_of_a_whole_ledger_finds_nothing_and_counts(alice: SimNode) -> None:
    told: list[int] = []
    result = alice.run(verify_all(alice.node, told.append))
    assert (result.is_ok, result.entries, told) == (True, 3, [3])


def test_verify_names_the_entry_of_every_flipped_byte(alice: SimNode) -> None:
    for entry in entries(alice):
        for place in range(len(entry.packed)):
            bad = replace(entry, packed=flipped(entry.packed, place))
            result = check(alice, with_entries(lambda item, bad=bad: bad if item.id == bad.id else item))  # type: ignore[misc]
            assert result.problems, place
            assert all(entry.id.hex()[:SHOWN_HEX] in problem.where for problem in result.problems), place


def test_verify_names_the_payload_of_every_flipped_byte(alice: SimNode) -> None:
    for entry in entries(alice):
        for index, payload in enumerate(entry.payloads):
            assert isinstance(payload, Payload)
            for place in range(0, len(payload.ciphertext), 7):
                changed = replace(payload, ciphertext=flipped(payload.ciphertext, place))
                bad = replace(entry, payloads=(*entry.payloads[:index], changed, *entry.payloads[index + 1 :]))
                result = check(alice, with_entries(lambda item, bad=bad: bad if item.id == bad.id else item))  # type: ignore[misc]
                where = f"entry {entry.id.hex()[:SHOWN_HEX]} (log {entry.log.hex()[:8]}, number {entry.seq})"
                assert [problem.where for problem in result.problems] == [f"{where}, payload {index}"]


def first(alice: SimNode) -> StoredEntry:
    return entries(alice)[0]


DAMAGE: dict[str, Callable[[StoredEntry], StoredEntry | None]] = {
    "an entry under another id": lambda item: replace(item, id=EntryId(b"x" * 32)) if item.seq == 1 else item,
    "a missing entry": lambda item: None if item.seq == 1 else item,
    "a missing end": lambda item: None if item.seq == 2 else item,
    "a missing beginning": lambda item: None if item.seq == 0 else item,
    "a payload too few": lambda item: replace(item, payloads=item.payloads[1:]),
    "a payload of another record": lambda item: (
        replace(item, payloads=(replace(item.payloads[0], record=Record(b"q" * 16)),)) if item.seq == 1 else item
    ),
    "nothing at all": lambda item: None,
}


@pytest.mark.parametrize("change", DAMAGE.values(), ids=DAMAGE)
def test_verify_finds_what_is_missing_or_out_of_place(
    alice: SimNode, change: Callable[[StoredEntry], StoredEntry | None]
) -> None:
    assert not check(alice, with_entries(change)).is_ok


def test_verify_of_swapped_entries_names_the_break(alice: SimNode) -> None:
    one, two, three = entries(alice)

    def swapped(effect: Effect, answer: Any) -> Any:
        return (one, replace(three, seq=1), replace(two, seq=2)) if isinstance(effect, LoadEntries) else answer

    assert len(check(alice, swapped).problems) >= 2


def test_verify_names_the_membership_object_of_every_flipped_byte(alice: SimNode) -> None:
    loaded: Loaded = alice.store.perform(LoadAll())
    for number, item in enumerate(loaded.objects):
        for place in range(len(item.packed)):
            bad = replace(item, packed=flipped(item.packed, place))
            objects = (*loaded.objects[:number], bad, *loaded.objects[number + 1 :])
            result = check(
                alice,
                lambda effect, answer, objects=objects: (  # type: ignore[misc]
                    replace(answer, objects=objects) if isinstance(effect, LoadAll) else answer
                ),
            )
            assert any(item.id.hex()[:SHOWN_HEX] in problem.where for problem in result.problems), (item.type, place)


def test_verify_never_shows_what_a_record_holds(alice: SimNode) -> None:
    result = check(
        alice, with_entries(lambda item: replace(item, payloads=item.payloads[::-1], packed=item.packed[:-1]))
    )
    assert result.problems
    assert all("TEST" not in problem.where + problem.what for problem in result.problems)
