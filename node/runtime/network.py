"""What the pages ask of the network of a running node. Implements `node.api.port.NetworkPort`."""

from collections.abc import Callable, Sequence
from pathlib import Path

from node.api.errors import JoinFailed, Why
from node.api.limits import LOOK_MINUTES
from node.api.port import Taken
from node.crdt.ids import Device, Space
from node.runtime.bundles import answer_request_file, read_bundle_file, write_bundle_file, write_request_file
from node.runtime.dialling import Dialler
from node.runtime.errors import NotReached
from node.runtime.home import Home
from node.runtime.lan import look_round
from node.runtime.peers import BROKEN, Peers
from node.service.invitations import read_invitation
from node.transport.errors import CannotReach, TransportError


class Network:
    """The network of one home. `listening`: where it takes calls."""

    def __init__(self, home: Home, peers: Peers, dialler: Dialler) -> None:
        self.listening: tuple[str, ...] = ()
        self._home = home
        self._peers = peers
        self._dialler = dialler

    async def join(self, text: str) -> Space:
        """Join a space by an invitation and sync it once. Raises: JoinFailed, BadText, ServiceError, Locked."""
        if not read_invitation(text).addresses:
            raise JoinFailed(Why.NO_ADDRESS)
        try:
            space = (await self._peers.join(text)).space
        except CannotReach:
            raise JoinFailed(Why.NOBODY) from None
        except (TransportError, NotReached, *BROKEN):
            raise JoinFailed(Why.NOT_LET_IN) from None
        self.call_now()
        return space

    def call_now(self) -> None:
        """Call every device that no line is open to, without waiting longer."""
        self._dialler.hurry()

    async def look_round(self, tell: Callable[[int, int], None]) -> int:
        """Meet nodes of the same local network for a while; return how many were met. Raises: TransportError."""
        seconds = 60.0 * LOOK_MINUTES
        meeting = await look_round(self._home, seconds=seconds, progress=lambda done, _: tell(done, 0))
        return len(meeting.met) + meeting.called_by

    async def write_bundle(self, file: Path, space: Space, devices: Sequence[Device], *, is_whole: bool) -> int:
        """Write a bundle into a new file; return its entries. Raises: ServiceError, OSError."""
        made = await write_bundle_file(self._home, file, [space], devices, is_whole=is_whole, progress=lambda _: None)
        return made.entries

    async def read_bundle(self, file: Path) -> Taken:
        """Take in a bundle. Raises: NotForUs, ServiceError, OSError."""
        reading = await read_bundle_file(self._home, file)
        refused = reading.refused + reading.damaged
        return Taken(entries=reading.entries, refused=refused, is_complete=reading.is_complete)

    async def write_request(self, text: str, file: Path) -> None:
        """Ask to join by the text of an invitation, into a new file. Raises: BadText, ServiceError, OSError."""
        await write_request_file(self._home, text, file)

    async def answer_request(self, request: Path, file: Path) -> None:
        """Let in the guest of a request file and write the answer. Raises: ServiceError, OSError."""
        await answer_request_file(self._home, request, file)

    async def take_answer(self, text: str, file: Path) -> Space:
        """Join by the answer to a request under an invitation. Raises: NotForUs, ServiceError, OSError."""
        invitation = read_invitation(text)
        await read_bundle_file(self._home, file, invitation=invitation)
        return invitation.space
