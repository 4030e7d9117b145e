"""Bytes to rows: encodings, separators, bounds."""

import pytest

from node.ledger.errors import TABLE_FAULT_LABELS, TableFault, TableRefused
from node.ledger.language import LANGUAGES
from node.ledger.limits import TABLE_BYTES_MAX, TABLE_CELL_CHARS_MAX, TABLE_COLUMNS_MAX, TABLE_ROWS_MAX
from node.ledger.tables import read_table

HEADER, ROW = ("id", "name"), ("TEST-1", "Тэст Узораў, «ў»")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encoding_separator_and_line_ends_are_found(encoding: str, separator: str, line_end: str) -> None:
    text = line_end.join((separator.join(HEADER), separator.join((ROW[0], f'"{ROW[1]}"')), ""))
    table = read_table(text.encode(encoding))
    assert (table.encoding, table.separator) == (encoding, separator)
    assert (table.header, table.rows) == (HEADER, (ROW,))


def test_cells_keep_line_breaks_quotes_and_commas() -> None:
    table = read_table(b'a,b\r\n"one\r\ntwo","say ""x"", y"\r\n')
    assert table.rows == (("one\r\ntwo", 'say "x", y'),)


def test_empty_rows_are_passed_over_and_short_rows_stay_short() -> None:
    assert read_table(b"a,b\n\n,\n1\n").rows == (("1",),)


@pytest.mark.parametrize(
    ("data", "fault", "row"),
    [
        (b"", TableFault.EMPTY, None),
        (b"\n\n", TableFault.EMPTY, None),
        (b"PK\x03\x04\x00\x00", TableFault.SHEET, None),
        (b"\xff\xfea\x00\x00\xd8", TableFault.ENCODING, None),
        (b"\xef\xbb\xbfa,\xff\n", TableFault.ENCODING, None),
        (b"a,\x98\n", TableFault.ENCODING, None),
        ("a,naïve café".encode("latin-1") + b"\xa9\xae\xb0", TableFault.ENCODING, None),
        (b'a,b\n"open,1\n2,3\n', TableFault.QUOTES, 2),
        (b"a,b\n" + b"x" * (TABLE_CELL_CHARS_MAX + 1), TableFault.CELL, 2),
        (b"a,b\n" + b"x" * 200_000, TableFault.CELL, 2),
        (b"a\n" + b"," * TABLE_COLUMNS_MAX, TableFault.COLUMNS, 2),
        (b"," * 1_000_000, TableFault.COLUMNS, 1),
        (b"a\n" * (TABLE_ROWS_MAX + 2), TableFault.ROWS, TABLE_ROWS_MAX + 2),
        (b"a" * (TABLE_BYTES_MAX + 1), TableFault.BYTES, None),
    ],
    ids=lambda value: value.name if isinstance(value, TableFault) else "",
)
def test_f12_what_is_no_table_or_too_large_is_refused_as_a_whole(
    data: bytes, fault: TableFault, row: int | None
) -> None:
    with pytest.raises(TableRefused) as refused:
        read_table(data)
    assert (refused.value.fault, refused.value.row) == (fault, row)
    assert "\n" not in str(refused.value)


def test_at_the_bounds_a_table_is_read() -> None:
    assert len(read_table(b"a\n" * (TABLE_ROWS_MAX + 1)).rows) == TABLE_ROWS_MAX
    assert len(read_table(b"a" + b"," * (TABLE_COLUMNS_MAX - 1)).header) == TABLE_COLUMNS_MAX
    assert read_table(b"a\n" + b"x" * TABLE_CELL_CHARS_MAX).rows == (("x" * TABLE_CELL_CHARS_MAX,),)


def test_every_refusal_has_words_in_three_languages() -> None:
    for fault in TableFault:
        assert len({TABLE_FAULT_LABELS[fault].in_language(language) for language in LANGUAGES}) == len(LANGUAGES)
