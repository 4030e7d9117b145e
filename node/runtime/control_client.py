"""The asking side of the local control channel: connect to a home's running node, give one command, hear its answer.

Refuses to say anything, a passphrase least of all, to whoever cannot prove to be that node.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from keys.randomness import system_random
from node.ledger.types import Json
from node.runtime import control_place
from node.runtime.commands.call import Answer, Tell
from node.runtime.control import nonce_of
from node.runtime.control_frames import PROTOCOL, Message, read_message, write_message
from node.runtime.control_place import Place, is_proof, prove
from node.runtime.errors import NoAnswer, NotRunning, RuntimeFault
from node.runtime.limits import CONTROL_CONNECT_TIMEOUT_S, CONTROL_SILENCE_S, CONTROL_TOKEN_BYTES


class Refused(RuntimeFault):
    """The running node refused the command, or it failed there; the message is its line."""


class RunningNode:
    """A connection to the running node of a home: `async with await reach(folder) as node: … await node.ask(…)`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, condition: str) -> None:
        self._reader = reader
        self._writer = writer
        self.condition = condition

    async def ask(self, name: str, args: Mapping[str, Json], passphrase: str | None, tell: Tell) -> Answer:
        """Give a command and return its answer. Raises: Refused with the node's line, NoAnswer."""
        message: Message = {"command": name, "args": dict(args), "passphrase": passphrase}
        try:
            await write_message(self._writer, message, CONTROL_SILENCE_S)
        except ConnectionError:
            raise NoAnswer("the running node hung up; nothing was changed") from None
        while True:
            heard = await read_message(self._reader, CONTROL_SILENCE_S)
            match heard:
                case {"answer": dict(answer)}:
                    return answer
                case {"error": str(line)}:
                    raise Refused(line)
                case {"done": int(done), "of": (int() | None) as total}:
                    tell(done, total)
                case {"alive": True}:
                    pass
                case _:
                    raise NoAnswer("the running node does not speak as this program does")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()


async def reach(folder: Path) -> RunningNode:
    """Connect to the running node of a home. Raises: NotRunning, NoAnswer."""
    place = control_place.find(folder)
    if place is None:
        raise NotRunning("no node of this home is running")
    try:
        connection = await asyncio.to_thread(place.connect)
    except OSError:
        raise NotRunning("no node of this home is running") from None
    reader, writer = await asyncio.open_connection(sock=connection)
    try:
        return RunningNode(reader, writer, await _greeted(place, reader, writer))
    except BaseException:
        writer.close()
        raise


async def _greeted(place: Place, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
    asked, own = b"", system_random(CONTROL_TOKEN_BYTES)
    if place.token:
        try:
            asked = nonce_of(await read_message(reader, CONTROL_CONNECT_TIMEOUT_S))
            proof = prove(place.token, side="command", asked=asked, own=own)
            await write_message(writer, {"nonce": own.hex(), "proof": proof}, CONTROL_CONNECT_TIMEOUT_S)
            greeting = await read_message(reader, CONTROL_CONNECT_TIMEOUT_S)
        except (NoAnswer, ConnectionError):
            raise NotRunning("somebody else has taken the port of a node that ended") from None
        if not is_proof(greeting.get("proof"), place.token, side="node", asked=own, own=asked):
            raise NotRunning("somebody else has taken the port of a node that ended")
    else:
        greeting = await read_message(reader, CONTROL_CONNECT_TIMEOUT_S)
    condition = greeting.get("condition")
    if greeting.get("protocol") != PROTOCOL or not isinstance(condition, str):
        raise NoAnswer("the running node is of another version; end it and start it again")
    return condition
