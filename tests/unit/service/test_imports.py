"""Imports into a space: new, same and newer files, people's corrections, undoing, erased people, two nodes at once."""

from __future__ import annotations

from typing import Any

import pytest

from examples.dirty import HISTORY, MACHINE, as_csv, history_rows, machine_rows
from node.crdt.codec import Scalar
from node.crdt.grants import Role
from node.crdt.ids import Record
from node.ledger.names import query_keys
from node.ledger.schema import LEDGER
from node.ledger.tables import ColumnMap, Reading, Reason, layout_of, read_lines, read_table
from node.service import bulk
from node.service.deciding import propose
from node.service.effects import FindRows, FoundRows, Step
from node.service.errors import NotAllowed, NotFound, Refused
from node.service.imports import (
    Imported,
    Outcome,
    Profile,
    choose,
    import_rows,
    list_imports,
    look_at,
    remember_map,
    touched_records,
    undo_import,
    undoing,
)
from node.service.records import attest, delete_values, read_projection, set_values
from node.service.rows import view_of
from node.service.sources import sources_of
from node.service.spaces import create_space
from node.service.wishes import Erase
from tests.sim.nodes import NOW, SimNode, join, new_node, sync
from tests.sim.stewards import found_with

HEADER = ("id", "name", "status", "birthday", "arrested", "articles/0", "articles/1", "penalty", "prison")
ANNA = ("TEST-1", "Ганна Узорава", "active", "1985-04-24", "2021-03-25", "342", "361", "imprisonment", "Colony No. 99")
IVAN = ("TEST-2", "Іван Прыкладаў", "np", "1970", "2022-01", "130", "FALSE", "fine", "Colony No. 99")


@pytest.fixture
def alice(request: pytest.FixtureRequest) -> SimNode:
    node = new_node(f"alice {request.node.name}")
    node.run(create_space(node.node, title="TEST-space"))
    return node


