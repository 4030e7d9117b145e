"""A table that left is read again: guarded cells come back as they were."""

import csv
import io

from node.ledger.exports.guard import guard
from node.ledger.schema import LEDGER
from node.ledger.tables import Layout, observe


def test_guarded_cell_of_an_exported_table_is_read_as_it_was() -> None:
    name, place = "+TEST Узораў Іван", "=TEST-1"
    out = io.StringIO(newline="")
    csv.writer(out).writerow([guard(cell) for cell in ("TEST-7", name, "current", place)])
    (row,) = csv.reader(io.StringIO(out.getvalue(), newline=""))
    header = ["id", "name", "status", "prison"]
    observed = observe(LEDGER, Layout.VIASNA_MACHINE, header, row)
    texts = {value for one in observed.records for path, value in one.fields.items() if path.endswith("/text")}
    assert name in texts
    assert place in texts
