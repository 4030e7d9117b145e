"""The Automerge document of one record: the same operations, replayed into a real document.

Deterministic: fork at the change's heads, set its actor, one transaction, merge. It serves history, the `.automerge`
file and the tests' comparison with the operation graph; nothing reads state from it. Any exception of the library,
`BaseException` included, becomes DocumentFailed and touches this record's document only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import automerge.core as automerge

from node.crdt.codec import Scalar
from node.crdt.errors import CrdtError
from node.crdt.graph import Node, RecordGraph, actor_of
from node.crdt.limits import BROKEN_DOCUMENTS_MAX

_NO_ACTOR: Final = b"\0" * 16  # the actor of a document that only merges and never writes
_TYPES: Final = {
    str: automerge.ScalarType.Str,
    int: automerge.ScalarType.Int,
    bool: automerge.ScalarType.Boolean,
    bytes: automerge.ScalarType.Bytes,
    type(None): automerge.ScalarType.Null,
}


class DocumentFailed(CrdtError):
    """Automerge refused or panicked on this record; the record itself is whole."""


_BROKEN: Final[list[Any]] = []  # branches whose transaction panicked: freeing one would end the whole program


class RecordDocument:
    """The Automerge document of a record, made from its graph."""

    def __init__(self, graph: RecordGraph) -> None:
        """Replay a graph. Raises: DocumentFailed."""
        if len(_BROKEN) >= BROKEN_DOCUMENTS_MAX:
            raise DocumentFailed("Automerge failed too often; no document is made until the program starts anew")
        with _failing_alone():
            self._document: Any = automerge.Document(_NO_ACTOR)
            self._hashes: dict[int, bytes] = {}
            for node in graph.nodes:
                if node.operations:
                    self._replay(node)

    def _replay(self, node: Node) -> None:
        branch = self._document.fork_at([self._hashes[position] for position in node.heads])
        branch.set_actor(actor_of(node.id))
        try:
            self._write(branch, node)
        except BaseException:
            if not _is_whole(branch):
                _BROKEN.append(branch)
            raise
        (self._hashes[node.position],) = branch.get_heads()
        self._document.merge(branch)

    @staticmethod
    def _write(branch: Any, node: Node) -> None:
        with branch.transaction() as transaction:
            for operation in node.operations:
                if operation.is_delete or operation.clears:
                    transaction.delete(automerge.ROOT, operation.path)
                if not operation.is_delete:
                    kind = _TYPES[type(operation.value)]
                    transaction.put(automerge.ROOT, operation.path, kind, operation.value)

    def fields(self, heads: list[bytes] | None = None) -> dict[str, Scalar]:
        """Return the winning value of each path, now or at the given Automerge heads. Raises: DocumentFailed."""
        with _failing_alone():
            names = self._document.keys(automerge.ROOT, heads)
            return {name: self._document.get(automerge.ROOT, name, heads)[0][1] for name in names}

    def heads_after(self, position: int) -> list[bytes]:
        """Return the Automerge heads of the document at one change of the graph that has operations."""
        return [self._hashes[position]]

    def save(self) -> bytes:
        """Return the bytes of an `.automerge` file. Raises: DocumentFailed."""
        with _failing_alone():
            data = self._document.save()
            assert isinstance(data, bytes)
            return data


@contextmanager
def _failing_alone() -> Iterator[None]:
    """Turn whatever the library raises into DocumentFailed."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise DocumentFailed(f"Automerge failed: {type(error).__name__}") from error


def _is_whole(branch: Any) -> bool:
    """Tell whether a document can be freed: not while a transaction is open, which a panic leaves so."""
    try:
        branch.get_heads()
    except BaseException:  # noqa: BLE001 - a panic of the library is no Exception
        return False
    return True
