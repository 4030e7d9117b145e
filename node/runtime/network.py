"""What the pages ask of the network of a running node. Implements `node.api.port.NetworkPort`."""

from node.api.errors import JoinFailed, Why
from node.crdt.ids import Space
from node.runtime.dialling import Dialler
from node.runtime.errors import NotReached
from node.runtime.peers import BROKEN, Peers
from node.service.invitations import read_invitation
from node.transport.errors import CannotReach, TransportError


class Network:
    """The network of one home. `listening`: where it takes calls."""

    def __init__(self, peers: Peers, dialler: Dialler) -> None:
        self.listening: tuple[str, ...] = ()
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
