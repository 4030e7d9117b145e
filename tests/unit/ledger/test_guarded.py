"""Where traces of helpers are looked for: paths of records, cells of tables; what is left alone there."""

import pytest

from node.ledger.guard import Trace
from node.ledger.guarded import traces_at, traces_in, traces_of
from node.ledger.tables import read_table

PHONE, CARD, NAME = "+375 29 123-45-67", "4111 1111 1111 1111", "TEST-Hanna Karaliova"


@pytest.mark.parametrize(
    "path", ["contact", "money_details", "rules_parcels", "address", "addresses/x7/text", "addresses/+/text"]
)
def test_numbers_of_institutions_are_left_alone_and_names_are_not(path: str) -> None:
    assert traces_at(path, f"TEST- {PHONE}", (NAME,)) == []
    assert [one.trace for one in traces_at(path, f"ask {NAME}", (NAME,))] == [Trace.NAME]


@pytest.mark.parametrize("path", ["note", "contacts", "addresses/x7/note", "", "names/x7/note/address"])
def test_numbers_elsewhere_are_found(path: str) -> None:
    assert [one.trace for one in traces_at(path, f"TEST- {PHONE}", ())] == [Trace.PHONE]


@pytest.mark.parametrize("path", ["names/x7/text", "names/+/text", "judges/a/text", "prosecutor", "official"])
def test_guarded_name_may_stand_where_people_are_named_and_a_phone_may_not(path: str) -> None:
    assert traces_at(path, NAME, (NAME,)) == []
    assert [one.trace for one in traces_at(path, f"{NAME} {PHONE}", (NAME,))] == [Trace.PHONE]


def test_values_tell_each_trace_once_and_only_text_is_looked_at() -> None:
    values = [("note", f"TEST- {PHONE}, {CARD}, {PHONE}"), ("quantity", 4111111111111111), ("person", b"4" * 16)]
    assert traces_of(values, ()) == [("note", Trace.PHONE), ("note", Trace.CARD)]


def test_table_tells_rows_by_their_numbers_and_names_in_sentences_only() -> None:
    told = f"перадала пасылку і ліст {NAME} а потым яшчэ раз праз тыдзень"
    rows = ["name;note", "TEST-a;", f"TEST-b;{PHONE}", f"TEST-c;{told}", f"{NAME};"]
    table = read_table("\n".join(rows).encode())
    assert traces_in(table, (NAME,), 20) == [(3, Trace.PHONE), (4, Trace.NAME)]
    assert traces_in(table, (), 20) == [(3, Trace.PHONE)]
    assert traces_in(table, (NAME,), 1) == [(3, Trace.PHONE)]
