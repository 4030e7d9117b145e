"""One clear line for whatever went wrong: what happened and what to do. Never a value, a path or a trace."""

import errno
import sys
from types import TracebackType
from typing import Final

from keys.errors import KeysError
from node.crdt.errors import CrdtError
from node.ledger.errors import LedgerError
from node.runtime.errors import RuntimeFault
from node.service.errors import ServiceError
from node.store.errors import StoreError
from node.sync.errors import SyncError
from node.transport.errors import TransportError

_EXPECTED: Final = (
    RuntimeFault,
    ServiceError,
    LedgerError,
    CrdtError,
    KeysError,
    StoreError,
    SyncError,
    TransportError,
)
_SYSTEM: Final = {
    errno.EEXIST: "something of that name is there already; it was not changed",
    errno.ENOENT: "there is no such file or folder; nothing was changed",
    errno.ENOTDIR: "a folder was expected where a file is; nothing was changed",
    errno.EISDIR: "a file was expected where a folder is; nothing was changed",
    errno.EACCES: "the right to read or write there is missing; nothing was changed",
    errno.EPERM: "the right to read or write there is missing; nothing was changed",
    errno.EROFS: "this disk cannot be written; nothing was changed",
    errno.ENOSPC: "the disk is full; what was saved before is whole; free some space",
    errno.ENAMETOOLONG: "a name is too long for this disk; nothing was changed",
}


def is_expected(error: BaseException) -> bool:
    """Tell whether an error is a refusal with a message for people; anything else is a fault of the program."""
    return isinstance(error, (*_EXPECTED, OSError, MemoryError))


def line_of(error: BaseException) -> str:
    """Return the line to print for an error."""
    found = first_of(error)
    if isinstance(found, _EXPECTED):
        return " ".join(str(found).split()) or type(found).__name__
    if isinstance(found, OSError):
        return _line_of_system(found)
    if isinstance(found, MemoryError):
        return "there is not enough memory for this; nothing was changed"
    return f"a fault of this program ({describe(found)}); what was saved before is whole; please report this line"


def describe(error: BaseException) -> str:
    """Return the type of an error and the place in this program where it arose, without its message."""
    place = _own_place(error.__traceback__)
    return f"{type(error).__name__} at {place}" if place else type(error).__name__


def first_of(error: BaseException) -> BaseException:
    """Return the first error of a group, at any depth; any other error itself."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _line_of_system(error: OSError) -> str:
    if error.errno is None and isinstance(error, FileExistsError):
        return _SYSTEM[errno.EEXIST]
    known = _SYSTEM.get(error.errno or 0)
    return known or f"the system refused ({errno.errorcode.get(error.errno or 0, type(error).__name__)})"


def _own_place(trace: TracebackType | None) -> str:
    place = ""
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "")
        if module.partition(".")[0] in ("node", "keys"):
            place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def install_quiet_hooks() -> None:
    """Let no trace of an error that nobody caught be printed: its message could hold what is not to be seen."""
    sys.excepthook = lambda _kind, error, _trace: print(f"apieka: {line_of(error)}", file=sys.stderr)  # noqa: T201
    sys.unraisablehook = lambda _unraisable: None
