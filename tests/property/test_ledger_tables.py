"""Tables are total: any bytes become a table or one refusal, any row records that pass the gate."""

from hypothesis import given
from hypothesis import strategies as st

from node.ledger.errors import TableRefused
from node.ledger.schema import LEDGER
from node.ledger.tables import Layout, observe, read_table

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
def test_any_bytes_are_a_table_or_refused_with_one_line(data: bytes) -> None:
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
