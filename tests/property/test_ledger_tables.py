"""Tables are total: any bytes become a table or one refusal, any row records that pass the gate."""

import csv
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from node.ledger.errors import TableRefused
from node.ledger.schema import LEDGER
from node.ledger.tables import MEANINGS, ColumnMap, Layout, observe, read_lines, read_table

COLUMNS = ["id", "name", "status", "gender", "birthday", "arrested", "articles/0", "prison", "decision", "penalty",
           "judge", "penalty_start_date", "verdict_date", "died", "url", "description"]  # fmt: skip
CELLS = st.one_of(
    st.text(st.characters(), max_size=30),
    st.text(st.characters(exclude_categories=()), max_size=5),
    st.sampled_from(
        [
            "FALSE",
            "",
            ";",
            "\n",
            "a;b\nc",
            "1982-04-24",
            "2021",
            "active",
            "4 1/2 years",
            "imprisonment",
            "Тэст",
            "x" * 600,
        ]
    ),
)


@given(st.one_of(st.binary(max_size=200), st.text(max_size=100).map(lambda text: text.encode("utf-8"))))
def test_f12_any_bytes_are_a_table_or_refused_with_one_line(data: bytes) -> None:
    line, rows = "", list[tuple[str, ...]]()
    try:
        rows = list(read_table(data).rows)
    except TableRefused as refused:
        line = str(refused)
    assert "\n" not in line
    assert all(any(cell.strip() for cell in row) for row in rows)


@given(st.lists(CELLS, max_size=len(COLUMNS) + 2))
def test_any_row_gives_records_that_pass_the_gate_the_same_each_time(row: list[str]) -> None:
    observation = observe(LEDGER, Layout.VIASNA_MACHINE, COLUMNS, row)
    assert observation == observe(LEDGER, Layout.VIASNA_MACHINE, COLUMNS, row)
    keys = [record.key for record in observation.records]
    assert len(set(keys)) == len(keys)
    for record in observation.records:
        for path, value in record.fields.items():
            LEDGER.check_put(record.kind, path, value)
        assert set(record.refs.values()) <= set(keys)
    assert observation.is_rejected == (not keys)
    assert not observation.is_rejected or observation.withheld


OWN = ColumnMap(org="TEST-list", columns=dict(zip("abcdefghijklmnop", MEANINGS, strict=False)))
WORDS = ["родился", "в", "1898", "г.", ",", ";", ".", "ст.", "58-10", "лет", "10", "born", "Прысуд", "=", "№", "ИК-9"]
PROSE = st.one_of(
    CELLS,
    st.lists(
        st.sampled_from(WORDS),
        max_size=25,
    ).map(" ".join),
)


@given(st.lists(PROSE, max_size=16), st.booleans())
def test_any_row_of_an_own_table_gives_records_that_pass_the_gate(cells: list[str], as_prose: bool) -> None:
    how = ColumnMap(org="TEST", columns={"a": "name", "b": "prose", "c": "prose"}) if as_prose else OWN
    text = StringIO(newline="")
    csv.writer(text).writerows((tuple("abcdefghijklmnop"), cells))
    try:
        table = read_table(text.getvalue().encode("utf-8", "replace"))
    except TableRefused:
        return
    for line in read_lines(LEDGER, table, how).lines:
        for record in line.observation.records:
            for path, value in record.fields.items():
                LEDGER.check_put(record.kind, path, value)
        assert line.observation.is_rejected == (not line.observation.records)
        assert not line.observation.is_rejected or line.observation.withheld
