"""Writing what waits together: commits that are ready at the same moment share one transaction and one fsync.

Each of them is stored whole or not at all, in the order they were asked for, and none is answered before what it shares
is on disk. One that does not fit is refused alone; what the disk refuses is refused for all that share it.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from node.service.effects import Commit, DropRows
from node.store.cipher import LibraryError, Sql, transaction, typed
from node.store.errors import Defect, StoreError, Unfit
from node.store.generation import WrittenCount, stored_entries
from node.store.write import store_commit
from node.store.write_rows import drop_rows

Write = Commit | DropRows


@dataclass(slots=True, eq=False, repr=False)
class Waiting:
    """A write and, once it was tried, what became of it."""

    effect: Write
    error: StoreError | None = None
    is_done: bool = False

    def items(self) -> int:
        """Return how much there is to store: entries and rows."""
        return len(self.effect.entries) + len(self.effect.rows) if isinstance(self.effect, Commit) else 0

    def is_synced(self) -> bool:
        """Tell whether this must be on disk before it is answered."""
        return not isinstance(self.effect, Commit) or self.effect.is_own


class GroupWriter:
    """Writes groups through one connection."""

    __slots__ = ("_count", "_is_synced", "_must_truncate")

    def __init__(self, count: WrittenCount) -> None:
        self._count = count
        self._is_synced: bool | None = None
        self._must_truncate = False

    def write(self, sql: Sql, group: Sequence[Waiting]) -> None:
        """Store a group; every member has its outcome afterwards."""
        rest = list(group)
        while rest:
            refused = self._try(sql, rest)
            if refused is None:
                break
            rest.remove(refused)
        for item in group:
            item.is_done = True

    # Without savepoints: each would make the full-text index write a segment of its own.
    def _try(self, sql: Sql, group: Sequence[Waiting]) -> Waiting | None:
        """Store all of a group, or return the one member that is refused alone; then nothing was stored."""
        tried: Waiting | None = None
        try:
            self._sync(sql, any(item.is_synced() for item in group))
            with transaction(sql):
                for tried in group:
                    self._apply(sql, tried.effect)
                stored = stored_entries(sql)
                tried = None
        except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must hear of it
            refused = typed(error) if isinstance(error, LibraryError | StoreError) else Defect(0)
            if tried is not None and isinstance(refused, Unfit | Defect):
                tried.error = refused
                return tried
            for item in group:
                item.error = refused
            return None
        if self._is_synced:
            self._count.set(stored)
        self._truncate(sql)
        return None

    def _apply(self, sql: Sql, effect: Write) -> None:
        if isinstance(effect, DropRows):
            drop_rows(sql, effect.space)
        elif store_commit(sql, effect):
            self._must_truncate = True

    def _sync(self, sql: Sql, is_synced: bool) -> None:
        if is_synced is not self._is_synced:
            sql.execute(f"PRAGMA synchronous = {'FULL' if is_synced else 'NORMAL'}")
            self._is_synced = is_synced

    # What was destroyed must not linger in the write-ahead log. A reader in the way only puts it off.
    def _truncate(self, sql: Sql) -> None:
        if self._must_truncate:
            with suppress(LibraryError):
                busy = sql.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self._must_truncate = busy is None or busy[0] != 0
