"""Exports written piece by piece: the same bytes whatever the size of a piece, provenance, changes in between."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest

from examples.dirty import MACHINE, as_csv, machine_rows
from node.crdt.ids import Record
from node.ledger.errors import ExportRefused
from node.ledger.exports import Audience, Format
from node.ledger.schema import LEDGER
from node.ledger.tables import layout_of, read_lines, read_table
from node.service import exporting
from node.service.effects import Emit, Step
from node.service.exporting import Told, Wanted, collect, write_export
from node.service.imports import import_rows
from node.service.lookup import find_records
from node.service.records import add_record, attest, set_values, withhold
from node.service.spaces import create_space
from tests.sim.nodes import NOW, SimNode, new_node

EVERYTHING = Wanted(audience=Audience.MEMBERS)


@pytest.fixture
def alice() -> SimNode:
    """A node with an imported list, a person with two changes and one with an attestation."""
    node = new_node("alice exports")
    node.run(create_space(node.node, title="TEST-space"))
    table = read_table(as_csv(MACHINE, machine_rows(12)).encode())
    layout = layout_of(table.header)
    assert layout is not None
    told = read_lines(LEDGER, table, layout)
    node.run(import_rows(node.space(), told, now=NOW, accepts_drops=False, tell=lambda _done, _total: None))
    people = [row.record for row in node.run(find_records(kind="person", limit=9)).rows]
    node.run(set_values(node.space(), people[0], {"birth_place": "TEST-", "note": "TEST-"}, now=NOW + 1))
    node.run(attest(node.space(), people[1], ["names/list/text"], step="two_sources", now=NOW + 2))
    return node


def emitted(node: SimNode, form: Format, wanted: Wanted) -> list[bytes]:
    """Give the pieces in which a file is written."""
    pieces: list[bytes] = []

    def watched() -> Step[Told]:
        step = write_export(node.node, wanted, form, lambda _done, _total: None)
        effect = next(step)
        try:
            while True:
                if isinstance(effect, Emit):
                    pieces.append(effect.data)
                    effect = step.send(None)
                else:
                    effect = step.send((yield effect))
        except StopIteration as done:
            told: Told = done.value
            return told

    node.run(watched())
    return pieces


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("with_provenance", [False, True])
def test_file_is_the_same_however_small_its_pieces(
    alice: SimNode, monkeypatch: pytest.MonkeyPatch, form: Format, *, with_provenance: bool
) -> None:
    wanted = Wanted(audience=Audience.MEMBERS, with_provenance=with_provenance, language="be")
    whole = emitted(alice, form, wanted)
    monkeypatch.setattr(exporting, "GATHER_ROWS", 5)
    pieces = emitted(alice, form, wanted)
    assert b"".join(pieces) == b"".join(whole)
    assert len(pieces) > len(whole)


def test_no_piece_of_a_text_holds_more_records_than_are_read_at_once(
    alice: SimNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "GATHER_ROWS", 5)
    pieces = emitted(alice, Format.JSON, EVERYTHING)
    assert max(piece.count(b'"record":') for piece in pieces) == 5
    data, told = alice.run(collect(write_export(alice.node, EVERYTHING, Format.JSON, lambda _done, _total: None)))
    assert data == b"".join(pieces)
    assert len(json.loads(data)["records"]) == told.records == sum(piece.count(b'"record":') for piece in pieces)


def test_provenance_told_without_a_graph_is_that_of_the_projection(
    alice: SimNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Wanted(audience=Audience.SEALED, with_provenance=True)
    quick = b"".join(emitted(alice, Format.CSV, wanted))
    monkeypatch.setattr(exporting, "project_straight", lambda *_given, **_more: None)
    assert b"".join(emitted(alice, Format.CSV, wanted)) == quick
    rows = list(csv.DictReader(io.StringIO(quick.decode("utf-8-sig"), newline="")))
    assert {row["path"]: row["value"] for row in rows}["note"] == "TEST-"
    assert [row["attested_by"] for row in rows if row["attested_by"]] == ["TEST-alice exports"]
    assert {bool(row["source"]) for row in rows} == {True, False}


def test_record_withheld_between_the_two_looks_stays_out_and_a_new_column_refuses(
    alice: SimNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "GATHER_ROWS", 5)
    people = Wanted(audience=Audience.MEMBERS, kind="person")
    first: Record = alice.run(find_records(kind="person", limit=1)).rows[0].record

    def interrupted(between: Step[object]) -> Iterator[bytes]:
        def step() -> Step[None]:
            told = write_export(alice.node, people, Format.CSV, lambda _done, _total: None)
            effect = next(told)
            is_begun = False
            while True:
                if isinstance(effect, Emit):
                    pieces.append(effect.data)
                    if not is_begun:
                        yield from between
                    is_begun, result = True, None
                else:
                    result = yield effect
                try:
                    effect = told.send(result)
                except StopIteration:
                    return

        pieces: list[bytes] = []
        alice.run(step())
        return iter(pieces)

    text = b"".join(interrupted(withhold(alice.space(), first, reason="family_request")))
    assert first.hex().encode() not in text
    second: Record = alice.run(find_records(kind="person", limit=2)).rows[1].record
    with pytest.raises(ExportRefused, match="try again"):
        list(interrupted(set_values(alice.space(), second, {"citizenship": "BY"}, now=NOW + 4)))


def test_export_of_an_empty_ledger_is_a_file(alice: SimNode) -> None:
    for form in Format:
        pieces = emitted(alice, form, Wanted(audience=Audience.MEMBERS, kind="letter"))
        assert b"".join(pieces)
    alice.run(add_record(alice.space(), "letter", {"direction": "to_prisoner"}, now=NOW + 5))
    text = b"".join(emitted(alice, Format.JSON, Wanted(audience=Audience.MEMBERS, kind="letter")))
    assert [one["fields"]["direction"] for one in json.loads(text)["records"]] == ["to_prisoner"]
