"""Any flipped byte of a stored entry, payload or certificate is found and named by `verify`."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from node.crdt.entry import Payload
from node.service.checking import verify_all
from node.service.effects import Effect, LoadAll, Loaded, LoadEntries, StoredEntry
from node.service.node import Node
from tests.integration.homes import add_person, make_home


def _check(node: Node, loaded: Loaded, entries: list[StoredEntry]) -> tuple[str, ...]:
    """Run `verify` over these entries as if the store had given them; return where something is wrong."""
    step = verify_all(node, lambda _done: None)
    result: object = None
    try:
        effect: Effect = next(step)
        while True:
            match effect:
                case LoadAll():
                    result = loaded
                case LoadEntries():
                    result = tuple(e for e in entries if e.log == effect.log and effect.first <= e.seq)
            effect = step.send(result)
    except StopIteration as done:
        return tuple(problem.where for problem in done.value.problems)


def _flipped(data: bytes) -> Iterator[bytes]:
    for at in range(len(data)):
        yield data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]


async def test_a01_every_flipped_byte_of_a_small_ledger_is_found_and_named_by_its_entry(tmp_path: Path) -> None:
    home = await make_home(tmp_path / "home")
    await add_person(home, "TEST-Uzorava")
    await add_person(home, "TEST-Adamovič")
    node = home.node
    perform = home.perform
    loaded: Loaded = await perform(LoadAll())
    entries: list[StoredEntry] = []
    for tip in loaded.tips:
        entries.extend(await perform(LoadEntries(log=tip.log, first=0, count=100)))
    assert _check(node, loaded, entries) == ()

    flips = 0
    for index, entry in enumerate(entries):
        name = f"entry {entry.id.hex()[:16]}"
        for damaged in _damaged(entry):
            found = _check(node, loaded, [*entries[:index], damaged, *entries[index + 1 :]])
            assert any(where.startswith(name) for where in found), "a flip that nobody noticed"
            flips += 1
    for item in loaded.objects:
        for packed in _flipped(item.packed):
            damaged_objects = tuple(replace(o, packed=packed) if o is item else o for o in loaded.objects)
            found = _check(node, replace(loaded, objects=damaged_objects), entries)
            assert any(item.id.hex()[:16] in where for where in found)
            flips += 1
    assert flips > 1_500
    await home.lock()


def _damaged(entry: StoredEntry) -> Iterator[StoredEntry]:
    for packed in _flipped(entry.packed):
        yield replace(entry, packed=packed)
    for at, payload in enumerate(entry.payloads):
        assert isinstance(payload, Payload)
        for ciphertext in _flipped(payload.ciphertext):
            payloads = list(entry.payloads)
            payloads[at] = Payload(payload.record, ciphertext)
            yield replace(entry, payloads=tuple(payloads))
