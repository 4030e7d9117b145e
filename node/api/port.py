"""What the pages and the API ask of the node they show and of its network. The runtime implements both.

`read` and `write` run a step of the service (see `node.service.effects`): reads beside one another, writes one at a
time.
Every wait inside has a timeout; errors of the service, the ledger and the store come through unchanged.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Protocol, TypeVar

from node.crdt.ids import Device, Space
from node.ledger.registry import Registry
from node.service.effects import Step
from node.service.node import Node
from node.service.progress import PeerState

T = TypeVar("T")


class Condition(Enum):
    """Where a home stands."""

    EMPTY = "empty"  # no key file yet: the first-run page
    LOCKED = "locked"
    OPEN = "open"


class NodePort(Protocol):
    """One node as its pages see it."""

    @property
    def condition(self) -> Condition:
        """Return whether the home is empty, locked or open."""

    @property
    def registry(self) -> Registry:
        """Return the declared kinds."""

    def today(self) -> date:
        """Return the day, for what is computed at reading."""

    def now(self) -> int:
        """Return the time as seconds since 1970 UTC, a claim in what is written."""

    async def create(self, *, name: str, passphrase: str) -> None:
        """Make key file, store and identity in an empty home, and open it. Raises: StoreError, KeysError."""

    async def unlock(self, passphrase: str) -> None:
        """Open the home. Raises: WrongPassphrase, BadKeyFile, StoreError."""

    async def lock(self) -> None:
        """Drop every key and close the store. Idempotent."""

    async def read(self, step: Callable[[Node], Step[T]]) -> T:
        """Run a step that only reads. Raises: Locked, and what the step raises."""

    async def write(self, step: Callable[[Node], Step[T]]) -> T:
        """Run a step that may write, alone. Raises: Locked, and what the step raises."""

    def peers(self) -> list[PeerState]:
        """Return how each peer of each space stands: talked to now, or when it was last. Raises: Locked."""

    def watch(self) -> asyncio.Event:
        """Return an event that is set after whatever changes what pages show; clear it yourself."""

    def unwatch(self, event: asyncio.Event) -> None:
        """Set an event no more."""

    def quietly(self) -> AbstractContextManager[None]:
        """Let nothing that is read inside count as use: it does not put off the lock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a bundle brought: entries that are new here, and how many entries and parts did not fit or did not open."""

    entries: int
    refused: int
    is_complete: bool


class NetworkPort(Protocol):
    """The network of one node as its pages see it."""

    @property
    def listening(self) -> tuple[str, ...]:
        """Return where this node takes calls, `host:port` each."""

    def call_now(self) -> None:
        """Call every device that no line is open to, without waiting longer."""

    async def join(self, text: str) -> Space:
        """Join a space by the text of an invitation and sync it once. Raises: JoinFailed, BadText, ServiceError."""

    async def look_round(self, tell: Callable[[int, int], None]) -> int:
        """Meet nodes of the same local network for LOOK_MINUTES; return how many were met.

        Raises: TransportError where this computer has no network, Locked.
        """

    async def write_bundle(self, file: Path, space: Space, devices: Sequence[Device], *, is_whole: bool) -> int:
        """Write what devices lack of a space, or all of it, into a new file; return its entries.

        Raises: ServiceError, OSError.
        """

    async def read_bundle(self, file: Path) -> Taken:
        """Take in a bundle, in part where it is damaged. Raises: NotForUs, ServiceError, OSError."""

    async def write_request(self, text: str, file: Path) -> None:
        """Ask to join by the text of an invitation, into a new file. Raises: BadText, ServiceError, OSError."""

    async def answer_request(self, request: Path, file: Path) -> None:
        """Let in the guest of a request file and write the answer. Raises: ServiceError, OSError."""

    async def take_answer(self, text: str, file: Path) -> Space:
        """Join by the answer to a request under an invitation. Raises: NotForUs, ServiceError, OSError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """How the rehearsal of a seizure went, on throwaway nodes; what is bad in it is named, never a record of this node.

    `own_disk`: how many texts of this node stand in clear on its own disk.
    """

    ok: bool
    nodes: int
    lost: int
    readable_on_disk: int
    own_disk: int
    read_after_cut: int
    let_in: int
    actions: int
    seconds: int


class SafetyPort(Protocol):
    """What the page about safety does with the home itself. Each checks the passphrase it is given."""

    async def backup(self, file: Path, passphrase: str) -> int:
        """Write a backup into a new file; return its entries. Raises: WrongPassphrase, StoreError, OSError."""

    async def restore(self, file: Path, secret: str, passphrase: str) -> int:
        """Make the node of a backup anew in an empty home; return its entries.

        Raises: WrongPassphrase, BadKeyFile, Refused for a file that is no backup; then the home is empty.
        """

    async def change_passphrase(self, old: str, new: str) -> None:
        """Wrap the node's key under another passphrase. Raises: WrongPassphrase, BadPassphrase, OSError."""

    async def choose_second(self, passphrase: str, second: str | None) -> bool:
        """Choose the second passphrase, or none; tell whether that could be: it must differ from the first.

        Raises: WrongPassphrase, BadPassphrase, OSError.
        """

    async def panic(self) -> None:
        """Destroy the keys, then everything of this home; the program ends."""

    async def rehearse(self, tell: Callable[[int, int], None]) -> Rehearsed:
        """Rehearse a seizure; `tell` hears how far it is and of how much. Raises: Locked, OSError."""
