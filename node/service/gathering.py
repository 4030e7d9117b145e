"""Looking through all records of some kinds: each exactly once, whatever is written meanwhile.

The ids are listed first, then read piece by piece, so that memory holds what the caller keeps and no more.
"""

from collections.abc import Callable, Iterable, Sequence

from node.crdt.ids import Record, Space
from node.ledger.names.keys import query_keys
from node.service.effects import FindRows, FoundRows, RecordHashes, RecordRow, Step
from node.service.limits import GATHER_ROWS, KINDS_ASKED_MAX

Tell = Callable[[int, int | None], None]


def gather_rows(
    spaces: Iterable[Space],
    take: Callable[[RecordRow], None],
    *,
    kinds: Sequence[str] | None = None,
    search: str = "",
    marks: tuple[str, ...] = (),
    tell: Tell = lambda _done, _total: None,
) -> Step[None]:
    """Hand every row to `take`, hidden ones left out: of these kinds, words in any spelling, marks alone."""
    tokens = tuple(query_keys(search))
    if search and not tokens:
        return
    asked: Sequence[str | None] = (None,) if kinds is None or len(kinds) > KINDS_ASKED_MAX else kinds
    listed: list[tuple[Space, list[Record]]] = []
    for space in spaces:
        hashes: list[tuple[Record, bytes]] = yield RecordHashes(space)
        listed.append((space, [record for record, _ in hashes]))
    total, done = sum(len(records) for _, records in listed), 0
    for space, records in listed:
        for start in range(0, len(records), GATHER_ROWS):
            piece = tuple(records[start : start + GATHER_ROWS])
            for kind in asked:
                found = yield FindRows(
                    space=space, kind=kind, tokens=tokens, marks=marks, records=piece, limit=len(piece)
                )
                assert isinstance(found, FoundRows)
                for row in found.rows:
                    if kinds is None or row.kind in kinds:
                        take(row)
            done += len(piece)
            tell(done, total)
