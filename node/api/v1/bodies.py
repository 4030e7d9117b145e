"""Bodies of requests: JSON in UTF-8, bounded, whole. Refused: another type or coding, a member named twice, a number
that is no whole one, nesting without end.
"""

import asyncio
import json
from typing import Final, NoReturn

from aiohttp import web

from node.api.limits import API_BODY_WAIT_S
from node.api.v1.errors import BadInput, NotJson, TooLong, TooSlow
from node.ledger.types import Json

JSON_TYPE: Final = "application/json"
_PIECE: Final = 64 * 1024


async def read_json(request: web.Request, bytes_max: int) -> Json:
    """Return the body of a request. Raises: NotJson, TooLong, TooSlow, BadInput."""
    if request.content_type != JSON_TYPE or (request.charset or "utf-8").lower() != "utf-8":
        raise NotJson(f"the body is sent as {JSON_TYPE}; nothing was changed")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise NotJson("the body is sent as it is, not compressed; nothing was changed")
    try:
        async with asyncio.timeout(API_BODY_WAIT_S):
            data = await _read(request, bytes_max)
    except TimeoutError:
        raise TooSlow("the body did not come in time; nothing was changed") from None
    return parse(data)


def parse(data: bytes) -> Json:
    """Return the JSON value of some bytes. Raises: BadInput."""
    try:
        parsed: Json = json.loads(
            data.decode("utf-8"), parse_float=_whole, parse_constant=_refuse, object_pairs_hook=_once
        )
    except (ValueError, RecursionError):
        raise BadInput("body", "this is not JSON that can be read") from None
    return parsed


async def _read(request: web.Request, bytes_max: int) -> bytes:
    if (request.content_length or 0) > bytes_max:
        raise TooLong(f"the body has at most {bytes_max} bytes; nothing was changed")
    data = bytearray()
    async for piece in request.content.iter_chunked(_PIECE):
        data += piece
        if len(data) > bytes_max:
            raise TooLong(f"the body has at most {bytes_max} bytes; nothing was changed")
    return bytes(data)


def _whole(text: str) -> int:
    """Read `1.0` as 1, as JSON Schema does."""
    number = float(text)
    if not number.is_integer() or abs(number) > 2**53:
        raise ValueError
    return int(number)


def _refuse(_text: str) -> NoReturn:
    raise ValueError


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found
