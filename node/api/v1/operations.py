"""How an operation of the JSON API is declared: once, here; routing, checks and the served document follow from it."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from node.api.port import NodePort
from node.api.v1.shapes import Given, Param, Struct
from node.ledger.types import Json

_PLACE: Final = re.compile(r"\{([a-z_]+)\}")
_SEGMENT: Final = "([^/]{1,200})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request that has passed every gate."""

    port: NodePort
    given: Given
    drawing: asyncio.Lock  # one picture is unpacked at a time, by pages and programs together


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReply:
    """A file instead of JSON."""

    content: bytes
    content_type: str
    name: str


Reply = dict[str, Json] | FileReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path. `answer` is the schema of its JSON; `files` are the types it answers instead.

    `writes`: a token for reading does not open it. `is_open`: it needs no token and no open node.
    """

    method: str
    path: str
    name: str
    words: str
    act: Callable[[Asked], Awaitable[Reply]]
    params: tuple[Param[object], ...] = ()  # those of the path first, in their order
    query: tuple[Param[object], ...] = ()
    body: Struct | None = None
    body_bytes_max: int = 0
    answer: dict[str, Json] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    status: int = 200
    writes: bool = False
    is_open: bool = False
    refusals: tuple[int, ...] = ()  # statuses beyond those that any operation may answer
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        assert tuple(_PLACE.findall(self.path)) == tuple(param.name for param in self.params)
        object.__setattr__(self, "pattern", re.compile(_PLACE.sub(_SEGMENT, self.path)))


class Table:
    """All operations, found by path and method."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = tuple(operations)

    def at(self, path: str) -> tuple[Mapping[str, Operation], tuple[str, ...]]:
        """Return the operations of a path by method, and the texts that stand in its places."""
        found: dict[str, Operation] = {}
        texts: tuple[str, ...] = ()
        for operation in self.operations:
            fits = operation.pattern.fullmatch(path)
            if fits is not None and (not found or fits.groups() == texts):
                found[operation.method], texts = operation, fits.groups()
        return found, texts
