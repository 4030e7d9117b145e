"""Messages of the local control channel: a 4-byte length and a JSON object. Refuses what is longer or anything else."""

import asyncio
import json
from typing import cast

from node.ledger.types import Json
from node.runtime.errors import NoAnswer
from node.runtime.limits import CONTROL_MESSAGE_BYTES_MAX

PROTOCOL = 1  # both sides must name the same: a command line and a running node of different versions may differ
Message = dict[str, Json]
_LENGTH_BYTES = 4


def encode_message(message: Message) -> bytes:
    """Return the bytes of a message. Raises: NoAnswer above CONTROL_MESSAGE_BYTES_MAX."""
    body = json.dumps(message, separators=(",", ":")).encode()
    if len(body) > CONTROL_MESSAGE_BYTES_MAX:
        raise NoAnswer("this is too long for one message; ask for less at once")
    return len(body).to_bytes(_LENGTH_BYTES, "big") + body


async def read_message(reader: asyncio.StreamReader, timeout_s: float) -> Message:
    """Return the next message. Raises: NoAnswer where it does not come, is cut off, too long or no object."""
    try:
        async with asyncio.timeout(timeout_s):
            length = int.from_bytes(await reader.readexactly(_LENGTH_BYTES), "big")
            if length > CONTROL_MESSAGE_BYTES_MAX:
                raise NoAnswer("the other side sends a message above the bound")
            body = await reader.readexactly(length)
    except TimeoutError:
        raise NoAnswer("the running node does not answer; look at it, or end it and start it again") from None
    except (asyncio.IncompleteReadError, ConnectionError):
        raise NoAnswer("the running node ended before it answered; `status` tells how it stands") from None
    return decode_message(body)


def decode_message(body: bytes) -> Message:
    """Return the message in these bytes. Raises: NoAnswer."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        raise NoAnswer("the other side does not speak as this program does") from None
    if not isinstance(message, dict):
        raise NoAnswer("the other side does not speak as this program does")
    return cast(Message, message)


async def write_message(writer: asyncio.StreamWriter, message: Message, timeout_s: float) -> None:
    """Send a message. Raises: NoAnswer where the other side does not take it, ConnectionError where it is gone."""
    writer.write(encode_message(message))
    try:
        async with asyncio.timeout(timeout_s):
            await writer.drain()
    except TimeoutError:
        raise NoAnswer("the other side does not take the message") from None
