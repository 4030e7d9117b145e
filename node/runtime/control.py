"""The local control channel of a running node: commands of the same person on the same computer.

    command                         node
       │ ◀── nonce ─────────────────── │   only where a token file stands for the socket file
       │ ─── nonce, proof ───────────▶ │
       │ ◀── protocol, condition, proof│
       │ ─── command, args, passphrase▶│
       │ ◀── done, of │ alive ──────── │   as long as it works
       │ ◀── answer │ error ────────── │   then both hang up

One connection carries one command. A command goes on when whoever gave it hangs up: a write is never cut in two.
Refuses more than CONTROL_CONNECTIONS_MAX at once.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from keys.randomness import Random
from node.runtime import control_place
from node.runtime.commands.call import Answer, Tell
from node.runtime.commands.table import Request
from node.runtime.control_frames import PROTOCOL, Message, read_message, write_message
from node.runtime.control_place import Place, is_proof, prove
from node.runtime.errors import NoAnswer
from node.runtime.limits import (
    CONTROL_ALIVE_EVERY_S,
    CONTROL_CONNECTIONS_MAX,
    CONTROL_PROGRESS_EVERY_S,
    CONTROL_REQUEST_TIMEOUT_S,
    CONTROL_STOP_S,
    CONTROL_TOKEN_BYTES,
)
from node.runtime.refusals import describe, is_expected, line_of

_LOG = logging.getLogger(__name__)

Run = Callable[[Request, Tell], Awaitable[Answer]]


class Control:
    """The listening side. Made by `start`; `stop` is idempotent."""

    def __init__(
        self, folder: Path, *, tasks: asyncio.TaskGroup, run: Run, condition: Callable[[], str], random: Random
    ) -> None:
        """Serve the commands of a home: `run` carries one out, `condition` tells how the home stands."""
        self._folder = folder
        self._tasks = tasks
        self._run = run
        self._condition = condition
        self._random = random
        self._place = Place()
        self._server: asyncio.Server | None = None
        self._conversations: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to listen. Raises: OSError."""
        self._place, listener = control_place.listen(self._folder, self._random)
        if self._place.path is None:
            self._server = await asyncio.start_server(self._greet, sock=listener)
        else:
            self._server = await asyncio.start_unix_server(self._greet, sock=listener)

    async def stop(self) -> None:
        """Take no more commands, wait CONTROL_STOP_S for those under way, remove what was left in the home."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        control_place.remove(self._folder)
        if self._conversations:
            _, late = await asyncio.wait(self._conversations, timeout=CONTROL_STOP_S)
            for task in late:
                task.cancel()

    def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._conversations) >= CONTROL_CONNECTIONS_MAX:
            writer.close()
            return
        task = self._tasks.create_task(self._converse(reader, writer))
        self._conversations.add(task)
        task.add_done_callback(self._conversations.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            proof = await self._let_in(reader, writer)
            greeting: Message = {"protocol": PROTOCOL, "condition": self._condition(), "proof": proof}
            await write_message(writer, greeting, CONTROL_REQUEST_TIMEOUT_S)
            request = parse_request(await read_message(reader, CONTROL_REQUEST_TIMEOUT_S))
            await self._carry_out(request, writer)
        except (NoAnswer, ConnectionError) as error:
            _LOG.debug("a conversation ended early: %s", describe(error))
        except Exception as error:  # noqa: BLE001 - the edge of one conversation: the node lives on
            _LOG.error("a conversation failed: %s", describe(error))
        finally:
            writer.close()

    async def _let_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
        token = self._place.token
        if not token:
            return ""
        own = self._random(CONTROL_TOKEN_BYTES)
        await write_message(writer, {"nonce": own.hex()}, CONTROL_REQUEST_TIMEOUT_S)
        reply = await read_message(reader, CONTROL_REQUEST_TIMEOUT_S)
        asked = nonce_of(reply)
        if not is_proof(reply.get("proof"), token, side="command", asked=own, own=asked):
            raise NoAnswer("somebody without the token knocked")
        return prove(token, side="node", asked=asked, own=own)

    async def _carry_out(self, request: Request, writer: asyncio.StreamWriter) -> None:
        progress = Progress()
        task = self._tasks.create_task(_outcome(self._run(request, progress.tell)))
        quiet_s = 0.0
        while not task.done():
            await asyncio.wait({task}, timeout=CONTROL_PROGRESS_EVERY_S)
            quiet_s += CONTROL_PROGRESS_EVERY_S
            message = progress.take() or ({"alive": True} if quiet_s >= CONTROL_ALIVE_EVERY_S else None)
            if message is not None and not task.done():
                quiet_s = 0.0
                await self._say(writer, message)
        await self._say(writer, task.result())

    async def _say(self, writer: asyncio.StreamWriter, message: Message) -> None:
        try:
            await write_message(writer, message, CONTROL_REQUEST_TIMEOUT_S)
        except ConnectionError:
            _LOG.debug("whoever gave a command hung up; it goes on")


async def _outcome(running: Awaitable[Answer]) -> Message:
    try:
        return {"answer": await running}
    except Exception as error:  # noqa: BLE001 - the edge of one command: its failure is its answer
        if not is_expected(error):
            _LOG.error("a command failed: %s", describe(error))
        return {"error": line_of(error)}


class Progress:
    """The latest word on how far a command is; earlier ones are dropped."""

    __slots__ = ("_latest",)

    def __init__(self) -> None:
        self._latest: Message | None = None

    def tell(self, done: int, total: int | None) -> None:
        """Note how much is done, and of how much."""
        self._latest = {"done": done, "of": total}

    def take(self) -> Message | None:
        """Return the latest word, once."""
        latest, self._latest = self._latest, None
        return latest


def parse_request(message: Message) -> Request:
    """Return the command in a message. Raises: NoAnswer."""
    name, args, passphrase = (message.get(key) for key in ("command", "args", "passphrase"))
    if not isinstance(name, str) or not isinstance(args, dict) or not isinstance(passphrase, str | None):
        raise NoAnswer("a message without a command")
    return Request(name=name, args=args, passphrase=passphrase)


def nonce_of(message: Message) -> bytes:
    """Return the nonce in a message. Raises: NoAnswer."""
    text = message.get("nonce")
    try:
        nonce = bytes.fromhex(text) if isinstance(text, str) else b""
    except ValueError:
        nonce = b""
    if len(nonce) != CONTROL_TOKEN_BYTES:
        raise NoAnswer("a message without a nonce")
    return nonce
