"""Errors of the store. Messages say what happened, what was not harmed and what to do; never a key, a value or SQL.

StoreError
├── WrongKey       this key does not open the database
├── Damaged        pages that do not verify; `pages` numbers them from 1
├── NewerVersion   written by a newer program
├── NoHome         the folder is not there
├── AlreadyOpen    another process has this home open
├── NoSpace        the disk is full
├── ReadOnly       the folder or file cannot be written
├── IoFailed       the disk refused to read, write or sync
├── Unfit          an effect that does not fit what is stored
├── Closed         used before it was opened or after it was closed
└── Defect         the database refused a statement: a fault of this program
"""

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

_PAGES_SHOWN = 8  # a message stays one line


class StoreError(Exception):
    """Anything the store refuses. What was acknowledged before is not touched by it."""


class WrongKey(StoreError):
    """The key does not open the database."""

    def __init__(self) -> None:
        super().__init__(
            "the key does not open this database; nothing was changed; "
            "use the key file that belongs to this home, or restore a backup"
        )


class Damaged(StoreError):
    """Pages of the database file do not verify."""

    def __init__(self, pages: Sequence[int] = ()) -> None:
        self.pages = tuple(pages)
        shown = ", ".join(str(page) for page in self.pages[:_PAGES_SHOWN])
        more = f" and {len(self.pages) - _PAGES_SHOWN} more" if len(self.pages) > _PAGES_SHOWN else ""
        where = f": page {shown}{more}" if shown else ""
        super().__init__(
            f"the database file is damaged{where}; nothing was written over it; "
            "keep a copy of the file, then restore a backup or fetch the entries from another node"
        )


class NewerVersion(StoreError):
    """The database was written by a newer program."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"the database is of version {found}, this program knows versions up to {known}; "
            "nothing was changed; install the newer program"
        )
        self.found = found
        self.known = known


class NoHome(StoreError):
    """The folder is not there."""

    def __init__(self) -> None:
        super().__init__("there is no such folder; nothing was changed; make the folder, or name the right one")


class AlreadyOpen(StoreError):
    """Another process, or another store of this one, has the home open."""

    def __init__(self) -> None:
        super().__init__("this home is in use by another process; nothing was changed; end that process first")


class NoSpace(StoreError):
    """The disk is full."""

    def __init__(self) -> None:
        super().__init__("the disk is full; what was saved before is whole, this change was not saved; free some space")


class ReadOnly(StoreError):
    """The folder or a file in it cannot be written."""

    def __init__(self) -> None:
        super().__init__(
            "this home cannot be written; nothing was changed; "
            "give yourself the right to write there, or move it to a disk that can be written"
        )


class IoFailed(StoreError):
    """The disk refused to read, write or sync."""

    def __init__(self) -> None:
        super().__init__(
            "the disk refused to read or write; what was saved before is whole, this change was not saved; "
            "check the disk, then open the node again"
        )


class Unfit(StoreError):
    """An effect does not fit what is stored; nothing of it was stored."""


class Closed(StoreError):
    """The store is not open."""

    def __init__(self) -> None:
        super().__init__("the database is closed; nothing was changed; open the node again")


class Defect(StoreError):
    """The database refused a statement for a reason that lies in this program."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the database refused a statement (code {code}); nothing of it was stored; report this")
        self.code = code


_NO_SPACE = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_NO_FOLDER = {errno.ENOENT, errno.ENOTDIR}
_NO_RIGHT = {errno.EROFS, errno.EACCES, errno.EPERM}


@contextmanager
def of_the_system() -> Iterator[None]:
    """Turn what the operating system refuses inside into one of these errors."""
    try:
        yield
    except OSError as error:
        raise _typed(error) from None


def _typed(error: OSError) -> StoreError:
    if error.errno in _NO_SPACE:
        return NoSpace()
    if error.errno in _NO_FOLDER:
        return NoHome()
    return ReadOnly() if error.errno in _NO_RIGHT else IoFailed()