def reading(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> Reading:
    """Read a table of Viasna's machine columns."""
    table = read_table(as_csv(header, iter([list(row) for row in rows])).encode())
    layout = layout_of(table.header)
    assert layout is not None
    return read_lines(LEDGER, table, layout)


def changed(row: tuple[str, ...], **cells: str) -> tuple[str, ...]:
    """Give a row with other cells; `articles_0` stands for `articles/0`."""
    return tuple(cells.get(title.replace("/", "_"), cell) for title, cell in zip(HEADER, row, strict=True))


def imported(node: SimNode, told: Reading, *, now: int = NOW, accepts: bool = False) -> Imported:
    """Import a table."""
    return node.run(import_rows(node.space(), told, now=now, accepts_drops=accepts, tell=lambda _done, _total: None))


def counts(done: Imported) -> dict[str, int]:
    """Give how many rows had each outcome, those that none had left out."""
    every = {outcome.value: done.looked.comparison.count(outcome) for outcome in Outcome}
    return {name: count for name, count in every.items() if count}


def person(node: SimNode, source_id: str = "TEST-1") -> Record:
    """Give the record of a person of the list."""
    found: FoundRows = node.run(_rows(node, "person"))
    return next(row.record for row in found.rows if view_of(row)["external/list/id"].value == source_id)


def values(node: SimNode, record: Record, path: str) -> list[Scalar]:
    """Give the values that stand at a path."""
    projection = node.run(read_projection(node.space(), record))
    return sorted((claim.value for claim in projection.fields.get(path, ())), key=str)


def visible(node: SimNode) -> dict[Record, dict[str, tuple[Scalar, int]]]:
    """Give all that lists show."""
    found: FoundRows = node.run(_rows(node, None))
    return {
        row.record: {path: (shown.value, shown.marks) for path, shown in view_of(row).items()} for row in found.rows
    }


def _rows(node: SimNode, kind: str | None) -> Step[FoundRows]:
    found = yield FindRows(space=node.space().space, kind=kind, limit=100_000)
    assert isinstance(found, FoundRows)
    return found


def test_an_import_writes_each_value_with_its_source_and_the_claimed_time(alice: SimNode) -> None:
    done = imported(alice, reading(ANNA, IVAN))
    assert counts(done) == {"new": 2}
    projection = alice.run(read_projection(alice.space(), person(alice)))
    (claim,) = projection.fields["birth_date"]
    assert (claim.value, claim.voice.time) == ("1985-04-24", NOW)
    assert claim.voice.source is not None
    source = alice.run(read_projection(alice.space(), claim.voice.source))
    assert source.values() == {"kind": "source", "category": "import", "title": "Viasna"}
    places = [row for row in visible(alice).values() if row["kind"][0] == "place"]
    assert len(places) == 1  # both rows name it


def test_the_same_file_again_changes_nothing(alice: SimNode) -> None:
    told = reading(*(tuple(row) for row in machine_rows(120)), header=MACHINE)
    imported(alice, told)
    before = alice.state(alice.space().space), dict(alice.space().tips)
    again = imported(alice, told, now=NOW + 60)
    assert again.looked.comparison.drafts == []
    assert (alice.state(alice.space().space), dict(alice.space().tips)) == before
    assert counts(again).keys() <= {"unchanged", "rejected"}


def test_a_newer_file_changes_only_what_it_changes(alice: SimNode) -> None:
    imported(alice, reading(ANNA, IVAN))
    before = visible(alice)
    newer = reading(changed(ANNA, arrested="24 March 2021", articles_0="361", articles_1="FALSE"), IVAN)
    done = imported(alice, newer, now=NOW + 60)
    assert counts(done) == {"changed": 1, "unchanged": 1}
    after = visible(alice)
    assert after.keys() == before.keys()
    different = {record for record in after if after[record] != before[record]}
    told = {(path, value) for record in different for path, (value, _) in after[record].items()}
    assert ("arrested_on", "2021-03-24") in told
    assert ("articles/a0/text", "361") in told
    assert not any(path == "articles/a1/text" for path, _ in told)  # an article the list took back
    assert all(marks == 0 for row in after.values() for _, marks in row.values())
    assert len(different) == 2


def test_a_cell_that_became_empty_leaves_what_was_said(alice: SimNode) -> None:
    imported(alice, reading(ANNA))
    done = imported(alice, reading(changed(ANNA, birthday="FALSE")), now=NOW + 60)
    assert counts(done) == {"unchanged": 1}
    assert values(alice, person(alice), "birth_date") == ["1985-04-24"]


def test_a_corrected_value_becomes_a_conflict_and_a_settled_one_is_not_raised_again(alice: SimNode) -> None:
    space = alice.space()
    imported(alice, reading(ANNA, IVAN))
    anna = person(alice)
    alice.run(set_values(space, anna, {"birth_date": "1985-05-24"}, now=NOW + 10))
    done = imported(alice, reading(ANNA, IVAN), now=NOW + 20)
    assert counts(done) == {"conflicting": 1, "unchanged": 1}
    assert values(alice, anna, "birth_date") == ["1985-04-24", "1985-05-24"]
    assert imported(alice, reading(ANNA, IVAN), now=NOW + 30).looked.comparison.drafts == []
    alice.run(set_values(space, anna, {"birth_date": "1985-05-24"}, now=NOW + 40))
    assert counts(imported(alice, reading(ANNA, IVAN), now=NOW + 50)) == {"unchanged": 2}
    assert values(alice, anna, "birth_date") == ["1985-05-24"]
    other = reading(changed(ANNA, birthday="1985-04-25", arrested="2021-03-26"), IVAN)
    assert counts(imported(alice, other, now=NOW + 60)) == {"conflicting": 1, "unchanged": 1}
    assert values(alice, anna, "birth_date") == ["1985-04-25", "1985-05-24"]
    newest = reading(changed(ANNA, birthday="1985-04-26", arrested="2021-03-26"), IVAN)
    imported(alice, newest, now=NOW + 70)
    assert values(alice, anna, "birth_date") == ["1985-04-26", "1985-05-24"]


def test_a_value_somebody_vouched_for_is_not_replaced(alice: SimNode) -> None:
    imported(alice, reading(ANNA))
    alice.run(attest(alice.space(), person(alice), ["birth_date"], now=NOW, step="confirmed_by_document"))
    done = imported(alice, reading(changed(ANNA, birthday="1986")), now=NOW + 60)
    assert counts(done) == {"conflicting": 1}
    assert values(alice, person(alice), "birth_date") == ["1985-04-24", "1986"]


def test_what_a_person_deleted_stays_deleted(alice: SimNode) -> None:
    imported(alice, reading(ANNA))
    alice.run(delete_values(alice.space(), person(alice), ["birth_date"], now=NOW + 1))
    done = imported(alice, reading(ANNA), now=NOW + 60)
    assert (counts(done), done.looked.comparison.drafts) == ({"conflicting": 1}, [])
    assert values(alice, person(alice), "birth_date") == []
    imported(alice, reading(changed(ANNA, birthday="1986")), now=NOW + 70)
    assert values(alice, person(alice), "birth_date") == ["1986"]


def test_undoing_brings_back_what_lists_showed_before(alice: SimNode) -> None:
    first = imported(alice, reading(ANNA))
    before = visible(alice)
    second = imported(alice, reading(changed(ANNA, birthday="1986", articles_1="FALSE"), IVAN), now=NOW + 60)
    assert first.note
    assert second.note
    assert counts(second) == {"new": 1, "changed": 1}
    after = visible(alice)
    undone = alice.run(undo_import(alice.space(), second.note.id, now=NOW + 70, tell=lambda _done, _total: None))
    assert undone.left == 0
    assert visible(alice) == before
    with pytest.raises(Refused):
        alice.run(undo_import(alice.space(), second.note.id, now=NOW + 80, tell=lambda _done, _total: None))
    again = imported(alice, reading(changed(ANNA, birthday="1986", articles_1="FALSE"), IVAN), now=NOW + 90)
    assert counts(again) == {"new": 1, "changed": 1}
    assert visible(alice) == after
    assert again.note
    for note in (again.note, first.note):
        alice.run(undo_import(alice.space(), note.id, now=NOW + 100, tell=lambda _done, _total: None))
    assert visible(alice) == {}


def test_undoing_a_whole_import_keeps_no_record_open_and_builds_no_graph(
    alice: SimNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = imported(alice, reading(*(tuple(row) for row in machine_rows(60)), header=MACHINE))
    assert done.note
    monkeypatch.setattr(undoing, "RECORDS_PER_COMMIT", 16)
    monkeypatch.setattr(undoing, "graph_of_record", lambda *_given: pytest.fail("a graph was built"))
    left_open: list[int] = []
    write = bulk.Bulk.write

    def watched(self: bulk.Bulk, *given: Any, **more: Any) -> Step[None]:
        yield from write(self, *given, **more)
        left_open.append(len(self._grown))

    monkeypatch.setattr(bulk.Bulk, "write", watched)
    alice.run(undo_import(alice.space(), done.note.id, now=NOW + 70, tell=lambda _done, _total: None))
    assert len(left_open) > 10
    assert set(left_open) == {0}
    assert visible(alice) == {}


def test_who_reads_while_an_import_is_under_way_sees_what_it_wrote_once_it_is_stored(alice: SimNode) -> None:
    imported(alice, reading(ANNA))
    anna, space = person(alice), alice.space()
    told = reading(changed(ANNA, birthday="1986"))
    step = import_rows(space, told, now=NOW + 60, accepts_drops=False, tell=lambda _done, _total: None)
    effect, seen = next(step), set[str]()
    while True:
        seen.update(map(str, values(alice, anna, "birth_date")))
        try:
            effect = step.send(alice.store.perform(effect))
        except StopIteration:
            break
    assert seen == {"1985-04-24"}
    assert values(alice, anna, "birth_date") == ["1986"]


def test_undoing_leaves_what_people_wrote_since(alice: SimNode) -> None:
    done = imported(alice, reading(ANNA, IVAN))
    anna = person(alice)
    alice.run(set_values(alice.space(), anna, {"birth_date": "1985-05-24"}, now=NOW + 10))
    conflicting = imported(alice, reading(ANNA, IVAN), now=NOW + 20)
    assert done.note
    assert conflicting.note
    alice.run(undo_import(alice.space(), conflicting.note.id, now=NOW + 30, tell=lambda _done, _total: None))
    assert values(alice, anna, "birth_date") == ["1985-05-24"]
    undone = alice.run(undo_import(alice.space(), done.note.id, now=NOW + 40, tell=lambda _done, _total: None))
    assert undone.left == 1
    assert visible(alice) == {anna: {"kind": ("person", 0), "birth_date": ("1985-05-24", 0)}}


def test_an_import_tells_which_records_it_touched(alice: SimNode) -> None:
    imported(alice, reading(ANNA))
    known = visible(alice).keys()
    done = imported(alice, reading(ANNA, IVAN), now=NOW + 60)
    assert done.note
    (note, _) = alice.run(list_imports(alice.space()))
    assert note.counts == (1, 0, 1, 0, 0)
    assert alice.run(touched_records(alice.space(), note)).keys() == visible(alice).keys() - known
    with pytest.raises(NotFound):
        alice.run(undo_import(alice.space(), "0" * 16, now=NOW, tell=lambda _done, _total: None))


def test_a_sudden_drop_of_rows_or_of_a_column_asks_first(alice: SimNode) -> None:
    rows = [changed(ANNA, id=f"TEST-{number}", name=f"Узорава {number}") for number in range(20)]
    imported(alice, reading(*rows))
    tips = dict(alice.space().tips)
    fewer = imported(alice, reading(*rows[:10]), now=NOW + 10)
    assert fewer.note is None
    assert [(drop.column, drop.before, drop.now) for drop in fewer.looked.drops] == [("", 20, 10)]
    emptied = imported(alice, reading(*(changed(row, prison="FALSE") for row in rows)), now=NOW + 20)
    assert emptied.note is None
    assert [(drop.column, drop.before, drop.now) for drop in emptied.looked.drops] == [("prison", 20, 0)]
    assert dict(alice.space().tips) == tips
    assert imported(alice, reading(*rows[:10]), now=NOW + 30, accepts=True).note is not None
    assert imported(alice, reading(*rows[:9]), now=NOW + 40).note is not None  # a little less is usual


def test_two_nodes_that_import_at_once_make_no_double(alice: SimNode) -> None:
    bob = new_node("bob imports")
    join(bob, alice, alice.space().space, role=Role.CONTRIBUTOR)
    sync(alice, bob, alice.space().space)
    told = reading(*(tuple(row) for row in machine_rows(60)), header=MACHINE)
    imported(alice, told)
    imported(bob, told, now=NOW + 5)
    people = len([row for row in visible(alice).values() if row["kind"][0] == "person"])
    sync(alice, bob, alice.space().space)
    assert visible(alice) == visible(bob)
    assert len([row for row in visible(alice).values() if row["kind"][0] == "person"]) == people > 50
    assert all(not marks for row in visible(alice).values() for _, marks in row.values())
    assert alice.state(alice.space().space) == bob.state(bob.space().space)
    assert counts(imported(bob, told, now=NOW + 9)).keys() <= {"unchanged", "rejected"}


def test_records_are_written_in_an_order_that_is_not_the_tables(alice: SimNode) -> None:
    told = reading(*(tuple(row) for row in machine_rows(60)), header=MACHINE)
    done = imported(alice, told)
    (note,) = alice.run(list_imports(alice.space()))
    written = list(alice.run(touched_records(alice.space(), note)))
    table = [record for record, _ in done.looked.comparison.drafts]
    assert sorted(written) == sorted(table)
    assert written != table
    assert note.count == -(-len(table) // 64)  # entries are full


def test_a_dry_run_writes_nothing_and_tells_the_same(alice: SimNode) -> None:
    told = reading(ANNA, IVAN)
    tips = dict(alice.space().tips)
    looked = alice.run(look_at(alice.space(), told, now=NOW, tell=lambda _done, _total: None))
    assert dict(alice.space().tips) == tips
    assert alice.run(list_imports(alice.space())) == ()
    assert [row.outcome for row in looked.comparison.rows] == [Outcome.NEW, Outcome.NEW]


def test_f12_repeated_and_nameless_rows_are_rejected_with_their_number(alice: SimNode) -> None:
    done = imported(alice, reading(ANNA, changed(IVAN, name="FALSE"), changed(ANNA, birthday="1999")))
    rejected = [(row.number, row.withheld[-1].reason) for row in done.looked.comparison.rows if not row.record]
    assert rejected == [(3, Reason.NO_NAME), (4, Reason.REPEATED)]


def test_a_reader_does_not_import(alice: SimNode) -> None:
    bob = new_node("bob reads")
    join(bob, alice, alice.space().space, role=Role.READER)
    sync(alice, bob, alice.space().space)
    with pytest.raises(NotAllowed):
        imported(bob, reading(ANNA))


def test_a_table_of_free_text_is_mapped_imported_and_found_without_code(alice: SimNode) -> None:
    table = read_table(as_csv(HISTORY, history_rows(40), separator=";").encode("cp1251"))
    choice = alice.run(choose(table, Profile.AUTO, None))
    assert choice.mapping is not None
    assert not choice.is_confirmed
    done = imported(alice, read_lines(LEDGER, table, choice.how))
    assert counts(done) == {"new": 40}
    people = [row for row in visible(alice).values() if row["kind"][0] == "person"]
    assert all({"birth_date", "birth_place", "occupations/list/text", "bios/list/text"} <= row.keys() for row in people)
    verdicts = [row for row in visible(alice).values() if row["kind"][0] == "judgment"]
    assert len(verdicts) == 40
    assert all({"term", "penalty", "articles/a0/text", "decided_on"} <= row.keys() for row in verdicts)
    for row in table.rows[:5]:
        found: FoundRows = alice.store.perform(FindRows(kind="person", tokens=tuple(query_keys(row[1]))))
        assert row[1] in {view_of(one)["names/list/text"].value for one in found.rows}
    alice.run(remember_map(table.header, choice.mapping))
    assert alice.run(choose(table, Profile.AUTO, None)).is_confirmed
    wider = read_table(as_csv((*HISTORY, "Дело"), (([*row, "7"]) for row in history_rows(3))).encode())
    offered = alice.run(choose(wider, Profile.AUTO, None))
    assert not offered.is_confirmed
    assert offered.mapping is not None
    assert offered.mapping.org == choice.mapping.org  # so that nobody is doubled by one more column


def test_d11_f12_a_person_erased_by_certificate_does_not_come_back_by_any_import() -> None:
    space, nodes = found_with("alice", guests=("bob",))
    alice, bob = nodes
    first = imported(alice, reading(ANNA, IVAN))
    sync(alice, bob, space)
    erased = person(alice)
    named = alice.run(sources_of(alice.space(), erased))
    assert len(named) == 1
    alice.run(propose(alice.space(), Erase({erased: named})))
    sync(alice, bob, space)
    known_elsewhere = read_table(as_csv(("no", "person"), iter([("TEST-1", "Ганна Узорава")])).encode())
    of_another_mapping = ColumnMap(org=" VIASNA", columns={"no": "id", "person": "name"})
    for node in nodes:
        done = imported(node, reading(changed(ANNA, birthday="1999"), IVAN), now=NOW + 60)
        assert counts(done) == {"rejected": 1, "unchanged": 1}
        assert [row.withheld[0].reason for row in done.looked.comparison.rows if not row.record] == [Reason.ERASED]
        assert done.looked.comparison.drafts == []
        other = imported(node, read_lines(LEDGER, known_elsewhere, of_another_mapping), accepts=True)
        (row,) = other.looked.comparison.rows
        assert [cell.reason for cell in row.withheld] == [Reason.ERASED]
        assert erased not in visible(node)
    assert first.note
    alice.run(undo_import(alice.space(), first.note.id, now=NOW + 70, tell=lambda _done, _total: None))
    sync(alice, bob, space)
    assert all(erased not in visible(node) for node in nodes)
    assert alice.state(space) == bob.state(space)
