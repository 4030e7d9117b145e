"""What is wrong with a store and how to mend it. It mends nothing itself and names no content."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from node.store.check import damaged_pages_of, is_consistent, is_index_true
from node.store.cipher import Sql, connect, file_salt, translated
from node.store.errors import Damaged, of_the_system
from node.store.generation import missing_entries
from node.store.home import Home, HomeLock
from node.store.opening import check_readable

_RESTORE: Final = "keep a copy of this folder, then restore a backup or fetch the entries from another node"
_REBUILD: Final = "`rebuild` makes lists and search anew"
_REMOVE: Final = "remove the file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, where, and how to mend it."""

    what: str
    where: str
    mend: str


# What must not be there: a query that counts it.
_STRAY: Final = (
    ("payloads", "payloads WHERE n / 64 NOT IN (SELECT n FROM entries)", _RESTORE),
    ("payloads", "payloads WHERE record NOT IN (SELECT n FROM records)", _RESTORE),
    ("entries", "entries WHERE log NOT IN (SELECT n FROM logs)", _RESTORE),
    ("entries", "entries WHERE n NOT IN (SELECT n / 64 FROM payloads)", _RESTORE),
    (
        "logs",
        "logs WHERE tip IS NOT coalesce((SELECT n FROM entries WHERE log = logs.n ORDER BY seq DESC LIMIT 1), 0)",
        _RESTORE,
    ),
    (
        "logs",
        "(SELECT 1 FROM entries e JOIN logs l ON l.n = e.log GROUP BY e.log "
        "HAVING count(*) <> max(e.seq) + 1 - iif(l.of IS NULL, 0, min(e.seq)))",
        _RESTORE,
    ),
    ("records", "records WHERE space NOT IN (SELECT n FROM spaces)", _RESTORE),
    ("rows", "rows WHERE n NOT IN (SELECT n FROM records)", _REBUILD),
    ("rows", "rows WHERE n NOT IN (SELECT n FROM views)", _REBUILD),
    ("views", "views WHERE n NOT IN (SELECT n FROM rows)", _REBUILD),
    ("references", "refs WHERE n NOT IN (SELECT n FROM rows)", _REBUILD),
    ("marks", "follows WHERE n NOT IN (SELECT n FROM rows)", _REBUILD),
    ("marks", "due WHERE n NOT IN (SELECT n FROM follows)", _REBUILD),
    *(
        ("counts", f"({one} EXCEPT {other})", _REBUILD)
        for kept, counted in (
            (
                "SELECT space, kind, rows FROM counts WHERE mark = ''",
                "SELECT space, kind, count(*) FROM rows WHERE hidden = 0 GROUP BY space, kind",
            ),
            (
                "SELECT mark, sum(rows) FROM counts WHERE mark <> '' GROUP BY mark",
                "SELECT substr(term, 3), doc FROM terms WHERE term >= '\ue000m' AND term < '\ue000n'",
            ),
        )
        for one, other in ((kept, counted), (counted, kept))
    ),
)


def examine(folder: Path, key: bytes) -> list[Problem]:
    """Return what is wrong with a home that no process has open; reads all of it. Raises: StoreError."""
    home = Home(folder)
    lock = HomeLock(home)
    try:
        problems = list(look_at_files(home))
        try:
            check_readable(home, key)
        except Damaged as error:
            return [*problems, _damage(error.pages)]
        sql = connect(home.database, key, mode="rw")
        try:
            with translated():
                return [*problems, *look_inside(sql, home, file_salt(key))]
        finally:
            sql.close()
    finally:
        lock.release()


def look_at_files(home: Home) -> Iterator[Problem]:
    """Yield what shows without the key: files that are missing or left over."""
    with of_the_system():
        for file in (home.generation, home.written):
            if not file.exists():
                what = "the mark that tells a home from its copies is missing"
                yield Problem(
                    what=what, where=file.name, mend="open the node again, which makes it and opens a new log"
                )
        for file in sorted(home.folder.glob("*.new")):
            yield Problem(what="left over from a write that was cut short", where=file.name, mend=_REMOVE)
        for file in sorted(home.folder.glob(home.backups)):
            what = "the database as it was before it was brought to a newer version"
            yield Problem(what=what, where=file.name, mend=f"open the node once, which removes it, or {_REMOVE}")


def look_inside(sql: Sql, home: Home, salt: bytes) -> Iterator[Problem]:
    """Yield what shows inside; nobody writes meanwhile. Raises: the library's errors."""
    pages = damaged_pages_of(sql, home.database, salt)
    if pages:
        yield _damage(pages)
        return
    missing = missing_entries(sql, home)
    if missing:
        what = f"{missing} entries that had been saved are not there: the database is older than the last write"
        yield Problem(what=what, where="database", mend=_RESTORE)
    if not is_consistent(sql):
        mend = f"{_REBUILD}; if it stays: {_RESTORE}"
        yield Problem(what="tables and indexes do not agree", where="database", mend=mend)
    if not is_index_true(sql):
        yield Problem(what="search does not know what the rows hold", where="search", mend=_REBUILD)
    for where, stray, mend in _STRAY:
        (found,) = sql.execute(f"SELECT count(*) FROM {stray}").fetchone() or (0,)  # noqa: S608 - constants
        if found:
            yield Problem(what=f"{found} rows do not belong to anything", where=where, mend=mend)


def _damage(pages: tuple[int, ...] | list[int]) -> Problem:
    where = "database, page " + ", ".join(map(str, pages)) if pages else "database"
    return Problem(what="damaged: it does not verify", where=where, mend=_RESTORE)
