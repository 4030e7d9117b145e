"""What every store does, whether on disk or in memory: the port of node/service/effects.py."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from node.crdt.entry import Payload, decode_entry, prune
from node.crdt.forks import line_of
from node.crdt.ids import NO_RECORD, EntryId, Log, Record, Space
from node.service.effects import (
    Commit,
    Cut,
    DropRows,
    Effect,
    EntryAt,
    EntryIds,
    FindRows,
    FoundRows,
    HeldEntries,
    LoadAll,
    LoadControl,
    LoadDirty,
    LoadEntries,
    LoadPending,
    LoadRecords,
    ObjectType,
    RecordHashes,
    RecordRow,
    StoredObject,
)
from node.store.errors import Unfit
from node.store.store import Store
from tests.sim.entries import LogWriter
from tests.sim.memory_store import MemoryStore

Random = Callable[[int], bytes]
Perform = Callable[[Effect], Awaitable[Any]]

SPACE, OTHER_SPACE = Space(b"S" * 16), Space(b"O" * 16)
ALES, BARBARA, CYPRYJAN = Record(b"a" * 16), Record(b"b" * 16), Record(b"c" * 16)


@pytest.fixture(params=["disk", "memory"])
async def perform(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Perform]:
    """Carries out effects on each kind of store in turn."""
    if request.param == "memory":
        memory = MemoryStore()

        async def perform_in_memory(effect: Effect) -> Any:
            return memory.perform(effect)

        yield perform_in_memory
        return
    store = await Store.open(tmp_path, bytes(32))
    yield store.perform
    await store.close()


@pytest.fixture
def alice(random: Random) -> LogWriter:
    return LogWriter(SPACE, random)


@pytest.fixture
def bob(random: Random) -> LogWriter:
    return LogWriter(SPACE, random)


def row(record: Record, name: str, **changes: Any) -> RecordRow:
    made = RecordRow(
        space=SPACE,
        record=record,
        kind="person",
        view=b"view of " + name.encode(),
        hash=record * 2,
        title=f"TEST-{name}",
        sort=name.lower(),
        tokens=name.lower(),
        refs=(),
        is_hidden=False,
    )
    return replace(made, **changes)


# --- entries ----------------------------------------------------------------------------------------------------------
async def test_new_store_holds_nothing(perform: Perform) -> None:
    loaded = await perform(LoadAll())
    assert (loaded.tips, loaded.objects, dict(loaded.secrets), dict(loaded.settings)) == ((), (), {}, {})
    assert not loaded.is_copy
    assert await perform(LoadRecords(SPACE, (ALES,))) == {ALES: ()}
    assert await perform(LoadControl(SPACE)) == ()
    assert await perform(FindRows()) == FoundRows((), 0)
    assert await perform(RecordHashes(SPACE)) == []


async def test_entries_give_tips_in_the_order_of_their_logs(perform: Perform, alice: LogWriter, bob: LogWriter) -> None:
    entries = (alice.write(), bob.write(), alice.change(ALES))
    await perform(Commit(entries=entries))
    tips = (await perform(LoadAll())).tips
    assert [(tip.log, tip.device, tip.seq, tip.id) for tip in tips] == [
        (alice.log, alice.opening.device, 1, entries[2].id),
        (bob.log, bob.opening.device, 0, entries[1].id),
    ]
    assert {tip.space for tip in tips} == {SPACE}
    assert tips[0].roster == decode_entry(entries[2].packed).header.roster


async def test_record_payloads_come_by_log_seq_and_index(perform: Perform, alice: LogWriter, bob: LogWriter) -> None:
    first, second = sorted((alice, bob), key=lambda writer: writer.log)
    late = second.change(ALES, BARBARA)
    early = first.change(BARBARA, ALES), first.change(ALES)
    await perform(Commit(entries=(late,)))
    await perform(Commit(entries=early))
    found = await perform(LoadRecords(SPACE, (ALES, BARBARA)))
    assert [(item.entry, item.index) for item in found[ALES]] == [(early[0].id, 1), (early[1].id, 0), (late.id, 0)]
    assert [(item.entry, item.index) for item in found[BARBARA]] == [(early[0].id, 0), (late.id, 1)]
    stored = found[ALES][0]
    assert (stored.payload, stored.packed, stored.device) == (
        early[0].payloads[1],
        early[0].packed,
        first.opening.device,
    )


async def test_many_records_are_loaded_at_once(perform: Perform, alice: LogWriter) -> None:
    records = [Record(number.to_bytes(16, "big")) for number in range(1, 1201)]
    entries = [alice.change(*records[start : start + 60]) for start in range(0, len(records), 60)]
    await perform(Commit(entries=tuple(entries)))
    found = await perform(LoadRecords(SPACE, tuple(records)))
    assert {record: len(payloads) for record, payloads in found.items()} == dict.fromkeys(records, 1)


async def test_control_payloads_are_of_one_space(perform: Perform, alice: LogWriter, random: Random) -> None:
    elsewhere = LogWriter(OTHER_SPACE, random)
    ours, theirs = alice.write(), elsewhere.write()
    await perform(Commit(entries=(ours, theirs, alice.change(ALES))))
    assert [item.entry for item in await perform(LoadControl(SPACE))] == [ours.id]
    assert [item.payload.record for item in await perform(LoadControl(OTHER_SPACE))] == [NO_RECORD]


async def test_entries_of_a_log_are_loaded_from_a_place_on(perform: Perform, alice: LogWriter, bob: LogWriter) -> None:
    entries = [alice.change(ALES, BARBARA) for _ in range(5)]
    for entry in entries:
        await perform(Commit(entries=(entry, bob.change(ALES))))
    assert await perform(LoadEntries(log=alice.log, first=1, count=3)) == tuple(entries[1:4])
    assert await perform(LoadEntries(log=alice.log, first=4, count=100)) == (entries[4],)
    assert await perform(LoadEntries(log=alice.log, first=5, count=1)) == ()
    assert await perform(LoadEntries(log=Log(bytes(16)), first=0, count=1)) == ()


async def test_entries_are_found_by_id_and_by_place(perform: Perform, alice: LogWriter) -> None:
    entries = [alice.change(ALES) for _ in range(3)]
    await perform(Commit(entries=tuple(entries)))
    neighbour = EntryId(entries[0].id[:31] + bytes([entries[0].id[31] ^ 1]))
    held = await perform(HeldEntries((entries[0].id, neighbour, entries[2].id)))
    assert held == frozenset({entries[0].id, entries[2].id})
    assert await perform(EntryAt(alice.log, 1)) == entries[1].id
    assert await perform(EntryAt(alice.log, 3)) is None
    assert await perform(EntryAt(Log(bytes(16)), 0)) is None


@pytest.mark.parametrize("fault", ["gap", "fork", "fork in one commit", "other device", "other space", "no payload"])
async def test_entry_that_does_not_extend_its_log_is_refused_with_all_of_its_commit(
    perform: Perform, alice: LogWriter, bob: LogWriter, fault: str
) -> None:
    first, second, third = alice.write(), alice.change(ALES), alice.change(ALES)
    await perform(Commit(entries=(first,)))
    bad = {
        "gap": (third,),
        "fork": (replace(first, id=EntryId(b"x" * 32)),),
        "fork in one commit": (second, replace(second, id=EntryId(b"x" * 32))),
        "other device": (replace(second, device=bob.opening.device),),
        "other space": (replace(second, space=OTHER_SPACE),),
        "no payload": (replace(second, payloads=()),),
    }[fault]
    with pytest.raises(Unfit):
        await perform(Commit(entries=(bob.write(), *bad), settings=(("kept", b"1"),), rows=(row(ALES, "Ales"),)))
    loaded = await perform(LoadAll())
    assert [tip.id for tip in loaded.tips] == [first.id]
    assert dict(loaded.settings) == {}
    assert (await perform(FindRows())).total == 0
    await perform(Commit(entries=(second, third)))
    assert [tip.seq for tip in (await perform(LoadAll())).tips] == [2]


async def test_held_entry_given_again_takes_the_payloads_given(perform: Perform, alice: LogWriter) -> None:
    entry = alice.change(ALES, BARBARA)
    kept = entry.payloads[0]
    assert isinstance(kept, Payload)
    pruned = replace(entry, payloads=(prune(kept), entry.payloads[1]))
    await perform(Commit(entries=(entry, alice.change(ALES))))
    await perform(Commit(entries=(pruned,)))
    assert await perform(LoadEntries(log=alice.log, first=0, count=1)) == (pruned,)
    found = await perform(LoadRecords(SPACE, (ALES,)))
    assert next(item.payload for item in found[ALES]) == prune(kept)
    await perform(Commit(entries=(entry,)))
    assert await perform(LoadEntries(log=alice.log, first=0, count=1)) == (entry,)
    assert [tip.seq for tip in (await perform(LoadAll())).tips] == [1]


# --- stretches of forked logs -----------------------------------------------------------------------------------------
class Forked:
    """A log of four entries, and a stretch of three beside its last two."""

    def __init__(self, alice: LogWriter) -> None:
        self.log = alice.log
        first, self.fork = alice.write(), alice.change(ALES)
        twin = copy(alice)
        self.trunk = (first, self.fork, alice.change(ALES), alice.change(BARBARA))
        beside = twin.change(ALES), twin.write(), twin.change(CYPRYJAN)
        self.line = line_of(beside[0].id)
        self.branch = tuple(replace(entry, line=self.line) for entry in beside)


async def entries_of(perform: Perform, record: Record) -> set[EntryId]:
    found = await perform(LoadRecords(SPACE, (record,)))
    return {item.entry for item in found[record]}


async def test_branch_is_a_stretch_of_its_own_beside_the_log_it_forks(perform: Perform, alice: LogWriter) -> None:
    made = Forked(alice)
    await perform(Commit(entries=made.trunk))
    await perform(Commit(entries=made.branch[:2]))
    await perform(Commit(entries=made.branch[2:]))
    loaded = await perform(LoadAll())
    assert [tip.id for tip in loaded.tips] == [made.trunk[3].id]
    (branch,) = loaded.branches
    assert (branch.line, branch.first, branch.parent, branch.is_aside) == (made.line, 2, made.fork.id, False)
    assert (branch.tip.log, branch.tip.seq, branch.tip.id) == (made.log, 4, made.branch[2].id)
    assert await perform(EntryIds(made.line, 2)) == tuple(entry.id for entry in made.branch)
    assert await perform(EntryIds(made.log, 2)) == tuple(entry.id for entry in made.trunk[2:])
    assert await perform(EntryAt(made.line, 3)) == made.branch[1].id
    assert await perform(EntryAt(made.line, 1)) is None
    assert await perform(LoadEntries(log=made.line, first=3, count=9)) == made.branch[1:]
    assert await entries_of(perform, ALES) == {made.fork.id, made.trunk[2].id, made.branch[0].id}
    control = {item.entry for item in await perform(LoadControl(SPACE))}
    assert control == {made.trunk[0].id, made.branch[1].id}


async def test_end_of_a_stretch_is_put_aside_out_of_sight_and_comes_back(perform: Perform, alice: LogWriter) -> None:
    made = Forked(alice)
    aside = line_of(made.trunk[3].id)
    await perform(Commit(entries=(*made.trunk, *made.branch)))
    await perform(Commit(cuts=(Cut(line=made.log, first=3, to=aside),)))
    loaded = await perform(LoadAll())
    assert [tip.id for tip in loaded.tips] == [made.trunk[2].id]
    assert {item.line: item.is_aside for item in loaded.branches} == {made.line: False, aside: True}
    assert await perform(HeldEntries((made.trunk[3].id, made.branch[2].id))) == frozenset({made.branch[2].id})
    assert await entries_of(perform, BARBARA) == set()
    assert await perform(EntryIds(aside, 3)) == (made.trunk[3].id,)
    await perform(Commit(back=(aside,)))
    assert {item.line: item.is_aside for item in (await perform(LoadAll())).branches} == {
        made.line: False,
        aside: False,
    }
    assert await entries_of(perform, BARBARA) == {made.trunk[3].id}


async def test_stretch_that_is_cut_for_good_is_gone_and_the_log_goes_on(perform: Perform, alice: LogWriter) -> None:
    made = Forked(alice)
    await perform(Commit(entries=(*made.trunk, *made.branch)))
    await perform(Commit(cuts=(Cut(line=made.line, first=4, to=None),)))
    (branch,) = (await perform(LoadAll())).branches
    assert branch.tip.id == made.branch[1].id
    assert await entries_of(perform, CYPRYJAN) == set()
    await perform(Commit(cuts=(Cut(line=made.line, first=2, to=None),)))
    assert (await perform(LoadAll())).branches == ()
    assert await perform(HeldEntries(tuple(entry.id for entry in made.branch))) == frozenset()
    assert await perform(EntryIds(made.line, 0)) == ()
    await perform(Commit(entries=(alice.change(CYPRYJAN),)))
    assert [tip.seq for tip in (await perform(LoadAll())).tips] == [4]


@pytest.mark.parametrize("fault", ["log not held", "gap", "other device"])
async def test_branch_that_fits_no_log_is_refused_with_all_of_its_commit(
    perform: Perform, alice: LogWriter, bob: LogWriter, fault: str
) -> None:
    made = Forked(alice)
    bad = {
        "log not held": (replace(made.branch[0], log=bob.log),),
        "gap": (made.branch[0], made.branch[2]),
        "other device": (replace(made.branch[0], device=bob.opening.device),),
    }[fault]
    await perform(Commit(entries=made.trunk))
    with pytest.raises(Unfit):
        await perform(Commit(entries=bad, settings=(("kept", b"1"),)))
    loaded = await perform(LoadAll())
    assert (loaded.branches, dict(loaded.settings)) == ((), {})


# --- objects, secrets, settings, pending ------------------------------------------------------------------------------
async def test_objects_are_kept_once_by_space_type_and_id(perform: Perform) -> None:
    object_ = StoredObject(space=SPACE, type=ObjectType.PASS, id=b"1" * 32, packed=b"first")
    others = replace(object_, type=ObjectType.VOTE), replace(object_, space=OTHER_SPACE)
    await perform(Commit(objects=(object_, *others)))
    await perform(Commit(objects=(replace(object_, packed=b"second"),)))
    assert (await perform(LoadAll())).objects == (replace(object_, packed=b"second"), *others)


async def test_secrets_and_settings_are_set_replaced_and_removed(perform: Perform) -> None:
    await perform(Commit(secrets=(("b", b"1"), ("a", b"\0")), settings=(("s", b""),)))
    loaded = await perform(LoadAll())
    assert dict(loaded.secrets) == {"a": b"\0", "b": b"1"}
    assert dict(loaded.settings) == {"s": b""}
    await perform(Commit(secrets=(("b", b"2"), ("a", None), ("never", None)), settings=(("s", None), ("s", b"last"))))
    loaded = await perform(LoadAll())
    assert dict(loaded.secrets) == {"b": b"2"}
    assert dict(loaded.settings) == {"s": b"last"}


async def test_pending_entries_wait_outside_the_log_until_settled(perform: Perform, alice: LogWriter) -> None:
    first, second, third = alice.write(), alice.change(ALES, BARBARA), alice.change(ALES)
    waiting = replace(second, payloads=(prune(second.payloads[0]), second.payloads[1]))  # type: ignore[arg-type]
    await perform(Commit(pending=(third, waiting)))
    assert await perform(LoadPending(alice.log)) == (waiting, third)
    assert await perform(HeldEntries((second.id, third.id))) == frozenset()
    assert (await perform(LoadAll())).tips == ()
    await perform(Commit(entries=(first, second), settled=(second.id,)))
    assert await perform(LoadPending(alice.log)) == (third,)
    await perform(Commit(pending=(third,)))
    assert await perform(LoadPending(alice.log)) == (third,)


# --- rows -------------------------------------------------------------------------------------------------------------
async def test_row_comes_back_as_stored_and_is_replaced(perform: Perform) -> None:
    first = row(ALES, "Ales", refs=(("place", BARBARA), ("place", BARBARA), ("a", CYPRYJAN)))
    await perform(Commit(rows=(first,)))
    assert await perform(FindRows()) == FoundRows((first,), 1)
    second = row(ALES, "Aliaksandr", kind="need", hash=b"2" * 32, is_hidden=True)
    await perform(Commit(rows=(first, second)))
    assert await perform(FindRows(with_hidden=True)) == FoundRows((second,), 1)
    assert (await perform(FindRows(refs_to=BARBARA, with_hidden=True))).total == 0
    assert (await perform(FindRows(tokens=("ales",), with_hidden=True))).total == 0


async def test_rows_come_by_sort_text_then_record_in_pages(perform: Perform) -> None:
    rows = [row(Record(bytes([n]) * 16), "same") for n in (3, 1, 2)] + [row(ALES, "a"), row(BARBARA, "я")]
    await perform(Commit(rows=tuple(rows)))
    in_order = (rows[3], rows[1], rows[2], rows[0], rows[4])
    assert await perform(FindRows()) == FoundRows(in_order, 5)
    assert await perform(FindRows(limit=2, offset=1)) == FoundRows(in_order[1:3], 5)
    assert await perform(FindRows(limit=0)) == FoundRows((), 5)
    assert await perform(FindRows(offset=9)) == FoundRows((), 5)


async def test_conditions_hold_together(perform: Perform) -> None:
    person = row(ALES, "Ales")
    need = row(BARBARA, "boots", kind="need", refs=(("for", ALES), ("by", CYPRYJAN)))
    hidden = row(CYPRYJAN, "Ales", is_hidden=True)
    elsewhere = row(ALES, "Ales", space=OTHER_SPACE)
    await perform(Commit(rows=(person, need, hidden, elsewhere)))

    async def found(**conditions: Any) -> list[RecordRow]:
        page = await perform(FindRows(**conditions))
        assert page.total == len(page.rows)
        return list(page.rows)

    assert await found() == [person, elsewhere, need]
    assert await found(space=SPACE) == [person, need]
    assert await found(kind="need") == [need]
    assert await found(kind="person", space=OTHER_SPACE) == [elsewhere]
    assert await found(tokens=("ales",), with_hidden=True) == [person, elsewhere, hidden]
    assert await found(tokens=("ales",), space=SPACE) == [person]
    assert await found(tokens=("ales",), space=SPACE, kind="need") == []
    assert await found(refs_to=ALES) == [need]
    assert await found(refs_to=ALES, path="for") == [need]
    assert await found(refs_to=ALES, path="by") == []
    assert await found(refs_to=ALES, tokens=("boot",)) == [need]
    assert await found(refs_to=ALES, tokens=("ales",)) == []
    assert await found(refs_to_any=(BARBARA, ALES)) == [need]
    assert await found(refs_to_any=(ALES,), path="by") == []
    assert await found(refs_to_any=(BARBARA,)) == []
    assert await found(refs_to_any=()) == []
    assert await found(refs_to_any=(ALES,), tokens=("boot",)) == [need]
    assert await found(records=(ALES, CYPRYJAN)) == [person, elsewhere]
    assert await found(records=(ALES,), space=SPACE) == [person]
    assert await found(records=()) == []
    assert await found(kind="unknown") == []
    assert await found(space=Space(bytes(16))) == []


async def test_every_token_asked_for_must_begin_one_of_the_row(perform: Perform) -> None:
    rows = (
        row(ALES, "x", tokens="ales bialiacki viasna-96 о'браен"),
        row(BARBARA, "y", tokens="барбара  Bia\tщ ales"),
        row(CYPRYJAN, "z", tokens=""),
    )
    await perform(Commit(rows=rows))

    async def found(*tokens: str) -> list[bytes]:
        return [item.record[:1] for item in (await perform(FindRows(tokens=tokens))).rows]

    assert await found("ales") == [b"a", b"b"]
    assert await found("al", "bial") == [b"a"]
    assert await found("a", "b") == [b"a", b"b"]
    assert await found("les") == []
    assert await found("viasna-9") == [b"a"]
    assert await found("96") == []
    assert await found("о'бр") == [b"a"]
    assert await found("щ") == [b"b"]
    assert await found("BIA") == [b"a", b"b"]
    assert await found("bia ales") == [b"a", b"b"]
    assert await found("") == [b"a", b"b", b"c"]
    assert await found("\x00", " ") == [b"a", b"b", b"c"]


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "'",
        "*",
        "a*",
        "-a",
        "a OR b",
        "NOT",
        "(",
        "{a b}",
        "^a",
        "tokens:a",
        ":",
        ";--",
        "\\",
        "a\x00b",
        "%",
        "_",
        "𝓐",
        "\ue000s1k1",
        "\ud800",
    ],
)
async def test_no_input_to_a_search_is_syntax(perform: Perform, text: str) -> None:
    await perform(Commit(rows=(row(ALES, "x", tokens="ales bialiacki"), row(BARBARA, "y", tokens=text))))
    found = await perform(FindRows(tokens=(text,)))
    assert BARBARA in {item.record for item in found.rows}
    assert found.total == len(found.rows)


async def test_search_of_too_many_words_is_refused(perform: Perform) -> None:
    with pytest.raises(Unfit):
        await perform(FindRows(tokens=tuple(str(n) for n in range(65))))


async def test_hashes_are_of_every_row_of_the_space_by_record(perform: Perform) -> None:
    rows = row(BARBARA, "b"), row(ALES, "a", is_hidden=True), row(CYPRYJAN, "c", space=OTHER_SPACE)
    await perform(Commit(rows=rows))
    assert await perform(RecordHashes(SPACE)) == [(ALES, ALES * 2), (BARBARA, BARBARA * 2)]


async def test_dirty_records_are_remembered_until_their_row_comes(perform: Perform) -> None:
    await perform(Commit(dirty=((SPACE, BARBARA), (SPACE, ALES), (OTHER_SPACE, ALES), (SPACE, BARBARA))))
    assert sorted(await perform(LoadDirty(SPACE, 10))) == [(SPACE, ALES), (SPACE, BARBARA)]
    assert len(await perform(LoadDirty(SPACE, 1))) == 1
    await perform(Commit(rows=(row(BARBARA, "b"), row(CYPRYJAN, "c")), dirty=((SPACE, CYPRYJAN),), is_own=False))
    assert await perform(LoadDirty(SPACE, 10)) == ((SPACE, ALES),)
    assert await perform(LoadDirty(OTHER_SPACE, 10)) == ((OTHER_SPACE, ALES),)


async def test_dropped_rows_are_forgotten_and_their_records_dirty(perform: Perform, alice: LogWriter) -> None:
    await perform(
        Commit(entries=(alice.write(), alice.change(ALES)), rows=(row(ALES, "Ales", refs=(("p", BARBARA),)),))
    )
    kept = row(CYPRYJAN, "Cypryjan", space=OTHER_SPACE)
    await perform(Commit(rows=(row(BARBARA, "never in a log"), kept)))
    await perform(DropRows(SPACE))
    await perform(DropRows(Space(bytes(16))))
    assert await perform(FindRows(with_hidden=True)) == FoundRows((kept,), 1)
    assert await perform(FindRows(tokens=("c",))) == FoundRows((kept,), 1)
    assert (await perform(FindRows(tokens=("ales",)))).total == 0
    assert (await perform(FindRows(refs_to=BARBARA))).total == 0
    assert await perform(LoadDirty(SPACE, 10)) == ((SPACE, ALES),)
    assert await perform(LoadDirty(OTHER_SPACE, 10)) == ()


async def test_long_pages_walk_and_look_up_alike(perform: Perform) -> None:
    rows = tuple(
        row(Record(number.to_bytes(16, "big")), f"{number * 7919 % 5000:05}", tokens=f"all n{number % 2} m{number}")
        for number in range(5000)
    )
    await perform(Commit(rows=rows))
    expected = sorted((item for item in rows if "n1" in item.tokens), key=lambda item: (item.sort, item.record))
    many = await perform(FindRows(tokens=("n1",), kind="person", offset=100, limit=50))
    assert many == FoundRows(tuple(expected[100:150]), 2500)
    few = await perform(FindRows(tokens=("m4999", "al"), space=SPACE))
    assert few == FoundRows((rows[4999],), 1)
