"""A process that imports a list, or undoes the import that stands, and says how far it is until it is killed.

Run as `python -m tests.integration.importing_child FOLDER ROWS`.
"""

import asyncio
import sys
from pathlib import Path

from examples.dirty import MACHINE, as_csv, machine_rows
from node.ledger.schema import LEDGER
from node.ledger.tables import Reading, layout_of, read_lines, read_table
from node.service.imports import import_rows, list_imports, undo_import
from tests.integration.homes import open_home


def dirty_list(rows: int) -> Reading:
    """Return a list read as the program reads it."""
    table = read_table(as_csv(MACHINE, machine_rows(rows)).encode())
    layout = layout_of(table.header)
    assert layout is not None
    return read_lines(LEDGER, table, layout)


async def turn(folder: Path, rows: int) -> None:
    """Import where no import stands, else undo it."""
    told, home = dirty_list(rows), await open_home(folder)
    notes = await home.read(lambda node: list_imports(node.only_space()))
    standing = next((note.id for note in notes if not note.undone), None)
    print("undo" if standing else "import", flush=True)
    if standing:
        await home.write(lambda node: undo_import(node.only_space(), standing, now=2, tell=_say))
    else:
        await home.write(lambda node: import_rows(node.only_space(), told, now=1, accepts_drops=True, tell=_say))
    print("done", flush=True)


def _say(done: int, total: int) -> None:
    print(done, total, flush=True)


if __name__ == "__main__":
    asyncio.run(turn(Path(sys.argv[1]), int(sys.argv[2])))
